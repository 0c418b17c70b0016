"""A stand-in for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clouds import Served, served


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[Served]:
    """A stand-in with a fresh hotel and without rate limits."""
    with served(tmp_path / "clouds") as one:
        yield one
