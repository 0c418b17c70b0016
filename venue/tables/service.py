"""What other features ask of tables and sessions, and what the floor sees of them."""

from collections.abc import Callable
from typing import Any

from venue.core.errors import Conflict, Gone, Invalid, NotFound
from venue.core.ids import token, token_hash
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.menu import places
from venue.menu import service as menu
from venue.tables import model, store
from venue.tables.guests import store as guest_store
from venue.tables.model import TableSession

NUMBER_LONGEST = 12
AREA_LONGEST = 40
FLOOR = "floor"

# Later features say here what they know of a session. `register` empties them for each new app.
decorators: list[Callable[[ReadTx, list[str]], dict[str, dict[str, Any]]]] = []
details: list[Callable[[ReadTx, str], dict[str, Any]]] = []
closing_checks: list[Callable[[Tx, str], None]] = []
# What they forget of a session once it is closed.
endings: list[Callable[[Tx, str], None]] = []


def require_open_session(tx: ReadTx, session_id: str) -> TableSession:
    """Return a live session, by one statement.

    Raises:
        NotFound: ``tables.unknown_session``.
        Gone: ``tables.session_over`` - closed, or expired and not yet extended.
    """
    session = require_session(tx, session_id)
    if session.state == "closed":
        raise Gone("tables.session_over", "this table was closed", state="closed")
    if not session.live(tx.run_ms):
        raise Gone("tables.session_over", "this table's time is over; extend it", state="expired")
    return session


def require_session(tx: ReadTx, session_id: str) -> TableSession:
    """Return a session in any state.

    Raises:
        NotFound: ``tables.unknown_session``.
    """
    session = store.session(tx, session_id)
    if session is None:
        raise NotFound("tables.unknown_session", "there is no such table session")
    return session


def session_id_of(tx: ReadTx, given: str) -> str:
    """Return the id of a live session by its id or by its token, for staff and integrators.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over``.
    """
    by_token = store.session_by_token(tx, token_hash(given))
    return require_open_session(tx, by_token.id if by_token else given).id


def open_session_at(tx: ReadTx, number: str) -> str:
    """Return the id of the live session at a table's number.

    Raises:
        NotFound: ``tables.unknown_table``. Conflict: ``tables.not_open``.
        Gone: ``tables.session_over``.
    """
    table_id = store.table_id_by_number(tx, number)
    if table_id is None:
        raise NotFound("tables.unknown_table", "there is no such table")
    session = store.open_session_at(tx, table_id)
    if session is None:
        raise Conflict("tables.not_open", "this table is not open", table_id=table_id)
    return require_open_session(tx, session.id).id


def session_at(tx: ReadTx, place_id: int) -> TableSession | None:
    """Return the open session at a table or place, expired or not."""
    return store.open_session_at(tx, place_id)


def require_table(tx: ReadTx, table_id: int) -> Row:
    """Return a table with its open session.

    Raises:
        NotFound: ``tables.unknown_table``.
    """
    row = store.table(tx, table_id)
    if row is None:
        raise NotFound("tables.unknown_table", "there is no such table")
    return row


def table_view(tx: ReadTx, table_id: int) -> dict[str, Any]:
    """Return one table as in ``GET /api/v1/tables``.

    Raises:
        NotFound: ``tables.unknown_table``.
    """
    return _decorated(tx, [require_table(tx, table_id)])[0]


def floor_view(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items, places, areas, seq}``: every table, and parties without one."""
    return {
        "items": _decorated(tx, store.tables(tx)),
        "places": places_view(tx),
        "areas": store.areas(tx),
        "seq": tx.seq,
    }


def plain_tables(tx: ReadTx) -> list[dict[str, Any]]:
    """Return every table without what later features add to it."""
    return [model.table_view(row, tx.run_ms) for row in store.tables(tx)]


def places_view(tx: ReadTx) -> list[dict[str, Any]]:
    """Return the parties without a table - tabs, takeaway, delivery, rooms - as tables are."""
    return _decorated(tx, store.places(tx))


def session_view(tx: ReadTx, session: TableSession) -> dict[str, Any]:
    """Return a session with its phones: ``{.., guests: [{id, label, state}], seq}``."""
    live = session.live(tx.run_ms)
    phones = []
    for row in guest_store.guests(tx, session.id, session.table_id):
        ended = row["left_at"] is not None or (row["number"] and not live)
        state = "over" if ended else "joined" if row["number"] else "waiting"
        phones.append({"id": row["id"], "label": model.guest_label(row["number"]), "state": state})
    view = model.session_view(session, tx.run_ms)
    return view | {"guests": phones if session.state == "open" else [], "seq": tx.seq}


def add_table(tx: Tx, vault: Vault, *, number: str, area: str, seats: int) -> dict[str, Any]:
    """Add a table with a card of its own; return its view.

    Args:
        area: By name; made when there is none of that name.

    Raises:
        Invalid: ``tables.no_number``, ``tables.no_area``. Conflict: ``tables.number_taken``.
    """
    number = clean_number(number)
    area = clean_area(area)
    secret = token()
    table_id = store.insert_table(
        tx,
        number=number,
        area=store.area_id(tx, area),
        seats=seats,
        token_hash=token_hash(secret),
        token_sealed=vault.seal(secret),
    )
    if table_id is None:
        raise Conflict("tables.number_taken", f"there is a table {number} already")
    tx.journal("table.added", {"table": table_id, "seats": seats})
    return tell_floor(tx, table_id)


def set_outlet(tx: Tx, area_id: int, outlet_id: int | None) -> dict[str, Any]:
    """Say which outlet an area belongs to; return ``{id, outlet_id, seq}``.

    Raises:
        NotFound: ``tables.unknown_area``, ``menu.unknown_outlet``.
    """
    if outlet_id is not None:
        places.require_outlet(tx, outlet_id)
    if not store.set_outlet(tx, area_id, outlet_id):
        raise NotFound("tables.unknown_area", "there is no such area")
    seq = menu.changed(tx, "table.outlet_set", {"area": area_id, "outlet": outlet_id})
    return {"id": area_id, "outlet_id": outlet_id, "seq": seq}


def area_of(tx: ReadTx, table_id: int) -> tuple[str, int | None]:
    """Return the name of a table's area and its outlet; a table that is not there has none."""
    return store.area_of_table(tx, table_id) or ("", None)


def tell_floor(tx: Tx, table_id: int) -> dict[str, Any]:
    """Tell the floor how a table is now, after the journal entry; return the view."""
    view = table_view(tx, table_id)
    tx.tell(FLOOR, "table", {"table": view})
    return view


def _decorated(tx: ReadTx, rows: list[Row]) -> list[dict[str, Any]]:
    ids = [row["session_id"] for row in rows if row["session_id"] is not None]
    more = [decorate(tx, ids) for decorate in decorators] if ids else []
    views = [model.table_view(row, tx.run_ms) for row in rows]
    for view in views:
        for known in more:
            view |= known.get(view.get("session_id", ""), {})
    return views


def clean_number(text: str) -> str:
    """Return a table's number as typed, on one line.

    Raises:
        Invalid: ``tables.no_number``, ``request.text_too_long``.
    """
    return _one_line(text, field="number", longest=NUMBER_LONGEST)


def clean_area(text: str) -> str:
    """Return an area's name as typed, on one line.

    Raises:
        Invalid: ``tables.no_area``, ``request.text_too_long``.
    """
    return _one_line(text, field="area", longest=AREA_LONGEST)


def _one_line(text: str, *, field: str, longest: int) -> str:
    cleaned = " ".join(clean_text(text, field=field, longest=longest).split())
    if not cleaned:
        raise Invalid(f"tables.no_{field}", f"a table needs a {field}")
    return cleaned
