"""Short form of ``python -m tests.faults.esim``: sixteen sales."""

from pathlib import Path

from tests.faults.esim import trade


def test_no_sale_is_bought_twice_or_forgotten(tmp_path: Path) -> None:
    ended = trade(16, 8, tmp_path)
    assert ended["fulfilled"] > 8
    assert ended["fulfilled"] + ended["refund_due"] == 16
