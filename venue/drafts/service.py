"""Use cases of the shared basket: say what one has chosen, see the others' choice, send it once."""

from dataclasses import replace
from typing import Any

import msgspec

from venue.core.actor import Actor
from venue.core.errors import Conflict, Forbidden
from venue.core.parse import clean_text
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.drafts import store
from venue.drafts.model import (
    MOST_OF_A_PARTY,
    Change,
    DraftLine,
    SendLine,
    disagreements,
)
from venue.menu import service as menu
from venue.orders import service as orders
from venue.orders.wish import Wish
from venue.tables import service as tables
from venue.tables.guests import service as guests


def view(tx: ReadTx, session_id: str) -> dict[str, Any]:
    """Return ``{lines, people, who, seq}``.

    ``lines`` are open; ``who`` says by order line whose choice a sent one was.
    """
    lines = store.of_session(tx, session_id)
    return {
        "lines": [line.view for line in lines if line.state == "open"],
        "people": guests.people(tx, session_id),
        "who": _who(lines),
        "seq": tx.seq,
    }


def who(tx: ReadTx, session_id: str) -> dict[str, int]:
    """Return the guest's id by order line, of the lines that came out of the shared basket."""
    return _who(store.of_session(tx, session_id))


def change(
    tx: Tx, changes: tuple[Change, ...], *, actor: Actor, session_id: str
) -> list[dict[str, Any]]:
    """Take what a phone says of its own lines; return those lines as they are now.

    A line that was sent stays sent, and an older revision changes nothing.

    Raises:
        NotFound: ``menu.unknown_item``. Gone: ``tables.session_over``.
        Forbidden: ``drafts.not_yours``. Conflict: ``drafts.full``.
    """
    tables.require_open_session(tx, session_id)
    known = store.by_id(tx, [one.id for one in changes])
    _check_owner(known, actor, session_id)
    menu.require_items(tx, [one.item_id for one in changes])
    fresh = {one.id for one in changes} - known.keys()
    if fresh and store.count(tx, session_id) + len(fresh) > MOST_OF_A_PARTY:
        raise Conflict("drafts.full", "this basket has had too many dishes; please send it")
    present = {line_id: line for line_id, (_, line) in known.items()}
    changed: dict[str, DraftLine] = {}
    for one in changes:
        before = changed.get(one.id) or present.get(one.id)
        if before is None or (before.state != "sent" and before.revision < one.revision):
            changed[one.id] = _changed(one, actor.id)
    if changed:
        store.put(tx, session_id, changed.values())
        facts = [[line.id, line.item_id, line.quantity] for line in changed.values()]
        tx.journal("draft.changed", {"session": session_id, "lines": facts})
        _tell(tx, session_id, list(changed.values()))
    return [line.view for line in (present | changed).values()]


def send(
    tx: Tx,
    wish: Wish,
    lines: tuple[SendLine, ...],
    *,
    order_id: str,
    actor: Actor,
    session_id: str,
    rules: Rules,
) -> dict[str, Any]:
    """Place the order of a basket and mark its lines as sent, in one transaction.

    Two phones that send the same dish make one: the second hears of it and confirms the rest.

    Raises:
        Conflict: ``orders.needs_confirmation`` - details ``changes`` with the reasons
            ``already_sent``, ``taken_out`` and ``changed`` beside those of orders.
        VenueError: whatever `orders.place` refuses.
    """
    found = store.by_id(tx, [line.draft_id for line in lines if line.draft_id])
    known = {key: line for key, (own, line) in found.items() if own == session_id}
    if changes := disagreements(lines, known, actor.id):
        raise Conflict(
            "orders.needs_confirmation", "somebody at the table changed this", changes=changes
        )
    placed = orders.place(
        tx, wish, order_id=order_id, actor=actor, session_id=session_id, rules=rules
    )
    sent = [
        _sent(line, known.get(line.draft_id), actor.id, order_id, position)
        for position, line in enumerate(lines, start=1)
        if line.draft_id is not None
    ]
    if sent:
        store.put(tx, session_id, sent)
        _tell(tx, session_id, sent)
    return placed


def _check_owner(known: dict[str, tuple[str, DraftLine]], actor: Actor, session_id: str) -> None:
    for owner, line in known.values():
        if owner != session_id or line.guest_id != actor.id:
            raise Forbidden("drafts.not_yours", "this dish is somebody else's choice")


def _changed(one: Change, guest_id: int) -> DraftLine:
    return DraftLine(
        id=one.id,
        guest_id=guest_id,
        item_id=one.item_id,
        quantity=one.quantity,
        modifiers=one.modifiers,
        note=clean_text(one.note, field="the note of a dish"),
        revision=one.revision,
    )


def _sent(
    line: SendLine, known: DraftLine | None, guest_id: int, order_id: str, position: int
) -> DraftLine:
    """Return the line as sent; one the box never heard of is noted too, for its news come late."""
    fields = msgspec.structs.asdict(line)
    before = known or DraftLine(
        id=fields["draft_id"],
        guest_id=guest_id,
        item_id=line.item_id,
        quantity=line.quantity,
        modifiers=line.modifiers,
        note=line.note,
        revision=0,
    )
    return replace(before, quantity=line.quantity, order_id=order_id, position=position)


def _tell(tx: Tx, session_id: str, lines: list[DraftLine]) -> None:
    shown = {"lines": [line.view for line in lines], "people": guests.people(tx, session_id)}
    tx.tell(f"session:{session_id}", "draft", shown)


def _who(lines: list[DraftLine]) -> dict[str, int]:
    return {f"{one.order_id}.{one.position}": one.guest_id for one in lines if one.order_id}
