"""What a check finds, and what it looks at."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from config.settings import Settings
from venue.core import i18n
from venue.core.clock import BUILT_AT, Clock
from venue.core.db import open_reader
from venue.core.tx import ReadTx

OK, WARN, BAD = "ok", "warn", "bad"
ORDER = {BAD: 0, WARN: 1, OK: 2}
DATABASE, SERVED = "venue.db", "server.json"


class Finding(NamedTuple):
    """One thing that is well or not.

    Attributes:
        check: The check's name in the table.
        level: ``ok``, ``warn`` or ``bad``.
        key: The text is ``health.<key>``; its cure, where there is one, ``health.<key>.cure``.
        values: What the texts name.
        fix: The name of what ``venue doctor --fix`` can do about it; empty: nothing safe.
    """

    check: str
    level: str
    key: str
    values: dict[str, Any]
    fix: str = ""

    def words(self, lang: str = "en") -> str:
        """Return what was found, in a sentence."""
        return i18n.text(lang, f"health.{self.key}", **self.values)

    def cure(self, lang: str = "en") -> str:
        """Return what helps; empty when nothing is wrong."""
        key = f"health.{self.key}.cure"
        return i18n.text(lang, key, **self.values) if key in i18n.texts("en") else ""

    def view(self) -> dict[str, Any]:
        """Return the finding as the API and ``--json`` give it."""
        return self._asdict() | {"words": self.words(), "cure": self.cure()}


Findings = Iterable[Finding]


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the checks look at: a venue's folder and the machine under it.

    Attributes:
        data: The venue's folder.
        settings: None when the file cannot be understood; ``settings_fault`` says why.
        url: What new cards would say.
        live: The answer of ``GET /api/v1/status``; None when no server gives one.
        running: Whether a server holds the folder, answering or not.
        root: Where ``/proc``, ``/sys`` and ``/etc`` are found; tests show another.
    """

    data: Path
    settings: Settings | None
    clock: Clock
    url: str
    live: dict[str, Any] | None = None
    running: bool = False
    settings_path: Path = Path("venue.toml")
    settings_fault: str = ""
    root: Path = Path("/")

    @property
    def database(self) -> Path:
        """Return the venue's database file."""
        return self.data / DATABASE

    @property
    def served(self) -> Path:
        """Return the file in which a running server says where it listens."""
        return self.data / SERVED

    @contextmanager
    def read(self) -> Iterator[ReadTx]:
        """Give a reader of the database, whether a server holds it or not."""
        connection = open_reader(self.database)
        try:
            yield ReadTx(connection, moment=BUILT_AT, run_ms=0)
        finally:
            connection.close()

    def text_of(self, path: str) -> str:
        """Return a small file of the machine, stripped; empty where there is none."""
        try:
            return (self.root / path).read_text(errors="replace").strip()
        except OSError:
            return ""
