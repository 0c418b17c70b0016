"""Two venues, a real nats-server that is killed, a line that breaks, and one head office.

``python -m tests.sync.offices --minutes 10`` runs for so long; the head office must end with
exactly the journals.
"""

import argparse
import contextlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sync.headoffice import office, store
from sync.headoffice.nats import Nats
from sync.headoffice.publisher import Publisher
from tests.served import free_port
from venue.core import journal
from venue.core.clock import SystemClock
from venue.core.db import Database

SERVER = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin")
WHY_NOT = "" if SERVER else "nats-server (Debian package of that name) is missing"
CATCH_UP_S = 60.0


class Server:
    """A NATS server with JetStream on a port of its own; its files outlive it."""

    def __init__(self, folder: Path, more: tuple[str, ...] = ()) -> None:
        self._folder, self._more, self.port = folder, more, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(SERVER), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd",
                   str(self._folder), *self._more]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < ends, "nats-server does not start"
                time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a power cut of its process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


class Line:
    """A TCP relay to the server whose every connection can be cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"nats://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset every connection."""
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to), timeout=2)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self._open |= {near, far}
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while raw := source.recv(65_536):
                target.sendall(raw)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class House:
    """A venue that journals, and its publisher; stopped and started again on the same file."""

    def __init__(self, folder: Path, name: str, address: str) -> None:
        self.folder, self.name, self._address = folder, name, address
        folder.mkdir(exist_ok=True)
        self.open()

    @property
    def file(self) -> Path:
        """Return its database."""
        return self.folder / "venue.db"

    def open(self) -> None:
        """Start."""
        self.database = Database(self.file, clock=SystemClock(), migrations=[])
        self.publisher = Publisher(self.database, self.name, lambda: Nats(self._address))

    def close(self) -> None:
        """Stop, as a restart does."""
        self.publisher._hang_up()
        self.database.close()

    def happen(self, count: int) -> None:
        """Let some things happen."""
        for number in range(count):
            facts = {"series": "R", "business_day": 1, "method": "cash", "number": number,
                     "amount_minor": 100, "tip_minor": 5}  # fmt: skip
            self.database.write(lambda tx, facts=facts: tx.journal("receipt.drawn", facts))

    def publish(self, rounds: int = 50) -> bool:
        """Put what there is into the stream; False: the server was not there."""
        for _ in range(rounds):
            found = self.publisher.publish("")
            if not found.result.done:
                return False
            if not found.more:
                return True
        return True

    def journal(self) -> list[str]:
        """Return the hashes of its journal."""
        with self.database.read() as tx:
            found = journal.export(tx.execute, after=0, to=2**53, limit=1_000_000)
        return [one["hash"] for one in found]


class Office:
    """The head office, reading in a thread."""

    def __init__(self, file: Path, address: str) -> None:
        self.file, self.heard = file, list[str]()
        self._address = address
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(40)
            assert not self._thread.is_alive(), "the head office does not stop"

    def has(self, name: str) -> list[str]:
        """Return the hashes that it has of a venue."""
        with store.opened(self.file) as connection:
            return [one["hash"] for one in store.entries(connection, name)]

    def proven(self, name: str) -> str:
        """Return what is wrong with its copy of a venue."""
        with store.opened(self.file) as connection:
            return office.proven(connection, name)

    def _run(self) -> None:
        with store.opened(self.file) as connection:
            office.follow(
                connection,
                lambda: Nats(self._address),
                told=self.heard.append,
                stopping=self._stopping.is_set,
            )


@contextlib.contextmanager
def chain(
    folder: Path, names: tuple[str, ...] = ("north", "south")
) -> Iterator[tuple[Server, Line, list[House], Office]]:
    """Give a server, the line to it, venues and the head office, all running."""
    server = Server(folder / "nats")
    server.start()
    line = Line(server.port)
    houses = [House(folder / name, name, line.address) for name in names]
    head = Office(folder / "office.db", line.address)
    head.start()
    try:
        yield server, line, houses, head
    finally:
        head.stop()
        for house in houses:
            house.close()
        line.close()
        server.kill()


def settled(houses: list[House], head: Office, *, within_s: float = CATCH_UP_S) -> list[str]:
    """Publish until the head office has everything; return what is wrong in the end."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        for house in houses:
            house.publish()
        if all(head.has(house.name) == house.journal() for house in houses):
            break
        time.sleep(0.2)
    wrong = [
        f"{house.name}: the head office has {len(head.has(house.name))} of {len(house.journal())}"
        for house in houses
        if head.has(house.name) != house.journal()
    ]
    return wrong + [fault for house in houses if (fault := head.proven(house.name))]


def torment(folder: Path, *, seconds: float, seed: int) -> tuple[int, dict[str, int], list[str]]:
    """Break things at random; return entries written, what was struck, and what is wrong."""
    rng, struck = random.Random(seed), {"server": 0, "line": 0, "box": 0, "office": 0}
    with chain(folder) as (server, line, houses, head):
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for house in houses:
                house.happen(rng.randint(1, 40))
                house.publish()
            dice = rng.random()
            if dice < 0.06:
                struck["server"] += 1
                server.kill()
                houses[0].publish()
                server.start()
            elif dice < 0.2:
                struck["line"] += 1
                threading.Timer(rng.random() * 0.05, line.cut).start()
                rng.choice(houses).happen(100)
            elif dice < 0.28:
                struck["box"] += 1
                house = rng.choice(houses)
                house.close()
                house.open()
            elif dice < 0.32:
                struck["office"] += 1
                head.stop()
                head.start()
        wrong = settled(houses, head)
        written = sum(len(house.journal()) for house in houses)
    return written, struck, wrong


def main() -> int:
    """Run the long form; return 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if WHY_NOT:
        print(WHY_NOT)
        return 1
    with tempfile.TemporaryDirectory(prefix="offices-") as folder:
        written, struck, wrong = torment(
            Path(folder), seconds=options.minutes * 60, seed=options.seed
        )
    print(f"seed {options.seed}: {written} entries of two venues; struck {struck}")
    print("\n".join(wrong) or "the head office has exactly the journals, and every chain holds")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
