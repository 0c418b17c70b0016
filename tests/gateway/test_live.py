"""GraphQL subscriptions over a real socket, in both modes of the server."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import simple_websocket

from tests.conftest import Serve
from tests.served import Client, Served

CHANGED = "subscription Watch { orderChanged { number status table { number } lines { name } } }"

BILL = "subscription Watch { billChanged { id state orders { number } } }"


def connect(served: Served, client: Client | None, **headers: str) -> Any:
    url = f"ws://127.0.0.1:{served.port}/graphql"
    cookie = {"Cookie": client.cookie_header} if client else {}
    return simple_websocket.Client(
        url, subprotocols=["graphql-transport-ws"], headers=cookie | headers
    )


def said(socket: Any) -> Any:
    text = socket.receive(timeout=5)
    assert text is not None
    return json.loads(text)


def send(socket: Any, kind: str, **more: Any) -> None:
    socket.send(json.dumps({"type": kind} | more))


def taken_in(socket: Any) -> None:
    """Wait until what was sent is taken in; news of a moment ago may come before the pong."""
    send(socket, "ping")
    while (told := said(socket)) != {"type": "pong"}:
        assert told["type"] == "next"


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_who_may_hears_each_order_and_others_nothing(serve: Serve, mode: str) -> None:
    served = serve(mode=mode)
    anna = served.staff("Anna")
    socket = connect(served, anna)
    assert socket.subprotocol == "graphql-transport-ws"
    send(socket, "connection_init")
    assert said(socket) == {"type": "connection_ack"}
    send(socket, "ping")
    assert said(socket) == {"type": "pong"}
    send(socket, "subscribe", id="bad", payload={"query": "{ tables { id } }"})
    assert said(socket)["type"] == "error"
    send(socket, "subscribe", id="1", payload={"query": CHANGED})
    send(socket, "ping")
    assert said(socket) == {"type": "pong"}
    order = served.guest().order(2)
    told = said(socket)
    assert (told["type"], told["id"]) == ("next", "1")
    heard = told["payload"]["data"]["orderChanged"]
    assert (heard["number"], heard["table"]) == (str(order["number"]), {"number": "1"})
    assert len(heard["lines"]) == 2
    send(socket, "complete", id="1")
    send(socket, "subscribe", id="2", payload={"query": BILL})
    taken_in(socket)
    [bill] = anna.post("/graphql", {"query": "{ bills { id } }"}).json()["data"]["bills"]
    anna.post(f"/api/v1/bills/{bill['id']}/prebill", {})
    heard = said(socket)["payload"]["data"]["billChanged"]
    assert heard == {
        "id": bill["id"],
        "state": "open",
        "orders": [{"number": str(order["number"])}],
    }
    socket.close()
    for client in (served.guest(), None):
        stranger = connect(served, client)
        send(stranger, "connection_init")
        with pytest.raises(simple_websocket.ConnectionClosed):
            stranger.receive(timeout=5)
    program = connect(served, None)
    send(program, "connection_init", payload={"token": served.facts["api_key"]})
    assert said(program) == {"type": "connection_ack"}
    program.close()
    with pytest.raises(simple_websocket.ConnectionError):
        connect(served, served.staff("Anna"), Origin="https://evil.example")
    assert served.guest().order(1)["number"]


CHANGES = {
    "ticketChanged": "{ number station order { number } lines { name } }",
    "roomChanged": "{ number housekeeping }",
    "bookingChanged": "{ name stays { state room { number } } }",
    "folioChanged": "{ name balance { amount } }",
}


def acts(served: Served, lena: Client) -> dict[str, tuple[Any, Any]]:
    """Return what brings each piece of news, and what it then tells."""
    [room] = [one for one in lena.json("/api/v1/rooms")["items"] if one["number"] == "102"]
    today = date.fromisoformat(lena.json("/api/v1/bookings/today")["day"])
    first = today + timedelta(days=40)
    folio = lena.post("/api/v1/folios", {"room": "201", "name": "Ada King"}, expect=201).json()
    dates = {"arrival": first.isoformat(), "departure": (first + timedelta(days=2)).isoformat()}
    query = "&".join(f"{name}={value}" for name, value in dates.items())
    [kind, *_] = lena.json(f"/api/v1/rooms/availability?{query}")["items"]
    wish = {"room_type_id": kind["id"]} | dates
    extra = {"kind": "extra", "amount_minor": 700, "label": "Minibar", "tax_class": "standard"}
    care = f"/api/v1/housekeeping/{room['id']}"
    return {
        "roomChanged": (
            lambda: lena.post(care, {"state": "cleaning"}, expect=200),
            {"number": "102", "housekeeping": "cleaning"},
        ),
        "bookingChanged": (
            lambda: lena.post("/api/v1/bookings", {"name": "Ann", "rooms": [wish]}, expect=201),
            {"name": "Ann", "stays": [{"state": "confirmed", "room": None}]},
        ),
        "folioChanged": (
            lambda: lena.post(f"/api/v1/folios/{folio['id']}/lines", extra, expect=201),
            {"name": "Ada King", "balance": {"amount": 700}},
        ),
    }


def test_the_kitchen_and_the_hotel_hear_of_what_is_theirs(serve: Serve) -> None:
    served = serve()
    lena, marta = served.staff("Lena"), served.staff("Marta")
    plan = acts(served, lena)
    desk, house = connect(served, marta), connect(served, lena)
    for socket, names in ((desk, ("ticketChanged",)), (house, tuple(plan))):
        send(socket, "connection_init")
        assert said(socket)["type"] == "connection_ack"
        for name in names:
            query = f"subscription {{ {name} {CHANGES[name]} }}"
            send(socket, "subscribe", id=name, payload={"query": query})
        send(socket, "ping")
        assert said(socket) == {"type": "pong"}
    order = served.guest().order(1)
    heard = said(desk)["payload"]
    assert "errors" not in heard, heard
    ticket = heard["data"]["ticketChanged"]
    assert ticket["order"] == {"number": str(order["number"])}
    assert len(ticket["lines"]) == 1
    for name, (act, told) in plan.items():
        act()
        heard = said(house)
        assert (heard["id"], heard["payload"]) == (name, {"data": {name: told}})
    desk.close()
    house.close()


def test_news_beyond_ones_role_are_null_with_a_code(serve: Serve) -> None:
    served = serve()
    anna = served.staff("Anna")
    [room] = [
        one for one in served.staff("Lena").json("/api/v1/rooms")["items"]
        if one["number"] == "102"
    ]  # fmt: skip
    socket = connect(served, anna)
    send(socket, "connection_init")
    assert said(socket)["type"] == "connection_ack"
    send(socket, "subscribe", id="1", payload={"query": "subscription { roomChanged { number } }"})
    send(socket, "ping")
    assert said(socket) == {"type": "pong"}
    served.staff("Lena").post(f"/api/v1/housekeeping/{room['id']}", {"state": "cleaning"})
    payload = said(socket)["payload"]
    assert payload["data"] == {"roomChanged": None}
    assert payload["errors"][0]["extensions"]["code"] == "access.forbidden"
    socket.close()
