"""Every fault over real TCP: what the caller sees, what the product makes of it, what happened."""

import socket
import time
from dataclasses import replace
from typing import Any

import pytest
import requests

from sync.airalo import writes as airalo_writes
from sync.cloudbeds import postings
from sync.cloudbeds.postings import Target
from sync.model import Outcome
from sync.request import Request
from sync.sandbox.faults import KINDS, ON_WEBHOOKS
from tests.clouds import Served

HOUSE = Target(house_account_id="499")
SOON_S = 0.4  # the client's deadline where a test waits for it


def _payment(token: str = "bx01-1") -> Request:
    return postings.post_payment(HOUSE, token=token, method="cash", amount_minor=100,
                                 currency="EUR")  # fmt: skip


def _impatient(request: Request) -> Request:
    return Request(**{**{name: getattr(request, name) for name in request.__struct_fields__},
                      "deadline_s": SOON_S})  # fmt: skip


# Fault, what the caller's result says, its code, and whether the effect is there.
STRIKES: list[tuple[dict[str, Any], Outcome, str, bool]] = [
    ({"kind": "down"}, Outcome.AMBIGUOUS, "reset", False),
    ({"kind": "cut"}, Outcome.AMBIGUOUS, "reset", False),
    ({"kind": "cut", "when": "after"}, Outcome.AMBIGUOUS, "reset", True),
    ({"kind": "cut_body"}, Outcome.AMBIGUOUS, "reset", True),
    ({"kind": "cut_body", "when": "before"}, Outcome.AMBIGUOUS, "reset", False),
    ({"kind": "slow", "seconds": 1.0}, Outcome.AMBIGUOUS, "timeout", True),
    ({"kind": "slow", "seconds": 1.0, "when": "before"}, Outcome.AMBIGUOUS, "timeout", False),
    ({"kind": "slow", "seconds": 0.8, "when": "late"}, Outcome.AMBIGUOUS, "timeout", True),
    ({"kind": "slow", "seconds": 0.1}, Outcome.DONE, "", True),
    ({"kind": "drip", "seconds": 2.0}, Outcome.AMBIGUOUS, "timeout", True),
    ({"kind": "drip", "seconds": 0.1}, Outcome.DONE, "", True),
    ({"kind": "throttle"}, Outcome.THROTTLED, "http_429", False),
    ({"kind": "throttle", "retry_after_s": 7}, Outcome.THROTTLED, "http_429", False),
    ({"kind": "error"}, Outcome.AMBIGUOUS, "http_500", False),
    ({"kind": "error", "when": "after", "status": 502}, Outcome.AMBIGUOUS, "http_502", True),
    ({"kind": "refuse", "message": "No"}, Outcome.REJECTED, "success_false", False),
    ({"kind": "wrong_json"}, Outcome.AMBIGUOUS, "unreadable", True),
    ({"kind": "wrong_json", "when": "before"}, Outcome.AMBIGUOUS, "unreadable", False),
    ({"kind": "no_id"}, Outcome.AMBIGUOUS, "unreadable", True),
    ({"kind": "no_id", "when": "before"}, Outcome.AMBIGUOUS, "unreadable", False),
    ({"kind": "portal"}, Outcome.AMBIGUOUS, "html", False),
    ({"kind": "portal", "when": "after"}, Outcome.AMBIGUOUS, "html", True),
    ({"kind": "token_expired"}, Outcome.AUTH, "http_401", False),
    ({"kind": "key_revoked"}, Outcome.AUTH, "http_401", False),
]


@pytest.mark.parametrize(
    ("fault", "outcome", "code", "happened"),
    STRIKES,
    ids=["-".join(str(value) for value in row[0].values()) for row in STRIKES],
)
def test_a_fault_strikes_once(
    clouds: Served, fault: dict[str, Any], outcome: Outcome, code: str, happened: bool
) -> None:
    cloud = clouds.cloudbeds()
    clouds.control(add=[{"path": "postPayment", "provider": "cloudbeds", **fault}])
    result = cloud.write(_impatient(_payment()))
    assert (result.outcome, result.code) == (outcome, code), result
    if fault["kind"] == "throttle":
        assert result.retry_after_s == fault.get("retry_after_s")
    if fault.get("when") in ("late", "before") and fault["kind"] == "slow":
        _until_answered(clouds)
    assert len(clouds.effects(kind="postPayment", reference="bx01-1")) == int(happened)
    # A 429 with a wait closes the bucket of that client; a new one is free.
    after = clouds.cloudbeds().write(_payment("bx01-2"))
    assert after.outcome is Outcome.DONE, "the rule struck twice"


def _until_answered(clouds: Served) -> None:
    """Wait until the slow request is over; its outcome is then in the log."""
    ends = time.monotonic() + 5
    while not any(one["fault"] == "slow" for one in clouds.asked()):
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_every_kind_is_tried_here_or_named() -> None:
    tried = {row[0]["kind"] for row in STRIKES}
    elsewhere = {"list_lag", "reorder"} | ON_WEBHOOKS
    assert tried | elsewhere == KINDS.keys()


def test_rules_wait_are_counted_and_taken_away(clouds: Served) -> None:
    cloud = clouds.cloudbeds()
    clouds.control(add=[{"kind": "error", "path": "getHotels", "skip": 1, "times": 2}])
    seen = [one["status"] for one in _ask_hotels(clouds, 4)]
    assert seen == [200, 500, 500, 200]
    clouds.control(faults=[{"kind": "error", "times": None}])
    assert [one["status"] for one in _ask_hotels(clouds, 3)] == [500, 500, 500]
    assert len(clouds.control()["faults"]) == 1
    clouds.control(faults=[])
    assert cloud.hotels()
    wrong = requests.post(f"{clouds.url}/_control", json={"add": [{"kind": "typo"}]}, timeout=5)
    assert (wrong.status_code, clouds.control()["faults"]) == (400, [])


def _ask_hotels(clouds: Served, times: int) -> list[dict[str, Any]]:
    url, headers = f"{clouds.url}/cloudbeds/api/v1.3/getHotels", {"x-api-key": "cbat_sandbox"}
    for _ in range(times):
        requests.get(url, headers=headers, timeout=5)
    return clouds.asked()[-times:]


def test_nobody_listens(clouds: Served) -> None:
    cloud = clouds.cloudbeds()
    clouds.sandbox.stop()
    assert cloud.write(_payment()).outcome is Outcome.NOT_SENT
    tls = replace(cloud, transport=replace(cloud.transport, base_url="https://127.0.0.1:9"))
    assert tls.write(_payment()).outcome is Outcome.NOT_SENT


def test_tls_that_fails_sends_nothing(clouds: Served) -> None:
    cloud = clouds.cloudbeds()
    address = cloud.transport.base_url.replace("http:", "https:")
    result = replace(cloud, transport=replace(cloud.transport, base_url=address)).write(_payment())
    assert (result.outcome, result.code) == (Outcome.NOT_SENT, "tls")
    assert clouds.effects() == []


def test_lists_lag(clouds: Served) -> None:
    cloud, airalo = clouds.cloudbeds(), clouds.airalo()
    airalo.write(airalo_writes.post_order("elan-7days-1gb", token="VB01-AA"))
    clouds.fault("list_lag", "orders", method="GET", seconds=30, times=2)
    assert airalo.orders(token="VB01-AA").rows == []
    clouds.clock.advance(31)
    assert [one.token for one in airalo.orders(token="VB01-AA").rows] == ["VB01-AA"]
    clouds.fault("list_lag", "getReservations", seconds=3600)
    assert cloud.reservations().rows == []
    assert len(cloud.reservations().rows) == 60


def test_an_expired_token_is_replaced_once(clouds: Served) -> None:
    airalo = clouds.airalo()
    clouds.fault("token_expired", "orders", provider="airalo")
    made = airalo.write(airalo_writes.post_order("elan-7days-1gb", token="VB01-T"))
    assert made.outcome is Outcome.DONE
    assert len(clouds.effects(kind="order")) == 1
    clouds.fault("key_revoked", "balance", provider="airalo", times=None)
    refused = airalo.write(Request("GET", "/balance"))
    assert (refused.outcome, refused.code) == (Outcome.AUTH, "http_401")


def test_an_airalo_refusal_has_its_code(clouds: Served) -> None:
    clouds.fault("refuse", "orders", code=33)
    result = clouds.airalo().write(airalo_writes.post_order("elan-7days-1gb", token="VB01-R"))
    assert (result.outcome, result.code) == (Outcome.REJECTED, "33")


def test_a_cut_is_a_tcp_reset(clouds: Served) -> None:
    """Not an orderly end: a caller must see the line break."""
    clouds.fault("cut", "getHotels")
    host, port = clouds.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(b"GET /cloudbeds/api/v1.3/getHotels HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            line.recv(100)
