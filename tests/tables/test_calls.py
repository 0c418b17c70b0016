"""Calls: one open per kind and party, seen by the floor, taken by a waiter."""

import pytest

from tests.tables.conftest import HOUR_S, Box, Phone


@pytest.fixture
def phone(scan_box: Box) -> Phone:
    """A phone of the party at table 1."""
    phone = scan_box.phone()
    phone.scan(scan_box.card())
    scan_box.news.clear()
    return phone


@pytest.mark.parametrize("kind", ["waiter", "bill", "help"])
def test_a_call_is_told_and_listed_and_taken(scan_box: Box, phone: Phone, kind: str) -> None:
    made = phone.post("/api/v1/calls", {"kind": kind})
    assert made.status_code == 201
    call = made.json
    session_id = phone.me["session"]["id"]
    assert call == {
        "id": 1, "kind": kind, "table": {"id": 1, "number": "1"}, "session_id": session_id,
        "age_s": 0, "state": "open",
    }  # fmt: skip
    rooms = ("floor", f"session:{session_id}")
    assert [scan_box.told(room, "call") for room in rooms] == [[{"call": call}]] * 2
    [alert] = scan_box.told("floor", "alert")
    assert (alert["alert"]["id"], alert["alert"]["text_key"]) == ("call:1", f"alert.call_{kind}")
    scan_box.clock.advance(75)
    listed = scan_box.call("GET", "/api/v1/calls", role="waiter").json
    assert listed["items"] == [call | {"age_s": 75}]

    taken = scan_box.call("POST", "/api/v1/calls/1/answer", role="waiter")

    assert (taken.status_code, taken.json["state"]) == (200, "answered")
    assert [scan_box.told(room, "call")[-1]["call"]["state"] for room in rooms] == ["answered"] * 2
    assert scan_box.told("floor", "alert_gone") == [{"id": "call:1"}]
    assert scan_box.call("GET", "/api/v1/calls", role="waiter").json["items"] == []
    scan_box.news.clear()
    assert scan_box.call("POST", "/api/v1/calls/1/answer", role="waiter").json == taken.json
    assert scan_box.news == []


def test_the_party_sees_who_comes_until_it_is_old_news(scan_box: Box, phone: Phone) -> None:
    phone.post("/api/v1/calls", {"kind": "help"})
    assert phone.me["calls"]["help"]["state"] == "open"
    scan_box.call("POST", "/api/v1/calls/1/answer", role="waiter")
    taken = phone.me["calls"]["help"]
    assert taken["state"] == "answered"
    session = f"session:{phone.me['session']['id']}"
    assert scan_box.told(session, "call")[-1]["call"] == taken
    scan_box.clock.advance(11 * 60)
    assert phone.me["calls"] == {}


def test_a_party_has_one_open_call_of_a_kind(scan_box: Box, phone: Phone) -> None:
    other = scan_box.phone()
    other.scan(scan_box.card())
    scan_box.news.clear()
    ids = [
        one.post("/api/v1/calls", {"kind": "waiter"}).json["id"] for one in (phone, other, phone)
    ]
    assert ids == [1, 1, 1]
    assert len(scan_box.told("floor", "call")) == 1
    assert phone.post("/api/v1/calls", {"kind": "help"}).json["id"] == 2
    scan_box.call("POST", "/api/v1/calls/1/answer", role="waiter")
    assert phone.post("/api/v1/calls", {"kind": "waiter"}).json["id"] == 3


def test_asking_for_the_bill_shows_on_the_floor_until_closing(scan_box: Box, phone: Phone) -> None:
    phone.post("/api/v1/calls", {"kind": "bill"})
    assert scan_box.table()["state"] == "bill_requested"
    assert scan_box.told("floor", "table")[-1]["table"]["state"] == "bill_requested"
    scan_box.call("POST", "/api/v1/calls/1/answer", role="waiter")
    assert scan_box.table()["state"] == "bill_requested"
    scan_box.act(phone.me["session"]["id"], "close")
    assert scan_box.open()["id"]
    assert scan_box.table()["state"] == "open"


def test_closing_takes_the_open_calls(scan_box: Box, phone: Phone) -> None:
    phone.post("/api/v1/calls", {"kind": "help"})
    scan_box.act(phone.me["session"]["id"], "close")
    assert scan_box.call("GET", "/api/v1/calls", role="waiter").json["items"] == []
    assert scan_box.told("floor", "call")[-1]["call"]["state"] == "answered"
    assert scan_box.told("floor", "alert_gone") == [{"id": "call:1"}]


@pytest.mark.parametrize("body", [{}, {"kind": "beer"}, {"kind": 1}, []])
def test_a_wrong_call_is_refused(phone: Phone, body: object) -> None:
    assert phone.post("/api/v1/calls", body).status_code == 400


def test_an_expired_party_cannot_call(scan_box: Box, phone: Phone) -> None:
    scan_box.clock.advance(4 * HOUR_S)
    assert phone.post("/api/v1/calls", {"kind": "waiter"}).status_code == 403


def test_an_unknown_call_is_not_found(scan_box: Box) -> None:
    answer = scan_box.call("POST", "/api/v1/calls/9/answer", role="waiter")
    assert (answer.status_code, answer.json["code"]) == (404, "tables.unknown_call")
