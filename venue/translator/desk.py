"""What the translator keeps running: the engines, and the threads that ask them for chats."""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

from venue.core.errors import Throttled
from venue.core.retention import Term
from venue.core.services import Services
from venue.translator import book, chats, queries, service
from venue.translator import store as words_store
from venue.translator.engines import FACTORIES, Engine
from venue.translator.engines.apertium import Apertium
from venue.translator.engines.order import Order
from venue.translator.model import Translation
from venue.translator.speech import ears_of
from venue.translator.speech.ears import Ears
from venue.translator.speech.grammar import Grammar, of

THREADS = 4
MOST_WAITING = 200
IDLE_S = 600
TRIM_S = 300
MOST_KEPT = 50_000
PER_MINUTE = 60


class Desk:
    """The engines in their order, and the work that goes on behind the answers."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._engines = engines_of(services)
        self.order = order_of(services, self._engines)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="translator")
        self._waiting: set[Future[bool]] = set()
        self._lock = Lock()
        self._asked: dict[str, deque[float]] = {}
        self.ears = Ears(
            ears_of(services.settings),
            services.settings.number("translator.speakers"),
            tell=self._tell,
            grammar=self._grammar,
        )
        services.jobs.every(TRIM_S, "translator.trim", self.tidy)
        services.terms.append(
            Term(name="chats", tables=("chat", "chat_message"), purge=chats.purge)
        )
        services.terms.append(
            Term(
                name="translations",
                tables=("kept_translation",),
                purge=lambda tx: words_store.trim(tx, MOST_KEPT),
            )
        )
        services.starters.append(self.resume)
        services.stoppers.append(self.close)

    def check_rate(self, scope: str) -> None:
        """Count one text of somebody.

        Raises:
            Throttled: ``translator.too_fast`` - more than `PER_MINUTE`.
        """
        now = time.monotonic()
        with self._lock:
            times = self._asked.setdefault(scope, deque())
            while times and now - times[0] > 60:
                times.popleft()
            if len(times) >= PER_MINUTE:
                raise Throttled("translator.too_fast", "slowly, please", retry_after_s=10)
            times.append(now)
            if len(self._asked) > 2_000:
                self._asked.pop(next(iter(self._asked)))

    def finish_later(self, message_id: int) -> None:
        """Ask an engine for a message's translation on a thread of its own."""
        with self._lock:
            self._waiting = {one for one in self._waiting if not one.done()}
            crowded = len(self._waiting) >= MOST_WAITING
            if not crowded:
                self._waiting.add(self._pool.submit(self.finish, message_id))
        if crowded:
            self._give_up(message_id)

    def finish(self, message_id: int) -> bool:
        """Ask an engine for a message's translation and add it; False when the message is gone."""
        with self._services.database.read() as tx:
            row = queries.message(tx, message_id)
            if row is None:
                return False
            said = row["translation"]
            found = service.look_up(
                tx, self.order, text=said["original"], source=said["source"],
                target=said["target"],
            )  # fmt: skip
        if isinstance(found, Translation):
            return self._write(message_id, found, None)
        answer = self.order.translate(found.cut, said["source"], said["target"])
        if answer is None:
            return self._write(message_id, found.so_far, None)
        engine, text, sure = answer
        made = service.checked(service.machine(found.so_far, engine, text, sure))
        key = service.key_of(found.so_far, engine, found.glossary)
        return self._write(message_id, made, (key, text, sure) if made.text else None)

    def resume(self) -> None:
        """Take up what a restart interrupted."""
        with self._services.database.read() as tx:
            left = queries.waiting(tx)
        for message_id in left:
            self.finish_later(message_id)

    def tidy(self) -> None:
        """End idle chains and ears."""
        self.ears.close_idle(IDLE_S, time.monotonic())
        for engine in self._engines:
            if isinstance(engine, Apertium):
                engine.pool.close_idle(IDLE_S)

    def close(self) -> None:
        """End every thread and every engine."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for engine in self._engines:
            engine.close()
        self.ears.close()
        self._pool.shutdown(wait=True)

    def _tell(self, sid: str, event: str, payload: dict[str, Any]) -> None:
        emit = self._services.broadcaster.emit
        self._services.runtime.post(lambda: emit(event, payload, to=sid))

    def _grammar(self) -> Grammar:
        with self._services.database.read() as tx:
            return of(service.book_of(tx).texts[book.BASE])

    def _give_up(self, message_id: int) -> None:
        with self._services.database.read() as tx:
            row = queries.message(tx, message_id)
        if row is not None:
            said = row["translation"]
            plain = Translation(
                original=said["original"], source=said["source"], target=said["target"],
                warning="no_engine",
            )  # fmt: skip
            self._write(message_id, plain, None)

    def _write(self, message_id: int, made: Translation, kept: tuple[str, str, int] | None) -> bool:
        return self._services.database.write(
            lambda tx: chats.finish(tx, message_id, made, kept)
        )  # fmt: skip


def engines_of(services: Services) -> list[Engine]:
    """Return the engines that the settings name, in their order.

    Raises:
        LookupError: The settings name an engine that nobody added.
    """
    names = services.settings.many("translator.engines")
    unknown = [name for name in names if name not in FACTORIES]
    if unknown:
        raise LookupError(f"translator.engines names {', '.join(unknown)}, which nobody added")
    return [FACTORIES[name](services.settings) for name in names]


def order_of(services: Services, engines: list[Engine]) -> Order:
    """Return the engines in the order of the settings; a pair may have its own."""
    by_pair = {}
    for line in services.settings.many("translator.pairs"):
        pair, _, names = line.partition("=")
        source, _, target = pair.strip().partition("-")
        by_pair[source, target] = [name.strip() for name in names.split(",")]
    return Order(
        engines,
        by_pair=by_pair,
        may_leave=services.settings.flag("translator.cloud"),
        limit_s=services.settings.number("translator.limit_s"),
    )
