"""A party's chat with the house: languages, originals, read marks, and forgetting."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tests.inside import Inside, Person
from tests.translator.test_translate import house  # noqa: F401


def opened(person: Person, language: str, **more: Any) -> dict[str, Any]:
    answer = person.post("/api/v1/chats", {"language": language} | more, expect=201)
    chat: dict[str, Any] = answer.json
    return chat


def say(person: Person, chat: dict[str, Any], text: str, language: str) -> dict[str, Any]:
    path = f"/api/v1/chats/{chat['id']}/messages"
    said: dict[str, Any] = person.post(path, {"text": text, "language": language}, expect=201).json
    return said


def test_each_side_reads_its_own_language_and_the_original(house: Inside) -> None:  # noqa: F811
    guest, waiter = house.guest(), house.staff("Anna")
    chat = opened(guest, "es")
    assert (chat["guest_language"], chat["staff_language"]) == ("es", "en")
    said = say(guest, chat, "la cuenta por favor", "es")
    assert (said["text"], said["original"]) == ("The bill, please", "la cuenta por favor")
    answer = say(waiter, chat, "One moment, please", "en")
    assert answer["text"] == "Un momento, por favor"
    assert answer["by"] == "Anna"
    seen = waiter.json("/api/v1/chats")["items"]
    assert [(one["id"], one["table"], one["staff_unread"]) for one in seen] == [
        (chat["id"], "1", 0)
    ]
    assert guest.json(f"/api/v1/chats/{chat['id']}")["guest_unread"] == 1
    guest.post(f"/api/v1/chats/{chat['id']}/read", {"through": answer["id"]}, expect=200)
    assert waiter.json(f"/api/v1/chats/{chat['id']}")["guest_read"] == answer["id"]


def heard(house: Inside) -> None:  # noqa: F811
    """Wait until no message waits for an engine."""
    ends = time.monotonic() + 20
    while house.rows("SELECT id FROM chat_message WHERE waiting = 1"):
        assert time.monotonic() < ends
        time.sleep(0.02)


def own(hooks: list[Callable[[], Any]]) -> Callable[[], Any]:
    """Return the translator's among the features' threads."""
    return next(one for one in hooks if one.__module__.startswith("venue.translator"))


def test_what_an_engine_translates_comes_later_and_is_told(house: Inside) -> None:  # noqa: F811
    guest, waiter = house.guest(), house.staff("Anna")
    chat = opened(guest, "es")
    said = say(guest, chat, "terraza con música", "es")
    assert said["waiting"]
    assert said["text"] is None
    heard(house)
    message = waiter.json(f"/api/v1/chats/{chat['id']}")["messages"][0]
    assert message["text"] == "spa-eng:terraza spa-eng:con spa-eng:música"
    assert not message["waiting"]
    assert message["quality"] == "machine"


def test_what_waited_for_an_engine_is_taken_up_after_a_restart(house: Inside) -> None:  # noqa: F811
    guest, waiter = house.guest(), house.staff("Anna")
    chat = opened(guest, "es")
    said = say(guest, chat, "terraza con música", "es")
    heard(house)
    with closing(sqlite3.connect(house.data / "venue.db")) as file, file:
        file.execute("UPDATE chat_message SET waiting = 1 WHERE id = ?", [said["id"]])
    assert waiter.json(f"/api/v1/chats/{chat['id']}")["messages"][0]["waiting"]
    own(house.services.starters)()
    heard(house)
    message = waiter.json(f"/api/v1/chats/{chat['id']}")["messages"][0]
    assert message["text"] == "spa-eng:terraza spa-eng:con spa-eng:música"


def test_another_party_sees_nothing(house: Inside) -> None:  # noqa: F811
    chat = opened(house.guest(0), "es")
    other = house.guest(1)
    opened(other, "ru" if False else "en")
    assert other.get(f"/api/v1/chats/{chat['id']}").status_code == 404
    path = f"/api/v1/chats/{chat['id']}/messages"
    assert other.post(path, {"text": "hi", "language": "en"}).status_code == 404
    assert len(other.json("/api/v1/chats")["items"]) == 1


def test_a_closed_table_forgets_every_word(house: Inside) -> None:  # noqa: F811
    guest, waiter = house.guest(), house.staff("Anna")
    chat = opened(guest, "es")
    say(guest, chat, "mi secreto azul", "es")
    body = {"text": "otro secreto", "source": "es", "target": "en"}
    assert guest.client.post("/api/v1/translate", json=body).json["quality"] == "machine"
    assert house.rows("SELECT key FROM kept_translation")
    waiter.post(f"/api/v1/table-sessions/{chat['session_id']}/close", {}, expect=200)
    own(house.services.stoppers)()
    for table in ("chat", "chat_message", "kept_translation"):
        assert house.rows(f"SELECT * FROM {table}") == []
    journal = str(house.rows("SELECT * FROM journal"))
    assert "chat.ended" in journal
    assert "secreto" not in journal
    assert waiter.get(f"/api/v1/chats/{chat['id']}").status_code == 404
    assert guest.post("/api/v1/chats", {"language": "es"}).status_code in (401, 403, 409, 410)


def test_an_allergy_in_a_chat_stays_in_the_guests_words(house: Inside) -> None:  # noqa: F811
    guest = house.guest()
    chat = opened(guest, "es")
    said = say(guest, chat, "soy alérgico a las nueces y al apio", "es")
    assert said["text"] is None
    assert not said["waiting"]
    assert said["needs_tap"]
    assert [mark["words"] for mark in said["marks"]] == ["Allergy", "Celery", "Tree nuts"]
