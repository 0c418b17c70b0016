"""A venue on the stand-in chain."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ton.house import House


@pytest.fixture
def make_house(demo_data: Path, tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Make venues; keywords are settings."""
    made: list[House] = []

    def make(**settings: Any) -> House:
        made.append(House(demo_data, tmp_path / f"house{len(made)}", **settings))
        return made[-1]

    yield make
    for house in made:
        house.close()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A venue with an order of two dishes, ready to be paid in coins."""
    return make_house()
