"""The socket as an attacker speaks it: foreign pages, other people's rooms, broken packets."""

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import websocket
from socketio.exceptions import ConnectionError as Refused

from tests.served import Client, Served
from tests.wire.test_wire import Wire
from venue.gateway import wire
from venue.translator.speech import events

POLL = "/socket.io/?EIO=4&transport=polling"
SPEAKERS = {"guest", "waiter", "kitchen", "front_desk", "housekeeping", "manager"}
EVENTS: dict[str, tuple[Any, set[str]]] = {
    # event -> what is sent, and who is let in; everybody else hears a refusal
    "join:restaurant": (None, {"waiter", "kitchen", "manager"}),
    "join:kitchen": (None, {"waiter", "kitchen", "manager"}),
    "join:waiter": ("1", {"waiter", "manager", "front_desk"}),
    "order:updateStatus": (("unknown", "ready"), {"waiter", "kitchen", "manager"}),
    **{
        event: ({"id": "nobody's"}, SPEAKERS)
        for event in ("speech:start", "speech:chunk", "speech:end", "speech:cancel")
    },
}
PEOPLE = {
    "guest": lambda venue: venue.guest(4),
    "unsigned tablet": lambda venue: venue.device("waiter"),
    "waiter": lambda venue: venue.staff("Anna"),
    "kitchen": lambda venue: venue.device("kitchen"),
    "front_desk": lambda venue: venue.staff("Lena"),
    "housekeeping": lambda venue: venue.staff("Irina"),
    "manager": lambda venue: venue.staff("Marta"),
}
FORBIDDEN = {"access.forbidden", "access.unknown"}


@pytest.fixture(scope="module")
def speakers(venue: Served) -> Iterator[dict[str, Wire]]:
    opened = {
        who: Wire(venue, "websocket", headers={"Cookie": make(venue).cookie_header})
        for who, make in PEOPLE.items()
    }
    yield opened
    for one in opened.values():
        one.close()


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_event_refuses_the_wrong_role(
    speakers: dict[str, Wire], event: str, who: str
) -> None:
    sent, let_in = EVENTS[event]
    answer = speakers[who].call(event, sent)
    refused = isinstance(answer, dict) and answer.get("error", {}).get("code") in FORBIDDEN
    assert refused == (who not in let_in), answer


def test_every_event_of_the_server_is_in_the_table(venue: Served) -> None:
    sources = inspect.getsource(wire.attach) + inspect.getsource(events.register)
    named = set(re.findall(r'"(\w+:\w+)"', sources))
    # The two that ask who owns the order have tests of their own below.
    assert named == {*EVENTS, "join:order", "order:create"}


def test_another_tables_order_is_not_yours(venue: Served, speakers: dict[str, Wire]) -> None:
    order = venue.guest(6).order(1)
    answer = speakers["guest"].call("join:order", order["id"])
    assert answer["error"]["code"] == "access.forbidden"
    assert "lines" not in json.dumps(answer)


def test_a_guest_orders_only_at_the_own_table(venue: Served, speakers: dict[str, Wire]) -> None:
    dish = venue.guest(4).dishes()[0]["id"]
    own = venue.guest(4).json("/api/v1/me")["session"]["id"]
    answer = speakers["guest"].call(
        "order:create", {"tableNumber": "7", "items": [{"id": dish, "quantity": 1}]}
    )
    assert answer["sessionId"] == own


ROOMS = ("kitchen:all", "floor", "status", "order:1", "wire:kitchen", "session:1", "../floor", "")


@pytest.mark.parametrize("room", ROOMS)
def test_a_guest_cannot_ask_itself_into_a_room(venue: Served, room: str) -> None:
    """The server chooses rooms from who one is; a name sent along opens nothing."""
    guest = venue.guest(4)
    wishes = {"view": room, "after": 0, "room": "kitchen:all", "rooms": ["floor"]}
    with pytest.raises(Refused):
        Wire(venue, "websocket", headers={"Cookie": guest.cookie_header}, auth=wishes)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_another_sites_page_opens_no_socket(venue: Served, origin: str) -> None:
    guest = venue.guest(4)
    address = venue.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketException):
        websocket.create_connection(address, origin=origin, cookie=guest.cookie_header, timeout=5)
    polled = requests.get(
        venue.url + POLL, headers={"Origin": origin, "Cookie": guest.cookie_header}, timeout=5
    )
    assert polled.status_code == 400
    assert "access-control-allow-origin" not in {name.lower() for name in polled.headers}


PACKETS = {
    "not a packet": b"x",
    "a type that is none": b"9{}",
    "a message for a stranger's namespace": b'40/admin,{"token":"x"}',
    "an event without a name": b"42[]",
    "an event that is an object": b'42{"a":1}',
    "a name of the library's own": b'42["disconnect"]',
    "connect twice": b"40",
    "broken JSON": b"42[",
    "JSON that is deep": b"42" + b"[" * 20_000 + b"]" * 20_000,
    "attachments that never come": b'459999999-["order:create",{"_placeholder":true,"num":0}]',
    "an acknowledgement nobody asked for": b"43999999999999999999[]",
    "a hundred thousand bytes": b'42["order:create","' + b"x" * 100_000 + b'"]',
    "a thousand packets at once": b"\x1e".join([b'42["order:create",{}]'] * 1000),
    "control characters": b'42["order:create",{"note":"\\u0000\\u001b@"}]',
}


@pytest.mark.parametrize("case", PACKETS)
def test_a_broken_packet_harms_nobody(venue: Served, case: str) -> None:
    guest = venue.guest(4)
    opened = guest.get(POLL)
    sid = json.loads(opened.text[1:])["sid"]
    session = guest.session
    session.post(f"{venue.url}{POLL}&sid={sid}", data=b"40", timeout=5)
    try:
        answer = session.post(f"{venue.url}{POLL}&sid={sid}", data=PACKETS[case], timeout=10)
        assert answer.status_code in (200, 400, 413), answer.text
    except requests.ConnectionError:
        pass  # cut off: as good as a refusal
    assert venue.guest(4).get("/healthz").ok
    assert venue.process is not None
    assert venue.process.poll() is None
    assert "Traceback" not in venue.words()


def test_somebody_elses_connection_cannot_be_guessed_or_used(venue: Served) -> None:
    guest, stranger = venue.guest(4), Client(venue)
    sid = json.loads(guest.get(POLL).text[1:])["sid"]
    assert len(sid) >= 20
    assert stranger.get(f"{POLL}&sid={sid[:-1]}x").status_code == 400
    assert stranger.get(f"{POLL}&sid=" + "x" * 20).status_code == 400
