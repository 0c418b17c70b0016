"""Certificates while the box runs: what is served, its renewal, and who is warned."""

import logging
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.tls import folder, routes

log = logging.getLogger(__name__)

LOOK_S = 86_400
WARN_DAYS = 30


def attach(app: Flask, services: Services, names: Callable[[], Iterable[str]]) -> None:
    """Add the page, the daily look and the warning; the server takes its context from here."""
    services.tls = Keeper(services, names)
    services.alerts.append(services.tls.alerts)
    services.jobs.every(LOOK_S, "certificate", services.tls.look)
    routes.attach(app, services)


class Keeper:
    """Loads the venue's certificate, and loads it again after its renewal, without a restart.

    Args:
        names: Returns the host names and addresses that the box is known by now.
    """

    def __init__(self, services: Services, names: Callable[[], Iterable[str]]) -> None:
        self._services, self._names = services, names
        self._data = services.database.path.parent
        self._context: Any = None

    def context(self, kind: Callable[[Any], Any] = ssl.SSLContext) -> Any:
        """Return the context to serve HTTPS with; it stays the same over renewals.

        Raises:
            OSError, ssl.SSLError: The files named in the settings cannot be used.
        """
        self.look()
        self._context = kind(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._load()
        return self._context

    def look(self) -> None:
        """Renew the own certificate when it is time."""
        if folder.renew(self._data, self._names(), self._services.database.clock):
            log.warning("the box's certificate was renewed")
            if self._context is not None:
                self._load()

    def alerts(self, _tx: ReadTx) -> list[dict[str, Any]]:
        """Return an alert while the certificate ends within `WARN_DAYS` or has ended."""
        left = self.days_left()
        if left is None or left >= WARN_DAYS:
            return []
        return [
            {
                "id": "certificate",
                "kind": "certificate",
                "text_key": "alert.certificate",
                "values": {"days": max(0, left)},
                "age_s": (WARN_DAYS - left) * LOOK_S,
                "permission": "backups.manage",
            }
        ]

    def days_left(self) -> int | None:
        """Return the days until the served certificate ends; None: there is none to read."""
        found = folder.files(self._data, self._services.settings)
        if found is None or not found[0].exists():
            return None
        return folder.days_left(found[0], self._services.database.clock)

    def _load(self) -> None:
        found = folder.files(self._data, self._services.settings)
        if found is None:
            raise FileNotFoundError("there is no certificate yet; make one: venue tls setup")
        certificate, key = map(Path, found)
        self._context.load_cert_chain(certificate, key)
