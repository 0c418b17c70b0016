"""A guest in a room asks by a tap; the house reads its own language, and nothing is asked twice."""

import pytest

from tests.hotel.test_roomservice import Inn, join
from tests.inside import Inside, Person
from venue.core.ids import uuid7
from venue.translator import book
from venue.translator.requests.service import LATE_MS, MOST_OF_PARTY, PHRASES

PATH = "/api/v1/room-requests"


@pytest.fixture
def inn(box: Inside) -> Inn:
    return Inn(box)


def say(language: str, phrase: str) -> str:
    """Return an entry as a translator wrote it in the language's file."""
    return book.shipped()[language].entries.get(f"phrase.{phrase}", "")


def guest(inn: Inn) -> tuple[dict[str, object], Person]:
    booking = inn.guest_in()
    phone = inn.phone()
    join(phone, inn.pin(booking))
    return booking, phone


def wish(phrase: str = "towels", language: str = "es") -> dict[str, str]:
    return {"phrase": phrase, "language": language}


def test_each_side_reads_its_own_language(inn: Inn) -> None:
    _, phone = guest(inn)
    made = phone.post(PATH, wish(), expect=201).json
    assert made["text"] == say("es", "towels")
    lena = inn.box.staff("Lena")
    [seen] = lena.json(f"{PATH}?language=ru")["items"]
    assert seen["text"] == say("ru", "towels")
    assert (seen["original"], seen["room"], seen["state"]) == (made["text"], "103", "open")
    lena.post(f"{PATH}/{made['id']}/take", {}, expect=200)
    own = phone.json(f"{PATH}/own?language=es")["items"][0]
    assert (own["state"], own["by"]) == ("taken", "Lena")
    for _ in range(2):
        lena.post(f"{PATH}/{made['id']}/done", {}, expect=200)
    told = lena.json(PATH)
    assert (told["items"], [one["id"] for one in told["done"]]) == ([], [made["id"]])
    written = "".join(one["data"] for one in inn.box.rows("SELECT data FROM journal"))
    assert "Lena" not in written


def test_a_tap_whose_answer_was_lost_is_one_request_and_so_is_an_impatient_one(inn: Inn) -> None:
    _, phone = guest(inn)
    key = uuid7()
    first = phone.post(PATH, wish(), key=key, expect=201).json
    assert phone.post(PATH, wish(), key=key, expect=201).json["id"] == first["id"]
    assert phone.post(PATH, wish(), expect=201).json["id"] == first["id"]
    inn.box.staff("Lena").post(f"{PATH}/{first['id']}/done", {}, expect=200)
    assert phone.post(PATH, wish(), expect=201).json["id"] != first["id"]


def test_nobody_asks_for_others_and_a_table_has_no_towels(inn: Inn) -> None:
    _, phone = guest(inn)
    made = phone.post(PATH, wish(), expect=201).json
    table = inn.box.guest(0)
    assert table.post(PATH, wish()).json["code"] == "requests.no_room"
    assert table.post(f"{PATH}/{made['id']}/withdraw", {}).status_code == 404
    assert table.json(f"{PATH}/own?language=en")["items"] == []
    assert table.get(PATH).status_code == 403
    assert inn.box.staff("Anna").get(PATH).status_code == 403
    assert phone.post(PATH, wish("gold")).json["code"] == "requests.unknown"
    assert phone.post(PATH, wish(language="xx")).json["code"] == "translator.unknown_language"
    phone.post(f"{PATH}/{made['id']}/withdraw", {}, expect=200)
    gone = inn.box.staff("Lena").post(f"{PATH}/{made['id']}/take", {})
    assert gone.json["code"] == "requests.over"


def test_what_nobody_takes_is_an_alert_and_what_is_left_goes_with_the_stay(inn: Inn) -> None:
    booking, phone = guest(inn)
    phone.post(PATH, wish(), expect=201)
    lena = inn.box.staff("Lena")

    def kinds() -> list[str]:
        return [one["kind"] for one in lena.json("/api/v1/alerts")["items"]]

    assert "room_request" not in kinds()
    inn.box.pass_time(LATE_MS / 1000)
    assert "room_request" in kinds()
    inn.act(booking, "check-out")
    assert "room_request" not in kinds()
    assert inn.box.rows("SELECT * FROM room_request") == []


def test_the_desk_and_a_room_write_to_each_other_until_the_stay_ends(inn: Inn) -> None:
    booking, phone = guest(inn)
    chat = phone.post("/api/v1/chats", {"language": "es"}, expect=201).json
    path = f"/api/v1/chats/{chat['id']}/messages"
    phone.post(path, {"text": "la cuenta por favor", "language": "es"}, expect=201)
    lena = inn.box.staff("Lena")
    [seen] = lena.json("/api/v1/chats")["items"]
    assert (seen["table"], seen["staff_unread"]) == ("R103", 1)
    said = lena.post(path, {"text": "One moment, please", "language": "en"}, expect=201).json
    assert said["text"] == say("es", "one_moment")
    assert phone.json(f"/api/v1/chats/{chat['id']}")["guest_unread"] == 1
    inn.act(booking, "check-out")
    assert inn.box.rows("SELECT * FROM chat_message") == []
    assert lena.json("/api/v1/chats")["items"] == []


@pytest.mark.parametrize("language", sorted(book.shipped()))
def test_every_language_has_every_request(language: str) -> None:
    assert [one for one in PHRASES if not say(language, one)] == []


def test_towels_come_to_the_room_that_the_guest_moved_to(inn: Inn) -> None:
    booking, phone = guest(inn)
    phone.post(PATH, wish(), expect=201)
    inn.act(booking, "move", room_id=inn.rooms["104"])
    lena = inn.box.staff("Lena")
    assert [one["room"] for one in lena.json(PATH)["items"]] == ["104"]
    lena.post(f"{PATH}/{phone.json(f'{PATH}/own')['items'][0]['id']}/done", {}, expect=200)
    assert [one["room"] for one in lena.json(PATH)["done"]] == ["104"]


def test_asking_and_taking_back_has_an_end(inn: Inn) -> None:
    _, phone = guest(inn)
    for _ in range(MOST_OF_PARTY):
        made = phone.post(PATH, wish(), expect=201).json
        phone.post(f"{PATH}/{made['id']}/withdraw", {}, expect=200)
    refused = phone.post(PATH, wish())
    assert (refused.status_code, refused.json["code"]) == (409, "requests.too_many")
