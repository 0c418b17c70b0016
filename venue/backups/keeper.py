"""When backups are made and tried, and what staff hear of them."""

import logging
import threading
from pathlib import Path
from typing import Any

from venue.backups import copies, service
from venue.backups.sealing import recovery_key
from venue.core import facts
from venue.core.errors import Conflict, VenueError
from venue.core.figures import Figure
from venue.core.jsonx import dumps, loads
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

LAST, DRILLED, COPIED = "backup.last", "backup.drill", "backup.copies"
MINUTE_MS = 60_000
WEEK_MS = 7 * 24 * 60 * MINUTE_MS
LATE_FACTOR = 3  # so many intervals without a backup are an alert
LOOK_S = 60


class Keeper:
    """Makes the venue's backups, one at a time.

    Attributes:
        folder: Where they are kept; one on another medium survives the disk.
        keep: How many of the newest stay.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.data = services.database.path.parent
        chosen = services.settings.text("backup.folder")
        self.folder = Path(chosen) if chosen else self.data / "backups"
        self.keep = services.settings.number("backup.keep")
        self._every_ms = services.settings.number("backup.every_minutes") * MINUTE_MS
        self._copies = [Path(one) for one in services.settings.many("backup.copies")]
        self._read_whole = set[Path]()
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
            made = service.make(self.data, self._services.database, self.folder, keep=self.keep)
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
        """Return ``{folder, same_disk, last, drill, kept, copies}`` for the status page."""
        with self._services.database.read() as tx:
            last, drilled, copied = _told(tx, LAST), _told(tx, DRILLED), _told(tx, COPIED)
        kept = len(service.index(self.folder)) if self.folder.is_dir() else 0
        return {
            "folder": str(self.folder),
            "same_disk": not self.folder.is_dir()
            or self.folder.stat().st_dev == self.data.stat().st_dev,
            "last": last or None,
            "drill": drilled or None,
            "kept": kept,
            "copies": [{"folder": folder, **told} for folder, told in copied.items()],
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
        for folder, told in _told(tx, COPIED).items():
            days = copies.late(told, tx.run_ms)
            if told["fault"] or days:
                words = told["fault"] or folder
                found.append(_alert("backup_copy", words, tx.run_ms - told["run_ms"]))
                break  # one alert; the status page names each
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

    def bring_copies(self) -> None:
        """Bring the newest backup to each further medium that is there, and note what is new.

        What lies on a medium that has just come is read whole: it may be an old, worn stick.
        """
        found = []
        for folder in self._copies:
            is_new = folder not in self._read_whole
            one = copies.bring(self.folder, folder, self.keep, read_whole=is_new)
            found.append(one)
            if one.away or one.fault:
                self._read_whole.discard(folder)
            else:
                self._read_whole.add(folder)
        self.note(found)

    def note(self, found: list[copies.Copied]) -> None:
        """Remember how it stands with media and servers; what is set no more is forgotten."""
        with self._services.database.read() as tx:
            known = _told(tx, COPIED)
        if self._now(known, found) != known:
            self._services.database.write(
                lambda tx: _note_copies(tx, self._now(_told(tx, COPIED), found))
            )

    def _now(self, known: dict[str, Any], found: list[copies.Copied]) -> dict[str, dict[str, Any]]:
        chosen = {*map(str, self._copies), *self._services.settings.many("backup.targets")}
        here = {one.folder: _standing(known.get(one.folder), one) for one in found}
        return {name: told for name, told in (known | here).items() if name in chosen}

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


def _standing(known: dict[str, Any] | None, one: copies.Copied) -> dict[str, Any]:
    """Return ``{name, fault, away, run_ms, at}``; moments not known yet are None.

    The moments are those of the newest copy, or of the first look where there is none.
    """
    before = known or {"name": "", "run_ms": None, "at": None}
    if one.name and one.name != before["name"]:
        return {"name": one.name, "fault": "", "away": False, "run_ms": None, "at": None}
    return before | {"fault": one.fault, "away": one.away}


def _note_copies(tx: Tx, now: dict[str, dict[str, Any]]) -> None:
    tx.actor = "box"
    for told in now.values():
        if told["run_ms"] is None:
            told |= {"run_ms": tx.run_ms, "at": tx.now}
            if told["name"]:
                tx.journal("backup.copied", {"name": told["name"], "ok": True})
    facts.put(tx, COPIED, dumps(now))
    tx.tell("status", "status", {})


def _alert(kind: str, words: str, age_ms: int) -> dict[str, Any]:
    return {
        "id": kind,
        "kind": kind,
        "text_key": f"alert.{kind}",
        "values": {"why": words},
        "age_s": age_ms // 1000,
        "permission": "backups.manage",
    }
