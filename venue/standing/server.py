"""`venue serve` on a box that stands by, or that was replaced: a page that says so, no venue."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from werkzeug.serving import make_server

from config.settings import Settings
from sync.headoffice.nats import Down, Refused
from venue.backups.sealing import recovery_key
from venue.core.copy import Diverged
from venue.core.errors import VenueError
from venue.process import notify, watchdog_s
from venue.recovery import Quiet
from venue.standby import base, promotion
from venue.standby import role as roles
from venue.standby.follower import DATABASE, REDO, Follower
from venue.standby.promotion import Promoted
from venue.standby.serving import FOLDER, opens, redo_file
from venue.standing import page

log = logging.getLogger(__name__)

PING_S = 2.0
STUCK_S = 900.0  # a new base copy over a slow line takes minutes
AGAIN_S = 60.0


class Standing:
    """One box that stands by."""

    def __init__(self, data: Path, settings: Settings) -> None:
        self._data, self._settings = data, settings
        self._alive_at = time.monotonic()
        self._open = opens(settings)

    def run(self) -> None:
        """Follow until this box was promoted."""
        while True:
            try:
                if self._followed():
                    return
            except Diverged as error:
                log.warning("%s: fetching a new base copy", error)
                self._base_anew(str(error))

    def is_alive(self) -> bool:
        """Tell whether it still goes round."""
        return time.monotonic() - self._alive_at < STUCK_S

    def _followed(self) -> bool:
        role = roles.load(self._data)
        if not (self._data / DATABASE).exists():
            raise Diverged("the copy is gone")
        follower = Follower(self._data, self._open, role)
        try:
            follower.follow(self._is_over)
            return self._promoted(follower)
        finally:
            follower.close()

    def _is_over(self) -> bool:
        self._alive_at = time.monotonic()
        return promotion.is_asked(self._data)

    def _promoted(self, follower: Follower) -> bool:
        without_lease = promotion.taken(self._data)
        redo = redo_file(self._data, self._settings) or self._data / FOLDER / REDO
        try:
            told = promotion.promote(
                self._data, follower, self._open, redo, without_lease=without_lease
            )
        except (VenueError, Diverged) as error:
            promotion.answer(self._data, Promoted(str(error)))
            return False
        promotion.answer(self._data, told)
        return True

    def _base_anew(self, why: str) -> None:
        role = roles.load(self._data)
        role.words = why
        roles.save(self._data, role)
        try:
            with closing(self._open()) as nats:
                key = recovery_key(self._data)
                base.join(self._data, nats, venue=role.venue, key=key, tell=log.info)
        except (Down, Refused, VenueError, OSError) as error:
            log.error("no new base copy: %s", error)
            self._pause()

    def _pause(self) -> None:
        ends = time.monotonic() + AGAIN_S
        while time.monotonic() < ends:
            if self._is_over():
                promotion.taken(self._data)
                words = "this copy is not whole, and no new one came: restore a backup instead"
                promotion.answer(self._data, Promoted(words))
            time.sleep(PING_S / 4)


def serve(data: Path, settings: Settings) -> None:
    """Show the page; return when this box is the one that serves."""
    host, port = settings.text("server.host"), settings.number("server.port")
    server = make_server(host, port, page.app(data), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, name="standby page", daemon=True).start()
    standing = Standing(data, settings)
    ends = threading.Event()
    threading.Thread(target=_ping, args=(standing.is_alive, ends), daemon=True).start()
    notify("READY=1")
    try:
        if roles.load(data).name == roles.REPLACED:
            _stay(standing)
        standing.run()
    finally:
        ends.set()
        server.shutdown()
        server.server_close()


def _stay(standing: Standing) -> None:
    """Say that this box was replaced until it is stopped or joins as a standby."""
    while roles.load(standing._data).name == roles.REPLACED:
        standing._is_over()
        time.sleep(PING_S)


def _ping(is_alive: Callable[[], bool], ends: threading.Event) -> None:
    while not ends.wait(min(watchdog_s() or PING_S, PING_S)):
        if is_alive():
            notify("WATCHDOG=1")
