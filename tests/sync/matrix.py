"""Every kind of write x every fault x a power cut at every step.

``python -m tests.sync.matrix`` prints the table. A cell is ``once`` (each effect happened exactly
once, in order), ``held`` (a person saw a dead letter or a refused key, and after their decision
each effect had happened exactly once, in order), or it is a failure.

A real write kind joins by one line in `KINDS`.
"""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from sync import service
from tests.sync import cloud as clouds
from tests.sync.cloud import Cloud
from tests.sync.esimcloud import ESIM_KINDS, EsimKind, esim_cell
from tests.sync.hotelcloud import HOTEL_KINDS, HotelKind, hotel_cell
from tests.sync.house import Box, PowerCut
from venue.core import http
from venue.core.clock import ManualClock

# Faults of the way to the cloud: where the next write really goes instead.
DETOURS: dict[str, Callable[[str], str]] = {
    "refused": lambda url: "http://127.0.0.1:1/x",
    "DNS": lambda url: "http://cloud.invalid/x",
    "TLS": lambda url: url.replace("http://", "https://"),
}
FAULTS = (
    "none",
    *DETOURS,
    *clouds.FAULTS_BEFORE,
    *clouds.FAULTS_AFTER,
    "token expired",
    "key revoked",
    "list lag",
    "duplicate webhook",
)
LAG_S = 90.0
# The engine's writes around the first message: probe's condition, claim, outcome, look, outcome.
CUTS: tuple[tuple[int, str] | None, ...] = (
    None,
    *((number, side) for number in range(1, 7) for side in ("before", "after")),
)
MESSAGES = (("stay:1", "a1"), ("stay:1", "a2"), ("stay:2", "b1"), ("stay:1", "a3"))


@dataclass(frozen=True)
class WriteKind:
    """One kind of write: the handler's name, and what makes its box on a folder."""

    kind: str
    make: Callable[[Path, Cloud, ManualClock], Box] = lambda folder, cloud, clock: Box(
        folder, cloud, clock, lanes=1
    )


KINDS: dict[str, WriteKind | HotelKind | EsimKind] = {
    "no key, read back": WriteKind("plain"),
    "the cloud's own key": WriteKind("keyed"),
    "sets a state": WriteKind("state"),
    "never twice by machine": WriteKind("once"),
    **HOTEL_KINDS,
    **ESIM_KINDS,
}


def cell(
    kind: WriteKind | HotelKind | EsimKind,
    fault: str,
    cut: tuple[int, str] | None,
    folder: Path,
) -> str:
    """Run one combination; return ``once`` or ``held``.

    Raises:
        AssertionError: An effect is missing, doubled or out of order, or nobody would know.
    """
    if isinstance(kind, HotelKind):
        return hotel_cell(kind, fault, cut, folder, DETOURS.get(fault))
    if isinstance(kind, EsimKind):
        return esim_cell(kind, fault, cut, folder, DETOURS.get(fault))
    clock = ManualClock()
    cloud = Cloud(clock).start()
    try:
        box = kind.make(folder, cloud, clock)
        try:
            return _live(box, cloud, kind.kind, fault, cut)
        finally:
            box.close()
    finally:
        cloud.stop()


def _live(box: Box, cloud: Cloud, kind: str, fault: str, cut: tuple[int, str] | None) -> str:
    for aggregate, key in MESSAGES:
        box.put(kind, aggregate, key)
    if fault == "list lag":
        # The list lags behind an effect whose answer got lost.
        cloud.lag_s, cloud.fault = LAG_S, "time-out after the effect"
    elif fault in clouds.FAULTS_BEFORE | clouds.FAULTS_AFTER or "token" in fault or "key" in fault:
        cloud.fault = fault
    with _detour(fault):
        box.cut_at = cut
        _run(box)
    held = _decide(box, cloud)
    _check(box, cloud)
    if fault == "duplicate webhook":
        _deliver_twice(box)
    return "held" if held else "once"


def _run(box: Box) -> None:
    try:
        box.run()
    except PowerCut:
        box.reopen()
        box.run()


def _decide(box: Box, cloud: Cloud) -> bool:
    """Be the person: enter the new key, look into the cloud for each dead letter, decide."""
    held = False
    for _ in range(10):
        waiting = [state for state in box.states().values() if state not in ("accepted",)]
        unfinished = [one for one in waiting if one not in ("reconciled", "fixed")]
        if not unfinished:
            return held
        held = True
        condition = box.channel.health.condition.state
        assert box.dead() or condition == "key_refused", f"{unfinished}, and nobody would know"
        for letter in box.dead():
            done = {token for _, token in cloud.effects}
            if letter["key"] in done:
                box.act(service.fix, letter["id"], reason="it is there", vendor_ref="seen")
            else:
                box.act(service.retry, letter["id"])
        if condition == "key_refused":
            assert (
                max(row["attempts"] for row in box.rows("SELECT attempts FROM outbox_message")) <= 1
            )
            box.connect()
        _run(box)
    raise AssertionError("deciding never came to an end")


def _check(box: Box, cloud: Cloud) -> None:
    counted = Counter(token for _, token in cloud.effects)
    assert counted == Counter(key for _, key in MESSAGES), counted
    for aggregate in {one for one, _ in MESSAGES}:
        happened = [token for where, token in cloud.effects if where == aggregate]
        assert happened == [key for where, key in MESSAGES if where == aggregate], happened
    assert box.act(lambda tx: tx.value("SELECT count(*) FROM outbox_after")) == 0


def _deliver_twice(box: Box) -> None:
    from sync import inbox
    from sync.provider import Webhook
    from tests.sync.cloud import provider

    taken: list[str] = []
    webhook = Webhook(
        verify=lambda credentials, headers, raw: True,
        take=lambda tx, body: taken.append(str(body["token"])),
    )
    made = provider(box.clock, webhook=webhook)
    for _ in range(2):
        opened = inbox.opened(made, {}, {}, b'{"token": "a1"}')
        assert opened is not None
        box.act(inbox.take, made, *opened)
    assert taken == ["a1"]


@contextmanager
def _detour(fault: str) -> Iterator[None]:
    """Send the next write somewhere else, once, with everything real about it."""
    way = DETOURS.get(fault)
    if way is None:
        yield
        return
    real = http.exchange
    used: list[str] = []

    def exchange(method: str, url: str, **options: Any) -> http.Reply:
        if method == "POST" and not url.endswith("/token") and not used:
            used.append(url)
            return real(method, way(url), **options)
        return real(method, url, **options)

    with mock.patch.object(http, "exchange", exchange):
        yield
    assert used, "the fault never struck"


def table(names: list[str] | None = None) -> Iterator[tuple[str, str, str, list[str]]]:
    """Give ``(kind, fault, summary, failures)`` of each row as it is done, its cuts in one."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as root:
        for name in names or KINDS:
            for fault in FAULTS:
                counted: Counter[str] = Counter()
                failures = []
                for number, cut in enumerate(CUTS):
                    folder = Path(root) / str(number)
                    folder.mkdir()
                    try:
                        counted[cell(KINDS[name], fault, cut, folder)] += 1
                    except AssertionError as error:
                        failures.append(f"{name} / {fault} / cut {cut}: {error}")
                    shutil.rmtree(folder)
                words = ", ".join(f"{count} {word}" for word, count in sorted(counted.items()))
                yield name, fault, words, failures


MEMORY = Path("/dev/shm")


def main() -> int:
    """Print the table; return 1 when a cell failed."""
    failed = 0
    print(f"each row: {len(CUTS)} runs, power kept or cut at {len(CUTS) - 1} steps")
    for name, fault, words, failures in table(sys.argv[1:] or None):
        failed += len(failures)
        mark = f"  {len(failures)} FAILED" if failures else ""
        # The whole takes most of an hour: a run that is cut short still shows what it saw.
        print(f"{name:24} {fault:28} {words}{mark}", flush=True)
        for failure in failures[:3]:
            print(f"    {failure}")
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
