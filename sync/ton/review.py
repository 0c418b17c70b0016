"""What a person decides: money that came otherwise than asked, and payments nobody can check."""

from typing import Any, NamedTuple

from sync.rates.model import shown_units
from sync.ton import service, store
from sync.ton.address import merchant as own_wallet
from sync.ton.address import parse_raw
from sync.ton.bodies import shown
from sync.ton.errors import TonError
from sync.ton.terms import Terms
from venue.bills import content as bills
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import format_minor, wire
from venue.core.tx import ReadTx, Row, Tx
from venue.payments import service as payments
from venue.payments.methods import Begun
from venue.payments.model import Tender

LONGEST_LIST = 100
UNVERIFIED_MS = 24 * 3_600_000
DECISIONS = ("returned", "tip", "income")


def index(tx: ReadTx, terms: Terms) -> dict[str, Any]:
    """Return what waits: ``{payments: [REQUEST], money: [MONEY], open}``."""
    waiting = [service.view(tx, row["id"], terms) for row in store.in_review(tx, LONGEST_LIST)]
    money = store.undecided(tx, LONGEST_LIST) + store.over_facts(tx, LONGEST_LIST)
    taken = wire(store.unverified_minor(tx), terms.tariff.currency)
    return {"payments": waiting, "money": [_money(row, terms) for row in money], "open": taken}


def accept(
    tx: Tx, tender_id: int, terms: Terms, *, reason: str, approved_by: str
) -> dict[str, Any]:
    """Take a payment as it is: one in review for good, an unknown one at the venue's own risk.

    Raises:
        NotFound: ``ton.unknown_request``. Conflict: ``ton.over_cap``, ``ton.already_paid``,
            ``payments.illegal_move``.
    """
    service.require_request(tx, tender_id)
    tender = payments.require_tender(tx, tender_id)
    if tender.state == "unknown":
        _require_cap(tx, tender, terms)
        store.note_unverified(tx, tender_id)
        return _decided(tx, tender, "unverified", terms, reason, approved_by)
    if tender.state != "review":
        words = f"this payment is {tender.state}"
        raise Conflict("payments.illegal_move", words, state=tender.state)
    # Meanwhile the bill may have been paid by other means; then the money is owed back.
    owed = bills.load(tx, tender.bill_id, terms.tariff).payable
    if tender.amount_minor > sum(owed.values()):
        words = "the bill is paid already: note this money as returned"
        raise Conflict("ton.already_paid", words, owed=wire(sum(owed.values()),
                       terms.tariff.currency))  # fmt: skip
    return _decided(tx, tender, "settled", terms, reason, approved_by)


def lost(tx: Tx, tender_id: int, terms: Terms, *, reason: str, approved_by: str) -> dict[str, Any]:
    """Give up an unverified payment that never arrived: the bill owes it again.

    Raises:
        Conflict: ``ton.too_early`` - a day has not passed, or the chain was not read beyond it.
    """
    request = service.require_request(tx, tender_id)
    tender = payments.require_tender(tx, tender_id)
    since = store.quote(tx, tender_id)["unverified_run_ms"]
    is_read = store.watch(tx)["synced_utime"] > request.expires_utime
    if tender.state == "unverified" and (tx.run_ms - since < UNVERIFIED_MS or not is_read):
        raise Conflict("ton.too_early", "it may still arrive; wait a day, with the line up")
    return _decided(tx, tender, "lost", terms, reason, approved_by)


def attach(tx: Tx, number: int, tender_id: int, terms: Terms, *, reason: str) -> dict[str, Any]:
    """Put money without a code to the payment that it was meant for; the facts then decide.

    Raises:
        NotFound: ``ton.unknown_money``, ``ton.unknown_request``.
        Conflict: ``ton.decided`` - it belongs to a payment, or is no money for sale.
    """
    row = _require_free(tx, number)
    if row["kind"] != "sale" or row["tender_id"] is not None:
        raise Conflict("ton.decided", "this money cannot be put to a payment")
    service.require_request(tx, tender_id)
    store.attach(tx, number, tender_id, reason)
    tx.journal("ton.attached", {"fact": number, "tender": tender_id})
    service.evaluate(tx, tender_id, terms)
    return service.view(tx, tender_id, terms)


class Back(NamedTuple):
    """Where money was sent back to, and whether the guest confirmed in writing to own it."""

    address: str = ""
    confirmed: bool = False


def decide(
    tx: Tx, number: int, decision: str, terms: Terms, *, reason: str, back: Back
) -> dict[str, Any]:
    """Say what becomes of money that pays nothing: ``returned``, ``tip`` or ``income``.

    Raises:
        NotFound: ``ton.unknown_money``. Conflict: ``ton.decided``, ``ton.not_confirmed``.
        Invalid: ``ton.bad_return_address``.
    """
    row = _require_free(tx, number)
    account = _account_of(back, terms) if decision == "returned" else ""
    store.decide(tx, number, decision, reason, account)
    tx.journal("ton.decided", {
        "fact": number, "decision": decision, "asset": row["asset"], "units": str(row["units"]),
    })  # fmt: skip
    return _money(row, terms) | {"decision": decision}


def _account_of(back: Back, terms: Terms) -> str:
    """Return the account that a guest named for money sent back.

    The sender's own address is not enough: an exchange sends from one that takes nothing back.
    """
    try:
        account = own_wallet(back.address, test=terms.test).address
    except TonError as error:
        raise Invalid("ton.bad_return_address", f"where it was sent back to: {error}") from error
    if not back.confirmed:
        words = "the guest confirms in writing that this wallet is no exchange's"
        raise Conflict("ton.not_confirmed", words)
    return account.raw


def _decided(
    tx: Tx, tender: Tender, state: str, terms: Terms, reason: str, approved_by: str
) -> dict[str, Any]:
    request = service.require_request(tx, tender.id)
    kept = service.proof(tx, request, service.judge(tx, request))
    begun = Begun(state=state, details=kept | {"reason": reason})
    done = payments.become(tx, tender, begun)
    tx.journal("ton.payment_decided", {
        "tender": tender.id, "from": tender.state, "to": state, "approved_by": approved_by,
    })  # fmt: skip
    payments.told(tx, done, terms.tariff)
    return service.view(tx, tender.id, terms)


def _require_cap(tx: ReadTx, tender: Tender, terms: Terms) -> None:
    amount, currency = tender.amount_minor + tender.tip_minor, terms.tariff.currency
    each, total = terms.accept_each_minor, terms.accept_open_minor
    if amount > each:
        words = f"unverified payments are taken up to {format_minor(each, currency)}"
        raise Conflict("ton.over_cap", words, most=wire(each, currency))
    if store.unverified_minor(tx) + amount > total:
        words = f"all unverified payments together go up to {format_minor(total, currency)}"
        raise Conflict("ton.over_cap", words, most=wire(total, currency))


def _require_free(tx: ReadTx, number: int) -> Row:
    row = store.fact(tx, number)
    if row is None:
        raise NotFound("ton.unknown_money", "there is no such money")
    if row["decision"]:
        raise Conflict("ton.decided", "somebody has decided about this money")
    return row


def _money(row: Row, terms: Terms) -> dict[str, Any]:
    is_foreign = row["kind"] == "foreign"
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": "" if is_foreign else terms.named(row["asset"]),
        "amount": "" if is_foreign else shown_units(row["units"], row["asset"]),
        "comment": shown(row["comment"]),
        "sender": parse_raw(row["sender"]).friendly(test=terms.test),
        "utime": row["utime"],
        "seen_at": row["seen_at"],
        "tender_id": row["tender_id"],
    }
