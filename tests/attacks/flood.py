"""A hostile phone on the guests' Wi-Fi: unfinished requests and noisy sockets, while staff order.

    python -m tests.attacks.flood --slow 2000 --noisy 200 --orders 150

All of it on the loopback, against a copy of the demo venue, for as long as the orders take.
"""

import argparse
import resource
import select
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import requests
import websocket

from tests.served import Client, Served, make_demo

HEAD = b"GET /api/v1/menu HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
NOISE = '42["order:create",{"items":[{"id":1}]}]'
REST_S = 0.05
PHONES = 20


class Outcome(NamedTuple):
    """What staff saw: answers, their times, and what the attackers still held at the end."""

    orders: int
    failed: int
    p50_ms: float
    p99_ms: float
    slow_opened: int
    slow_cut: int
    noisy: int


def attack(served: Served, *, slow: int, noisy: int, orders: int) -> Outcome:
    """Order as a waiter while ``slow`` connections dawdle and ``noisy`` sockets shout."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, slow + noisy + 500)), hard))
    stop = threading.Event()
    dawdlers = Dawdlers(served.port, slow)
    shouters = [
        threading.Thread(target=_shout, args=(guest, stop, noisy // 10), daemon=True)
        for guest in [served.guest(3 + n % 4) for n in range(10)]
    ]
    threads = [threading.Thread(target=dawdlers.run, args=(stop,), daemon=True), *shouters]
    anna = served.staff("Anna")
    table = anna.json("/api/v1/tables")["items"][0]
    session = (
        table.get("session_id")
        or anna.post(
            "/api/v1/table-sessions", {"table_id": table["id"], "covers": 2}, expect=201
        ).json()["id"]
    )
    dishes = anna.dishes()
    for one in threads:
        one.start()
    dawdlers.ready.wait(60)
    times, failed = [], 0
    for n in range(orders):
        line = {"item_id": dishes[n % len(dishes)]["id"], "quantity": 1}
        began = time.monotonic()
        try:
            answer = anna.post("/api/v1/orders", {"lines": [line], "table_session_id": session})
            failed += answer.status_code != 201
        except requests.RequestException:
            failed += 1
        times.append((time.monotonic() - began) * 1000)
        time.sleep(REST_S)
    stop.set()
    for one in threads:
        one.join(30)
    times.sort()
    return Outcome(
        orders, failed, statistics.median(times), times[int(len(times) * 0.99) - 1],
        dawdlers.opened, dawdlers.cut, noisy,
    )  # fmt: skip


class Dawdlers:
    """Connections that send a byte of their head at times and never end it; reopened when cut."""

    def __init__(self, port: int, many: int) -> None:
        self._port, self._many = port, many
        self.opened = self.cut = 0
        self.ready = threading.Event()
        self._open: list[socket.socket] = []

    def run(self, stop: threading.Event) -> None:
        """Keep ``many`` of them open until told to stop."""
        while not stop.is_set():
            self._cut_ones()
            for _ in range(min(200, self._many - len(self._open))):
                self._begin()
            if self.opened >= self._many:
                self.ready.set()
            stop.wait(0.2)
        for one in self._open:
            one.close()

    def _begin(self) -> None:
        channel = socket.socket()
        channel.settimeout(2)
        try:
            # Each phone has an address of its own; the box's cap is per address.
            channel.bind((f"127.0.0.{2 + self.opened % PHONES}", 0))
            channel.connect(("127.0.0.1", self._port))
            channel.sendall(HEAD)
        except OSError:
            channel.close()
            self.cut += 1
        else:
            self._open.append(channel)
        self.opened += 1

    def _cut_ones(self) -> None:
        poll = select.poll()
        for one in self._open:
            poll.register(one, select.POLLIN | select.POLLHUP)
        gone = {handle for handle, _ in poll.poll(0)}
        for one in [one for one in self._open if one.fileno() in gone]:
            self._open.remove(one)
            one.close()
            self.cut += 1


def _shout(guest: Client, stop: threading.Event, many: int) -> None:
    """Hold sockets of one guest and send orders that are none, as fast as they are taken."""
    address = guest.served.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    sockets = []
    for _ in range(many):
        try:
            one = websocket.create_connection(address, cookie=guest.cookie_header, timeout=5)
            one.send("40")
            sockets.append(one)
        except (OSError, websocket.WebSocketException):
            continue
    while not stop.is_set():
        for one in sockets:
            try:
                one.send(NOISE)
            except (OSError, websocket.WebSocketException):
                continue
        stop.wait(0.01)
    for one in sockets:
        one.shutdown()


def main() -> None:
    """Attack a fresh demo venue and print what staff saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=2000)
    parser.add_argument("--noisy", type=int, default=200)
    parser.add_argument("--orders", type=int, default=150)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder) / "demo")
        served = Served.copy_of(
            Path(folder) / "demo", Path(folder) / "data",
            settings={"guest.orders_per_minute": "100000"},
        )  # fmt: skip
        served.start()
        try:
            for name, value in attack(served, **vars(asked))._asdict().items():
                print(
                    f"{name:12} {value:.1f}" if isinstance(value, float) else f"{name:12} {value}"
                )
        finally:
            served.stop()


if __name__ == "__main__":
    main()
