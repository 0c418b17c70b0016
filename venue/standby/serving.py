"""The serving box: joins the shipper to the writer, refuses writes once another box serves."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from config.settings import Settings
from sync.headoffice.nats import Down, Nats, Refused
from venue.core import facts
from venue.core.copy import LINE
from venue.core.db import Database
from venue.core.errors import VenueError
from venue.core.figures import Figure
from venue.core.ids import uuid7
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.standby import base, wire
from venue.standby import role as roles
from venue.standby.follower import REDO
from venue.standby.role import Role
from venue.standby.shipper import REPLACED, Shipper

log = logging.getLogger(__name__)

FOLDER = "standby"
LOOK_S = 3.0
ALONE_S = 15.0


def opens(settings: Settings) -> Callable[[], Nats]:
    """Return what connects to the server of ``standby.server``."""
    authority = settings.text("standby.authority")

    def open() -> Nats:
        return Nats(
            settings.text("standby.server"),
            user=settings.text("standby.user"),
            password=settings.text("standby.password"),
            ca=Path(authority).read_text() if authority else "",
            name="venue standby",
        )

    return open


def redo_file(data: Path, settings: Settings) -> Path | None:
    """Return where the redo log is kept: on the second medium, or for the standby alone here."""
    if folder := settings.text("redo.path"):
        return Path(folder) / REDO
    if not settings.text("standby.server"):
        return None
    (data / FOLDER).mkdir(mode=0o700, exist_ok=True)
    return data / FOLDER / REDO


def is_replaced(data: Path, settings: Settings) -> bool:
    """Ask the server, before anything is opened, whether another box serves this venue by now.

    A server that does not answer within `LOOK_S` says nothing: a venue must be able to start.
    """
    role = roles.load(data)
    if role.name != roles.SERVES or not role.venue or not settings.text("standby.server"):
        return role.name == roles.REPLACED
    told: list[wire.Lease | None] = []

    def ask() -> None:
        try:
            with closing(opens(settings)()) as nats:
                wire.ensure(nats)
                told.append(wire.lease(nats, role.venue))
        except (Down, Refused) as error:
            log.warning("nobody says which box serves: %s", error)

    thread = threading.Thread(target=ask, name="standby look", daemon=True)
    thread.start()
    thread.join(LOOK_S)
    lease = told[0] if told else None
    if lease is None or lease.epoch <= role.epoch:
        return False
    _step_down(data, role)
    return True


def _step_down(data: Path, role: Role) -> None:
    role.name, role.words = roles.REPLACED, REPLACED
    roles.save(data, role)


def begin_line(database: Database) -> None:
    """Name a new line where a redo log begins, before anything else is written.

    Its records count from 1: those of another time must not be taken for them.
    """
    if database.redo_number == 0:
        database.write(lambda tx: facts.put(tx, LINE, uuid7()))


class Serving:
    """What the standby makes of the serving box."""

    def __init__(self, services: Services, data: Path) -> None:
        self._services, self._data = services, data
        self._role = roles.load(data)
        self._one_base = threading.Lock()
        self._shipper = self._ship()
        services.database.on_record = self._shipper.offer
        services.starters.append(lambda: self._shipper.start(services.database.redo_number))
        services.stoppers.append(self._shipper.stop)
        services.alerts.append(self._alerts)
        services.status["standby"] = self._shipper.state
        services.figures.append(self._figures)

    def _ship(self) -> Shipper:
        database, settings, role = self._services.database, self._services.settings, self._role
        with database.read() as tx:
            role.venue, line = facts.get(tx, facts.VENUE_ID), facts.get(tx, LINE)
        if role.promoted_at:
            database.write(self._note_promotion)
            role.promoted_at = ""
        roles.save(self._data, role)
        log_path = redo_file(self._data, settings)
        assert log_path is not None  # a server is set
        return Shipper(
            opens(settings),
            venue=role.venue,
            own=wire.Lease(role.epoch, role.box, line, role.seq),
            log_path=log_path,
            is_sync=settings.text("standby.mode") == "sync",
            on_replaced=self._replaced,
            on_wanted=self._wanted,
        )

    def _note_promotion(self, tx: Tx) -> None:
        tx.actor = "cli"
        told = {"epoch": self._role.epoch, "from_seq": self._role.seq, "box": self._role.box}
        tx.journal("box.promoted", told)

    def _replaced(self, lease: wire.Lease) -> None:
        self._services.database.fence = REPLACED
        _step_down(self._data, self._role)
        log.critical("another box serves this venue since journal entry %d", lease.seq)

    def _wanted(self, id: str) -> None:
        threading.Thread(
            target=self._give_base, args=(id,), name="standby base", daemon=True
        ).start()

    def _give_base(self, id: str) -> None:
        if not self._one_base.acquire(blocking=False):
            return
        try:
            made = self._services.back_up()
            folder = self._services.settings.text("backup.folder")
            source = (Path(folder) if folder else self._data / "backups") / made["name"]
            with closing(opens(self._services.settings)()) as nats:
                base.publish(nats, self._role.venue, id, source)
        except (VenueError, OSError, Down, Refused) as error:
            log.error("no base copy for the standby: %s", error)
        finally:
            self._one_base.release()

    def _alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        if self._services.database.fence:
            return [_alert("replaced")]
        state = self._shipper.state()
        old = time.monotonic() - self._shipper.alone_since > ALONE_S
        return [_alert("standby_alone")] if state["state"] == "alone" and old else []

    def _figures(self) -> list[Figure]:
        state = self._shipper.state()
        near = float(state["state"] == "together")
        behind = float(max(0, state["newest"] - state["acked"]))
        return [
            Figure("venue_standby_together", "1: the standby has what was acknowledged", near),
            Figure("venue_standby_behind_records", "Records it has not stored yet", behind),
        ]


def _alert(kind: str) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "text_key": f"alert.{kind}", "values": {}, "age_s": 0}


def attach(services: Services, data: Path) -> None:
    """Let a standby follow, where a server is set."""
    if services.settings.text("standby.server"):
        Serving(services, data)
