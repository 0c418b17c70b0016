"""The serving box is killed under load and the standby takes its place: the short form."""

from pathlib import Path

import pytest

from tests.faults import standby
from tests.sync.offices import WHY_NOT

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def test_nothing_acknowledged_is_lost_and_the_old_box_refuses(
    demo_data: Path, tmp_path: Path
) -> None:
    report = standby.run(demo_data, tmp_path, kills=1, seed=1)
    assert report.faults == []
    assert report.lost_age_s == []
    assert sum(one.accepted is not None for one in report.operations) > 20
    assert sum(one.unheard for one in report.operations) > 0, "the kill struck nobody"


def test_a_standby_that_only_says_so_is_found_out(demo_data: Path, tmp_path: Path) -> None:
    report = standby.run(demo_data, tmp_path, kills=1, seed=2, launcher=standby.BLIND)
    assert report.lost_age_s, "the check cannot fail"
