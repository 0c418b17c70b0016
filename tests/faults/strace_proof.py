"""Proof, from the kernel's side, that no order is acknowledged before it is on the disk.

The server runs under strace. For each order: its id is seen entering the WAL; the commit frame of
that transaction follows; then an fsync or fdatasync of the WAL begins and *returns 0*; only then
may any socket carry the id.
"""

import re
import shutil
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.faults.history import judge
from tests.faults.load import Load
from tests.faults.process import VENUE, Box

CALLS = "fsync,fdatasync,pwrite64,write,writev,send,sendto,sendmsg,sendmmsg"
LONGEST_TEXT = 20_000  # a page of the WAL and a whole answer must be seen
SYNCS = ("fsync", "fdatasync")
SOCKET_CALLS = ("write", "writev", "sendto", "sendmsg", "sendmmsg")
WAL_HEADER, FRAME_HEADER = 32, 24  # https://www.sqlite.org/fileformat2.html#the_write_ahead_log
KEY = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")

LINE = re.compile(r"^(\d+)\s+[\d.]+ (.*)$")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")
BEGUN = re.compile(r"^(\w+)\((\d+)<([^>]*)>(.*)$")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
RESULT = re.compile(r"\)\s+= (-?\d+)")


class Call(NamedTuple):
    """One system call: where in the trace it began and ended, and what it carried."""

    name: str
    file: str
    data: bytes
    result: int
    began: int
    ended: int


@dataclass
class Proof:
    """What a trace shows.

    Attributes:
        proved: Orders whose fsync returned before their first byte left.
        violations: Orders for which it did not, in words.
    """

    proved: int
    violations: list[str]
    faults: list[str]

    def words(self) -> str:
        """Return the proof in one line."""
        return (
            f"{self.proved} acknowledgements after their fsync, {len(self.violations)} before it, "
            f"{len(self.faults)} other faults"
        )


def available() -> str:
    """Return why this machine cannot run the proof; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt install strace)"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "this machine does not let strace trace" if tried.returncode else ""


def run(
    source: Path, folder: Path, *, acks: int, seed: int, launcher: Sequence[str] = (VENUE,)
) -> Proof:
    """Trace a server until ``acks`` orders were acknowledged, and prove the order of things."""
    trace = folder / "trace"
    prefix = ["strace", "-D", "-f", "-ttt", "-y", "-o", str(trace), "-s", str(LONGEST_TEXT)]
    prefix += ["-e", f"trace={CALLS}"]
    box = Box(source, folder / "data", launcher=launcher, prefix=prefix)
    try:
        box.start()
        load = Load(box, seed=seed)
        load.start()
        try:
            deadline = time.monotonic() + 120
            while _accepted(load.operations) < acks and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            operations = load.stop()
        box.stop()
    finally:
        box.kill()
    keys = [one.key.encode() for one in operations if one.accepted]
    wal = str(box.database) + "-wal"
    proved, violations = check(calls(trace.read_text(errors="replace").splitlines()), keys, wal)
    return Proof(proved, violations, judge(box.database, operations))


def check(trace: Iterable[Call], keys: list[bytes], wal: str) -> tuple[int, list[str]]:
    """Return how many keys are proved, and the violations."""
    found = list(trace)
    committed = _commits(found, wal)
    syncs = [one for one in found if one.name in SYNCS and one.file == wal and one.result == 0]
    told = _first_told(found)
    violations = []
    for key in keys:
        name = key.decode()
        if key not in committed:
            violations.append(f"{name}: acknowledged, but never seen in the WAL")
        elif key not in told:
            violations.append(f"{name}: acknowledged, but not seen on a socket")
        elif not any(committed[key] < sync.began and sync.ended < told[key] for sync in syncs):
            violations.append(f"{name}: left by a socket before its commit was synced")
    return len(keys) - len(violations), violations


def _commits(trace: list[Call], wal: str) -> dict[bytes, int]:
    """Return for each id where in the trace the transaction that first holds it was written."""
    committed: dict[bytes, int] = {}
    pending: set[bytes] = set()
    page_ends_it = False
    for one in trace:
        if one.file != wal or one.name != "pwrite64" or len(one.data) == WAL_HEADER:
            continue
        if len(one.data) == FRAME_HEADER:
            # A frame's second word is the size of the database, for the last of a commit alone.
            page_ends_it = struct.unpack_from(">I", one.data, 4)[0] != 0
            continue
        pending.update(KEY.findall(one.data))
        if page_ends_it:
            for key in pending:
                committed.setdefault(key, one.ended)
            pending.clear()
    return committed


def _first_told(trace: list[Call]) -> dict[bytes, int]:
    """Return for each id where a socket first began to carry it."""
    told: dict[bytes, int] = {}
    for one in trace:
        if one.name in SOCKET_CALLS and one.file.startswith(("socket:", "TCP")):
            for key in KEY.findall(one.data):
                told.setdefault(key, one.began)
    return told


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """Read strace's output, joining the halves of calls that another thread interrupted."""
    begun: dict[str, tuple[int, str]] = {}
    for position, line in enumerate(lines):
        found = LINE.match(line)
        if not found:
            continue
        thread, words = found[1], found[2]
        began = position
        if resumed := RESUMED.match(words):
            if thread not in begun:
                continue
            began, first = begun.pop(thread)
            words = first + resumed[2]
        elif words.endswith("<unfinished ...>"):
            begun[thread] = (position, words.removesuffix("<unfinished ...>"))
            continue
        if (call := BEGUN.match(words)) and (result := RESULT.search(words)):
            yield Call(call[1], call[3], _data(call[4]), int(result[1]), began, position)


def _data(words: str) -> bytes:
    """Return the bytes that a call carried, from strace's C-like text."""
    return b"".join(
        text.encode().decode("unicode_escape").encode("latin-1") for text in TEXT.findall(words)
    )


def _accepted(operations: list) -> int:
    return sum(one.accepted is not None for one in operations)
