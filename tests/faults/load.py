"""Guests who order as guests do: at once, twice, again when no answer came, and some give up."""

import http.client
import json
import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import socketio

from tests.faults.history import Answer, Operation, Wanted
from tests.faults.process import Box
from venue.core.ids import uuid7

ANSWER_S = 10.0
PATIENCE_S = 60.0
RETRY_S = (0.05, 0.25)  # first and longest wait before the same order is sent again
NOTES = ("", "", "no onion", "well done, please", "allergic to nuts")


class Unheard(Exception):
    """No answer came: what became of the request is unknown."""


class Door(Protocol):
    """One way in to the box, for one phone."""

    name: str

    def send(self, key: str, lines: tuple[Wanted, ...]) -> Answer:
        """Send an order once and return the definite answer.

        Raises:
            Unheard: None came, or one that says nothing about the order.
        """

    def close(self) -> None:
        """Hang up."""


class HttpDoor:
    """``POST /api/v1/orders`` on one kept connection."""

    name = "http"

    def __init__(self, box: Box, cookie: str) -> None:
        self._box, self._cookie = box, cookie
        self._connection: http.client.HTTPConnection | None = None

    def send(self, key: str, lines: tuple[Wanted, ...]) -> Answer:
        """Send an order once."""
        body = {"lines": [one._asdict() for one in lines]}
        headers = {"Cookie": self._cookie, "Content-Type": "application/json"}
        try:
            connection = self._connected()
            connection.request(
                "POST", "/api/v1/orders", json.dumps(body), headers | {"Idempotency-Key": key}
            )
            response = connection.getresponse()
            told = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Unheard from error
        if response.status >= 500:
            raise Unheard(told)
        return Answer(time.monotonic(), response.status, told)

    def send_and_leave(self, key: str, lines: tuple[Wanted, ...]) -> None:
        """Send an order and hang up before the answer can come."""
        body = {"lines": [one._asdict() for one in lines]}
        headers = {"Cookie": self._cookie, "Content-Type": "application/json"}
        try:
            self._connected().request(
                "POST", "/api/v1/orders", json.dumps(body), headers | {"Idempotency-Key": key}
            )
        except (OSError, http.client.HTTPException):
            pass
        finally:
            self.close()

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                self._box.host, self._box.port, timeout=ANSWER_S
            )
        return self._connection

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class SocketDoor:
    """The seed's ``order:create`` by the official Socket.IO client."""

    name = "socket"

    def __init__(self, box: Box, cookie: str) -> None:
        self._box, self._cookie = box, cookie
        self._client: socketio.Client | None = None

    def send(self, key: str, lines: tuple[Wanted, ...]) -> Answer:
        """Send an order once; its acknowledgement is the answer."""
        items = [
            {
                "id": one.item_id,
                "quantity": one.quantity,
                "modifiers": list(one.modifiers),
                "notes": one.note,
            }
            for one in lines
        ]
        try:
            told = self._connected().call(
                "order:create", {"clientId": key, "items": items}, timeout=3
            )
        except (socketio.exceptions.SocketIOError, OSError) as error:
            self.close()
            raise Unheard from error
        refusal = told.get("error")
        if refusal and refusal["code"].split(".")[0] in ("box", "internal"):
            raise Unheard(refusal)
        return Answer(time.monotonic(), 409 if refusal else 201, told)

    def _connected(self) -> socketio.Client:
        if self._client is None:
            client = socketio.Client(reconnection=False)
            client.connect(
                f"http://{self._box.host}:{self._box.port}",
                headers={"Cookie": self._cookie},
                transports=["websocket"],
                wait_timeout=3,
            )
            self._client = client
        return self._client

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            client, self._client = self._client, None
            client.disconnect()


class Load:
    """Several phones at several tables, ordering until told to stop.

    Args:
        clients: How many phones; every fourth comes by socket.
        think_s: Longest pause of a phone between two orders.
        enter: Called with a phone's number in its thread, before it does anything.
        operations: Where the history is kept.
    """

    def __init__(
        self,
        box: Box,
        *,
        seed: int,
        clients: int = 8,
        think_s: float = 0.02,
        enter: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.operations: list[Operation] = []
        self.errors: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
        self._box, self._think_s, self._enter = box, think_s, enter
        self._stopping = threading.Event()
        served = box.served()
        guests = [served.guest(table % 12) for table in range(clients)]
        self._menu = choices(guests[0].json("/api/v1/menu?lang=en"))
        self._threads = [
            threading.Thread(
                target=self._guarded,
                args=(number, guest.cookie_header, random.Random(seed + number)),
            )
            for number, guest in enumerate(guests)
        ]

    def start(self) -> None:
        """Let the guests order."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[Operation]:
        """Wait until every guest has a definite answer; return the whole history."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE_S + 10)
        if not self.errors.empty():
            raise self.errors.get()
        return self.operations

    def _guarded(self, number: int, cookie: str, rng: random.Random) -> None:
        try:
            self._enter(number)
            self._guest(number, cookie, rng)
        except BaseException as error:
            self.errors.put(error)
            raise

    def _guest(self, number: int, cookie: str, rng: random.Random) -> None:
        door: Any = (SocketDoor if number % 4 == 3 else HttpDoor)(self._box, cookie)
        twin: Any = type(door)(self._box, cookie)
        while not self._stopping.is_set():
            one = Operation(uuid7(), door.name, self._wish(rng), time.monotonic())
            self.operations.append(one)
            self._order(one, door, twin, rng.random())
            time.sleep(rng.random() * self._think_s)
        door.close()
        twin.close()

    def _order(self, one: Operation, door: Any, twin: Any, dice: float) -> None:
        """Order in one of the ways in which people do."""
        if dice < 0.03 and isinstance(door, HttpDoor):
            door.send_and_leave(one.key, one.lines)
            one.unheard += 1
            return
        if dice < 0.23:  # a double tap
            second = threading.Thread(target=until_answered, args=(one, twin))
            second.start()
            until_answered(one, door)
            second.join()
            return
        until_answered(one, door)
        if dice < 0.33:  # a repeat long after the answer
            until_answered(one, door)
        elif dice < 0.36 and one.accepted:  # the same key for something else
            _try_other_body(one, door)

    def _wish(self, rng: random.Random) -> tuple[Wanted, ...]:
        chosen = rng.sample(self._menu, rng.randint(1, min(6, len(self._menu))))
        return tuple(
            Wanted(item_id, rng.randint(1, 3), modifiers, rng.choice(NOTES))
            for item_id, modifiers in chosen
        )


def until_answered(one: Operation, door: Any) -> None:
    """Send an order again and again with its one key until the answer is definite."""
    deadline = time.monotonic() + PATIENCE_S
    first, longest = RETRY_S
    wait = first
    while time.monotonic() < deadline:
        try:
            one.answers.append(door.send(one.key, one.lines))
            return
        except Unheard:
            one.unheard += 1
            time.sleep(wait)
            wait = min(wait + first, longest)
    one.oddities.append(f"no definite answer in {PATIENCE_S} s")


def _try_other_body(one: Operation, door: Any) -> None:
    other = (*one.lines, Wanted(one.lines[0].item_id, 9, one.lines[0].modifiers, "other"))
    try:
        answer = door.send(one.key, other)
    except Unheard:
        one.unheard += 1
        return
    if answer.status == 201:
        one.oddities.append("the same key was taken for other lines")


def choices(menu: dict[str, Any]) -> list[tuple[int, tuple[int, ...]]]:
    """Return dishes that stay on sale, each with the modifiers that it must have."""
    return [
        (
            item["id"],
            tuple(
                modifier["id"]
                for group in item["modifier_groups"]
                for modifier in group["modifiers"][: group["min"]]
            ),
        )
        for section in menu["sections"]
        for item in section["items"]
        if item.get("available", True)
        and item.get("remaining_qty") is None
        and not item["sold_out"]
    ]
