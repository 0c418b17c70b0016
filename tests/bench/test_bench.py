"""The benchmark measures what it says: every order, on every screen, and not before the disk."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.bench.generator import missing, phases, slow_disk
from tests.bench.venue import Venue
from venue.core import journal

OPEN, CLOSED = {"kind": "open", "rate": 15}, {"kind": "closed", "together": 4}
SHORT = {
    "phases": [OPEN | {"seconds": 2}, CLOSED | {"seconds": 1}],
    "warm_up_s": 0.3,
    "idle_s": 0.2,
}
needs_node = pytest.mark.skipif(bool(missing()), reason=missing())
needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler (apt install gcc)")


def measured(venue: Venue, *, door: str, kind: str) -> list[dict[str, Any]]:
    plan = venue.plan(guests=6, screens=2, door=door, kind=kind)
    return list(phases(plan | SHORT))[1:]


@needs_node
@pytest.mark.parametrize(("door", "kind"), [("http", "news"), ("socket", "wire")])
def test_every_order_is_acknowledged_and_painted(
    demo_data: Path, tmp_path: Path, door: str, kind: str
) -> None:
    venue = Venue(demo_data, tmp_path, {})
    try:
        for row in measured(venue, door=door, kind=kind):
            assert row["refusals"] == {}
            assert row["sent"] == row["acknowledged"] > 0
            assert row["painted"] == row["painted_wanted"] == 2 * row["sent"]
            assert row["closed_sockets"] == 0
            assert 0 < row["ack_ms"]["p50"] <= row["ack_ms"]["p99"]
    finally:
        venue.stop()


@needs_node
@needs_cc
def test_nobody_is_answered_before_a_slow_disk_is_done(demo_data: Path, tmp_path: Path) -> None:
    venue = Venue(demo_data, tmp_path, slow_disk(tmp_path, 40_000))
    try:
        for row in measured(venue, door="http", kind="news"):
            assert row["acknowledged"] == row["sent"]
            assert row["ack_ms"]["p50"] >= 40, "an answer came before the fsync was over"
            assert row["screen_ms"]["p50"] >= 40, "a screen knew before the fsync was over"
    finally:
        venue.stop()


def test_a_past_is_a_whole_one(demo_data: Path, tmp_path: Path) -> None:
    venue = Venue(demo_data, tmp_path, {}, orders=700)
    try:
        order = venue.box.served().guest().order()
        assert order["number"] == 1, "a new business day began after the past"
    finally:
        venue.stop()
    connection = sqlite3.connect(venue.box.database)
    assert connection.execute("SELECT count(*) FROM guest_order").fetchone()[0] > 700
    assert journal.verify(connection).fault is None
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    days = connection.execute("SELECT count(*) FROM guest_order GROUP BY business_day").fetchall()
    assert [count for (count,) in days][1:-1] == [300, 300, 100]
    connection.close()
