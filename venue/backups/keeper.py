"""When backups are made and tried, and what staff hear of them."""

import logging
import threading
from pathlib import Path
from typing import Any

from venue.backups import service
from venue.backups.sealing import recovery_key
from venue.core import facts
from venue.core.errors import Conflict, VenueError
from venue.core.figures import Figure
from venue.core.jsonx import dumps, loads
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

LAST, DRILLED = "backup.last", "backup.drill"
MINUTE_MS = 60_000
WEEK_MS = 7 * 24 * 60 * MINUTE_MS
LATE_FACTOR = 3  # so many intervals without a backup are an alert
LOOK_S = 60


class Keeper:
    """Makes the venue's backups, one at a time.

    Attributes:
        folder: Where they are kept; one on another medium survives the disk.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.data = services.database.path.parent
        chosen = services.settings.text("backup.folder")
        self.folder = Path(chosen) if chosen else self.data / "backups"
        self._keep = services.settings.number("backup.keep")
        self._every_ms = services.settings.number("backup.every_minutes") * MINUTE_MS
        self._one_at_a_time = threading.Lock()

    def make(self) -> dict[str, Any]:
        """Make a backup and return ``{name, bytes, made_at, seq}``; call it off the event loop.

        Raises:
            Conflict: ``backups.under_way``. Unavailable: why none could be made, in words.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            raise Conflict("backups.under_way", "a backup is being made just now")
        try:
            if not self._services.settings.text("backup.folder"):
                self.folder.mkdir(exist_ok=True, mode=0o700)
            made = service.make(self.data, self._services.database, self.folder, keep=self._keep)
        except (VenueError, OSError) as error:
            self._remember(LAST, {"fault": str(error)}, "backup.failed")
            raise
        finally:
            self._one_at_a_time.release()
        shown = service.index(self.folder)[0]
        self._remember(LAST, {"name": made.path.name, "seq": made.manifest.seq}, "backup.made")
        return shown

    def drill(self) -> dict[str, Any]:
        """Restore the newest backup on trial; return ``{name?, seq?, fault}``."""
        found = service.drill(self.folder, self._services.database.path, recovery_key(self.data))
        result = found._asdict() if found else {"fault": "there is no backup"}
        self._remember(DRILLED, result, "backup.drilled")
        return result

    def when_due(self) -> None:
        """Make and try backups when their time has come; measured by running time."""
        with self._services.database.read() as tx:
            last, drilled = _told(tx, LAST), _told(tx, DRILLED)
            run_ms = tx.run_ms
        if self._every_ms and run_ms - last.get("run_ms", -self._every_ms) >= self._every_ms:
            try:
                self.make()
            except (VenueError, OSError) as error:
                log.error("no backup was made: %s", error)
        if last.get("name") and run_ms - drilled.get("run_ms", -WEEK_MS) >= WEEK_MS:
            self.drill()

    def status(self) -> dict[str, Any]:
        """Return ``{folder, same_disk, last, drill, kept}`` for the status page."""
        with self._services.database.read() as tx:
            last, drilled = _told(tx, LAST), _told(tx, DRILLED)
        kept = len(service.index(self.folder)) if self.folder.is_dir() else 0
        return {
            "folder": str(self.folder),
            "same_disk": not self.folder.is_dir()
            or self.folder.stat().st_dev == self.data.stat().st_dev,
            "last": last or None,
            "drill": drilled or None,
            "kept": kept,
        }

    def alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        """Return an alert when backups fail or stay away, or a trial restore failed."""
        last, drilled = _told(tx, LAST), _told(tx, DRILLED)
        found = []
        late = self._every_ms and tx.run_ms - last.get("run_ms", 0) > LATE_FACTOR * self._every_ms
        if last.get("fault") or late:
            found.append(_alert("backup", last.get("fault", ""), tx.run_ms - last.get("run_ms", 0)))
        if drilled.get("fault"):
            found.append(_alert("backup_drill", drilled["fault"], tx.run_ms - drilled["run_ms"]))
        return found

    def figures(self) -> list[Figure]:
        """Return the age of the last good backup in seconds of running time, and its fault."""
        with self._services.database.read() as tx:
            last, run_ms = _told(tx, LAST), tx.run_ms
        age_s = (run_ms - last.get("run_ms", 0)) / 1000
        fault = float(bool(last.get("fault")))
        return [
            Figure("venue_backup_age_seconds", "Running time since the last backup", age_s),
            Figure("venue_backup_failed", "1: the last backup failed", fault),
        ]

    def _remember(self, name: str, result: dict[str, Any], kind: str) -> None:
        def act(tx: Tx) -> None:
            tx.actor = "box"
            known = {key: value for key, value in result.items() if key in ("name", "seq")}
            tx.journal(kind, known | {"ok": not result.get("fault")})
            facts.put(tx, name, dumps(result | {"at": tx.now, "run_ms": tx.run_ms}))
            tx.tell("status", "status", {})

        self._services.database.write(act)


def _told(tx: ReadTx, name: str) -> dict[str, Any]:
    text = facts.get(tx, name)
    found: dict[str, Any] = loads(text) if text else {}
    return found


def _alert(kind: str, words: str, age_ms: int) -> dict[str, Any]:
    return {
        "id": kind,
        "kind": kind,
        "text_key": f"alert.{kind}",
        "values": {"why": words},
        "age_s": age_ms // 1000,
        "permission": "backups.manage",
    }
