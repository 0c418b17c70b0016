"""Use cases of refunds asked of the vendor: ask, follow, decide."""

from typing import Any

from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Row, Tx
from venue.esim.claims import store
from venue.esim.claims.model import LOOK_MS, OPEN, REASONS, moved, of_message
from venue.esim.service import PREFIX, PROVIDER, require
from venue.esim.terms import Terms


def ask(tx: Tx, order_id: int, *, reason: str, notes: str) -> int:
    """Ask the vendor for the credit of an eSIM; return the claim.

    Raises:
        NotFound: ``esim.unknown_order``.
        Invalid: ``esim.bad_reason`` - not one of the vendor's, or ``OTHERS`` without notes.
        Conflict: ``esim.no_esim`` - its number is not kept; ``esim.claimed`` already.
    """
    row = require(tx, order_id)
    if reason not in REASONS or (reason == "OTHERS" and not notes):
        raise Invalid("esim.bad_reason", "choose one of the reasons; 'other' needs words")
    if row["sealed"] is None:
        raise Conflict("esim.no_esim", "there is no eSIM to ask money back for", state=row["state"])
    known = store.of_orders(tx, [order_id]).get(order_id)
    if known is not None and known["state"] in OPEN:
        raise Conflict("esim.claimed", "Airalo was asked for this refund already")
    token = PREFIX + uuid7().replace("-", "").upper()
    claim_id = store.insert(
        tx,
        {"order_id": order_id, "token": token, "reason": reason, "notes": notes, "state": "asked"},
    )
    outbox.put(
        tx, provider=PROVIDER, kind="refund", aggregate=f"esim:{order_id}", key=token,
        body={"claim": claim_id},
    )  # fmt: skip
    tx.journal("esim.claim_asked", {"claim": claim_id, "order": order_id})
    return claim_id


def follow(tx: Tx) -> None:
    """Bring each claim to where its message is."""
    for row in store.under_way(tx):
        state = of_message(row["state"], row["message"])
        if state != row["state"]:
            _become(tx, row, state, row["message_code"])


def decide(tx: Tx, order_id: int, *, granted: bool) -> None:
    """Enter what people at the vendor decided; it says nothing about the guest's money.

    Raises:
        NotFound: ``esim.no_claim``. Conflict: ``esim.illegal_move``.
    """
    row = store.of_orders(tx, [order_id]).get(order_id)
    if row is None:
        raise NotFound("esim.no_claim", "Airalo was not asked for a refund of this order")
    _become(tx, row, "granted" if granted else "refused", "")


def seen(tx: Tx, claim_id: int, *, refunded: bool) -> None:
    """Take what the vendor's order says of a claim."""
    row = store.claim(tx, claim_id)
    if row is None or row["state"] != "sent":
        return
    store.set_looked(tx, claim_id)
    if refunded:
        _become(tx, row, "granted", "")


def undecided(tx: ReadTx, most: int) -> list[tuple[int, str]]:
    """Return claims to look after at the vendor, with its number of their order."""
    rows = store.undecided(tx, tx.run_ms - LOOK_MS, most)
    return [(row["id"], row["vendor_ref"]) for row in rows]


def is_under_way(tx: ReadTx) -> bool:
    """Tell whether a claim may have moved."""
    return bool(store.under_way(tx))


def told(tx: ReadTx, terms: Terms, claim_id: int) -> tuple[str, str, str]:
    """Return what is told of a claim: number of the eSIM, reason and notes; empty: not kept."""
    row = store.claim(tx, claim_id)
    if row is None or row["sealed"] is None:
        return "", "", ""
    return terms.open(row["sealed"])["iccid"], row["reason"], row["notes"]


def view(row: Row | None) -> dict[str, Any] | None:
    """Return the CLAIM of the API."""
    if row is None:
        return None
    names = ("id", "state", "reason", "notes", "code", "asked_at", "ended_at")
    return {name: row[name] for name in names}


def _become(tx: Tx, row: Row, to: str, code: str) -> None:
    store.set_state(tx, row["id"], moved(row["state"], to), code)
    tx.journal(f"esim.claim_{to}", {"claim": row["id"], "order": row["order_id"]})
    tx.tell("esim", "esim", {"order": row["order_id"]})
