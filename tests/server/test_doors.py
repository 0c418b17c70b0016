"""The outermost door of a real server: names, sizes, slow and broken requests, both modes."""

import contextlib
import json
import re
import socket
import time

import pytest

from tests.conftest import Serve
from tests.served import Served


def raw(served: Served, request: bytes, wait_s: float = 15) -> bytes:
    """Send bytes and return everything until the server closes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=wait_s) as channel:
        channel.sendall(request)
        answer = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := channel.recv(65536):
                answer += chunk
        return answer


def status(answer: bytes) -> int:
    if not answer.startswith(b"HTTP/"):
        # What was not HTTP is answered as HTTP 0.9 was: words without a head.
        return 400 if b"400 - Bad request" in answer else 0
    return int(answer.split(b" ", 2)[1])


HOSTS = {
    "127.0.0.1": 200,
    "localhost": 200,
    "venue.local": 200,
    "192.168.7.7": 200,
    "[::1]": 200,
    "evil.example": 421,
    "127.0.0.1.evil.example": 421,
    "": 421,
    "localhost@evil.example": 421,
}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/healthz", "/socket.io/?EIO=4&transport=polling"])
def test_only_the_boxs_own_names_are_answered(venue: Served, host: str, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    found = status(raw(venue, request))
    assert (found == 421) == (HOSTS[host] == 421), found


def post(length: str, body: bytes, extra: str = "") -> bytes:
    head = (
        "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"{length}{extra}Connection: close\r\n\r\n"
    )
    return head.encode() + body


BODIES = {
    "ten megabytes": (post("Content-Length: 10485760\r\n", b"x"), 413),
    "chunked": (post("Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n"), 411),
    "negative": (post("Content-Length: -1\r\n", b""), 400),
    "not a number": (post("Content-Length: ten\r\n", b""), 400),
    "both lengths": (
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n"),
        400,
    ),
    "a head of 100 KB": (post("", b"", "X-Long: " + "x" * 100_000 + "\r\n"), 431),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
}


@pytest.mark.parametrize("case", BODIES)
def test_odd_bodies_are_refused_in_words(venue: Served, case: str) -> None:
    request, expected = BODIES[case]
    assert status(raw(venue, request)) == expected
    assert venue.guest().get("/healthz").ok


def test_a_long_address_is_refused(venue: Served) -> None:
    request = b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert status(raw(venue, request)) == 414


def test_slow_heads_and_bodies_are_cut_and_others_are_served(serve: Serve) -> None:
    served = serve(settings={"server.header_limit_s": "1", "server.incomplete_per_address": "30"})
    half_open = []
    for _ in range(60):
        channel = socket.create_connection(("127.0.0.1", served.port), timeout=10)
        channel.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        half_open.append(channel)
    # Those above the cap are closed at once, the others when their second is over.
    closed_at = []
    for channel in half_open:
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert channel.recv(100) == b""
        closed_at.append(time.monotonic() - began)
        channel.close()
    assert max(closed_at) < 5
    assert served.guest().get("/healthz").ok
    slow = post("Content-Length: 1000\r\n", b"only this")
    assert status(raw(served, slow)) == 408


def test_problems_are_one_form_everywhere(venue: Served) -> None:
    nobody = venue.guest()
    for method, path, expected in (
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/orders", 405),
        ("GET", "/api/v1/orders/unknown", 404),
        ("POST", "/api/v1/orders", 400),
    ):
        answer = nobody.session.request(method, venue.url + path, timeout=10)
        assert answer.status_code == expected, path
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json()) >= {"type", "title", "status", "code", "detail"}
    assert "POST" in nobody.session.delete(venue.url + "/api/v1/orders", timeout=5).headers["Allow"]


def test_pages_carry_the_headers_and_no_inline_code(venue: Served) -> None:
    page = venue.guest().get("/guest")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\son\w+=|\sstyle=", page.text)
    assert "//cdn" not in page.text


def test_another_sites_page_cannot_act_with_our_cookies(venue: Served) -> None:
    guest = venue.guest()
    for header in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        guest.session.headers.update(header)
        answer = guest.post("/api/v1/calls", {"kind": "waiter"})
        assert answer.json()["code"] == "access.foreign_origin"
        for name in header:
            del guest.session.headers[name]


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_an_order_is_taken_and_survives_a_stop_in_both_modes(serve: Serve, mode: str) -> None:
    served = serve(mode=mode)
    guest = served.guest()
    order = guest.order()
    assert served.stop() == 0
    served.start()
    found = guest.json(f"/api/v1/orders/{order['id']}")
    assert found["number"] == order["number"]
    assert "Traceback" not in served.words()


def test_a_stop_under_load_loses_no_answer(serve: Serve) -> None:
    """SIGTERM: requests in flight are answered, then the port closes; what was answered stays."""
    import threading

    served = serve(settings={"guest.orders_per_minute": "100000"})
    guests = [served.guest(table) for table in range(4)]
    answered: list[str] = []
    stop = threading.Event()

    def keep_ordering(guest: object) -> None:
        while not stop.is_set():
            try:
                answered.append(guest.order(1)["id"])  # type: ignore[attr-defined]
            except Exception:
                return

    threads = [threading.Thread(target=keep_ordering, args=(guest,)) for guest in guests]
    for thread in threads:
        thread.start()
    while len(answered) < 20:
        time.sleep(0.01)
    assert served.stop() == 0
    stop.set()
    for thread in threads:
        thread.join()
    served.start()
    kitchen = served.device("kitchen")
    missing = [one for one in answered if kitchen.get(f"/api/v1/orders/{one}").status_code != 200]
    assert missing == []


def test_metrics_and_readiness_speak(venue: Served) -> None:
    assert venue.guest().get("/metrics").status_code == 403
    text = venue.program().get("/metrics")
    assert text.ok
    assert "venue_writer_queue" in text.text
    ready = venue.guest().json("/readyz")
    assert ready["ready"] is True
    assert json.dumps(ready["modules"])
