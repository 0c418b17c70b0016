"""Whose tables are whose: taken over one by one, or all handed over when a shift ends."""

from typing import Any

from venue.core.errors import Conflict
from venue.core.tx import Tx
from venue.staff import service as staff
from venue.staff.access import permissions_of
from venue.tables import store
from venue.tables.service import require_session, tell_floor

SERVES = "tables.serve"


def staff_id_of(actor: str) -> int | None:
    """Return the person behind an actor's label; None for phones, programs and the box."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "staff" else None


def hand_over(
    tx: Tx, *, to_staff_id: int, from_staff_id: int | None, session_ids: tuple[str, ...]
) -> dict[str, Any]:
    """Make open tables somebody's; return ``{moved, seq}``.

    Args:
        from_staff_id: All open tables of this person.
        session_ids: These, besides.

    Raises:
        NotFound: ``staff.unknown``, ``tables.unknown_session``.
        Conflict: ``tables.cannot_serve`` - a person who does not serve, or is gone.
    """
    person = staff.require(tx, to_staff_id)
    if person["disabled_at"] is not None or SERVES not in permissions_of(person["role"]):
        raise Conflict("tables.cannot_serve", "this person does not serve tables")
    wanted = [require_session(tx, session_id).id for session_id in session_ids]
    if from_staff_id is not None:
        wanted += store.sessions_owned_by(tx, from_staff_id)
    for session_id in dict.fromkeys(wanted):
        session = require_session(tx, session_id)
        if session.state == "closed":
            continue
        store.set_owner(tx, session_id, to_staff_id)
        tx.journal("table_session.handed_over", {"session": session_id, "staff": to_staff_id})
        tell_floor(tx, session.table_id)
    return {"moved": len(set(wanted)), "seq": tx.seq}
