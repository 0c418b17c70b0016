"""This venue's side: which entries the stream lacks, and putting them there.

Where to go on is asked of the stream itself, at every new connection: a server that lost its last
seconds in a power cut is sent them again, and nothing of the box's own has to be remembered. The
head office says how far it has stored, and may ask to begin earlier.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from sync.headoffice import streams
from sync.headoffice.nats import Down, Nats, Refused
from sync.headoffice.streams import Entry
from sync.model import Outcome, Result
from sync.provider import Pulled
from venue.core import journal
from venue.core.db import Database
from venue.core.jsonx import encode, loads
from venue.core.tx import ReadTx

BATCH = 200
SOON_S, IDLE_S = 1.0, 20.0
RESTORED = "box.restored"


class Publisher:
    """One venue's connection to the head office's server.

    Attributes:
        at: The newest entry that the stream has, as far as this connection knows.
        stored: The newest entry that the head office has stored.
    """

    def __init__(self, database: Database, venue: str, open: Callable[[], Nats]) -> None:
        self._database, self._venue, self._open = database, venue, open
        self._lock = threading.Lock()
        self._nats: Nats | None = None
        self._asked = ""
        self.at = self.stored = 0

    def probe(self) -> Result:
        """Say whether the server takes us, and this venue under its name."""
        return self._safely(lambda nats: None)

    def publish(self, cursor: str) -> Pulled:
        """Put the next entries into the stream; the cursor tells people how far both sides are."""
        more = [False]

        def act(nats: Nats) -> None:
            self._hear_office(nats)
            with self._database.read() as tx:
                entries = self._next(tx)
            streams.put(nats, streams.journal_of(self._venue), entries)
            if entries:
                self.at = entries[-1].seq
            more[0] = len(entries) == BATCH

        result = self._safely(act)
        return Pulled(result=result, cursor=f"{self.at}/{self.stored}", more=more[0])

    def pace_s(self, tx: ReadTx) -> float:
        """Return how soon to look again: at once when something was written meanwhile."""
        return SOON_S if tx.seq > self.at else IDLE_S

    def _safely(self, act: Callable[[Nats], None]) -> Result:
        with self._lock:
            try:
                act(self._connected())
            except Refused as error:
                self._hang_up()
                return Result(outcome=Outcome.AUTH, code="refused", words=str(error))
            except Down as error:
                self._hang_up()
                return Result(outcome=Outcome.NOT_SENT, code="down", words=str(error))
            return Result(outcome=Outcome.DONE)

    def _connected(self) -> Nats:
        if self._nats is None:
            nats = self._open()
            try:
                streams.ensure(nats)
                with self._database.read() as tx:
                    self.at = self._resume(tx, nats)
            except BaseException:
                nats.close()
                raise
            self._nats = nats
        return self._nats

    def _hang_up(self) -> None:
        if self._nats is not None:
            self._nats.close()
            self._nats = None

    def _resume(self, tx: ReadTx, nats: Nats) -> int:
        """Return the newest entry that both the journal and the stream have.

        After a restore the stream has entries that this journal does not; it goes on behind the
        restored file's own head.

        Raises:
            Refused: Another venue publishes under this name.
        """
        last = streams.newest(nats, streams.journal_of(self._venue))
        if last is None:
            return self._stored_by_office(nats)
        if last["origin"] != _hash(tx, 1):
            raise Refused(f"another venue is called {self._venue} there; choose another name")
        if _hash(tx, int(last["seq"])) == last["hash"]:
            return int(last["seq"])
        return _restored_from(tx)

    def _stored_by_office(self, nats: Nats) -> int:
        told = streams.newest(nats, streams.stored_of(self._venue))
        return int(told["seq"]) if told else 0

    def _hear_office(self, nats: Nats) -> None:
        """Take in how far the head office is; go back where it lacks something."""
        told = streams.newest(nats, streams.stored_of(self._venue))
        if told is None:
            return
        self.stored = int(told["seq"])
        if told.get("lacks") and told["id"] != self._asked:
            self._asked = told["id"]
            self.at = min(self.at, self.stored)

    def _next(self, tx: ReadTx) -> list[Entry]:
        origin = _hash(tx, 1)
        found = journal.export(tx.execute, after=self.at, to=tx.seq, limit=BATCH)
        return [self._entry(origin, one) for one in found]

    def _entry(self, origin: str, one: Mapping[str, Any]) -> Entry:
        told = {"venue": self._venue, "origin": origin} | dict(one)
        # What the head office lacks is sent once more, and must not count as a repeat.
        key = f"{self._venue}:{one['seq']}:{one['hash'][:16]}:{self._asked}"
        return Entry(one["seq"], key, encode(told))


def _hash(tx: ReadTx, seq: int) -> str:
    """Return an entry's hash, hexadecimal; empty: there is no such entry."""
    found = journal.export(tx.execute, after=seq - 1, to=seq, limit=1)
    return str(found[0]["hash"]) if found else ""


def _restored_from(tx: ReadTx) -> int:
    """Return the last entry that came out of the newest restored backup; 0: there was none."""
    data = journal.newest(tx.execute, RESTORED)
    return int(loads(data)["from_seq"]) if data else 0
