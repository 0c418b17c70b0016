"""The two deaths that matter most, just before and just after a payment's commit.

All steps: ``python -m tests.faults.coins``.
"""

import sqlite3
from pathlib import Path

import pytest

from tests.faults import coins


@pytest.mark.parametrize("step", ["the commit is about to come", "the commit came"])
def test_what_is_booked_is_what_was_received(demo_data: Path, tmp_path: Path, step: str) -> None:
    assert coins.run(demo_data, tmp_path / "room", step) == []
    database = tmp_path / "room" / "data" / "venue.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE ton_fact SET units = units + 1")
    connection.close()
    assert coins.judge(database, 0), "the judge sees no wrong sum"
