"""The first day of the simulated week; the whole of it: ``python -m tests.hotel.week``."""

from pathlib import Path

from tests.hotel.joined import Joined
from tests.hotel.week import PLANTS, SHORT_HOURS, SHORT_OUTAGES, faults_of, live


def test_the_nightly_list_names_exactly_the_planted_conflicts(
    demo_data: Path, tmp_path: Path
) -> None:
    joined = Joined(demo_data, tmp_path)
    try:
        week = live(joined, hours=SHORT_HOURS, seed=1, outages=SHORT_OUTAGES)
        assert faults_of(week) == []
        assert len(week.struck) == len(PLANTS)
        assert week.done["night audits"] > 0
        assert week.done["arrive"] + week.done["leave"] > 2
    finally:
        joined.close()
