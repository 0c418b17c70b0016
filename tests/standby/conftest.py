"""A serving box and one that follows it, in this process, with a real NATS server between them."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.headoffice.nats import Nats
from tests.sync.offices import WHY_NOT, Server
from venue.core import facts, journal, whole
from venue.core.copy import LINE, Diverged
from venue.core.db import Database
from venue.core.redo import RedoLog
from venue.core.vault import Vault
from venue.core.whole import copy
from venue.standby import role as roles
from venue.standby import wire
from venue.standby.follower import Follower
from venue.standby.role import Role
from venue.standby.shipper import Shipper

LIMIT_S = 20.0


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    ends = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.01)


class Two:
    """Both boxes; `follow` lets the second one go, `still` ends it."""

    def __init__(self, folder: Path, server: Server, *, is_sync: bool = True) -> None:
        self.server, self.folder = server, folder
        self.first, self.second = folder / "first", folder / "second"
        for one in (self.first, self.second):
            one.mkdir(parents=True)
        self.log_path = self.first / "redo.log"
        self.vault = Vault(self.first / "venue.key")
        self.database = Database(self.first / "venue.db", redo=RedoLog(self.log_path, self.vault))
        self.database.write(lambda tx: facts.put(tx, LINE, "line1"))
        self.replaced: list[wire.Lease] = []
        self.shipper = Shipper(
            self.open, venue="v1", own=wire.Lease(0, "first", "line1", 0),
            log_path=self.log_path, is_sync=is_sync, on_replaced=self.replaced.append,
            on_wanted=lambda id: None,
        )  # fmt: skip
        self.database.on_record = self.shipper.offer
        self.diverged: list[str] = []
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> Nats:
        """Connect to the server."""
        return Nats(f"nats://127.0.0.1:{self.server.port}", name="test")

    def base(self) -> None:
        """Give the second box a copy as it is now."""
        copy(self.database.path, self.second / "venue.db")
        (self.second / "venue.key").write_bytes((self.first / "venue.key").read_bytes())
        roles.save(self.second, Role("second", roles.STANDS_BY, venue="v1"))

    def follower(self) -> Follower:
        """Return the second box."""
        return Follower(self.second, self.open, roles.load(self.second))

    def follow(self) -> None:
        """Let the second box follow on a thread."""
        self._ends.clear()
        follower = self.follower()

        def run() -> None:
            try:
                follower.follow(self._ends.is_set)
            except Diverged as error:
                self.diverged.append(str(error))
            follower.close()

        self._thread = threading.Thread(target=run)
        self._thread.start()

    def still(self) -> None:
        """End the second box."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join(LIMIT_S)

    def note(self, words: str = "x") -> None:
        """Write something on the first box."""
        self.database.write(lambda tx: tx.journal("test.noted", {"words": words}))

    def state(self) -> str:
        """Return how the first box sees the second."""
        return str(self.shipper.state()["state"])

    def together(self) -> None:
        """Wait until the second box has everything."""

        def is_so() -> bool:
            told = self.shipper.state()
            return told["state"] == "together" and told["acked"] == told["newest"]

        until(is_so, f"{self.shipper.state()} {self.diverged}")

    def heads(self) -> tuple[journal.Head | None, journal.Head | None]:
        """Return both journals' heads; the second one's chain is checked whole."""
        assert whole.check(self.second / "venue.db").fault is None
        return whole.head(self.first / "venue.db"), whole.head(self.second / "venue.db")

    def close(self) -> None:
        """End everything."""
        self.still()
        self.shipper.stop()
        self.database.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if WHY_NOT:
        pytest.skip(WHY_NOT)
    made = Server(tmp_path / "nats")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def two(tmp_path: Path, server: Server) -> Iterator[Two]:
    made = Two(tmp_path / "boxes", server)
    made.note()
    made.base()
    made.shipper.start(made.database.redo_number)
    yield made
    made.close()
