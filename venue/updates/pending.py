"""The update under way, noted beside the versions: the next boot settles what a power cut left."""

import os
from pathlib import Path
from typing import Literal

import msgspec

from config.settings import write_whole
from venue.core.errors import Invalid

FILE = "pending.json"

Stage = Literal["forward", "back", "data_back"]


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """What was begun.

    Attributes:
        stage: ``forward``: to ``version``, until it is found well; ``back``: to ``before``;
            ``data_back``: so, and with the data as they were, the others going ``aside``.
        parts: What ran before, by name; it has to run again.
        aside: Where data go that the old version cannot read.
    """

    version: str
    before: str
    stage: Stage
    aside: str
    parts: dict[str, str] = {}


def put(folder: Path, pending: Pending) -> None:
    """Note an update's stage; on the disk when this returns."""
    write_whole(folder / FILE, msgspec.json.encode(pending).decode())
    _sync(folder)


def read(folder: Path) -> Pending | None:
    """Return the update under way, or None.

    Raises:
        Invalid: ``updates.damaged_note``.
    """
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Pending)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise Invalid("updates.damaged_note", f"{folder / FILE} cannot be read") from error


def drop(folder: Path) -> None:
    """The update came to its end."""
    for path in (folder / FILE, *folder.glob(f".{FILE}.*")):
        path.unlink(missing_ok=True)
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
