"""Clerks, a feed and kills, in short; the long form: ``python -m tests.faults.hotel``."""

from pathlib import Path

from tests.faults.hotel import run


def test_after_kills_no_night_is_sold_twice_and_folios_balance(
    demo_data: Path, tmp_path: Path
) -> None:
    report = run(demo_data, tmp_path, operations=400, kills=2, seed=7)
    assert report.faults == []
    assert report.starts == 3
    assert report.done > 50
