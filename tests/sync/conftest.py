"""A cloud and a box for the engine's tests; on memory, since thousands of fsyncs prove nothing."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sync.cloud import Cloud
from tests.sync.house import Box
from venue.core.clock import ManualClock

MEMORY = Path("/dev/shm")

MakeBox = Callable[..., Box]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cloud(clock: ManualClock) -> Iterator[Cloud]:
    served = Cloud(clock).start()
    yield served
    served.stop()


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder on memory."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def make_box(cloud: Cloud, clock: ManualClock, memory: Path) -> Iterator[MakeBox]:
    """Make boxes: ``make_box(lanes=1)``; keywords change the provider."""
    made: list[Box] = []

    def make(**changes: Any) -> Box:
        folder = memory / f"box{len(made)}"
        folder.mkdir()
        made.append(Box(folder, cloud, clock, **changes))
        return made[-1]

    yield make
    for box in made:
        box.close()
