"""Fixtures: a house on a real file, whose clock is moved by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.staff.house import House
from venue.core.clock import ManualClock
from venue.staff import pins


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend no time on PINs; `test_staff.py` looks at what the appliance spends."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(pins, "HASHER", quick)
    monkeypatch.setattr(pins, "NOBODYS", quick.hash("nobody"))


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Return a function that opens a house; keywords are settings."""
    made: list[House] = []

    def make(**settings: Any) -> House:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(House(folder, ManualClock(), **settings))
        return made[-1]

    yield make
    for house in made:
        house.database.close()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A restaurant."""
    return make_house()
