"""Deliveries as a receiver on loopback sees them."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from sync.airalo import writes as airalo_writes
from sync.airalo.signature import HEADER, is_authentic
from sync.cloudbeds import writes
from sync.request import Request
from tests.clouds import Served

SECRET = "sandbox-secret"


class Receiver:
    """Takes deliveries and answers each with the next status of `answers`, 200 at the end."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            receiver: ClassVar[Receiver] = outer

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                self.receiver.got.append((headers, body))
                status = self.receiver.answers.pop(0) if self.receiver.answers else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count: int) -> None:
        """Wait until so many deliveries came."""
        ends = time.monotonic() + 10
        while len(self.got) < count:
            assert time.monotonic() < ends, f"{len(self.got)} of {count} came"
            time.sleep(0.02)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver."""
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


def _settled(clouds: Served, tries: int) -> list[str]:
    """Return the fate of every delivery once so many tries are noted in all."""
    ends = time.monotonic() + 10
    while True:
        rows = clouds.sandbox.clouds
        with rows.store.change(rows.now()) as state:
            found = state.every("delivery")
        if sum(one["tries"] for one in found) >= tries:
            return [one["status"] for one in found]
        assert time.monotonic() < ends
        time.sleep(0.02)


def _low_data(receiver: Receiver) -> Request:
    body = (
        b'{"event":"low_data_notification","type":"data_90","iccid":"8900000000000000001",'
        b'"webhook_url":"' + receiver.url.encode() + b'"}'
    )
    return Request("POST", "/simulator/webhook", airalo_writes.JSON, body)


def test_airalo_signs_over_the_raw_bytes(clouds: Served, receiver: Receiver) -> None:
    assert clouds.airalo().write(_low_data(receiver)).done
    receiver.wait(1)
    headers, body = receiver.got[0]
    assert is_authentic(body, headers[HEADER], SECRET)
    assert b'"level":"90%"' in body
    assert not is_authentic(body + b" x", headers[HEADER], SECRET)
    assert not is_authentic(body, headers[HEADER], "another-secret")
    assert not is_authentic(body, "", SECRET)


def test_a_body_written_anew_by_a_proxy_is_still_known(clouds: Served, receiver: Receiver) -> None:
    plan = b'{"package_id":"elan-7days-1gb","quantity":1,"description":"na\xc3\xafve/1",'
    url = b'"webhook_url":"' + receiver.url.encode() + b'"}'
    order = Request("POST", "/orders-async", airalo_writes.JSON, plan + url, ("request_id",))
    request_id = clouds.airalo().write(order).vendor_ref
    assert len(request_id) == 25
    receiver.wait(1)
    headers, body = receiver.got[0]
    assert b"na\\u00efve\\/1" in body
    plain = body.replace(b"\\/", b"/").replace(b"\\u00ef", "ï".encode())
    assert is_authentic(plain, headers[HEADER], SECRET)


def test_airalo_comes_again_after_anything_but_200(clouds: Served, receiver: Receiver) -> None:
    receiver.answers = [204, 500]
    clouds.airalo().write(_low_data(receiver))
    receiver.wait(1)
    assert _settled(clouds, 1) == ["waiting"]
    for count in (2, 3):
        _settled(clouds, count - 1)
        clouds.clock.advance(901)
        receiver.wait(count)
    assert _settled(clouds, 3) == ["taken"]
    assert len({body for _, body in receiver.got}) == 1


def test_twice_and_not_at_all(clouds: Served, receiver: Receiver) -> None:
    clouds.fault("duplicate_webhook", provider="airalo")
    clouds.airalo().write(_low_data(receiver))
    receiver.wait(2)
    assert receiver.got[0][1] == receiver.got[1][1]
    clouds.fault("lost_webhook", provider="airalo")
    clouds.airalo().write(_low_data(receiver))
    clouds.airalo().write(_low_data(receiver))
    receiver.wait(3)
    assert _settled(clouds, 3) == ["taken"] * 3


def test_cloudbeds_hints_are_unsigned(clouds: Served, receiver: Receiver) -> None:
    cloud = clouds.cloudbeds()
    assert cloud.write(writes.post_webhook("reservation", "status_changed", receiver.url)).done
    arrival = cloud.reservations(status="not_confirmed").rows[0]
    cloud.write(writes.put_reservation(arrival.reservation_id, status="confirmed"))
    receiver.wait(1)
    headers, body = receiver.got[0]
    assert b'"event":"reservation/status_changed"' in body
    assert not any("signature" in name for name in headers)
    receiver.answers = [503] * 6
    clouds.control("/cloudbeds/change", reservation_id=arrival.reservation_id, status="canceled")
    receiver.wait(2)
    for count in range(3, 8):
        _settled(clouds, count - 1)
        clouds.clock.advance(61)
        receiver.wait(count)
    assert _settled(clouds, 7)[-1] == "dropped"
