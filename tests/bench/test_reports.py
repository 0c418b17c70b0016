"""The benchmark of the reports fills what the reports count, and each answers."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.bench import reports
from tests.inside import Inside


def test_a_small_year(demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copytree(demo_data, tmp_path / "demo")
    reports.fill(tmp_path / "demo" / "venue.db", 60, days=6)
    assert reports.measure(tmp_path, days=6) < reports.LIMIT_S
    assert "sales by item" in capsys.readouterr().out
    box = Inside(tmp_path / "demo", tmp_path / "again")
    told = box.staff("Marta").json("/api/v1/reports/sales?from=2024-01-01&to=2024-01-06&by=day")
    box.close()
    assert [one["bills"] for one in told["items"]] == [10] * 6
    assert told["whole"]["total"]["amount"] > 0
