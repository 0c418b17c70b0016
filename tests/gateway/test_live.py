"""GraphQL subscriptions over a real socket, in both modes of the server."""

import json
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
    send(socket, "ping")
    assert said(socket) == {"type": "pong"}
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
