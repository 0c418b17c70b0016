"""What becomes of a paid order: followed to the vendor, delivered or given up, used."""

from collections.abc import Mapping
from typing import Any

from venue.core import outbox
from venue.core.tx import ReadTx, Row, Tx
from venue.esim import store
from venue.esim.model import LIFE, USAGE_MS, WAITING, is_low, of_message, way
from venue.esim.service import PROVIDER, go, require
from venue.esim.terms import Terms

DONE = ("accepted", "reconciled", "fixed")


def follow(tx: Tx) -> None:
    """Bring every paid order to where its message to the vendor is; give up what is too late."""
    for row in store.waiting(tx):
        if row["state"] == "refund_due":
            continue
        state = of_message(row["state"], bool(row["sent"]), row["message"])
        code = row["message_code"]
        if row["message"] == "queued" and tx.run_ms > row["deadline_run_ms"]:
            # What is queued was never processed, and can be taken out without a doubt.
            outbox.withdraw(tx, provider=PROVIDER, key=row["token"])
            state, code = "failed", "deadline"
        if code != row["code"]:
            store.update(tx, row["id"], {"code": code})
        if state == "failed":
            _fail(tx, row, code)
        elif state != row["state"]:
            go(tx, row, state)


def delivered(tx: Tx, terms: Terms, token: str, secrets: Mapping[str, str]) -> None:
    """Keep the eSIM that the vendor gave for an order; a second time changes nothing.

    Args:
        secrets: ``iccid``, ``smdp``, ``matching_id``, ``lpa_code``, ``apn``; empty for a top-up.
    """
    row = store.by_token(tx, token)
    if row is None or row["state"] not in (*WAITING, "refund_due"):
        return
    if row["kind"] == "sim":
        found = terms.mac(secrets["iccid"])
        store.update(
            tx, row["id"], {"sealed": terms.seal(dict(secrets)), "iccid_mac": found, "code": ""}
        )
    go(tx, row, "fulfilled")
    if row["kind"] == "topup":
        _renew_usage(tx, row["topup_of"])


def used(tx: Tx, order_id: int, seen: Mapping[str, Any]) -> None:
    """Keep what is left of an eSIM, and tell guest and desk when it runs low.

    Args:
        seen: ``status``, ``remaining`` and ``total`` in MB, ``unlimited``, ``expires_at``.
    """
    row = require(tx, order_id)
    low = is_low(seen["remaining"], seen["total"], unlimited=seen["unlimited"])
    was_low = row["usage_state"] == "low"
    values = {
        "remaining": seen["remaining"],
        "total": seen["total"],
        "expires_at": seen["expires_at"],
        "usage_at": tx.now,
        "usage_run_ms": tx.run_ms,
        "usage_state": "low" if low else "",
    }
    store.update(tx, order_id, values)
    to = LIFE.get(seen["status"])
    if to is not None and to != row["state"] and way(row["state"], to):
        go(tx, row, to)
    if low and not was_low:
        tx.journal("esim.low", {"order": order_id})
        tx.tell(("esim", "floor"), "esim_low", {"order": order_id})
    tx.tell(f"esim:{order_id}", "esim", {"order": order_id})


def account(tx: Tx, cents: int, mode: str) -> None:
    """Keep the partner's credit in US cents, and whether it buys real eSIMs."""
    store.set_account(tx, cents, mode)


def waits(tx: ReadTx) -> bool:
    """Tell whether a paid order still has no eSIM."""
    return bool(store.waiting(tx))


def hinted(tx: Tx, terms: Terms, iccid: str) -> None:
    """Read an eSIM's usage again soon: the vendor says that something happened to it."""
    row = store.by_iccid(tx, terms.mac(iccid))
    if row is not None:
        store.update(tx, row["id"], {"usage_run_ms": None})


def wanted(tx: ReadTx) -> list[dict[str, Any]]:
    """Return ``token``, ``kind`` and ``vendor_ref`` of orders that the vendor has taken."""
    return [
        {name: row[name] for name in ("token", "kind", "vendor_ref")}
        for row in store.waiting(tx)
        if row["message"] in DONE
    ]


def usage_due(tx: ReadTx, terms: Terms, most: int) -> list[tuple[int, str]]:
    """Return number and ICCID of eSIMs whose usage may have changed at the vendor."""
    rows = store.due_for_usage(tx, tx.run_ms - USAGE_MS, most)
    return [(row["id"], terms.open(row["sealed"])["iccid"]) for row in rows]


def iccid_of(tx: ReadTx, terms: Terms, order_id: int) -> str:
    """Return the number of an order's eSIM; empty: it is not kept (any more)."""
    row = store.order(tx, order_id)
    sealed = None if row is None else row["sealed"]
    return "" if sealed is None else terms.open(sealed)["iccid"]


def _fail(tx: Tx, row: Row, code: str) -> None:
    if code in ("33", "34"):
        store.set_gone(tx, row["package_id"])
    go(tx, row, "refund_due")
    tx.tell("floor", "esim_refund_due", {"order": row["id"]})


def _renew_usage(tx: Tx, order_id: int) -> None:
    store.update(tx, order_id, {"usage_run_ms": None, "usage_state": ""})
