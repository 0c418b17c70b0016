"""The database stays small: the log is cut, empty pages are given back, seldom and with room."""

from collections import namedtuple

import pytest

from tests.inside import Inside
from venue.core.tx import Tx
from venue.health import upkeep

Usage = namedtuple("Usage", "total used free")


def grow_and_shrink(box: Inside) -> None:
    """Leave a file of which most is empty."""

    def grow(tx: Tx) -> None:
        tx.execute("CREATE TABLE ballast (body BLOB)")
        tx.execute_many("INSERT INTO ballast VALUES (zeroblob(4000))", [()] * 2000)

    box.services.database.write(grow)
    box.services.database.write(lambda tx: tx.execute("DROP TABLE ballast"))


def test_a_night_cuts_the_log_and_leaves_every_order(box: Inside) -> None:
    guest = box.guest()
    placed = {guest.order()["id"] for _ in range(3)}
    log = box.data / "venue.db-wal"
    assert log.stat().st_size > 0
    assert not upkeep.every_night(box.services.database)
    box.rows("SELECT 1")
    assert log.stat().st_size == 0
    assert placed <= {row["id"] for row in box.rows("SELECT id FROM guest_order")}
    assert guest.order()["id"]


def test_empty_pages_are_given_back_once_a_week_and_with_room_alone(
    box: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SMALLEST_BYTES", 1_000_000)
    database = box.services.database
    grow_and_shrink(box)
    box.rows("SELECT 1")
    upkeep_room = database.disk_usage
    database.disk_usage = lambda: Usage(10**9, 0, 10**7)
    assert not upkeep.every_night(database)
    database.disk_usage = upkeep_room
    before = database.path.stat().st_size
    assert upkeep.every_night(database)
    assert box.guest().order()["id"]
    assert database.path.stat().st_size < before / 2
    grow_and_shrink(box)
    assert not upkeep.every_night(database)
    box.clock.advance(8 * 86_400)
    assert upkeep.every_night(database)
    assert database.verify_journal().fault is None
