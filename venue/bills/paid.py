"""What bills ask of payments, which stands above them: payments fills this in at start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from venue.bills.model import Bands
from venue.core.tx import ReadTx, Tx


@dataclass(frozen=True, kw_only=True)
class Paid:
    """The payments of one bill.

    Attributes:
        counted: What counts as paid per band, refunds and reversals taken off.
        reserved: What a device or a person still decides about, per band; it may not be paid twice.
        returned: Sales taken back after closing, per band: the bill is smaller by it.
        tips_minor: Gifts of the guests, refunds taken off; never part of the bill.
        rounding_minor: What cash rounding added (or took, when negative).
        by_part: Counted and reserved per part of a split, and its bands.
        tenders: TENDERs of the API, oldest first.
    """

    counted: Bands = field(default_factory=dict)
    reserved: Bands = field(default_factory=dict)
    returned: Bands = field(default_factory=dict)
    tips_minor: int = 0
    rounding_minor: int = 0
    by_part: dict[int, int] = field(default_factory=dict)
    part_bands: dict[int, Bands] = field(default_factory=dict)
    tenders: list[dict[str, Any]] = field(default_factory=list)


# `register` of bills empties them for each new app; payments adds its own.
readers: list[Callable[[ReadTx, str], Paid]] = []
movers: list[Callable[[Tx, str, str], None]] = []


def of_bill(tx: ReadTx, bill_id: str) -> Paid:
    """Return the payments of a bill."""
    for read in readers:
        return read(tx, bill_id)
    return Paid()


def move(tx: Tx, from_id: str, to_id: str) -> None:
    """Let a bill's payments follow it into another."""
    for mover in movers:
        mover(tx, from_id, to_id)
