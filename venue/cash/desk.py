"""Cash that the desk takes for folios and deposits: it lies where its person keeps cash."""

from venue.cash import sessions, store
from venue.core.errors import Conflict
from venue.core.tx import Tx
from venue.folios.till import Handed
from venue.orders.books import billing


def follow(tx: Tx, handed: Handed, *, required: bool) -> None:
    """Put cash of the desk, or cash given back, where the person who has it keeps cash.

    The desk is no outlet, so that an outlet's own drawer is never guessed.

    Args:
        required: The venue takes no cash outside a drawer or purse.

    Raises:
        Conflict: ``cash.no_session``.
    """
    session_id = sessions.place_of(tx, tx.actor)
    if session_id is None and required:
        raise Conflict("cash.no_session", "open your purse or choose a drawer first")
    store.insert_desk_entry(tx, {
        "kind": handed.kind,
        "source_id": handed.source_id,
        "session_id": session_id,
        "amount_minor": handed.amount_minor,
        "business_day": billing.business_day(tx),
    })  # fmt: skip
    facts = {"desk": handed.kind, "source": handed.source_id, "session": session_id}
    tx.journal("cash.moved", facts | {"amount_minor": handed.amount_minor})
