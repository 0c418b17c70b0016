"""Killed inside the night audit nothing of it happened, killed behind its commit all of it did."""

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.hotel.test_bookings import Desk
from tests.inside import Inside

NIGHTLY, GUESTS = 10_000, 3


def fill(box: Inside) -> str:
    """Let three guests in; return the hotel's day."""
    desk = Desk(box)
    path = f"/api/v1/rooms/types/{desk.types['Double']}"
    desk.person.post(path, {"nightly_minor": NIGHTLY}, expect=200)
    for room in ("101", "102", "103")[:GUESTS]:
        booking = desk.act(desk.book(), "assign", room_id=desk.rooms[room])
        desk.act(booking, "check-in")
    return desk.today


def killed(folder: Path, day: str, where: str) -> None:
    """Live until the kill in the audit of a day."""
    today = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    command = [sys.executable, "-m", "tests.faults.nightaudit", str(folder), day, today, where]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-800:]


@pytest.mark.parametrize(("where", "left", "runs"), [("inside", 0, 1), ("behind", GUESTS, 2)])
def test_a_kill_in_the_night_audit(
    demo_data: Path, tmp_path: Path, where: str, left: int, runs: int
) -> None:
    folder = tmp_path / "inside"
    before = Inside(demo_data, folder)
    day = fill(before)
    before.close()
    killed(folder, day, where)
    again = Inside(folder, folder)
    try:
        nights = "SELECT folio_id, amount_minor FROM folio_line WHERE kind = 'room'"
        assert len(again.rows(nights)) == left
        assert len(again.rows("SELECT day FROM night_audit")) == bool(left)
        again.clock.advance(24 * 3600)
        manager = again.staff("Marta", "front_desk")
        closed = manager.post("/api/v1/hotel/night-audit", {"day": day}, expect=200).get_json()[
            "items"
        ]
        assert [(one["day"], one["number"], one["runs"]) for one in closed] == [(day, 1, runs)]
        posted = again.rows(nights)
        assert [one["amount_minor"] for one in posted] == [NIGHTLY] * GUESTS
        assert len({one["folio_id"] for one in posted}) == GUESTS
    finally:
        again.close()
