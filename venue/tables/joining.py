"""What becomes of sessions when parties change tables or sit together."""

from venue.core.errors import Conflict
from venue.core.tx import Tx
from venue.tables import service, store
from venue.tables.guests import store as guest_store
from venue.tables.model import TableSession
from venue.tables.sessions import let_in


def move(tx: Tx, session: TableSession, table_id: int) -> TableSession:
    """Move a party to a free table; return its session as it is now.

    Raises:
        NotFound: ``tables.unknown_table``. Conflict: ``tables.already_open`` with its session.
    """
    target = service.require_table(tx, table_id)
    if target["kind"] != "table" or target["retired_at"] is not None:
        raise Conflict("tables.unknown_table", "parties move to tables alone")
    if target["session_id"] is not None:
        raise Conflict(
            "tables.already_open",
            "there is a party at that table; join them instead",
            session_id=target["session_id"],
        )
    require_together(session.training, bool(target["training"]))
    store.set_place(tx, session.id, table_id, None)
    tx.journal(
        "table_session.moved", {"session": session.id, "from": session.table_id, "to": table_id}
    )
    service.tell_floor(tx, session.table_id)
    service.tell_floor(tx, table_id)
    return service.require_session(tx, session.id)


def require_together(one: bool, other: bool) -> None:
    """Keep training and the real house apart: neither's dishes nor parties become the other's.

    Raises:
        Conflict: ``tables.training_apart``.
    """
    if one != other:
        raise Conflict("tables.training_apart", "training and real tables stay apart")


def take_guests(tx: Tx, from_id: str, into: TableSession, only: list[int] | None) -> list[int]:
    """Make phones of one party part of another; return them.

    Args:
        only: These alone, as far as they are still of the first party; None: all.
    """
    phones = guest_store.guests_of(tx, from_id)
    moved = [one for one in phones if only is None or one in only]
    if moved:
        let_in(tx, into, moved)
        # Their sockets listen to the old party; see guests/routes.
        tx.tell(f"session:{from_id}", "moved", {})
    return moved


def take_calls(tx: Tx, from_id: str, into_id: str) -> None:
    """Let a party's open calls be another's; what that one called for as well counts once."""
    present = {call["kind"] for call in guest_store.open_calls(tx, into_id)}
    for call in guest_store.open_calls(tx, from_id):
        if call["kind"] not in present:
            guest_store.move_call(tx, call["id"], into_id)


def add_covers(tx: Tx, session: TableSession, covers: int) -> None:
    """Make a party larger, or smaller again by a negative number; one person stays."""
    store.set_covers(tx, session.id, max(1, session.covers + covers))
