"""The fiscal device: what it is asked to sign, and what it answered.

Without one the journal alone keeps the receipts. With one, each receipt is told to it through the
outbox in the order of their numbers; a device that is out of order stops nothing: receipts say so
and are signed late, in the same order.
"""

from collections.abc import Callable
from typing import Any

from venue.core import outbox
from venue.core.tx import ReadTx, Tx
from venue.receipts import store
from venue.receipts.model import TRAINING, Receipt

PROVIDER = "fiscal"
AGGREGATE = "fiscal:till"  # one queue: a device signs in ascending order
MOST_LINES = 12
LINE_LONGEST = 200
CODE_LONGEST = 1_000


class _Joint:
    """Whether a device is connected, as the sync knows; set by `register`."""

    connected: Callable[[ReadTx, str], bool] = staticmethod(lambda tx, provider: False)


joint = _Joint()


def state_for(tx: ReadTx, series: str) -> str:
    """Return how a new receipt stands with the device: ``none`` or ``waiting``."""
    if series == TRAINING or not joint.connected(tx, PROVIDER):
        return "none"
    return "waiting"


def ask(tx: Tx, receipt: Receipt, *, previous: Receipt | None) -> None:
    """Put a receipt into the device's queue; no name of a person goes along."""
    outbox.put(
        tx,
        provider=PROVIDER,
        kind="sign",
        aggregate=AGGREGATE,
        key=f"receipt:{receipt.id}",
        body={
            "receipt": receipt.name,
            "at": receipt.made_at,
            "kind": receipt.kind,
            "method": receipt.method,
            "area": receipt.document["table"],
            "user": receipt.made_by,
            "previous": previous.name if previous else "",
            "bands": receipt.bands,
            "amount_minor": receipt.amount_minor,
            "rounding_minor": receipt.rounding_minor,
            "tip_minor": receipt.tip_minor,
            "currency": receipt.document["currency"],
        },
        priority=1,
    )


def close_day(tx: Tx, z_number: int, facts: dict[str, Any]) -> None:
    """Tell the device of a Z, behind the receipts that it closes."""
    if joint.connected(tx, PROVIDER):
        body = {"z": z_number, "at": tx.now} | facts
        outbox.put(
            tx, provider=PROVIDER, kind="close_day", aggregate=AGGREGATE,
            key=f"z:{z_number}", body=body, priority=1,
        )  # fmt: skip


def answered(tx: Tx, key: str, answer: dict[str, Any]) -> None:
    """Keep what the device said of a receipt, and let paper that waited for it go.

    Args:
        key: Of the message, ``receipt:<id>``.
        answer: ``{lines, code, id, moment, words, failed}``; ``failed``: its signing unit is out
            of order, and the receipt is marked.
    """
    kind, _, number = key.partition(":")
    receipt = store.receipt(tx, int(number)) if kind == "receipt" else None
    if receipt is None or receipt.fiscal_state == "signed":
        return
    kept = {
        "lines": [str(one)[:LINE_LONGEST] for one in answer["lines"][:MOST_LINES]],
        "code": str(answer["code"])[:CODE_LONGEST],
        "id": str(answer["id"])[:LINE_LONGEST],
        "moment": str(answer["moment"])[:LINE_LONGEST],
    }
    state = "failed" if answer["failed"] else "signed"
    store.set_fiscal(tx, receipt.id, state, kept)
    tx.journal(f"receipt.{state}", {"receipt": receipt.id, "device": kept["id"]})
