"""Use cases of the floor's drawing: places, areas, tables changed and taken away."""

from typing import Annotated, Any, Literal

import msgspec

from venue.core.errors import Conflict
from venue.core.parse import Body
from venue.core.tx import Tx
from venue.tables import service
from venue.tables import store as table_store
from venue.tables.floor import store

MOST_TABLES = 500


class Position(Body, frozen=True):
    """Where a table stands in its area: its middle in thousandths of width and height."""

    id: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    x: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    y: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    rotation: Annotated[int, msgspec.Meta(ge=0, le=359)] = 0
    shape: Literal["square", "round", "long"] = "square"


class Change(Body, frozen=True):
    """What becomes of a table; what is absent stays."""

    number: str | None = None
    area: str | None = None
    seats: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    training: bool | None = None


def arrange(tx: Tx, positions: tuple[Position, ...]) -> dict[str, Any]:
    """Store where tables stand, each on its own: two managers do not undo each other.

    Raises:
        NotFound: ``tables.unknown_table``.
    """
    for one in positions:
        service.require_table(tx, one.id)
        store.set_position(
            tx, table_id=one.id, x=one.x, y=one.y, rotation=one.rotation, shape=one.shape
        )
    tx.journal("floor.arranged", {"tables": [one.id for one in positions]})
    for one in positions:
        service.tell_floor(tx, one.id)
    return {"arranged": len(positions), "seq": tx.seq}


def change_table(tx: Tx, table_id: int, wanted: Change) -> dict[str, Any]:
    """Change a table's number, area or seats, or make it one for training; return its view.

    Raises:
        NotFound: ``tables.unknown_table``. Conflict: ``tables.number_taken``,
            ``tables.already_open`` - a party sits there, and what it is must not change.
        Invalid: ``tables.no_number``, ``tables.no_area``.
    """
    row = service.require_table(tx, table_id)
    number = row["number"] if wanted.number is None else service.clean_number(wanted.number)
    area = row["area"] if wanted.area is None else service.clean_area(wanted.area)
    seats = wanted.seats or row["seats"]
    training = bool(row["training"]) if wanted.training is None else wanted.training
    if training != bool(row["training"]) and row["session_id"] is not None:
        raise Conflict("tables.already_open", "close this table first")
    stored = store.set_table(
        tx,
        table_id=table_id,
        number=number,
        area=table_store.area_id(tx, area),
        seats=seats,
        training=training,
    )
    if not stored:
        raise Conflict("tables.number_taken", f"there is a table {number} already")
    tx.journal("table.changed", {"table": table_id, "seats": seats, "training": training})
    tx.tell(service.FLOOR, "floor", {})
    return service.table_view(tx, table_id) | {"seq": tx.seq}


def retire_table(tx: Tx, table_id: int) -> dict[str, Any]:
    """Take a free table off the floor; its card lets nobody in any more.

    Raises:
        NotFound: ``tables.unknown_table``. Conflict: ``tables.already_open``.
    """
    if service.require_table(tx, table_id)["session_id"] is not None:
        raise Conflict("tables.already_open", "close this table first")
    store.retire(tx, table_id)
    tx.journal("table.retired", {"table": table_id})
    tx.tell(service.FLOOR, "floor", {})
    return {"id": table_id, "retired": True, "seq": tx.seq}


def add_area(tx: Tx, name: str) -> dict[str, Any]:
    """Add an area, or find the one of that name; return ``{id, name, seq}``.

    Raises:
        Invalid: ``tables.no_area``.
    """
    name = service.clean_area(name)
    area_id = table_store.area_id(tx, name)
    tx.journal("area.added", {"area": area_id})
    tx.tell(service.FLOOR, "floor", {})
    return {"id": area_id, "name": name, "seq": tx.seq}


def rename_area(tx: Tx, area_id: int, name: str) -> dict[str, Any]:
    """Rename an area.

    Raises:
        Invalid: ``tables.no_area``. Conflict: ``tables.area_name`` - unknown, or a name in use.
    """
    name = service.clean_area(name)
    if not store.rename_area(tx, area_id, name):
        raise Conflict("tables.area_name", "there is no such area, or its name is in use")
    tx.journal("area.renamed", {"area": area_id})
    tx.tell(service.FLOOR, "floor", {})
    return {"id": area_id, "name": name, "seq": tx.seq}


def remove_area(tx: Tx, area_id: int) -> dict[str, Any]:
    """Remove an area that never had a table.

    Raises:
        Conflict: ``tables.area_in_use``.
    """
    if not store.remove_area(tx, area_id):
        raise Conflict("tables.area_in_use", "there are tables in this area")
    tx.journal("area.removed", {"area": area_id})
    tx.tell(service.FLOOR, "floor", {})
    return {"id": area_id, "removed": True, "seq": tx.seq}
