"""Guests' profiles: one guest is one, two can be made one and parted, and all can be forgotten."""

from typing import Any

import pytest

from tests.checkin.test_checkin import ADULT, SECRET
from tests.hotel.test_bookings import Desk
from tests.inside import Inside

DAY_S = 24 * 3600


@pytest.fixture
def desk(box: Inside) -> Desk:
    return Desk(box)


def found(desk: Desk, said: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.person.json(f"/api/v1/guests?query={said}")["items"]
    return items


def do(desk: Desk, path: str, body: Any = None, expect: int = 200) -> Any:
    return desk.person.post(f"/api/v1/guests/{path}", body, expect=expect).get_json()


def test_a_guest_who_comes_again_is_the_same_but_a_family_is_not_one(desk: Desk) -> None:
    for name in ("Ann Lee", "ann  LEE", "Bo Lee"):
        desk.book(name=name, email="Lee@example.com")
    desk.book(name="Ann Lee")
    assert [(one["name"], one["bookings"]) for one in found(desk, "lee")] == [
        ("Ann Lee", 2),
        ("Ann Lee", 1),
        ("Bo Lee", 1),
    ]
    assert len(found(desk, "lee%40example")) == 2
    shown = desk.person.json(f"/api/v1/guests/{found(desk, 'ann')[0]['id']}")
    assert [one["room_type"] for one in shown["history"]] == ["Double", "Double"]


def test_a_merge_is_taken_back_exactly(desk: Desk) -> None:
    first = desk.book(name="Ann Lee", email="a@example.com")
    second = desk.book(name="Anne Lee", email="b@example.com")
    ann, anne = found(desk, "lee")
    assert do(desk, f"{ann['id']}/merge", {"profile_id": ann["id"]}, 409)["code"] == "profiles.same"
    made = do(desk, f"{ann['id']}/merge", {"profile_id": anne["id"]})
    assert [one["bookings"] for one in found(desk, "lee")] == [2]
    do(desk, f"{anne['id']}", {"name": "X"}, 404)
    third = desk.book(name="Ann Lee", email="a@example.com")
    do(desk, f"merges/{made['merge_id']}/undo")
    assert do(desk, f"merges/{made['merge_id']}/undo", expect=409)["code"] == "profiles.parted"
    numbers = {
        name: {one["number"] for one in desk.person.json(f"/api/v1/guests/{who['id']}")["history"]}
        for name, who in (("ann", ann), ("anne", anne))
    }
    assert numbers == {"ann": {first["number"], third["number"]}, "anne": {second["number"]}}
    assert found(desk, "lee") == [ann | {"bookings": 2}, anne]


def test_a_guest_is_told_everything_and_forgotten(desk: Desk, box: Inside) -> None:
    booking = desk.book(name="Ann Lee", email="ann@example.com", note="likes the sea")
    link = desk.person.post(f"/api/v1/bookings/{booking['id']}/checkin-link").get_json()["url"]
    form = desk.person.json(f"/api/v1/checkins/{booking['id']}")["guests"][0]["id"]
    path = f"{link.removeprefix('http://localhost')}/{form}"
    assert box.nobody().client.post(path, data=ADULT | {"action": "submit"}).status_code == 303
    guest = found(desk, "ann")[0]["id"]
    told = desk.person.json(f"/api/v1/guests/{guest}/export")
    assert told["forms"][0]["document_number"] == SECRET
    assert told["bookings"][0]["note"] == "likes the sea"
    assert do(desk, f"{guest}/erase", expect=409)["code"] == "profiles.expected"
    desk.act(booking, "assign")
    desk.act(booking, "check-in")
    desk.act(booking, "check-out")
    told = desk.person.json(f"/api/v1/guests/{guest}/export")
    assert len(told["folios"]) == 1
    do(desk, f"{guest}/erase")
    assert found(desk, "") == []
    assert desk.person.get(f"/api/v1/guests/{guest}/export").status_code == 404
    for sql in ("SELECT * FROM guest_key", "SELECT 1 FROM reservation WHERE name || note <> ''",
                "SELECT 1 FROM profile WHERE name || email <> ''"):  # fmt: skip
        assert box.rows(sql) == []
    assert box.staff("Lena").get(f"/api/v1/guests/{guest}/export").status_code == 403
    kinds = [row["kind"] for row in box.rows("SELECT kind FROM journal")]
    assert kinds.count("profile.exported") == 2
    assert "profile.erased" in kinds


def test_profiles_end_after_their_term(desk: Desk, box: Inside) -> None:
    desk.act(desk.book(name="Ann Lee"), "cancel")
    desk.book(desk.wish(first=300), name="Bo Lee")
    box.pass_time(735 * DAY_S)
    assert [row["name"] for row in box.rows("SELECT name FROM profile ORDER BY id")] == [
        "",
        "Bo Lee",
    ]
