"""A machine made of files, for checks that read /proc, /sys and /etc."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from config.settings import load
from venue.core.clock import ManualClock
from venue.health.model import Finding, Place


def place(data: Path, root: Path, **more: Any) -> Place:
    """Return a venue's folder on a machine that lies in ``root``."""
    made = Place(
        data=data,
        settings=load(data / "venue.toml"),
        settings_path=data / "venue.toml",
        clock=ManualClock(),
        url="http://192.168.1.10:8080",
        root=root,
    )
    return replace(made, **more)


def put(root: Path, path: str, text: str) -> None:
    """Write one file of the machine."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def levels(found: Any) -> dict[str, str]:
    """Return ``{key: level}`` of findings."""
    listed: list[Finding] = list(found)
    return {one.key: one.level for one in listed}
