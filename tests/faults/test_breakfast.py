"""Killed while a breakfast card becomes an order, or right after: one order, tickets once."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.hotel.test_breakfast import card, house, orders
from venue.core.clock import ManualClock


@pytest.mark.parametrize("where", ["within", "behind"])
def test_a_card_is_one_order_whenever_the_power_goes(
    demo_data: Path, tmp_path: Path, where: str
) -> None:
    folder = tmp_path / "inside"
    shutil.copytree(demo_data, folder)
    command = [sys.executable, "-m", "tests.faults.breakfast", str(folder), where]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-800:]
    for life in range(2):
        again = house(folder, folder, ManualClock(datetime(2026, 11, 21, 8, 20, tzinfo=UTC)))
        try:
            assert len(orders(again)) == (0 if where == "within" and life == 0 else 1)
            again.pass_time(30)
            again.pass_time(30)
            assert len(orders(again)) == 1
            assert card(again)["state"] == "ordered"
            assert card(again)["order_id"] == orders(again)[0]["id"]
            tickets = again.rows(
                "SELECT count(DISTINCT station_id) AS s, count(*) AS n FROM ticket"
            )
            assert tickets[0]["s"] == tickets[0]["n"] > 0
            assert ("LATE" in orders(again)[0]["note"]) == (where == "within")
        finally:
            again.close()
