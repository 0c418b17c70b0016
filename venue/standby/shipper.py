"""The serving box's side: every commit's record goes to the standby, and is waited for.

Where to go on is asked of the stream at each new connection; what is no longer in memory is read
from the redo log. When the standby does not answer, the box goes on alone and says so: a dining
room does not wait for a second machine.
"""

import logging
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sync.headoffice import jetstream
from sync.headoffice.nats import Down, Nats, Refused
from venue.core import redo
from venue.core.errors import Unavailable
from venue.core.journal import Head
from venue.standby import wire

log = logging.getLogger(__name__)

MOST_KEPT = 256  # records in memory; the redo log has the rest
BATCH = 64
WAIT_S = 2.0  # the longest an answer waits for the standby
SILENCE_S = 5.0  # without a word for so long it is gone
NEAR = 8  # so few records behind, it is waited for again
AGAIN_S, LOOK_S = 1.0, 5.0
REPLACED = "this box was replaced by another one: it takes nothing any more"


class Kept(NamedTuple):
    """A record on its way; ``seq`` 0: it was read from the log, its head is not known."""

    number: int
    record: bytes
    seq: int
    hash: bytes


class Shipper:
    """Sends records, hears how far the standby is, and learns when another box took over.

    Args:
        open: Connects to the NATS server.
        own: This box's lease: its epoch, id and line.
        log_path: The redo log.
        is_sync: Whether an answer waits for the standby.
        on_replaced: Called with the newer lease when another box serves.
        on_wanted: Called with the id when a base copy is asked for.
    """

    def __init__(
        self,
        open: Callable[[], Nats],
        *,
        venue: str,
        own: wire.Lease,
        log_path: Path,
        is_sync: bool,
        on_replaced: Callable[[wire.Lease], None],
        on_wanted: Callable[[str], None],
    ) -> None:
        self._open, self._venue, self._own = open, venue, own
        self._log, self._is_sync = log_path, is_sync
        self._on_replaced, self._on_wanted = on_replaced, on_wanted
        self._kept: deque[Kept] = deque(maxlen=MOST_KEPT)
        self._news, self._heard = threading.Condition(), threading.Condition()
        self._ends = False
        self._heard_at = -SILENCE_S
        self.acked = self.sent = self.newest = 0
        # Begins alone: a standby that follows makes itself heard.
        self.is_alone = True
        self.alone_since = time.monotonic()
        self.is_replaced = False
        self._waited_from = 0
        self.words = ""
        self._threads = [
            threading.Thread(target=self._again_and_again, args=(act,), name=name, daemon=True)
            for name, act in (("standby out", self._feed), ("standby in", self._listen))
        ]

    def start(self, newest: int) -> None:
        """Begin; ``newest`` is the redo log's last record."""
        self.newest = max(self.newest, newest)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send no more; nobody waits any longer."""
        self._ends = True
        for condition in (self._news, self._heard):
            with condition:
                condition.notify_all()

    def offer(self, number: int, record: bytes, head: Head) -> None:
        """Send a commit's record; return when the standby has it, or after `WAIT_S` at most.

        Raises:
            Unavailable: ``box.fenced`` - another box serves by now and did not get it.
        """
        with self._news:
            self._kept.append(Kept(number, record, head.seq, head.hash))
            self.newest = number
            self._news.notify()
        if self.is_replaced or (self._is_sync and not self.is_alone):
            self._wait(number)

    def state(self) -> dict[str, Any]:
        """Return ``{state, mode, newest, acked, words}``.

        ``state``: ``together``; ``behind``: it catches up, and answers do not wait for it;
        ``alone``.
        """
        silent = time.monotonic() - self._heard_at > SILENCE_S
        if self._is_sync:
            # Waited for again, but not yet there with what was answered meanwhile.
            is_behind = self.is_alone or self.acked < self._waited_from
        else:
            is_behind = self.newest - self.acked > NEAR
        state = "alone" if silent else "behind" if is_behind else "together"
        return {
            "state": state,
            "mode": "sync" if self._is_sync else "async",
            "newest": self.newest,
            "acked": self.acked,
            "words": self.words,
        }

    def _wait(self, number: int) -> None:
        ends = time.monotonic() + WAIT_S
        with self._heard:
            while self.acked < number and not self._ends:
                left_s = ends - time.monotonic()
                if left_s <= 0:
                    if self.is_replaced:
                        raise Unavailable("box.fenced", REPLACED)
                    self._go_on_alone(number)
                    return
                self._heard.wait(left_s)

    def _go_on_alone(self, number: int) -> None:
        self.is_alone, self.alone_since = True, time.monotonic()
        log.critical("the standby does not confirm record %d: going on without it", number)

    def _again_and_again(self, act: Callable[[Nats], None]) -> None:
        while not self._ends:
            try:
                with closing(self._open()) as nats:
                    self.words = ""
                    act(nats)
            except (Down, Refused) as error:
                self.words = str(error)
            except Exception:
                log.exception("the way to the standby broke")
            with self._news:
                if not self._ends:
                    self._news.wait(AGAIN_S)

    def _feed(self, nats: Nats) -> None:
        wire.ensure(nats)
        if not self._look(nats):
            self._ends = True
            return
        self.sent = self._stored(nats)
        looked_at = time.monotonic()
        while not self._ends:
            if time.monotonic() - looked_at > LOOK_S and not self.is_replaced:
                self._look(nats)
                looked_at = time.monotonic()
            batch = self._next()
            for one in batch:
                self._put(nats, one)
                self.sent = one.number
            if not batch:
                if self.is_replaced and time.monotonic() - looked_at > LOOK_S:
                    self._ends = True
                with self._news:
                    if self.newest <= self.sent and not self._ends:
                        self._news.wait(AGAIN_S)

    def _put(self, nats: Nats, one: Kept) -> None:
        subject = wire.records_of(self._venue, self._own.line)
        for part, raw in enumerate(wire.parts_of(one.number, one.record, one.seq, one.hash)):
            jetstream.put(nats, subject, raw, key=f"{self._own.line}:{one.number}:{part}")

    def _stored(self, nats: Nats) -> int:
        """Return the newest record that the stream has whole."""
        subject = wire.records_of(self._venue, self._own.line)
        found = jetstream.last(nats, wire.RECORDS, subject)
        if found is None:
            return 0
        try:
            last = wire.part(found.payload)
        except struct.error:
            raise Refused(f"something else writes to {subject}") from None
        return last.number if last.part == last.parts - 1 else last.number - 1

    def _next(self) -> list[Kept]:
        with self._news:
            kept = [one for one in self._kept if one.number > self.sent]
        if kept and kept[0].number == self.sent + 1:
            return kept[:BATCH]
        if self.newest <= self.sent:
            return []
        found = self._logged()
        # What the log no longer has is a hole; the standby sees it and asks for a new base.
        return found or kept[:BATCH]

    def _logged(self) -> list[Kept]:
        found: list[Kept] = []
        for path in (redo.former(self._log), self._log):
            for number, record in redo.sealed_after(path, self.sent):
                if len(found) == BATCH:
                    return found
                if not found or number == found[-1].number + 1:
                    found.append(Kept(number, record, 0, bytes(32)))
        return found

    def _look(self, nats: Nats) -> bool:
        """Learn which box serves, and say that this one does; return whether it does."""
        while True:
            told = wire.lease(nats, self._venue)
            if told is not None and self._is_newer(told):
                self._step_down(told)
                return False
            if told is not None and (told.epoch, told.line) == (self._own.epoch, self._own.line):
                return True
            self._own.place = told.place if told else 0
            try:
                wire.take_lease(nats, self._venue, self._own)
            except jetstream.Moved:
                continue
            return True

    def _step_down(self, told: wire.Lease) -> None:
        """Take nothing new; what was committed is still sent, and answered if it gets there."""
        if not self.is_replaced:
            self.is_replaced = True
            self._on_replaced(told)

    def _is_newer(self, told: wire.Lease) -> bool:
        mine = self._own
        return told.epoch > mine.epoch or (told.epoch == mine.epoch and told.box != mine.box)

    def _listen(self, nats: Nats) -> None:
        ack, lease, wanted = (
            of(self._venue) for of in (wire.ack_of, wire.lease_of, wire.wanted_of)
        )
        for subject in (ack, lease, wanted):
            nats.subscribe(subject)
        while not self._ends:
            heard = nats.hear(AGAIN_S)
            if heard is None:
                continue
            if heard.subject == ack:
                self._take_ack(msgspec.json.decode(heard.payload, type=wire.Ack))
            elif heard.subject == wanted:
                self._on_wanted(heard.payload.decode(errors="replace")[:64])
            elif heard.subject == lease:
                told = msgspec.json.decode(heard.payload, type=wire.Lease)
                if self._is_newer(told):
                    self._step_down(told)

    def _take_ack(self, told: wire.Ack) -> None:
        if told.line != self._own.line or told.box == self._own.box:
            return
        with self._heard:
            self._heard_at = time.monotonic()
            self.acked = max(self.acked, told.number)
            if self.is_alone and self._is_sync and self.newest - told.number <= NEAR:
                self.is_alone, self._waited_from = False, self.newest
                log.info("the standby has everything up to record %d", told.number)
            self._heard.notify_all()
