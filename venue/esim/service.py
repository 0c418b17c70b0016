"""Use cases of eSIM orders: sell, pay, give back."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from venue.bills import closing, items
from venue.bills import service as bills
from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Row, Tx
from venue.esim import catalogue, store
from venue.esim.model import OURS, moved, way
from venue.esim.terms import Terms
from venue.orders.books import billing
from venue.payments import service as payments
from venue.tables.service import require_open_session

KIND = "esim"  # of the line on a bill
PROVIDER = "airalo"
PREFIX = "VB01-"
KEEP_SECRETS_MS = 30 * 86_400_000

# Told in the transaction in which an order is paid: the exchange looks for its eSIM soon.
# Emptied by `register` for each new app.
on_paid: list[Callable[[Tx], None]] = []


class Place(NamedTuple):
    """Where an eSIM is put: an open bill, a party's open bill, or none: a bill of its own."""

    bill_id: str | None = None
    session_id: str | None = None


NOWHERE = Place()


def sell(
    tx: Tx,
    terms: Terms,
    *,
    package_id: str,
    place: Place = NOWHERE,
    device_checked: bool,
    topup_of: int | None = None,
    by_guest: bool = False,
) -> dict[str, Any]:
    """Put one eSIM, or more data for one, on a bill.

    It is ordered in the transaction that closes the bill. Return ``{order, bill}``.

    Raises:
        Gone: ``tables.session_over``.
        Invalid: ``esim.device_unchecked``.
        NotFound: ``esim.unknown_plan``, ``esim.unknown_order``, ``bills.unknown_bill``.
        Conflict: ``esim.stale``, ``esim.needs_identity``, ``esim.no_credit``, ``esim.offline``,
            ``esim.no_esim`` - there is nothing to add data to; ``esim.other_place`` - the data
            is not for this eSIM; ``bills.closed``.
    """
    tx.require_room()
    if topup_of is None and not device_checked:
        raise Invalid(
            "esim.device_unchecked", "check first: the phone takes eSIMs and is not locked"
        )
    plan = catalogue.require_sellable(tx, package_id, topup=topup_of is not None)
    if topup_of is not None:
        _require_fitting(tx, topup_of, plan["slug"])
    _require_account(tx, terms, plan["cost_cents"])
    token = PREFIX + uuid7().replace("-", "").upper()
    price, mode = catalogue.price_minor(plan, terms), store.account(tx)["mode"]
    shared = (
        "package_id", "slug", "destination", "megabytes", "days", "unlimited", "cost_cents",
    )  # fmt: skip
    facts = {name: plan[name] for name in shared} | {
        "token": token,
        "pass_mac": terms.mac(terms.guest_pass(token)),
        "kind": "sim" if topup_of is None else "topup",
        "topup_of": topup_of,
        "mode": mode,
        "price_minor": price,
        "state": "quoted",
        "by_guest": int(by_guest),
    }
    numbers: list[int] = []

    def insert(on: str) -> int:
        numbers.append(store.insert_order(tx, facts | {"bill_id": on}))
        return numbers[0]

    name = f"eSIM {plan['destination']}" + (" (sandbox)" if mode == "sandbox" else "")
    bill = bills.add_item(
        tx, _bill_of(tx, place), terms.tariff, kind=KIND, name=name, amount_minor=price, ref=insert
    )
    tx.journal("esim.quoted", {"order": numbers[0], "amount_minor": price})
    return {"order": numbers[0], "bill": bill}


def sell_paid(
    tx: Tx, terms: Terms, *, method: str, given: Mapping[str, Any], **sale: Any
) -> dict[str, Any]:
    """Sell on a bill of its own and take the money for all of it: sale, payment and order are one.

    Args:
        method: A way to pay that settles at once. ``given``: what it wants to know.
        sale: As `sell` takes it.

    Raises:
        VenueError: As `sell` and the method refuse.
        Conflict: ``bills.still_owed`` - the method has not settled it.
    """
    sold = sell(tx, terms, **sale)
    bill_id = sold["bill"]["id"]
    payments.take(
        tx, bill_id, terms.tariff, method=method, amount_minor=sold["bill"]["owed"]["amount"],
        given=given,
    )  # fmt: skip
    return sold | {"bill": closing.close(tx, bill_id, terms.tariff)}


def drop(tx: Tx, terms: Terms, order_id: int) -> None:
    """Take an eSIM that is not paid off its bill.

    Raises:
        NotFound: ``esim.unknown_order``.
        Conflict: ``esim.illegal_move`` - it is paid; ``bills.paid_already``.
    """
    become(tx, require(tx, order_id), "dropped")
    items.drop(tx, terms.tariff, kind=KIND, ref=order_id)


def paid(tx: Tx, terms: Terms, orders: Iterable[int]) -> None:
    """Order what was sold on a bill, in the transaction that closes it."""
    for row in [require(tx, one) for one in orders]:
        store.update(
            tx,
            row["id"],
            {"paid_at": tx.now, "deadline_run_ms": tx.run_ms + terms.deadline_ms},
        )
        become(tx, row, "paid")
        body: dict[str, Any] = {"package": row["package_id"]}
        if row["kind"] == "topup":
            body["esim"] = row["topup_of"]
        outbox.put(
            tx, provider=PROVIDER, kind="order" if row["kind"] == "sim" else "topup",
            aggregate=f"esim:{row['id']}", key=row["token"], body=body,
        )  # fmt: skip
        for told in on_paid:
            told(tx)


def refund(tx: Tx, order_id: int, *, reason: str) -> None:
    """Say that the guest's money went back; the vendor's message can then never be sent again.

    Raises:
        NotFound: ``esim.unknown_order``.
        Conflict: ``esim.illegal_move`` - no refund is due; ``esim.under_way`` - somebody sent
            the order again, and it may arrive.
    """
    row = require(tx, order_id)
    become(tx, row, "refunded")
    if not outbox.withdraw(tx, provider=PROVIDER, key=row["token"]):
        raise Conflict("esim.under_way", "this order was sent again; wait for what comes of it")
    tx.journal("esim.refund", {"order": order_id, "amount_minor": row["price_minor"]})


def purge(tx: Tx) -> int:
    """Forget what activates eSIMs that ended a month ago; return of how many."""
    return store.forget_secrets(tx, tx.run_ms - KEEP_SECRETS_MS)


def become(tx: Tx, row: Row, to: str) -> None:
    """Move an order one step, and journal it.

    Raises:
        Conflict: ``esim.illegal_move``.
    """
    values: dict[str, Any] = {"state": moved(row["state"], to)}
    if to in ("expired", "refunded"):
        values["ended_run_ms"] = tx.run_ms
    store.update(tx, row["id"], values)
    tx.journal(f"esim.{to}", {"order": row["id"]})
    tx.tell(("esim", f"esim:{row['id']}"), "esim", {"order": row["id"], "state": to})
    row["state"] = to


def go(tx: Tx, row: Row, to: str) -> None:
    """Move an order as many steps as lead there."""
    for state in way(row["state"], to):
        become(tx, row, state)


def require(tx: ReadTx, order_id: int) -> Row:
    """Return an order.

    Raises:
        NotFound: ``esim.unknown_order``.
    """
    found = store.order(tx, order_id)
    if found is None:
        raise NotFound("esim.unknown_order", "there is no such eSIM order", order_id=order_id)
    return found


def _bill_of(tx: Tx, place: Place) -> str | None:
    """Return the bill to sell on; None: one of its own."""
    if place.session_id is None:
        return place.bill_id
    return billing.open_bill(tx, require_open_session(tx, place.session_id).id)


def _require_fitting(tx: ReadTx, order_id: int, slug: str) -> None:
    row = require(tx, order_id)
    if row["kind"] != "sim" or not is_live(row):
        raise Conflict("esim.no_esim", "there is no eSIM to add data to", state=row["state"])
    if row["slug"] != slug:
        raise Conflict("esim.other_place", "this data is for another place than the eSIM")


def is_live(row: Row) -> bool:
    """Tell whether an order's eSIM is there, so that data can be added to it."""
    return row["state"] in OURS and row["sealed"] is not None


def _require_account(tx: ReadTx, terms: Terms, cost_cents: int) -> None:
    account = store.account(tx)
    if not catalogue.is_online(tx) and not terms.queue_offline:
        raise Conflict("esim.offline", "Airalo cannot be reached; eSIMs are not sold meanwhile")
    balance = account["balance_cents"]
    if balance is not None and balance - store.open_cost(tx) < cost_cents:
        raise Conflict("esim.no_credit", "the venue's credit at Airalo does not cover this plan")
