"""Certificates while the box runs: what is served, its renewal, and who is warned."""

import logging
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cryptography import x509
from flask import Flask

from venue.core import facts
from venue.core.clock import rfc3339
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.tls import authority, folder, given, public, routes

log = logging.getLogger(__name__)

LOOK_S = 86_400
# How soon a certificate is served that a command or another program has put in its place.
WATCH_S = 2
SERVED = "tls.served"
Stamp = tuple[tuple[str, int, int, int], ...]


def attach(app: Flask, services: Services, names: Callable[[], Iterable[str]]) -> None:
    """Add the page, the daily look and the warning; the server takes its context from here."""
    services.tls = Keeper(services, names)
    services.alerts.append(services.tls.alerts)
    services.jobs.every(LOOK_S, "certificate", services.tls.look)
    services.jobs.every(WATCH_S, "certificate files", services.tls.watch)
    public.Renewals(services)
    routes.attach(app, services)


class Keeper:
    """Loads the venue's certificates, and loads them again once they change, without a restart.

    Who comes by a name of a given certificate gets that one; who comes by an address or a local
    name gets the box's own, where there is one: paired tablets go on whatever becomes of the other.

    Args:
        names: Returns the host names and addresses that the box is known by now.
    """

    def __init__(self, services: Services, names: Callable[[], Iterable[str]]) -> None:
        self._services, self._names = services, names
        self._data = services.database.path.parent
        self._kind: Callable[[Any], Any] = ssl.SSLContext
        self._context: Any = None
        self._by_name: tuple[list[str], Any] | None = None
        self._loaded: Stamp = ()

    def context(self, kind: Callable[[Any], Any] = ssl.SSLContext) -> Any:
        """Return the context to serve HTTPS with; it stays the same over renewals.

        Raises:
            OSError, ssl.SSLError: The files named in the settings cannot be used.
        """
        self.look()
        self._kind = kind
        self._context = self._fresh()
        self._context.sni_callback = self._choose
        self._loaded = self._stamp()
        self._load()
        self._note()
        return self._context

    def look(self) -> None:
        """Renew the own certificate when it is time."""
        if folder.renew(self._data, self._names(), self._services.database.clock):
            log.warning("the box's certificate was renewed")
        self.watch()

    def watch(self) -> None:
        """Serve what lies there now; files that do not fit together change nothing."""
        stamp = self._stamp()
        if self._context is None or stamp == self._loaded:
            return
        self._loaded = stamp
        try:
            self._load()
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            log.warning("the new certificate cannot be served, the old one is: %s", error)
            return
        self._note()
        log.warning("the certificate that lies in the box's folder now is served")

    def known_as(self, host: str) -> str:
        """Return the host to lead a browser to over HTTPS: as it came, if a certificate says so."""
        found = folder.files(self._data, self._services.settings)
        if found is None or folder.own(self._data) or not found[0].exists():
            return host
        listed = given.names_of(x509.load_pem_x509_certificate(found[0].read_bytes()))
        if given.covers(listed, host):
            return host
        return next((one for one in listed if not one.startswith("*")), host)

    def alerts(self, _tx: ReadTx) -> list[dict[str, Any]]:
        """Return an alert while the served certificate ends soon or has ended."""
        found = folder.files(self._data, self._services.settings)
        if found is None or not found[0].exists():
            return []
        left = folder.days_left(found[0], self._services.database.clock)
        early = folder.warn_days(found[0])
        if left >= early:
            return []
        return [
            {
                "id": "certificate",
                "kind": "certificate",
                "text_key": "alert.certificate",
                "values": {"days": max(0, left)},
                "age_s": (early - left) * LOOK_S,
                "permission": "backups.manage",
            }
        ]

    def _stamp(self) -> Stamp:
        """Return what tells whether a certificate's files are still the same."""
        paths = {folder.own(self._data), *(self._files() or ())} - {None}
        there = [(str(path), path.stat()) for path in sorted(filter(None, paths)) if path.exists()]
        return tuple((name, one.st_mtime_ns, one.st_ino, one.st_size) for name, one in there)

    def _files(self) -> tuple[Path, Path] | None:
        return folder.files(self._data, self._services.settings)

    def _load(self) -> None:
        found = self._files()
        if found is None:
            raise FileNotFoundError("there is no certificate yet; make one: venue tls setup")
        # On trial first: a context that took half of a pair could serve nobody.
        trial = self._fresh()
        trial.load_cert_chain(*found)
        own = folder.own(self._data)
        kind = folder.kind_of(self._data, self._services.settings)
        if own is None or kind in (folder.OWN_KIND, folder.SETTINGS_KIND):
            self._context.load_cert_chain(*found)
            self._by_name = None
            return
        self._context.load_cert_chain(own)
        listed = given.names_of(x509.load_pem_x509_certificate(found[0].read_bytes()))
        self._by_name = listed, trial

    def _note(self) -> None:
        """Keep in the journal which certificate is served from now on."""
        found = self._files()
        if found is None:
            return
        served = authority.facts_of(found[0].read_bytes())
        kind = folder.kind_of(self._data, self._services.settings)

        def act(tx: Tx) -> None:
            if facts.get(tx, SERVED) == served.fingerprint:
                return
            facts.put(tx, SERVED, served.fingerprint)
            told = {"kind": kind, "sha256": served.fingerprint, "ends_at": rfc3339(served.ends_at)}
            tx.journal("box.certificate_served", told)

        self._services.database.write(act)

    def _fresh(self) -> Any:
        made = self._kind(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        return made

    def _choose(self, connection: Any, name: str | None, _context: Any) -> None:
        """Answer a browser's hello with the certificate made for the name it asks for."""
        if name and self._by_name and given.covers(self._by_name[0], name.lower()):
            connection.context = self._by_name[1]
