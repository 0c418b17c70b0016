"""Every provider of the box: which are connected, and their channels' beginning and end."""

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from sync import inbox, queries, queue, reports
from sync.calls import CallFailed
from sync.channel import Channel
from sync.health import BROKEN, OFF, Condition
from sync.limits import Bucket, Pause
from sync.model import Outcome, Result
from sync.provider import Credentials, Provider, Tools
from sync.transport import NoAnswer
from venue.core.db import Database
from venue.core.errors import Conflict, Invalid, NotFound, Unavailable
from venue.core.jsonx import dumps, loads
from venue.core.outbox import BELL
from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault

log = logging.getLogger(__name__)

STOP_S = 5.0
LONGEST_FIELD = 4_000


class Engine:
    """Sends, polls and compares for all connected providers.

    Args:
        pause: How a thread waits; only tests give another than the engine's own.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        pause: Pause | None = None,
    ) -> None:
        self._database, self._vault, self.providers = database, vault, dict(providers)
        self._stopping = threading.Event()
        self._pause: Pause = pause or self._stopping.wait
        self._lock = threading.Lock()
        self.channels: dict[str, Channel] = {}
        self._started = False
        self._hints_due_ms: dict[str, int] = {}
        self.reports = reports.Reports(self.providers)

    def add(self, provider: Provider) -> None:
        """Take one more provider, of a module of its own; before `start`."""
        self.providers[provider.name] = provider

    def start(self) -> None:
        """Settle what a power cut left half sent, then begin."""
        self._database.write(queue.recover)
        self._started = True
        for name in self.providers:
            self.reload(name)

    def stop(self) -> bool:
        """Begin nothing more and wait a moment; what is in a call then is unknown at the next
        start and read back."""
        self._stopping.set()
        limit = time.monotonic() + STOP_S
        ended = [self._end(name, limit) for name in list(self.channels)]
        if not all(ended):
            log.warning("a call to a cloud did not end in time; it is looked up at the next start")
        return all(ended)

    def reload(self, name: str) -> None:
        """Take a provider's credentials as they are stored now."""
        with self._lock:
            self._end(name, time.monotonic() + STOP_S)
            credentials = self.credentials(name)
            if credentials is None or self._stopping.is_set():
                return
            try:
                channel = self._channel(self.providers[name], credentials)
            except Exception:
                log.exception("%s: its client cannot be made", name)
                return
            self.channels[name] = channel
            if self._started:
                channel.start()

    def credentials(self, name: str) -> Credentials | None:
        """Return what was entered for a provider; None: it is not connected."""
        with self._database.read() as tx:
            row = queries.credential(tx, name)
        if row is None:
            return None
        opened: dict[str, str] = loads(self._vault.open(row["sealed"]))
        return opened

    def check(self, name: str, entered: Mapping[str, str]) -> tuple[str, str]:
        """Try credentials against the cloud; return them sealed, and the mode. Blocks: network.

        Raises:
            NotFound: ``sync.unknown_provider``.
            Invalid: ``sync.field_missing``, ``sync.malformed``.
            Conflict: ``sync.key_refused`` - the cloud does not take them.
            Unavailable: ``sync.cannot_check`` - the cloud could not be asked.
        """
        provider = self.provider(name)
        credentials = complete(provider, entered)
        result = self._probe(provider, credentials)
        if result.outcome in (Outcome.AUTH, Outcome.REJECTED):
            raise Conflict(
                "sync.key_refused",
                f"{provider.title} does not take this: {result.words}",
                cause=result.code,
            )
        if not result.done:
            raise Unavailable(
                "sync.cannot_check",
                f"{provider.title} cannot be asked now: {result.words}",
                cause=result.code,
            )
        return self._vault.seal(dumps(credentials)), provider.mode(credentials)

    def provider(self, name: str) -> Provider:
        """Return a provider of this box.

        Raises:
            NotFound: ``sync.unknown_provider``.
        """
        if name not in self.providers:
            raise NotFound("sync.unknown_provider", f"this box has no provider {name}")
        return self.providers[name]

    def channel(self, name: str) -> Channel:
        """Return a connected provider's channel.

        Raises:
            NotFound: ``sync.unknown_provider``.
            Conflict: ``sync.not_connected``.
        """
        provider = self.provider(name)
        if name not in self.channels and not self._started:
            self.reload(name)
        if name not in self.channels:
            raise Conflict("sync.not_connected", f"{provider.title} is not connected")
        return self.channels[name]

    def conditions(self) -> dict[str, Condition]:
        """Return how each provider is now."""
        off = Condition(state=OFF)
        live = dict(self.channels)
        return {
            name: live[name].health.condition if name in live else off for name in self.providers
        }

    def view(self, tx: ReadTx) -> dict[str, Any]:
        """Return ``{state, providers}``; see `reports.view`."""
        titles = {name: one.title for name, one in self.providers.items()}
        return reports.view(tx, titles, self.conditions())

    def hint_is_due(self, name: str) -> bool:
        """Tell whether an unsigned delivery may make us poll: the writer is not theirs to keep
        busy."""
        now_ms = self._database.clock.monotonic_ms()
        if now_ms < self._hints_due_ms.get(name, 0):
            return False
        self._hints_due_ms[name] = now_ms + int(inbox.HINT_S * 1000)
        return True

    def compare_all(self) -> None:
        """Compare both sides of everything, as every night."""
        for channel in list(self.channels.values()):
            channel.compare()

    def write(self, fn: Callable[[Tx], Any]) -> Any:
        """Run one transaction of the sync's own."""
        return self._database.write(fn)

    def _end(self, name: str, limit: float) -> bool:
        channel = self.channels.pop(name, None)
        if channel is None:
            return True
        channel.stopping.set()
        BELL.ring()
        return channel.join(max(0.0, limit - time.monotonic()))

    def _channel(self, provider: Provider, credentials: Credentials) -> Channel:
        with self._database.read() as tx:
            known = queries.conditions(tx).get(provider.name)
        broken = known is not None and known.state in BROKEN
        return Channel(
            provider,
            credentials,
            database=self._database,
            reports=self.reports,
            condition=known if known is not None and broken else Condition(),
            pause=self._pause,
            on_date=self._compare_clocks,
        )

    def _probe(self, provider: Provider, credentials: Credentials) -> Result:
        bucket = Bucket(
            rate_per_s=provider.rate_per_s,
            burst=provider.burst,
            clock=self._database.clock,
            pause=self._pause,
        )
        tools = Tools(
            bucket=bucket,
            clock=self._database.clock,
            pause=self._pause,
            on_date=self._compare_clocks,
        )
        try:
            return provider.probe(provider.open(credentials, tools))
        except (NoAnswer, CallFailed) as error:
            return error.result

    def _compare_clocks(self, ahead_s: float) -> None:
        self.reports.ahead_s = ahead_s


def complete(provider: Provider, entered: Mapping[str, str]) -> dict[str, str]:
    """Return every field of a provider, defaults filled in.

    Raises:
        Invalid: ``sync.field_missing``, ``sync.malformed`` - none of the choices, or too long.
    """
    found = {}
    for field in provider.fields:
        value = str(entered.get(field.name, "")).strip() or (field.default or "")
        if not value and field.default is None:
            raise Invalid("sync.field_missing", f"{field.name} is missing", field=field.name)
        known = not field.choices or value in field.choices
        if not known or len(value) > LONGEST_FIELD or not re.fullmatch(field.pattern, value):
            raise Invalid("sync.malformed", f"{field.name} cannot be that", field=field.name)
        found[field.name] = value
    return found
