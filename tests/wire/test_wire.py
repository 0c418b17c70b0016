"""The seed's flow with the official Python client: each transport, each server mode."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from tests.conftest import Serve
from tests.served import Client, Served
from venue.core.ids import uuid7

WAIT_S = 10


class Wire:
    """A Socket.IO client that keeps what it hears."""

    def __init__(self, served: Served, transport: str, **options: Any) -> None:
        self.client = socketio.Client(reconnection=False)
        self.heard: list[tuple[str, Any]] = []
        self._more = threading.Condition()
        self.client.on("*", self._hear)
        self.client.connect(served.url, transports=[transport], **options)

    def _hear(self, event: str, *data: Any) -> None:
        with self._more:
            self.heard.append((event, data[0] if data else None))
            self._more.notify_all()

    def call(self, event: str, data: Any = None) -> Any:
        return self.client.call(event, data, timeout=WAIT_S)

    def wait_for(self, event: str, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the first matching event's data, heard already or soon."""

        def found() -> list[Any]:
            return [data for name, data in self.heard if name == event and fits(data)]

        with self._more:
            assert self._more.wait_for(lambda: bool(found()), WAIT_S), (event, self.heard)
            return found()[0]

    def count(self, event: str) -> int:
        return sum(name == event for name, _ in self.heard)

    def close(self) -> None:
        self.client.disconnect()


@pytest.fixture
def people() -> Iterator[list[Wire]]:
    opened: list[Wire] = []
    yield opened
    for one in opened:
        one.close()


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_the_seeds_flow(serve: Serve, people: list[Wire], mode: str, transport: str) -> None:
    served = serve(mode=mode)
    restaurant, key = served.facts["restaurant_id"], served.facts["api_key"]
    phone = served.guest()
    dish = phone.dishes()[0]
    kitchen = Wire(served, transport, auth={"token": key})
    waiter = Wire(served, transport, auth={"token": key})
    guest = Wire(served, transport, headers={"Cookie": phone.cookie_header})
    people += [kitchen, waiter, guest]

    assert kitchen.call("join:kitchen", restaurant) == []
    assert kitchen.wait_for("orders:pending") == []
    waiter.call("join:waiter", served.facts["tables"][0]["number"])
    wish = {
        "restaurantId": restaurant,
        "tableNumber": "1",
        "items": [{"id": str(dish["id"]), "quantity": 2, "notes": "hot", "modifiers": []}],
        "clientId": uuid7(),
    }
    confirmed = guest.call("order:create", wish)
    assert confirmed["total"] == 2 * dish["price"]["amount"]
    assert confirmed["status"] == "pending"
    assert guest.wait_for("order:confirmed")["id"] == confirmed["id"]
    for one in (kitchen, waiter):
        assert one.wait_for("order:new")["id"] == confirmed["id"]
    assert guest.call("order:create", wish) == confirmed
    assert guest.call("order:create", wish | {"items": []})["error"]["code"] == "orders.empty"
    assert len(waiter.call("join:restaurant", restaurant)) == 1
    assert waiter.wait_for("orders:active")[0]["id"] == confirmed["id"]

    guest.call("join:order", confirmed["id"])
    for status in ("preparing", "ready", "served", "completed"):
        kitchen.call("order:updateStatus", (confirmed["id"], status))
        for one in (kitchen, waiter, guest):
            one.wait_for("order:statusChanged", lambda told, s=status: told["status"] == s)
    assert waiter.wait_for("order:ready")["id"] == confirmed["id"]
    assert kitchen.count("order:new") == 1
    refusal = kitchen.call("order:updateStatus", (confirmed["id"], "preparing"))
    assert refusal["error"]["code"] == "orders.illegal_move"
    assert kitchen.wait_for("order:error")["code"] == "orders.illegal_move"

    guest.close()
    people.remove(guest)
    back = Wire(served, transport, headers={"Cookie": phone.cookie_header})
    people.append(back)
    assert back.call("join:order", confirmed["id"])["status"] == "completed"


@pytest.fixture(scope="module")
def guest_of(venue: Served) -> Client:
    return venue.guest(5)


REFUSED = [
    ("join:restaurant", "x", "access.forbidden"),
    ("join:kitchen", None, "access.forbidden"),
    ("join:order", "unknown", "orders.unknown_order"),
    ("order:create", None, "request.malformed"),
    ("order:create", {"items": "pizza"}, "request.malformed"),
    ("order:create", {"items": [{"id": {}}]}, "request.malformed"),
    ("order:create", {"items": [{"id": 1, "quantity": 0}]}, "request.malformed"),
    ("order:create", {"restaurantId": "other", "items": []}, "orders.other_restaurant"),
    ("order:updateStatus", ("x", "ready"), "access.forbidden"),
    ("order:updateStatus", ("x", "burnt"), "orders.unknown_status"),
]


@pytest.mark.parametrize(("event", "data", "code"), REFUSED)
def test_a_guest_is_refused_in_words(
    venue: Served, guest_of: Client, people: list[Wire], event: str, data: Any, code: str
) -> None:
    wire = Wire(venue, "websocket", headers={"Cookie": guest_of.cookie_header})
    people.append(wire)
    assert wire.call(event, data)["error"]["code"] == code


@pytest.mark.parametrize("options", [{}, {"auth": {"token": "vk_0.forged"}},
                                     {"headers": {"Cookie": "venue_guest=forged"}}])  # fmt: skip
def test_nobody_opens_no_socket(venue: Served, options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Wire(venue, "websocket", **options)


def test_a_view_that_is_not_yours_is_refused(venue: Served, guest_of: Client) -> None:
    for view in ("kitchen:all", "floor", "status", "nonsense", "kitchen:nowhere"):
        with pytest.raises(Refused):
            Wire(
                venue,
                "websocket",
                headers={"Cookie": guest_of.cookie_header},
                auth={"view": view, "after": 0},
            )


def test_a_screen_gets_news_and_after_a_gap_the_rest(venue: Served, people: list[Wire]) -> None:
    screen, phone = venue.device("kitchen"), venue.guest(6)
    board = screen.json("/api/v1/kitchen/all/tickets")
    options = {"headers": {"Cookie": screen.cookie_header}}
    live = Wire(venue, "websocket", auth={"view": "kitchen:all", "after": board["seq"]}, **options)
    people.append(live)
    live.wait_for("news")
    order = phone.order(1)
    frame = live.wait_for("news", lambda told: bool(told["items"]))
    assert frame["items"][0]["ticket"]["order_id"] == order["id"]
    assert frame["prev"] <= frame["through"]
    late = Wire(venue, "websocket", auth={"view": "kitchen:all", "after": board["seq"]}, **options)
    people.append(late)
    rest = late.wait_for("news")
    tickets = [item["ticket"] for item in rest["items"] if item["kind"] == "ticket"]
    assert {ticket["order_id"] for ticket in tickets} == {order["id"]}
    lost = Wire(venue, "websocket", auth={"view": "kitchen:all", "after": 10**9}, **options)
    people.append(lost)
    lost.wait_for("reload")


def test_a_phone_that_slept_while_its_party_was_joined_to_another_fetches_everything(
    venue: Served, people: list[Wire]
) -> None:
    phone, waiter = venue.guest(7), venue.staff("Anna")
    own = phone.order(1)
    table = venue.facts["tables"][8]["id"]
    opening = {"table_id": table, "covers": 2}
    other = waiter.post("/api/v1/table-sessions", opening, expect=201).json()["id"]
    seq = phone.json("/api/v1/table-order")["seq"]

    def back(party: str | None) -> str:
        auth = {"view": "guest", "after": seq, "party": party}
        wire = Wire(venue, "websocket", auth=auth, headers={"Cookie": phone.cookie_header})
        people.append(wire)
        with wire._more:
            assert wire._more.wait_for(lambda: wire.heard, WAIT_S)
        return wire.heard[0][0]

    assert back(own["session_id"]) == "news"
    assert back(None) == "reload"
    path = f"/api/v1/table-sessions/{own['session_id']}/merge"
    waiter.post(path, {"session_id": other}, expect=200)
    assert back(own["session_id"]) == "reload"
    assert back(other) == "news"


def test_a_revoked_device_loses_its_socket_at_once(venue: Served, people: list[Wire]) -> None:
    screen = venue.device("kitchen")
    device = screen.json("/api/v1/me")["device"]["id"]
    wire = Wire(
        venue,
        "websocket",
        headers={"Cookie": screen.cookie_header},
        auth={"view": "kitchen:all", "after": 0},
    )
    gone = threading.Event()
    wire.client.on("disconnect", lambda *_: gone.set())
    venue.program().post(f"/api/v1/devices/{device}/revoke", expect=200)
    assert gone.wait(2)
    assert screen.get("/api/v1/kitchen/all/tickets").status_code == 401
