"""A power cut at any moment of the first run leaves the wizard or the whole venue, never half."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import load
from venue import app
from venue.core.errors import Conflict
from venue.firstrun import making, model
from venue.firstrun.model import Area, Draft
from venue.health import boot

DRAFT = Draft(name="Osteria", manager="Ann", areas=(Area("Hall", 2),), menu="empty")
CUT = 77


class Knife:
    """Ends the process, as a power cut would, at the n-th call of what touches the disk."""

    def __init__(self, at: int) -> None:
        self.left = at

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``act`` with the knife before it."""

        def call(*args: Any, **kwargs: Any) -> Any:
            if self.left == 0:
                os._exit(CUT)
            self.left -= 1
            return act(*args, **kwargs)

        return call


def cut(at: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that ends at its ``at``-th touch; tell whether it was cut."""
    child = os.fork()
    if child == 0:
        knife = Knife(at)
        try:
            making._sync = knife.before(making._sync)
            for name in ("replace", "rename"):
                setattr(os, name, knife.before(getattr(os, name)))
            shutil.rmtree = knife.before(shutil.rmtree)  # type: ignore[assignment]
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, CUT)
    return code == CUT


def whole_or_none(data: Path) -> str:
    """Start as `venue serve` does; say what is there."""
    making.complete(data)
    assert boot.examine(data) is None
    assert not (data / making.PART).exists()
    assert not (data / making.WHOLE).exists()
    if not (data / "venue.db").exists():
        assert model.load(data).name == "Osteria"
        return "wizard"
    assert not (data / model.DRAFT).exists()
    return "venue"


def opens(data: Path) -> bool:
    appliance = app.build(data, load(data / "venue.toml"))
    try:
        with appliance.services.database.read() as tx:
            return len(tx.rows("SELECT 1 FROM dining_table")) == 2
    finally:
        appliance.stop()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole venue that is not moved in yet."""
    folder = tmp_path_factory.mktemp("built")
    making.make(folder / "box", DRAFT, "246810")
    (folder / "box").rename(folder / making.WHOLE)
    return folder / making.WHOLE


def test_a_cut_while_it_is_moved_in_ends_in_the_whole_venue(built: Path, tmp_path: Path) -> None:
    at, was_cut = 0, True
    while was_cut:
        data = tmp_path / str(at)
        data.mkdir()
        model.keep(data, DRAFT)
        shutil.copytree(built, data / making.WHOLE)
        was_cut = cut(at, lambda data=data: making.complete(data))  # type: ignore[misc]
        assert whole_or_none(data) == "venue"
        at += 1
    assert at > 6
    assert opens(data)


def test_a_cut_while_it_is_built_ends_in_the_wizard_with_its_draft(tmp_path: Path) -> None:
    found, at, was_cut = [], 0, True
    while was_cut:
        data = tmp_path / str(at)
        data.mkdir()
        model.keep(data, DRAFT)
        was_cut = cut(at, lambda data=data: making.make(data, DRAFT, None))  # type: ignore[misc]
        found.append(whole_or_none(data))
        at += 4
    assert found[0] == "wizard"
    assert found == sorted(found, reverse=True)  # wizard up to the rename, venue from there on
    assert found[-1] == "venue"


def test_a_second_one_does_not_make_a_venue_over_the_first(tmp_path: Path) -> None:
    data = tmp_path / "box"
    making.make(data, DRAFT, None)
    before = (data / "venue.key").read_bytes()
    with pytest.raises(Conflict):
        making.make(data, DRAFT, None)
    assert (data / "venue.key").read_bytes() == before


def test_a_fault_while_it_is_built_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "box"
    with pytest.raises(Exception, match="PIN"):
        making.make(data, DRAFT, "1")
    assert {path.name for path in data.iterdir()} <= {making.LOCK}
