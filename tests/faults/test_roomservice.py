"""Killed behind the commit of a room's order: sent again it is the same, with one tray."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.roomservice import wish
from tests.inside import Inside
from venue.core.ids import uuid7


def test_an_order_to_a_room_whose_answer_was_lost_is_not_doubled(
    demo_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "inside"
    shutil.copytree(demo_data, folder)
    key = uuid7()
    first = Inside(folder, folder)
    slot = later(first)
    first.close()
    command = [sys.executable, "-m", "tests.faults.roomservice", str(folder), key, slot]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-800:]
    again = Inside(folder, folder, hotel__tray_item=1, guest__confirm=False)
    try:
        phone = again.nobody()
        phone.client.set_cookie("venue_guest", (folder / "phone.txt").read_text())
        answer = phone.post("/api/v1/orders", wish(phone, slot), key=key, expect=201).json
        assert len(again.rows("SELECT id FROM guest_order")) == 1
        assert len(answer["lines"]) == 2
        assert len(again.rows("SELECT order_id FROM order_slot")) == 1
        # The box was off when its time came: it begins then, once.
        again.pass_time(6 * 3600)
        again.pass_time(60)
        fired = again.rows("SELECT count(*) AS n FROM journal WHERE kind = 'course.fired'")
        assert fired[0]["n"] == 1
    finally:
        again.close()


def later(box: Inside) -> str:
    """Return a time of today that is two hours from now by the house's clock."""
    with box.services.database.read() as tx:
        now = tx.moment.astimezone(box.services.settings.zone())
    minute = now.minute // 15 * 15
    return f"{now.hour + 2:02}:{minute:02}"
