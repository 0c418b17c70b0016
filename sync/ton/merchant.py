"""The address that the venue is paid at, and its change in two steps.

Whoever swaps it collects everything (payments.md 2): so one proposes, an approver confirms with the
last characters read from the wallet, both stand in the journal, and people are told for a day.
"""

from typing import Any

from sync.ton import store
from sync.ton.address import merchant, parse_raw
from sync.ton.errors import TonError
from sync.ton.terms import Terms
from venue.core.errors import Conflict, Invalid
from venue.core.tx import ReadTx, Row, Tx

ENDING = 6
PROPOSED_MS = 24 * 3_600_000
PAPER = {"en": "our address ends in", "ru": "наш адрес кончается на"}
TOLD_MS = 24 * 3_600_000


def propose(tx: Tx, terms: Terms, text: str) -> dict[str, Any]:
    """Propose an address; return the MERCHANT.

    Raises:
        Invalid: ``ton.bad_address`` - in words what is wrong with it.
        Conflict: ``ton.same_address``.
    """
    try:
        found = merchant(text, test=terms.test)
    except TonError as error:
        raise Invalid("ton.bad_address", str(error)) from error
    active = store.merchant(tx, "active")
    if active and (active["account"], active["network"]) == (found.address.raw, terms.network):
        raise Conflict("ton.same_address", "this is the address in use")
    store.end_merchant(tx, "proposed", "dropped")
    number = store.insert_merchant(tx, found.address.raw, terms.network)
    tx.journal("ton.address_proposed", {"merchant": number, "account": found.address.raw})
    return view(tx, terms)


def confirm(tx: Tx, terms: Terms, ending: str, approved_by: str) -> dict[str, Any]:
    """Take the proposed address into use; return the MERCHANT.

    Args:
        ending: The last characters, read from the wallet itself and typed.
        approved_by: Who approved.

    Raises:
        Conflict: ``ton.nothing_proposed``, ``ton.wrong_ending``.
    """
    row = store.merchant(tx, "proposed")
    if row is None or tx.run_ms - row["proposed_run_ms"] > PROPOSED_MS:
        raise Conflict("ton.nothing_proposed", "no address waits to be confirmed")
    if ending.strip() != _friendly(row, terms)[-ENDING:]:
        raise Conflict("ton.wrong_ending", "these are not the last characters of the address")
    store.end_merchant(tx, "active", "retired")
    store.confirm_merchant(tx, row["id"])
    tx.journal("ton.address_changed", {
        "merchant": row["id"], "account": row["account"], "approved_by": approved_by,
    })  # fmt: skip
    tx.tell(("floor", "status"), "ton", {"merchant": row["id"]})
    return view(tx, terms)


def drop(tx: Tx, terms: Terms) -> dict[str, Any]:
    """Forget the proposed address; return the MERCHANT."""
    store.end_merchant(tx, "proposed", "dropped")
    tx.journal("ton.address_dropped", {})
    return view(tx, terms)


def view(tx: ReadTx, terms: Terms) -> dict[str, Any]:
    """Return the MERCHANT: ``{address, ending, since, proposed}``."""
    active, proposed = store.merchant(tx, "active"), store.merchant(tx, "proposed")
    address = _friendly(active, terms) if active else None
    return {
        "address": address,
        "ending": address[-ENDING:] if address else None,
        "since": active["confirmed_at"] if active else None,
        "network": terms.network,
        "proposed": {
            "address": _friendly(proposed, terms),
            "by": proposed["proposed_by"],
            "at": proposed["proposed_at"],
        }
        if proposed
        else None,
    }


def paper_lines(tx: ReadTx, terms: Terms, language: str) -> list[str]:
    """Return how the address in use ends, for every bill and closing: a swapped one shows."""
    active = store.merchant(tx, "active")
    if active is None or active["network"] != terms.network:
        return []
    words = PAPER.get(language, PAPER["en"])
    return [f"{terms.ticker}: {words} …{_friendly(active, terms)[-ENDING:]}"]


def alerts(tx: ReadTx, terms: Terms) -> list[dict[str, Any]]:
    """Return what staff should know: the address was changed within a day."""
    active = store.merchant(tx, "active")
    age_ms = tx.run_ms - active["confirmed_run_ms"] if active else TOLD_MS
    if active is None or age_ms >= TOLD_MS:
        return []
    ending = _friendly(active, terms)[-ENDING:]
    return [
        {
            "id": "ton_address",
            "kind": "ton_address",
            "text_key": "alert.ton_address",
            "values": {"ending": ending},
            "age_s": age_ms // 1000,
            "permission": "ton.decide",
        }
    ]


def usdt_alerts(tx: ReadTx, terms: Terms) -> list[dict[str, Any]]:
    """Return what staff should know: USDT is off, for its wallet is locked or another one."""
    watch = store.watch(tx)
    age_ms = tx.run_ms - watch["usdt_checked_run_ms"]
    never = watch["usdt_checked_run_ms"] < 0
    if not terms.usdt or never or (watch["usdt_agrees"] and not watch["usdt_locked"]):
        return []
    kind = "ton_usdt_locked" if watch["usdt_locked"] else "ton_usdt_wallet"
    return [
        {
            "id": "ton_usdt",
            "kind": kind,
            "text_key": f"alert.{kind}",
            "values": {},
            "age_s": age_ms // 1000,
            "permission": "ton.decide",
        }
    ]


def _friendly(row: Row, terms: Terms) -> str:
    return parse_raw(row["account"]).friendly(test=terms.test)
