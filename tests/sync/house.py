"""A box with an engine whose time the test moves, and that may lose power at any write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync import queue, schema, service
from sync.channel import Channel
from sync.engine import Engine
from sync.provider import Provider
from tests.sync.cloud import Cloud
from venue.core import outbox
from venue.core.clock import ManualClock
from venue.core.db import Database
from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault

LONGEST_S = 5 * 86_400
MOST_STEPS = 60_000
MOST_PAUSES = 500  # without a write in between: whoever waits so often waits for ever


class PowerCut(BaseException):
    """The box lost its power here."""


class Box:
    """A database and an engine, driven by hand.

    Attributes:
        cut_at: ``(n, "before" | "after")``: power goes at the n-th write of the engine.
    """

    def __init__(self, folder: Path, cloud: Cloud, clock: ManualClock, **changes: Any) -> None:
        self.folder, self.cloud, self.clock, self._changes = folder, cloud, clock, changes
        self._credentials: dict[str, str] | None = changes.pop("credentials", None)
        self.cut_at: tuple[int, str] | None = None
        self._writes = self._pauses = 0
        self._open()
        self.connect()

    def provider(self) -> Provider:
        """Return the provider under test."""
        from tests.sync import cloud

        made: Provider = self._changes.get("provider") or cloud.provider(
            self.clock, **{k: v for k, v in self._changes.items() if k != "provider"}
        )
        return made

    def _open(self) -> None:
        self.vault = Vault(self.folder / "venue.key")
        self.database = Database(
            self.folder / "venue.db", clock=self.clock, migrations=[schema.MIGRATIONS]
        )
        self._real_write = self.database.write
        self.database.write = self._write  # type: ignore[method-assign]
        made = self.provider()
        self.name = made.name
        self.engine = Engine(self.database, self.vault, {made.name: made}, pause=self._pause)

    def connect(self, **entered: str) -> Channel:
        """Store credentials without asking, as if they had been proven, and make the channel."""
        known = self._credentials or {"url": self.cloud.url, "key": self.cloud.key}
        given = known | entered
        sealed = self.vault.seal(dumps(given))
        made = self.engine.providers[self.name]
        self._real_write(service.connect, made, sealed=sealed, mode="sandbox")
        self.engine.reload(self.name)
        return self.channel

    @property
    def channel(self) -> Channel:
        return self.engine.channels[self.name]

    def reopen(self) -> None:
        """Start again on the same file, as after a power cut."""
        self.database.close()
        self.cut_at, self._writes = None, 0
        self._open()
        self._real_write(queue.recover)
        self.engine.reload(self.name)

    def close(self) -> None:
        self.database.close()

    def put(self, kind: str, aggregate: str, key: str, **more: Any) -> int:
        """Put a message as a feature does."""
        return self._real_write(
            lambda tx: outbox.put(
                tx,
                provider=self.name,
                kind=kind,
                aggregate=aggregate,
                key=key,
                body=more.pop("body", {}),
                **more,
            )
        )

    def act(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a use case."""
        return self._real_write(fn, *args, **kwargs)

    def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a question."""
        with self.database.read() as tx:
            return fn(tx, *args, **kwargs)

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        def ask(tx: ReadTx) -> list[dict[str, Any]]:
            return tx.rows(sql, params)

        found: list[dict[str, Any]] = self.read(ask)
        return found

    def states(self) -> dict[str, str]:
        """Return the state of every message by key."""
        found = self.rows("SELECT key, state FROM outbox_message ORDER BY id")
        return {row["key"]: row["state"] for row in found}

    def dead(self) -> list[dict[str, Any]]:
        """Return the dead letters as a person sees them."""
        found: list[dict[str, Any]] = self.read(service.messages, which="dead_letter")["items"]
        return found

    def run(self, until: Callable[[], bool] | None = None, limit_s: float = LONGEST_S) -> None:
        """Let the engine work and time pass until nothing can move any more."""
        begun_ms = self.clock.mono_ms
        for _ in range(MOST_STEPS):
            wait_s = min(self.channel.keep(), self.channel.send_one())
            if until is not None and until():
                return
            if wait_s > 0:
                if until is None and not self._can_move():
                    return
                self.clock.advance(max(wait_s, 0.01))
            if self.clock.mono_ms - begun_ms > limit_s * 1000:
                return
        raise AssertionError("the engine never came to rest")

    def _can_move(self) -> bool:
        """Tell whether any message could still go by itself: it is no longer blocked for good."""
        if self.channel.health.condition.state == "key_refused":
            return False
        return bool(
            self.rows(
                """
                SELECT 1 FROM outbox_message m WHERE m.state IN ('queued', 'unknown', 'sending')
                AND NOT EXISTS (SELECT 1 FROM outbox_message e WHERE e.aggregate = m.aggregate
                                AND e.id < m.id AND e.state = 'dead_letter') LIMIT 1
                """
            )
        )

    def _write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self._writes += 1
        if self.cut_at == (self._writes, "before"):
            raise PowerCut
        result = self._real_write(fn, *args, **kwargs)
        self._pauses = 0
        if self.cut_at == (self._writes, "after"):
            raise PowerCut
        return result

    def _pause(self, seconds: float) -> bool:
        self._pauses += 1
        assert self._pauses < MOST_PAUSES, "the engine waits for ever"
        self.clock.advance(seconds)
        return False


def nothing(tx: Tx) -> None:
    """Change nothing."""
