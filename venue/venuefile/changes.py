"""One difference between a venue and a file, and what each part of a file is given to find it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from printers.spooler import Spooler
from sync.engine import Engine
from venue.core.errors import VenueError
from venue.core.services import Services
from venue.core.tx import Tx


class Change(NamedTuple):
    """One difference.

    Attributes:
        what: ``added``, ``changed`` or ``removed``.
        fields: What differs of a changed thing.
        act: Makes it so.
        undo: What takes it back: a name of `service.UNDO` and what it is given; plain JSON.
    """

    kind: str
    name: str
    what: str
    fields: list[str]
    act: Callable[[Tx], Any]
    undo: tuple[Any, ...]

    def shown(self) -> dict[str, Any]:
        """Return it as a plan shows it."""
        return {"kind": self.kind, "key": self.name, "what": self.what, "fields": self.fields}


class Proven(NamedTuple):
    """A cloud's credential that the cloud took a moment ago."""

    sealed: str
    mode: str


class Around(NamedTuple):
    """What the parts of a file work with.

    Attributes:
        engine: None: this box runs without the sync.
        spooler: None: a new printer prints from the next start on.
        proven: Credentials of the clouds that the file connects, by name; empty for a plan.
        replace: What a part of the file does not name goes.
    """

    services: Services
    engine: Engine | None
    spooler: Spooler | None = None
    proven: Mapping[str, Proven] = {}
    replace: bool = False

    def has(self, half: str) -> bool:
        """Tell whether the venue has the half ``restaurant`` or ``hotel``."""
        return self.services.settings.text("venue.kind") in (half, "both")


def named(kind: str, name: str, act: Callable[[], Any]) -> Any:
    """Do something; let a refusal say what it was about.

    Raises:
        VenueError: What ``act`` raised, with the thing's name before its words.
    """
    try:
        return act()
    except VenueError as refusal:
        told = f"{kind} {name}: {refusal.message}"
        raise type(refusal)(refusal.code, told, **refusal.details) from refusal
