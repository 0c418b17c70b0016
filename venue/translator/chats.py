"""The chat of a party with the house: each in the own language, the original always with it.

What is said is stored and told at once with what people already translated; an engine's answer
follows when it comes. Nothing of it outlives the table session, and none of it is in the journal.
"""

from typing import Any

from venue.core.actor import Actor
from venue.core.errors import Conflict, NotFound
from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Row, Tx
from venue.tables.service import FLOOR, require_open_session, require_session
from venue.translator import queries, store
from venue.translator.engines.order import Order
from venue.translator.model import Translation
from venue.translator.service import Asked, look_up, require_language

MOST_LISTED = 200
MOST_MESSAGES = 500


def open_chat(
    tx: Tx, *, actor: Actor, session_id: str, language: str, other_language: str
) -> dict[str, Any]:
    """Return the party's chat, opened when there is none yet, in the asker's language.

    Args:
        other_language: What the other side is taken to speak until it says something.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over``.
        Invalid: ``translator.unknown_language``.
    """
    require_open_session(tx, session_id)
    require_language(language)
    side = side_of(actor)
    chat = queries.of_session(tx, session_id)
    if chat is None:
        guests, staffs = (
            (language, other_language) if side == "guest" else (other_language, language)
        )
        row = {
            "id": uuid7(),
            "table_session_id": session_id,
            "guest_language": guests,
            "staff_language": staffs,
            "opened_at": tx.now,
        }
        queries.insert(tx, row)
        tx.journal("chat.opened", {"chat": row["id"], "session": session_id})
    elif chat[f"{side}_language"] != language:
        queries.set_language(tx, chat["id"], side, language)
    return _told(tx, _of_session(tx, session_id))


def say(
    tx: Tx, order: Order, *, actor: Actor, chat_id: str, text: str, language: str
) -> dict[str, Any]:
    """Store and tell what somebody says; return the message.

    A message whose ``waiting`` is true gets its translation later, see `finish`.

    Raises:
        NotFound: ``translator.unknown_chat``. Gone: ``tables.session_over``.
        Conflict: ``translator.chat_full``. Invalid: ``translator.unknown_language``.
    """
    chat = require_chat(tx, actor, chat_id)
    require_open_session(tx, chat["table_session_id"])
    require_language(language)
    if queries.count_messages(tx, chat_id) >= MOST_MESSAGES:
        raise Conflict("translator.chat_full", "this chat is full; speak with each other")
    side = side_of(actor)
    if chat[f"{side}_language"] != language:
        queries.set_language(tx, chat_id, side, language)
    target = chat["staff_language" if side == "guest" else "guest_language"]
    found = look_up(tx, order, text=text, source=language, target=target)
    waits = isinstance(found, Asked)
    known = found.so_far if isinstance(found, Asked) else found
    message_id = queries.add_message(
        tx,
        {
            "chat_id": chat_id,
            "side": side,
            "by_name": actor.name if side == "staff" else "",
            "said_at": tx.now,
            "translation": known.view(),
            "waiting": int(waits),
        },
    )
    queries.set_read(tx, chat_id, side, message_id)
    tx.journal("chat.said", {"chat": chat_id, "message": message_id, "side": side})
    return _tell_message(tx, chat_id, message_id)


def finish(tx: Tx, message_id: int, made: Translation, kept: tuple[str, str, int] | None) -> bool:
    """Add an engine's answer to a message; False when the party has left meanwhile.

    Args:
        kept: Key, text and confidence for the store of answers, or None.
    """
    if not queries.set_translation(tx, message_id, made.view()):
        return False
    message = queries.message(tx, message_id)
    assert message is not None
    chat = queries.by_id(tx, message["chat_id"])
    assert chat is not None
    if kept is not None:
        store.keep(tx, *kept, chat["table_session_id"])
    tx.journal("chat.translated", {"chat": chat["id"], "message": message_id})
    _tell_message(tx, chat["id"], message_id)
    return True


def read(tx: Tx, *, actor: Actor, chat_id: str, through: int) -> dict[str, Any]:
    """Note that a side has read up to a message; both sides see it.

    Raises:
        NotFound: ``translator.unknown_chat``.
    """
    chat = require_chat(tx, actor, chat_id)
    last = chat["last_id"] or 0
    if queries.set_read(tx, chat_id, side_of(actor), min(through, last)):
        tx.journal("chat.read", {"chat": chat_id, "side": side_of(actor)})
        return _told(tx, _of_session(tx, chat["table_session_id"]))
    return view(tx, chat)


def end(tx: Tx, session_id: str) -> None:
    """Forget a party's chat and every kept answer of its words; called when its session closes."""
    store.forget_session(tx, session_id)
    chat = queries.of_session(tx, session_id)
    if chat is not None:
        queries.delete(tx, chat["id"])
        tx.journal("chat.ended", {"chat": chat["id"], "session": session_id})
        tx.tell((FLOOR, f"session:{session_id}"), "chat_ended", {"chat": chat["id"]})


def purge(tx: Tx) -> int:
    """Forget chats whose session ended while the translator was off; return how many."""
    sessions = queries.over(tx)
    for session_id in sessions:
        end(tx, session_id)
    return len(sessions)


def index(tx: ReadTx, actor: Actor) -> dict[str, Any]:
    """Return ``{items: [chat], seq}``: the guest's own, or all for staff."""
    if side_of(actor) == "guest":
        own = queries.of_session(tx, actor.table_session_id or "")
        rows = [own] if own else []
    else:
        rows = queries.chats(tx, MOST_LISTED)
    return {"items": [view(tx, row) for row in rows], "seq": tx.seq}


def show(tx: ReadTx, actor: Actor, chat_id: str) -> dict[str, Any]:
    """Return a chat with its messages and ``seq``.

    Raises:
        NotFound: ``translator.unknown_chat``.
    """
    chat = require_chat(tx, actor, chat_id)
    said = queries.messages(tx, chat_id, MOST_MESSAGES)
    return view(tx, chat) | {"messages": [_message(row) for row in said], "seq": tx.seq}


def require_chat(tx: ReadTx, actor: Actor, chat_id: str) -> Row:
    """Return a chat that is this person's to see.

    Raises:
        NotFound: ``translator.unknown_chat`` - also for another party's.
    """
    chat = queries.by_id(tx, chat_id)
    is_foreign = side_of(actor) == "guest" and (
        chat is None or chat["table_session_id"] != actor.table_session_id
    )
    if chat is None or is_foreign:
        raise NotFound("translator.unknown_chat", "there is no such chat")
    return chat


def side_of(actor: Actor) -> str:
    """Return which side of a chat somebody is on."""
    return "guest" if actor.kind == "guest" else "staff"


def view(tx: ReadTx, chat: Row) -> dict[str, Any]:
    """Return a chat as JSON."""
    session = require_session(tx, chat["table_session_id"])
    return {
        "id": chat["id"],
        "session_id": chat["table_session_id"],
        "table": session.table_number,
        "guest_language": chat["guest_language"],
        "staff_language": chat["staff_language"],
        "guest_read": chat["guest_read"],
        "staff_read": chat["staff_read"],
        "guest_unread": chat["guest_unread"],
        "staff_unread": chat["staff_unread"],
        "last_id": chat["last_id"],
        "opened_at": chat["opened_at"],
    }


def _of_session(tx: ReadTx, session_id: str) -> Row:
    chat = queries.of_session(tx, session_id)
    assert chat is not None
    return chat


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "side": row["side"],
        "by": row["by_name"],
        "said_at": row["said_at"],
        "waiting": bool(row["waiting"]),
        **row["translation"],
    }


def _told(tx: Tx, chat: Row) -> dict[str, Any]:
    shown = view(tx, chat)
    tx.tell((FLOOR, f"session:{chat['table_session_id']}"), "chat", {"chat": shown})
    return shown


def _tell_message(tx: Tx, chat_id: str, message_id: int) -> dict[str, Any]:
    row, chat = queries.message(tx, message_id), queries.by_id(tx, chat_id)
    assert row is not None
    assert chat is not None
    shown = {"chat": view(tx, chat), "message": _message(row)}
    tx.tell((FLOOR, f"session:{chat['table_session_id']}"), "chat_message", shown)
    return shown["message"]
