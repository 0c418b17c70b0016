"""Use cases of vouchers and deposits: sold on a bill, good once it is closed, redeemed in parts.

A code is told once, when it is sold; here it is kept as a keyed hash.
"""

import hashlib
import hmac
from typing import Any, NamedTuple

from venue.bills import service as bills
from venue.bills.content import Content
from venue.bills.tariff import Tariff
from venue.core import codes
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.payments.methods import Begun, Draft
from venue.payments.vouchers import store

PREFIX = "V"
LENGTH = 12
SHOWN = 4
NAMES = {"gift": "Gift voucher", "deposit": "Deposit"}


class Codes(NamedTuple):
    """Knows voucher codes by the box's own key."""

    key: bytes

    def mac(self, code: str) -> bytes:
        """Return what is stored of a code."""
        return hmac.new(self.key, code.encode(), hashlib.sha256).digest()


def new_code(random: bytes) -> str:
    """Return the code that a call makes; the same call makes the same code."""
    return codes.make(PREFIX, LENGTH, random)


def sell(
    tx: Tx,
    tariff: Tariff,
    known: Codes,
    *,
    kind: str,
    code: str,
    amount_minor: int,
    note: str,
    bill_id: str | None,
) -> dict[str, Any]:
    """Put a voucher or deposit on a bill (None: one of its own); it is good once that is closed.

    Return ``{voucher, bill}``; the code is added by the caller and stored nowhere.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``.
    """
    name = f"{NAMES[kind]} …{code[-SHOWN:]}"
    bill = bills.add_item(
        tx, bill_id, tariff, kind=kind, name=name, amount_minor=amount_minor,
        ref=lambda on: store.insert(tx, {
            "kind": kind, "code_mac": known.mac(code), "code_end": code[-SHOWN:], "note": note,
            "sold_minor": amount_minor, "bill_id": on,
        }),
    )  # fmt: skip
    return {"voucher": {"code_end": code[-SHOWN:], "kind": kind}, "bill": bill}


def activate(tx: Tx, content: Content) -> None:
    """Make what was sold on a bill good: it is paid."""
    for one in content.items:
        if one["kind"] in NAMES:
            store.book(tx, one["ref"], None, one["amount_minor"])
            facts = {"voucher": one["ref"], "amount_minor": one["amount_minor"]}
            tx.journal("voucher.issued", facts | {"bill": content.id})


def redeem(tx: Tx, tariff: Tariff, draft: Draft, known: Codes, kind: str) -> Begun:
    """Pay with a voucher or deposit, all of its balance or a part.

    Raises:
        NotFound: ``payments.unknown_code``.
        Conflict: ``payments.code_not_paid``, ``payments.balance_too_small`` with what is left.
    """
    found = find(tx, known, str(draft.given.get("code") or ""))
    if found["kind"] != kind:
        raise NotFound("payments.unknown_code", f"this is no code of a {kind}")
    amount = draft.amount_minor + draft.tip_minor
    if amount > found["balance_minor"]:
        left = wire(found["balance_minor"], tariff.currency)
        raise Conflict("payments.balance_too_small", "there is not enough on it", left=left)
    store.book(tx, found["id"], draft.tender_id, -amount)
    facts = {"voucher": found["id"], "tender": draft.tender_id, "amount_minor": amount}
    tx.journal("voucher.redeemed", facts)
    left_minor = found["balance_minor"] - amount
    return Begun(details={
        "voucher_id": found["id"], "code_end": found["code_end"], "balance_minor": left_minor,
    })  # fmt: skip


def restore(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Put what was paid with a voucher back on it."""
    kept = draft.original.details if draft.original else {}
    amount = draft.amount_minor + draft.tip_minor
    store.book(tx, kept["voucher_id"], draft.tender_id, amount)
    facts = {"voucher": kept["voucher_id"], "tender": draft.tender_id, "amount_minor": -amount}
    tx.journal("voucher.redeemed", facts)
    return Begun(details={"voucher_id": kept["voucher_id"], "code_end": kept["code_end"]})


def find(tx: ReadTx, known: Codes, typed: str) -> Row:
    """Return the voucher of a typed code.

    Raises:
        Invalid: ``payments.bad_code`` - a typing error. NotFound: ``payments.unknown_code``.
        Conflict: ``payments.code_not_paid``.
    """
    code = codes.read(typed[:64], PREFIX, LENGTH)
    if code is None:
        raise Invalid("payments.bad_code", "this code has a typing error")
    found = store.by_mac(tx, known.mac(code))
    if found is None:
        raise NotFound("payments.unknown_code", "there is no voucher of this code")
    if not found["active"]:
        raise Conflict("payments.code_not_paid", "this voucher was never paid")
    return found


def view(row: Row, currency: str) -> dict[str, Any]:
    """Return the VOUCHER of the API; never its code."""
    return {
        "id": row["id"],
        "kind": row["kind"],
        "code_end": row["code_end"],
        "note": row["note"],
        "sold": wire(row["sold_minor"], currency),
        "balance": wire(row["balance_minor"], currency),
        "active": bool(row["active"]),
        "bill_id": row["bill_id"],
        "sold_at": row["sold_at"],
    }


def index(tx: ReadTx, currency: str) -> dict[str, Any]:
    """Return ``{items, liability, seq}``."""
    return {
        "items": [view(row, currency) for row in store.newest(tx)],
        "liability": wire(store.liability(tx), currency),
        "seq": tx.seq,
    }
