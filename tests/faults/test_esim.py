"""Short form of ``python -m tests.faults.esim``: forty sales."""

from pathlib import Path

from tests.faults.esim import trade


def test_no_sale_is_bought_twice_or_forgotten(tmp_path: Path) -> None:
    ended = trade(40, 8, tmp_path)
    assert ended["fulfilled"] > 20
    assert ended["refund_due"] > 0
