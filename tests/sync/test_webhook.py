"""Outbound webhooks: signed, once by their key, never into the venue's own network."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sync import webhook
from tests.sync.conftest import MakeBox
from tests.sync.house import Box
from venue.core.http import Reach

SECRET = "a shared secret"


class Receiver:
    """Notes what came; answers ``status``, or with a web page."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        receiver = self

        class Connection(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, raw))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                if receiver.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/stolen")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Connection)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def box_for(make_box: MakeBox, url: str, reach: Reach = Reach.ANY) -> Box:
    return make_box(
        provider=webhook.provider(reach=reach), credentials={"url": url, "secret": SECRET}
    )


def test_a_settled_tender_comes_signed_with_its_key(make_box: MakeBox, receiver: Receiver) -> None:
    box = box_for(make_box, receiver.url)
    box.put("tender_settled", "bill:1", "tender:7", body={"amount_minor": 2450})
    box.run()
    headers, raw = receiver.got[-1]
    assert json.loads(raw) == {
        "id": "tender:7", "kind": "tender_settled", "about": "bill:1",
        "data": {"amount_minor": 2450},
    }  # fmt: skip
    at, _, seal = headers["venue-signature"].partition(",")
    expected = hmac.new(SECRET.encode(), at[2:].encode() + b"." + raw, hashlib.sha256).hexdigest()
    assert seal == f"v1={expected}"
    assert headers["idempotency-key"] == "tender:7"


@pytest.mark.parametrize(
    ("status", "state", "condition"),
    [
        (204, "accepted", "online"),
        (400, "dead_letter", "online"),
        (410, "dead_letter", "online"),
        (401, "queued", "key_refused"),
        (403, "queued", "key_refused"),
    ],
)
def test_answers_mean_what_they_say(
    make_box: MakeBox, receiver: Receiver, status: int, state: str, condition: str
) -> None:
    box = box_for(make_box, receiver.url)
    box.run(until=lambda: box.channel.health.works)
    receiver.status = status
    box.put("tender_settled", "bill:1", "t", body={})
    box.run()
    assert box.states() == {"t": state}
    assert box.channel.health.condition.state == condition


def test_a_redirect_is_not_followed(make_box: MakeBox, receiver: Receiver) -> None:
    box = box_for(make_box, receiver.url)
    box.run(until=lambda: box.channel.health.works)
    receiver.status = 302
    box.put("tender_settled", "bill:1", "t", body={})
    box.run(limit_s=20)
    assert box.channel.health.condition.state == "captive"
    assert box.states()["t"] in ("queued", "unknown")


def test_the_venues_own_network_is_out_of_reach(make_box: MakeBox, receiver: Receiver) -> None:
    box = box_for(make_box, receiver.url, Reach.PUBLIC)
    box.put("tender_settled", "bill:1", "t", body={})
    box.run(limit_s=120)
    assert receiver.got == []
    assert box.channel.health.condition.code == "forbidden_address"


def test_a_plain_address_cannot_be_entered() -> None:
    url = webhook.provider().fields[0]
    import re

    assert not re.fullmatch(url.pattern, "http://sink.example/x")
    assert re.fullmatch(url.pattern, "https://sink.example/x")
