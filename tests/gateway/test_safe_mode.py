"""A box that keeps ending soon after its start says so on the staff's screens."""

from pathlib import Path

from tests.inside import Inside
from venue.gateway.installed import crashes


def kinds(source: Path, target: Path) -> list[str]:
    """Start the box once more and return the alerts that staff see."""
    box = Inside(source, target)
    try:
        answer = box.staff("Marta").json("/api/v1/alerts")
        return [one["kind"] for one in answer["items"]]
    finally:
        box.close()


def test_staff_are_told_after_the_fourth_start_that_did_not_last(
    demo_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert "safe_mode" not in kinds(demo_data, data)
    for _ in range(crashes.MOST):
        crashes.begin(data)
    assert "safe_mode" in kinds(demo_data, data)
    # It ended as it should, so the next start is a fresh one.
    assert "safe_mode" not in kinds(demo_data, data)
