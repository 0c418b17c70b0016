"""Clients under trouble and load: tokens, rates, shapes, probes."""

import threading

import pytest
import requests

from sync.airalo import connect as airalo_connect
from sync.airalo.client import Airalo
from sync.calls import CallFailed
from sync.cloudbeds import client as cloudbeds_client
from sync.cloudbeds import connect as cloudbeds_connect
from sync.cloudbeds.client import Cloudbeds
from sync.limits import Bucket
from sync.model import Outcome
from sync.provider import Tools
from tests.clouds import Served
from venue.core.clock import SystemClock


def test_threads_share_one_token(clouds: Served, airalo: Airalo) -> None:
    def ask() -> None:
        airalo.balance()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    paths = [one["path"] for one in clouds.asked()]
    assert (paths.count("/v2/token"), paths.count("/v2/balance")) == (1, 12)


def test_a_wrong_secret_asks_once_and_rests(clouds: Served) -> None:
    airalo = clouds.airalo(secret="wrong")
    for _ in range(3):
        assert airalo_connect.probe(airalo).outcome is Outcome.AUTH
    assert [one["path"] for one in clouds.asked()] == ["/v2/token"]


def test_the_products_own_rate_meets_no_429(clouds: Served) -> None:
    """Twelve calls as fast as the client lets them go, against the strict limit in real time."""
    clouds.control(limits=True)
    clouds.sandbox.clouds._clock = SystemClock()
    tools = _tools(cloudbeds_client.RATE_PER_S, cloudbeds_client.BURST)
    credentials = {"api_key": "cbat_sandbox", "property_id": "37",
                   "base_url": f"{clouds.url}/cloudbeds"}  # fmt: skip
    client = cloudbeds_connect.open_client(credentials, tools)
    for _ in range(12):
        client.hotels()
    assert {one["status"] for one in clouds.asked()} == {200}


def _tools(rate_per_s: float, burst: int) -> Tools:
    clock, waits = SystemClock(), threading.Event()
    bucket = Bucket(rate_per_s=rate_per_s, burst=burst, clock=clock, pause=waits.wait)
    return Tools(bucket=bucket, clock=clock, pause=waits.wait, on_date=lambda seconds: None)


def test_probes_say_what_is_wrong(clouds: Served) -> None:
    tools = _tools(1000, 100)
    right = {"api_key": "cbat_sandbox", "property_id": "37",
             "base_url": f"{clouds.url}/cloudbeds"}  # fmt: skip
    assert cloudbeds_connect.probe(cloudbeds_connect.open_client(right, tools)).done
    assert cloudbeds_connect.mode(right) == "sandbox"
    for wrong in ({"api_key": "cbat_x"}, {"property_id": "38"}):
        client = cloudbeds_connect.open_client(right | wrong, tools)
        assert cloudbeds_connect.probe(client).outcome is Outcome.AUTH, wrong
    assert cloudbeds_connect.mode({"base_url": ""}) == "live"


@pytest.mark.parametrize("kind", ["wrong_json", "portal", "no_id", "cut_body", "error"])
def test_a_read_brings_all_or_says_why(clouds: Served, cloudbeds: Cloudbeds, kind: str) -> None:
    clouds.fault(kind, "getReservations")
    with pytest.raises(CallFailed) as failed:
        cloudbeds.reservations()
    assert failed.value.result.outcome is Outcome.AMBIGUOUS
    assert failed.value.result.words


def test_a_new_key_by_the_partners_way(clouds: Served) -> None:
    """The code that a hotel's approval brings is for one use; the key it gives opens the door."""
    code = clouds.control("/cloudbeds/grant")["code"]
    fields = {"grant_type": "urn:ietf:params:oauth:grant-type:api-key", "client_id": "c",
              "client_secret": "s", "redirect_uri": "http://127.0.0.1", "code": code}  # fmt: skip
    url = f"{clouds.url}/cloudbeds/api/v1.3/access_token"
    key = requests.post(url, data=fields, timeout=5).json()["access_token"]
    assert clouds.cloudbeds(key=key).hotels()
    assert requests.post(url, data=fields, timeout=5).status_code == 400
