"""Optional modules may be absent, off or broken; the rest keeps serving and says so."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from venue.core import modules
from venue.core.modules import Module


def nothing(app: Any, services: Any) -> None:
    """Register nothing."""


def breaks(app: Any, services: Any) -> None:
    raise RuntimeError("half-way through")


def leaves(app: Any, services: Any) -> None:
    raise SystemExit(3)


GOOD = Module(name="good", register=nothing)
HOSTILE = {
    "fails in set-up": (Module(name="bad", register=breaks), "half-way through"),
    "is of another version": (Module(name="bad", register=nothing, api=99), "module API 99"),
    "needs what is not there": (
        Module(name="bad", register=nothing, needs=("moon",)), "needs moon",
    ),
    "is no module": ("a text", "not a Module"),
}  # fmt: skip


class Point:
    """An entry point of a package that is installed in the test's mind alone."""

    def __init__(self, name: str, thing: Any) -> None:
        self.name, self.thing = name, thing

    def load(self) -> Any:
        if isinstance(self.thing, BaseException):
            raise self.thing
        return self.thing

    def __lt__(self, other: "Point | EntryPoint") -> bool:
        return self.name < other.name


@pytest.mark.parametrize("case", [*HOSTILE, "raises at import", "exits at import"])
def test_a_hostile_module_fails_alone(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    imports = {"raises at import": ImportError("no wheels"), "exits at import": SystemExit(3)}
    thing, words = HOSTILE.get(case) or (imports[case], str(imports[case]))
    real = [Point(one.name, one.load()) for one in modules.entry_points(group=modules.GROUP)]
    points = [*real, Point("bad", thing), Point("good", GOOD)]
    monkeypatch.setattr(modules, "entry_points", lambda group: points)
    box = Inside(demo_data, tmp_path / "data")
    states = {one.name: (one.state, one.words) for one in box.appliance.loaded}
    assert states["bad"][0] == "failed"
    assert words in states["bad"][1]
    assert states["good"][0] == "running"
    box.guest().order(1)
    ready = box.nobody().json("/readyz")
    assert ready["ready"] is True
    assert words in ready["modules"]["bad"]
    box.close()


def test_a_module_switched_off_is_named_as_such(demo_data: Path, tmp_path: Path) -> None:
    box = Inside(demo_data, tmp_path / "data", modules__disabled=["rooms"])
    assert box.nobody().json("/readyz")["modules"]["rooms"] == "switched off"
    assert box.staff("Marta").get("/api/v1/rooms").status_code == 404
    box.close()
