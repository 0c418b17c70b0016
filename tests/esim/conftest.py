"""A venue at the stand-in Airalo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.esim.house import House


@pytest.fixture
def house(demo_data: Path, tmp_path: Path) -> Iterator[House]:
    """A venue that sells eSIMs."""
    made = House(demo_data, tmp_path / "house")
    yield made
    made.close()
