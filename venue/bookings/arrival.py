"""A guest comes into the room: at the desk, or as another system says."""

from venue.bookings import store
from venue.bookings.hooks import Event, tell
from venue.bookings.model import Stay
from venue.bookings.views import require
from venue.core.errors import Conflict
from venue.core.tx import ReadTx, Tx
from venue.folios import service as folios
from venue.rooms import service as rooms


def let_in(tx: Tx, stay: Stay, state: str, *, today: str, currency: str) -> int:
    """Put a guest into the stay's room, clean or not; return the folio that is opened.

    Raises:
        Conflict: ``bookings.room_occupied``.
    """
    room = rooms.require_room(tx, stay.room_id or 0)
    require_empty(tx, room["id"])
    folio = folios.open_folio(
        tx,
        room=room["number"],
        name=require(tx, stay.reservation_id)["name"],
        limit_minor=None,
        no_post=False,
        currency=currency,
    )
    store.set_folio(tx, stay.id, folio["id"])
    store.set_state(tx, stay.id, state)
    tell(tx, Event("checked_in", store.stay(tx, stay.id), today))
    return int(folio["id"])


def require_empty(tx: ReadTx, room_id: int) -> None:
    """Refuse a room that somebody is in.

    Raises:
        Conflict: ``bookings.room_occupied``.
    """
    if store.somebody_in(tx, room_id):
        raise Conflict("bookings.room_occupied", "a guest is still in this room")
