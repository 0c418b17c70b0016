"""When copies go to a server: each new backup once, after a failure later and later."""

import logging

from venue.backups import service, sftp
from venue.backups.copies import Copied
from venue.backups.keeper import Keeper
from venue.core.clock import Clock
from venue.core.errors import Invalid

log = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 60, 3600


class Errand:
    """Brings each new backup to one server; runs on a thread of its own."""

    def __init__(self, keeper: Keeper, clock: Clock, url: str) -> None:
        self._keeper, self._clock, self._url = keeper, clock, url
        self._brought, self._wait_s, self._due_ms = "", 0, 0
        try:
            self._sender: sftp.Sender | None = sftp.Sender(keeper.data, sftp.target(url))
        except Invalid as refusal:
            self._sender, self._wrong = None, refusal.message

    def go(self) -> None:
        """Bring the newest backup, if it is new and its time has come."""
        if self._sender is None:
            self._keeper.note([Copied(self._url, fault=self._wrong)])
            return
        newest = service.index(self._keeper.folder)[:1] if self._keeper.folder.is_dir() else []
        if not newest or newest[0]["name"] == self._brought:
            return
        if self._clock.monotonic_ms() < self._due_ms:
            return
        told = self._sender.bring(self._keeper.folder, self._keeper.keep)
        self._brought = told.name
        self._wait_s = min(max(2 * self._wait_s, FIRST_WAIT_S), LONGEST_WAIT_S) if told.fault else 0
        self._due_ms = self._clock.monotonic_ms() + 1000 * self._wait_s
        if told.fault:
            log.warning("no copy to %s: %s", self._url, told.fault)
        self._keeper.note([told])

    def stop(self) -> None:
        """End a transfer that is under way; the next start begins it anew."""
        if self._sender is not None:
            self._sender.stop()
