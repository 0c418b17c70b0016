"""The short form of the soak, and that its judge can say no."""

from tests.faults.soak import Day, faults, soak
from tests.inside import Inside


def test_three_days_stay_flat(box: Inside) -> None:
    found = soak(box, days=3, orders=6)
    assert faults(found) == []
    assert len(box.rows("SELECT id FROM guest_order")) == 18
    assert box.services.database.verify_journal().fault is None


def test_the_judge_names_what_grows() -> None:
    flat = Day(1, 10, 100.0, 20, 500, 40, 5.0)
    grown = flat._replace(memory_mb=130.0, files=29, log_kb=70_000, p99_ms=60.0)
    assert len(faults([flat, flat, grown])) == 4
    assert faults([flat, flat, flat]) == []
