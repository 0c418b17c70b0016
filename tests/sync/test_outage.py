"""Long outages under a clock moved by hand: nothing lost, nothing flooded, the oldest first."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from sync.health import OFFLINE, ONLINE
from tests.sync.cloud import Cloud
from tests.sync.conftest import MakeBox
from tests.sync.house import Box
from venue.core import http, outbox

HOURS = 72
MESSAGES = 5_000 if os.environ.get("LONG") else 800
SAMPLE = 40


def fill(box: Box, count: int) -> list[str]:
    """Put so many messages over the outage and return their keys, oldest first."""
    keys = [f"m{number:05}" for number in range(count)]
    per_batch = count // HOURS + 1
    for start in range(0, count, per_batch):

        def put(tx: object, chosen: list[str] = keys[start : start + per_batch]) -> None:
            for key in chosen:
                outbox.put(
                    tx,  # type: ignore[arg-type]
                    provider=box.name,
                    kind="keyed",
                    aggregate=f"stay:{int(key[1:]) % SAMPLE}",
                    key=key,
                    body={},
                )

        box.act(put)
        box.run(until=lambda: False, limit_s=3_500)
    return keys


@contextmanager
def no_line() -> Iterator[None]:
    """Let every call find a closed port."""
    real = http.exchange

    def exchange(method: str, url: str, **options: Any) -> http.Reply:
        return real(method, "http://127.0.0.1:1", **options)

    with mock.patch.object(http, "exchange", exchange):
        yield


def test_after_72_hours_offline_everything_drains_in_order_without_one_429(
    make_box: MakeBox,
    cloud: Cloud,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.sync.cloud.DEADLINE_S", 10.0)
    caplog.set_level(logging.INFO, logger="sync.reports")
    box = make_box(lanes=1)
    box.run(until=lambda: box.channel.health.works)
    cloud.rate_per_s = 5.0  # what Cloudbeds gives a property's key
    with no_line():
        keys = fill(box, MESSAGES)
    assert box.channel.health.condition.state == OFFLINE
    assert cloud.effects == []
    assert max(row["attempts"] for row in box.rows("SELECT attempts FROM outbox_message")) == 0
    # Three days of silence are one line of the log, and no line for each message.
    said = [record.message for record in caplog.records if "offline" in record.message]
    assert len(said) == 1, said
    assert box.rows("SELECT count(*) AS lines FROM outbox_event")[0]["lines"] < 10
    begun_ms = box.clock.mono_ms
    box.run()
    drained_s = (box.clock.mono_ms - begun_ms) / 1000
    assert cloud.throttled == 0
    assert [token for _, token in cloud.effects] == keys
    assert box.channel.health.condition.state == ONLINE
    said = [record.message for record in caplog.records if "is online" in record.message]
    assert len(said) == 1, said
    # At the whole rate but for the slow ramp and the last probe's pause.
    assert MESSAGES / 4.0 < drained_s < MESSAGES / 4.0 + 300
