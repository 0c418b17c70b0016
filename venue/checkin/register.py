"""The guest register for the authorities: one writer for each country, CSV where there is none.

A writer is a function from entries to ``(file name, content type, bytes)``; other packages bring
theirs by the entry-point group ``venue.registers``.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import entry_points
from io import StringIO
from typing import Any

from venue.bookings import reads
from venue.checkin import service, store
from venue.core.errors import Invalid
from venue.core.tx import Tx
from venue.core.vault import Vault
from venue.rooms import service as rooms

GROUP = "venue.registers"
COLUMNS = (
    "arrival", "departure", "room", "family_name", "given_names", "birth_date", "sex",
    "nationality", "residence", "document_kind", "document_number", "document_country",
    "document_expires",
)  # fmt: skip
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Entries = Sequence[Mapping[str, str]]
Writer = Callable[[Entries], tuple[str, str, bytes]]


def entries(tx: Tx, vault: Vault, first: str, last: str) -> list[dict[str, str]]:
    """Return the verified guests who were here in these days; that they were read is journalled.

    Those who never came are not in it: their forms are erased with their stay.
    """
    found = []
    for row in store.in_register(tx):
        stay = reads.stay(tx, row["stay_id"])
        if stay.state not in ("checked_in", "checked_out"):
            continue
        if stay.arrival <= last and stay.departure >= first:
            room = rooms.require_room(tx, stay.room_id or 0)["number"]
            facts = {"arrival": stay.arrival, "departure": stay.departure, "room": room}
            found.append(service.form_of(vault, row) | facts)
    tx.journal("checkin.register_read", {"from": first, "to": last, "guests": len(found)})
    return found


def writer(name: str) -> Writer:
    """Return the register's writer of a name.

    Raises:
        Invalid: ``checkin.unknown_register``.
    """
    if name == "csv":
        return as_csv
    for point in entry_points(group=GROUP, name=name):
        loaded: Any = point.load()
        return lambda found: _checked(loaded(found))
    raise Invalid("checkin.unknown_register", f"there is no guest register called {name}")


def as_csv(found: Entries) -> tuple[str, str, bytes]:
    """Return the register as CSV that no spreadsheet runs as a formula."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([_harmless(one.get(name, "")) for name in COLUMNS] for one in found)
    return "guests.csv", "text/csv; charset=utf-8", out.getvalue().encode()


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _checked(made: Any) -> tuple[str, str, bytes]:
    name, kind, content = made
    return str(name), str(kind), bytes(content)
