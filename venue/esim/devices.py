"""Phones that take eSIMs, as the vendor lists them: one look before a plan is sold."""

from collections.abc import Iterable
from typing import Any

from venue.core.tx import ReadTx, Tx
from venue.esim import store

MOST_FOUND = 12
MOST_KEPT = 5000


def take(tx: Tx, devices: Iterable[tuple[str, str, str]]) -> None:
    """Replace the list by ``(system, brand, name)`` rows; an empty one changes nothing."""
    rows = [
        {"os": system, "brand": brand, "name": name, "found_by": f"{brand} {name}".lower()}
        for system, brand, name in devices
    ]
    if rows:
        store.put_devices(tx, rows[:MOST_KEPT])


def find(tx: ReadTx, said: str) -> dict[str, Any]:
    """Return ``{items, known}``: models that have every word; ``known``: there is a list at all."""
    return {
        "items": store.devices(tx, said.lower().split()[:6], MOST_FOUND),
        "known": bool(store.devices(tx, (), 1)),
    }
