"""The power goes at every step of an update: the next boot ends it, with all that was stored."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.updates.test_switching import World, world
from venue.core import whole
from venue.core.errors import Unavailable
from venue.updates import pending, switching, versions

__all__ = ["world"]
MOST_STEPS = 80
LATER = b"stored by the new version"


class PowerCut(BaseException):
    """Nothing of the program runs behind it: no handler of the product takes it."""


@contextmanager
def power(patch: pytest.MonkeyPatch, cut_at: int) -> Iterator[None]:
    """Cut the power at one of the steps: ahead of it when even, behind its effect when odd."""
    count = 0

    def cutting(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count * 2 == cut_at:
                raise PowerCut
            try:
                return real(*args, **more)
            finally:
                if count * 2 + 1 == cut_at:
                    raise PowerCut

        return act

    with patch.context() as inside:
        for owner, name in (
            (os, "replace"), (os, "link"), (os, "symlink"), (os, "unlink"), (os, "mkdir"),
            (subprocess, "run"),
        ):  # fmt: skip
            inside.setattr(owner, name, cutting(getattr(owner, name)))
        yield


def boot(world: World) -> None:
    """What systemd does: settle, the server, judge."""
    switching.settle(world.place, world.told.append)
    subprocess.run(["systemctl", "start", "venue.service"], check=True)
    with suppress(Unavailable):
        switching.judge(world.place, world.told.append)


def kept(world: World) -> list[bytes]:
    paths = [world.data / "venue.db", *world.data.glob("after-update-*/venue.db")]
    return [path.read_bytes() for path in paths]


CASES = {
    "well": [],
    "not well, the old one reads the data": [("0.2.0", "ready")],
    "not well, the old one cannot read them": [("0.2.0", "ready"), ("0.1.0", "trial")],
}


@pytest.mark.parametrize("broken", CASES.values(), ids=CASES.keys())
def test_the_power_goes_at_any_step(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: list[tuple[str, str]]
) -> None:
    before, sound = (world.data / "venue.db").read_bytes(), whole.check(world.data / "venue.db")
    (world.folder / "0.2.0/changes").write_bytes(LATER)
    for version, what in broken:
        world.break_(version, what)
    monkeypatch.setattr(switching, "HEALTH_LIMIT_S", 0.1)
    ended = set()
    for cut_at in range(2, MOST_STEPS * 2):
        as_before(world, before)
        if not is_cut(world, monkeypatch, cut_at):
            break
        assert (world.data / "venue.db").exists(), f"step {cut_at}: no database at all"
        had_run = LATER in kept(world)
        boot(world)
        assert pending.read(world.folder) is None, f"step {cut_at}"
        now = versions.current(world.folder)
        ended.add(now)
        live = (world.data / "venue.db").read_bytes()
        assert not had_run or LATER in kept(world), f"step {cut_at}: what was stored is gone"
        is_old = live != LATER and whole.check(world.data / "venue.db") == sound
        assert is_old or live == LATER, f"step {cut_at}: the database is not whole"
        if now == "0.2.0":
            assert not broken, f"step {cut_at}: a version that is not well is in use"
            assert versions.previous(world.folder) == "0.1.0"
        elif ("0.1.0", "trial") in broken:
            assert is_old, f"step {cut_at}: the old version has data it cannot read"
    else:
        pytest.fail("the update never came to its end")
    assert ended == ({"0.1.0"} if broken else {"0.1.0", "0.2.0"})


def is_cut(world: World, patch: pytest.MonkeyPatch, cut_at: int) -> bool:
    """Update, with the power going at a step; False: it came to its end before."""
    try:
        with power(patch, cut_at):
            switching.move(world.place, "0.2.0", world.told.append)
    except PowerCut:
        return True
    except Unavailable:
        return False
    return False


def as_before(world: World, database: bytes) -> None:
    for path in world.data.glob("after-update-*/venue.db"):
        path.unlink()
        path.parent.rmdir()
    (world.data / "venue.db").unlink()
    (world.data / "venue.db").write_bytes(database)
    for name in ("current", "previous"):
        (world.folder / name).unlink(missing_ok=True)
    (world.folder / "current").symlink_to("0.1.0")
