"""The things with a life of their own, made once by ``app.py`` and handed down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from config.settings import Settings
from venue.core.actor import Actor, Credentials, Identifier
from venue.core.db import Database
from venue.core.events import SocketEvent
from venue.core.figures import Figure
from venue.core.jobs import Jobs
from venue.core.realtime import Broadcaster
from venue.core.retention import Term
from venue.core.runtime import Runtime
from venue.core.tx import ReadTx
from venue.core.vault import Vault


@dataclass(kw_only=True)
class Services:
    """What every feature's routes are given.

    Attributes:
        identifiers: Asked in turn who the credentials belong to; features add theirs.
        views: By the first word of a socket's ``view``: returns the room the actor may hear,
            or None for a refusal.
        status: Parts of ``GET /api/v1/status`` by name; features add theirs.
        figures: Each returns what a feature shows to Prometheus now; features add theirs.
        alerts: Each returns what staff should look at now; features add theirs.
        mes: By kind of actor, what ``GET /api/v1/me`` says beside the common part.
        connected: Tells whether a cloud or mail server is connected; set by the sync.
        switch_module: Starts or ends a module at once.
        back_up: Makes a backup; set by the backups.
        spread_erasures: Brings the lists of the forgotten up to date; set by privacy.
        more_apps: Returns the private applications of modules installed beside the box's own.
        sockets: Who is behind each live socket; set when the socket server is attached.
        events: What clients may send on their sockets; features add theirs.
        leavers: Called on the event loop with a socket that is gone.
        streams: The sockets whose pieces of audio have a budget of their own now.
        terms: How long each kind of data stays; features add theirs.
        starters: Begin a feature's own threads; stoppers: end them, before the database closes.
    """

    settings: Settings
    database: Database
    runtime: Runtime
    vault: Vault
    broadcaster: Broadcaster
    jobs: Jobs
    identifiers: list[Identifier] = field(default_factory=list)
    views: dict[str, Callable[[ReadTx, Actor, str], str | None]] = field(default_factory=dict)
    status: dict[str, Callable[[], Any]] = field(default_factory=dict)
    figures: list[Callable[[], Iterable[Figure]]] = field(default_factory=list)
    alerts: list[Callable[[ReadTx], list[dict[str, Any]]]] = field(default_factory=list)
    mes: dict[str, Callable[[ReadTx, Actor], dict[str, Any]]] = field(default_factory=dict)
    connected: Callable[[ReadTx, str], bool] = lambda tx, provider: False
    back_up: Callable[[], Any] = lambda: None
    spread_erasures: Callable[[], None] = lambda: None
    more_apps: Callable[[], list[Any]] = list
    switch_module: Callable[[str, bool], None] = lambda name, enabled: None
    sockets: Any = None
    events: dict[str, SocketEvent] = field(default_factory=dict)
    leavers: list[Callable[[str], None]] = field(default_factory=list)
    streams: set[str] = field(default_factory=set)
    tls: Any = None
    terms: list[Term] = field(default_factory=list)
    starters: list[Callable[[], None]] = field(default_factory=list)
    stoppers: list[Callable[[], Any]] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """Return the venue's currency code."""
        return self.settings.text("venue.currency")

    def drop(self, whose: Callable[[Actor], bool]) -> None:
        """End the live connections of everybody for whom ``whose`` is true."""
        if self.sockets is not None:
            self.sockets.drop(whose)

    def me(self, tx: ReadTx, actor: Actor) -> dict[str, Any]:
        """Return what the actor's own feature adds to ``GET /api/v1/me``."""
        describe = self.mes.get(actor.kind)
        return describe(tx, actor) if describe else {}

    def identify(self, credentials: Credentials) -> list[Actor]:
        """Return everybody the credentials belong to: a tester's phone may be guest and staff.

        What anybody on the Wi-Fi may have read along makes a guest at most.
        """
        with self.database.read() as tx:
            found = (identifier(tx, credentials) for identifier in self.identifiers)
            return [
                actor
                for actor in found
                if actor is not None and (actor.kind == "guest" or not credentials.readable)
            ]
