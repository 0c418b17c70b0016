"""The standby's side: records are run as they come, and what is on this disk is told back."""

import logging
import struct
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from sync.headoffice import jetstream
from sync.headoffice.nats import Down, Nats, Refused
from venue.core import whole
from venue.core.clock import SystemClock, rfc3339
from venue.core.copy import Copy, Diverged
from venue.core.redo import former
from venue.core.vault import Vault
from venue.standby import role as roles
from venue.standby import wire
from venue.standby.role import Role

log = logging.getLogger(__name__)

DATABASE, KEY, REDO = "venue.db", "venue.key", "redo.log"
BATCH = 64
TICK_S, TELL_S, AGAIN_S = 0.25, 1.0, 1.0
NOTE_S = 10.0  # a card wears; after a restart what was run already is passed over
CATCH_UP_S = 30.0
QUIET_S = 1.0  # nothing came for so long: the first box has sent what it had


class Follower:
    """One standby's copy and its place in the stream.

    Attributes:
        role: This box's part; kept on disk as it goes on.

    Raises:
        Unavailable: ``box.in_use``.
    """

    def __init__(self, data: Path, open: Callable[[], Nats], role: Role) -> None:
        self._data, self._open, self.role = data, open, role
        self._copy = Copy(data / DATABASE, Vault(data / KEY))
        self._line = self._copy.line
        self._parts: list[wire.Part] = []
        self._is_closed = False
        self._told_at = self._noted_at = -NOTE_S

    def follow(self, is_over: Callable[[], bool]) -> None:
        """Follow until told otherwise, over lost lines and restarts of the server.

        Raises:
            Diverged: This copy needs a new base.
        """
        while not is_over():
            try:
                with closing(self._open()) as nats:
                    self._begin(nats)
                    while not is_over():
                        self._step(nats, TICK_S)
            except (Down, Refused) as error:
                self._note(words=str(error))
                ends = time.monotonic() + AGAIN_S
                while time.monotonic() < ends and not is_over():
                    time.sleep(TICK_S)

    def catch_up(self, nats: Nats) -> None:
        """Run everything that the stream has, and what the first box still sends.

        Raises:
            Diverged. Down: The server fell silent.
        """
        self._begin(nats)
        wanted = self._newest(nats)
        ends = time.monotonic() + CATCH_UP_S
        while self._copy.number < wanted:
            if time.monotonic() > ends:
                raise Down("the stream's records do not come")
            self._step(nats, TICK_S)
        quiet_at, number = time.monotonic(), self._copy.number
        while time.monotonic() - quiet_at < QUIET_S and time.monotonic() < ends:
            self._step(nats, TICK_S)
            if self._copy.number > number:
                quiet_at, number = time.monotonic(), self._copy.number

    def _newest(self, nats: Nats) -> int:
        """Return the newest record that the stream has whole.

        One of which the first box sent only a part was never acknowledged by it.
        """
        found = jetstream.last(nats, wire.RECORDS, self._subject)
        if found is None:
            return 0
        last = _part(found.payload)
        return last.number if last.part == last.parts - 1 else last.number - 1

    def close(self) -> None:
        """Keep the place and let the file go; a second time does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._note()
            self._copy.close()

    @property
    def _subject(self) -> str:
        return wire.records_of(self.role.venue, self._line)

    def _begin(self, nats: Nats) -> None:
        wire.ensure(nats)
        told = wire.lease(nats, self.role.venue)
        if told is not None and told.line and told.line != self._line:
            raise Diverged("the serving box has begun a new line of records")
        self._parts.clear()
        wire.hear(nats, wire.RECORDS, self._subject, self.role.place + 1)
        self._tell(nats)

    def _step(self, nats: Nats, wait_s: float) -> None:
        """Take what is there, run it in one commit and say so."""
        records: list[tuple[int, bytes]] = []
        newest: wire.Part | None = None
        answers: list[str] = []
        heard = nats.hear(wait_s)
        while heard is not None:
            if place := wire.place_of(heard):
                answers.append(heard.reply)
                self._parts.append(_part(heard.payload))
                if (done := self._whole()) is not None:
                    newest = self._parts[-1]
                    self._parts.clear()
                    if newest.number > self._copy.number + len(records):
                        records.append((newest.number, done))
                    self.role.place = place
            heard = nats.hear(0) if len(records) < BATCH else None
        if records and newest is not None:
            self._copy.apply(records)
            self._check(newest)
        for answer in answers:
            nats.publish(answer, b"+ACK")
        if records or time.monotonic() - self._told_at > TELL_S:
            self._tell(nats)

    def _whole(self) -> bytes | None:
        """Return the record whose last part came; parts of a cut-off one are dropped."""
        last = self._parts[-1]
        mine = [one for one in self._parts if one.number == last.number]
        self._parts[:] = mine
        if last.part != last.parts - 1:
            return None
        data = {one.part: one.data for one in mine}
        if len(data) < last.parts:
            return None
        return b"".join(data[part] for part in range(last.parts))

    def _check(self, newest: wire.Part) -> None:
        head = self._copy.head
        if newest.seq and (head.seq, head.hash) != (newest.seq, newest.hash):
            raise Diverged(f"behind record {newest.number} the journals are not the same")

    def _tell(self, nats: Nats) -> None:
        told = wire.Ack(self._line, self._copy.number, self.role.box)
        nats.publish(wire.ack_of(self.role.venue), msgspec.json.encode(told))
        self._told_at = time.monotonic()
        if self._told_at - self._noted_at > NOTE_S or self.role.words:
            self._noted_at = self._told_at
            self._note(words="")

    def _note(self, words: str | None = None) -> None:
        self.role.number, self.role.seq = self._copy.number, self._copy.head.seq
        if words is not None:
            self.role.words = words
        if words == "":
            self.role.heard_at = rfc3339(SystemClock().now())
        roles.save(self._data, self.role)


def begin_to_serve(data: Path, role: Role, epoch: int, redo: Path) -> None:
    """Make a closed copy the venue's file: it begins a redo log, and so a line, of its own."""
    whole.begin_anew(data / DATABASE)
    for log_path in (former(redo), redo):
        if log_path.exists():
            log_path.replace(log_path.with_suffix(".replaced"))
    role.name, role.epoch, role.words = roles.SERVES, epoch, ""
    role.promoted_at = rfc3339(SystemClock().now())
    roles.save(data, role)


def _part(raw: bytes) -> wire.Part:
    try:
        return wire.part(raw)
    except struct.error:
        raise Diverged("a message is no record") from None
