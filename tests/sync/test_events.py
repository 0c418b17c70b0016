"""Chosen entries of the journal go to the webhook once each, and again when a manager says so."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sync import events, service, webhook
from sync.engine import Engine
from tests.inside import Inside
from tests.sync.test_webhook import SECRET, Receiver
from venue.core.http import Reach
from venue.core.jsonx import dumps

REPLAY = "/api/v1/sync/events/replay"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def connected(box: Inside, receiver: Receiver, chosen: str) -> Engine:
    engine: Engine = box.appliance.app.extensions["venue.sync"]
    engine.providers["webhook"] = webhook.provider(reach=Reach.ANY)
    sealed = box.services.vault.seal(
        dumps({"url": receiver.url, "secret": SECRET, "events": chosen})
    )
    provider = engine.providers["webhook"]
    box.services.database.write(service.connect, provider, sealed=sealed, mode="live")
    engine.reload("webhook")
    look(box, engine)
    return engine


def look(box: Inside, engine: Engine) -> None:
    def read(fn: Any) -> Any:
        with box.services.database.read() as tx:
            return fn(tx)

    events.follow(engine, read)


def send(box: Inside, engine: Engine) -> None:
    look(box, engine)
    for _ in range(40):
        box.clock.advance(5)
        engine.channel("webhook").keep()
        engine.channel("webhook").send_one()


def told(receiver: Receiver) -> list[tuple[str, str]]:
    return [
        (headers["idempotency-key"], json.loads(raw)["kind"])
        for headers, raw in receiver.got
        if json.loads(raw)["kind"] != "ping"
    ]


def test_chosen_events_arrive_once_and_again_when_asked(box: Inside, receiver: Receiver) -> None:
    box.guest().order(1)  # before anybody listened: not told
    engine = connected(box, receiver, "order, bill")
    start = box.rows("SELECT max(seq) AS seq FROM journal")[0]["seq"]
    box.guest().order(2)
    send(box, engine)
    first = told(receiver)
    assert [kind for _, kind in first] == ["order.placed"]
    raw = json.loads(receiver.got[-1][1])
    [entry] = box.rows("SELECT seq, at, data FROM journal WHERE seq = ?", raw["seq"])
    assert (raw["id"], raw["at"]) == (f"event:{entry['seq']}", entry["at"])
    assert raw["data"] == json.loads(entry["data"])
    send(box, engine)
    assert told(receiver) == first
    marta = box.staff("Marta")
    answer = marta.post(REPLAY, {"after": start}, expect=200).json
    assert answer["after"] == start
    send(box, engine)
    assert told(receiver) == first * 2, "the same id: a receiver can drop what it has"


def test_who_may_replay_and_what(box: Inside, receiver: Receiver) -> None:
    marta = box.staff("Marta")
    assert marta.post(REPLAY, {"after": 0}, expect=409).json["code"] == "sync.not_connected"
    engine = connected(box, receiver, "")
    assert marta.post(REPLAY, {"after": 0}, expect=409).json["code"] == "sync.no_events"
    box.guest().order(1)
    send(box, engine)
    assert told(receiver) == []
    connected(box, receiver, "order")
    assert marta.post(REPLAY, {"after": 10**9}, expect=400).json["code"] == "sync.beyond_journal"
    box.staff("Anna").post(REPLAY, {"after": 0}, expect=403)


def test_the_outbox_never_holds_more_than_its_ceiling(
    box: Inside, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_READ", 4)
    monkeypatch.setattr(events, "MOST_WAITING", 3)
    engine = connected(box, receiver, "order")
    for _ in range(12):
        box.guest().order(1)
    for _ in range(60):
        look(box, engine)
    [waiting] = box.rows("SELECT count(*) AS n FROM outbox_message WHERE kind = 'event'")
    assert 3 <= waiting["n"] < 7


def test_a_disconnected_webhook_is_not_told_later_what_it_missed(
    box: Inside, receiver: Receiver
) -> None:
    engine = connected(box, receiver, "order")
    box.services.database.write(service.disconnect, engine.providers["webhook"])
    engine.reload("webhook")
    look(box, engine)
    box.guest().order(1)
    connected(box, receiver, "order")
    send(box, engine)
    assert told(receiver) == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", True), ("order", True), ("order, bill", True), ("staff", False), ("order;bill", False)],
)
def test_only_features_without_people_can_be_chosen(text: str, fits: bool) -> None:
    import re

    [field] = [one for one in webhook.provider().fields if one.name == "events"]
    assert bool(re.fullmatch(field.pattern, text)) is fits
