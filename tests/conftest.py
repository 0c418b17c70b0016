"""A real demo venue, served by a real process, for the tests that need one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.inside import Inside
from tests.served import Served, make_demo
from tests.till import Till

Serve = Callable[..., Served]
# A busy machine is no fault of what a property says; benchmarks measure time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo venue's data folder, made once; servers get a copy."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    make_demo(folder)
    return folder


@pytest.fixture
def serve(demo_data: Path, tmp_path: Path) -> Iterator[Serve]:
    """Serve a copy of the demo venue: ``serve(mode=…, settings={"guest.join": "pin"})``."""
    running: list[Served] = []

    def start(**options: object) -> Served:
        served = Served.copy_of(demo_data, tmp_path / f"data{len(running)}", **options)
        running.append(served)
        served.start()
        return served

    yield start
    for served in running:
        served.stop()


@pytest.fixture(scope="module")
def venue(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served demo venue for a whole file of tests that do not disturb each other."""
    served = Served.copy_of(demo_data, tmp_path_factory.mktemp("served") / "data")
    served.start()
    yield served
    served.stop()


@pytest.fixture
def box(demo_data: Path, tmp_path: Path) -> Iterator[Inside]:
    """The demo venue inside this process, on a clock moved by hand."""
    inside = Inside(demo_data, tmp_path / "inside")
    yield inside
    inside.close()


@pytest.fixture
def till(box: Inside) -> Till:
    """A waiter with a party at table 1 of the demo venue."""
    return Till(box)
