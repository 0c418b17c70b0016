"""Use cases of house accounts: open, charge up to the limit, pay, statement."""

from typing import Any

from venue.bills import service as bills
from venue.bills.content import Content
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.parse import NAME_LONGEST, clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.payments.accounts import store
from venue.payments.methods import Begun, Draft

ITEM = "account"


def open_account(tx: Tx, *, name: str, limit_minor: int, currency: str) -> dict[str, Any]:
    """Open an account; return the ACCOUNT.

    Raises:
        Invalid: ``payments.no_name``. Conflict: ``payments.name_taken``.
    """
    name = " ".join(clean_text(name, field="the name", longest=NAME_LONGEST).split())
    if not name:
        raise Invalid("payments.no_name", "an account needs a name")
    account_id = store.insert(tx, name, limit_minor)
    if account_id is None:
        raise Conflict("payments.name_taken", "there is an account of this name already")
    tx.journal("account.opened", {"account": account_id, "limit_minor": limit_minor})
    return view(require(tx, account_id), currency)


def change(
    tx: Tx, account_id: int, *, limit_minor: int, active: bool, currency: str
) -> dict[str, Any]:
    """Set limit and whether the account may be used; return the ACCOUNT.

    Raises:
        NotFound: ``payments.unknown_account``.
    """
    require(tx, account_id)
    store.change(tx, account_id, limit_minor=limit_minor, active=active)
    facts = {"account": account_id, "limit_minor": limit_minor, "active": active}
    tx.journal("account.changed", facts)
    return view(require(tx, account_id), currency)


def charge(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Pay a bill by putting it on an account.

    Raises:
        NotFound: ``payments.unknown_account``.
        Conflict: ``payments.account_off``, ``payments.over_limit`` with what is left.
    """
    found = require(tx, int(draft.given.get("account_id") or 0))
    amount = draft.amount_minor + draft.tip_minor
    if not found["active"]:
        raise Conflict("payments.account_off", "this account is closed")
    left = found["limit_minor"] - found["balance_minor"]
    if amount > left:
        raise Conflict(
            "payments.over_limit",
            "this is above the account's limit",
            left=wire(max(0, left), tariff.currency),
        )
    _book(tx, found["id"], draft.bill_id, draft.tender_id, amount)
    return Begun(details={"account_id": found["id"]})


def take_back(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Take what was put on an account off it again."""
    kept = draft.original.details if draft.original else {}
    amount = draft.amount_minor + draft.tip_minor
    _book(tx, kept["account_id"], draft.bill_id, draft.tender_id, -amount)
    return Begun(details={"account_id": kept["account_id"]})


def pay(
    tx: Tx, account_id: int, tariff: Tariff, *, amount_minor: int, bill_id: str | None
) -> dict[str, Any]:
    """Put a payment of an account on a bill (None: one of its own); return the BILL to be paid.

    Raises:
        NotFound: ``payments.unknown_account``, ``bills.unknown_bill``. Conflict: ``bills.closed``.
    """
    found = require(tx, account_id)
    return bills.add_item(
        tx,
        bill_id,
        tariff,
        kind=ITEM,
        ref=lambda _: int(found["id"]),
        name=f"House account {found['name']}",
        amount_minor=amount_minor,
    )


def settle(tx: Tx, content: Content) -> None:
    """Note the payments of accounts on a bill that is paid now."""
    for one in content.items:
        if one["kind"] == ITEM:
            _book(tx, one["ref"], content.id, None, -one["amount_minor"])


def require(tx: ReadTx, account_id: int) -> Row:
    """Return an account.

    Raises:
        NotFound: ``payments.unknown_account``.
    """
    found = store.account(tx, account_id)
    if found is None:
        raise NotFound("payments.unknown_account", "there is no such account")
    return found


def view(row: Row, currency: str) -> dict[str, Any]:
    """Return the ACCOUNT of the API; the balance is what it owes."""
    return {
        "id": row["id"],
        "name": row["name"],
        "limit": wire(row["limit_minor"], currency),
        "balance": wire(row["balance_minor"], currency),
        "active": bool(row["active"]),
    }


def index(tx: ReadTx, currency: str) -> dict[str, Any]:
    """Return ``{items, seq}``."""
    return {"items": [view(row, currency) for row in store.accounts(tx)], "seq": tx.seq}


def statement(tx: ReadTx, account_id: int, currency: str) -> dict[str, Any]:
    """Return the ACCOUNT with its newest entries, oldest first.

    Raises:
        NotFound: ``payments.unknown_account``.
    """
    entries = [
        {
            "id": one["id"],
            "bill_id": one["bill_id"],
            "bill_number": one["bill_number"],
            "tender_id": one["tender_id"],
            "amount": wire(one["amount_minor"], currency),
            "at": one["booked_at"],
        }
        for one in store.entries(tx, account_id)
    ]
    return view(require(tx, account_id), currency) | {"entries": entries, "seq": tx.seq}


def _book(tx: Tx, account_id: int, bill_id: str, tender_id: int | None, amount_minor: int) -> None:
    store.book(tx, account_id, bill_id=bill_id, tender_id=tender_id, amount_minor=amount_minor)
    facts = {"account": account_id, "tender": tender_id, "amount_minor": amount_minor}
    tx.journal("account.booked", facts | {"bill": bill_id})
