"""Cash that changes hands at the desk, told in its transaction to whoever keeps drawers."""

from collections.abc import Callable
from typing import NamedTuple

from venue.core.tx import Tx

CASH = "cash"


class Handed(NamedTuple):
    """Cash taken or given back.

    Attributes:
        kind: ``payment`` or ``payment_back`` of a folio's line, ``deposit`` or ``deposit_back``.
        source_id: The folio's line, or the entry of the deposit.
        amount_minor: Above 0 what was taken, below 0 what was given back.
    """

    kind: str
    source_id: int
    amount_minor: int


# A house without a restaurant keeps no drawers: nobody listens.
on_cash: list[Callable[[Tx, Handed], None]] = []


def hand(tx: Tx, handed: Handed, method: str) -> None:
    """Tell of money that changed hands, where it was cash."""
    if method == CASH:
        for told in on_cash:
            told(tx, handed)
