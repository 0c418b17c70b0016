"""Eight clerks and a feed of bookings from elsewhere, at random, and the process killed again and
again: ``python -m tests.faults.hotel --operations 10000 --kills 20``.

After each kill the box starts on the same file and three counts are made that share nothing with
the code that wrote: the nights against the stays and blocks, the sold rooms against the house,
and every folio against the journal.
"""

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.hotel.test_clerks import CURRENCY, FIRST, HORIZON, check, on, once
from tests.inside import Inside
from tests.served import make_demo
from venue.bookings import feed, reads
from venue.bookings.feed import Heard
from venue.bookings.model import Person
from venue.bookings.service import check_out
from venue.core.errors import VenueError
from venue.core.jsonx import loads
from venue.core.tx import Tx
from venue.folios import service as folios
from venue.folios.lines import service as lines
from venue.folios.service import Signature
from venue.rooms import service as rooms

CLERKS = 8
ROOMS = 60  # in a small house most of what is tried is refused: it is full
MEMORY = Path("/dev/shm")
LONGEST_S = 120.0
STATES = ("expected", "expected", "in_house", "checked_out", "cancelled")


def recount_folios(tx: Tx) -> None:
    """Add up what the journal says of each folio and compare it with the balance that is shown."""
    owed: Counter[int] = Counter()
    for row in tx.rows(
        "SELECT kind, data FROM journal WHERE kind IN ('folio.charged', 'folio.line_posted')"
    ):
        facts = loads(row["data"])
        owed[facts["folio_id"]] += facts["amount_minor"] + facts.get("tip_minor", 0)
    for row in tx.rows("SELECT id FROM folio"):
        shown = folios.require(tx, row["id"]).balance_minor
        assert shown == owed[row["id"]], f"folio {row['id']} shows {shown}, is {owed[row['id']]}"
    unsettled = tx.rows(
        "SELECT folio_id FROM stay WHERE state = 'checked_out' AND folio_id IS NOT NULL"
    )
    left = [one["folio_id"] for one in unsettled if owed[one["folio_id"]]]
    assert not left, f"guests left who owe: {left}"


def _folio(tx: Tx, dice: random.Random) -> int:
    found = tx.rows("SELECT folio_id FROM stay WHERE state = 'checked_in'")
    return int(dice.choice(found)["folio_id"]) if found else 0


def dine(tx: Tx, dice: random.Random, today: str) -> None:
    """Charge a bill to a room."""
    folio = folios.require(tx, _folio(tx, dice))
    folios.charge(
        tx, folio, bill_id=f"b{tx.seq}", tender_id=tx.seq, amount_minor=dice.randrange(1, 9_999),
        tip_minor=dice.randrange(3), bands={"standard": 1}, signature=Signature("slip"),
    )  # fmt: skip


def pay(tx: Tx, dice: random.Random, today: str) -> None:
    """Take money for what is owed."""
    folio_id = _folio(tx, dice)
    owed = folios.require(tx, folio_id).balance_minor
    lines.pay(tx, folio_id, method="cash", amount_minor=max(1, owed // dice.randrange(1, 3)))


def extra(tx: Tx, dice: random.Random, today: str) -> None:
    """Charge the minibar, and now and then take a line back."""
    folio_id = _folio(tx, dice)
    lines.post_by_hand(tx, folio_id, kind="minibar", amount_minor=450, band="standard:0", label="")
    rows = lines.rows_of(tx, folio_id)
    if dice.random() < 0.3:
        lines.take_back(tx, dice.choice(rows)["id"], "a mistake")


def leave(tx: Tx, dice: random.Random, today: str) -> None:
    """Pay all and go."""
    folio_id = _folio(tx, dice)
    stay = reads.of_folio(tx, folio_id)
    owed = folios.require(tx, folio_id).balance_minor
    if owed > 0:
        lines.pay(tx, folio_id, method="card", amount_minor=owed)
    if stay is not None:
        check_out(tx, stay.reservation_id, stay.id, today=today, currency=CURRENCY)


def hear(tx: Tx, dice: random.Random, today: str) -> None:
    """Take in what another system says: a new reservation, or a change of a known one."""
    tx.actor = "cloudbeds"
    known = tx.rows(
        "SELECT stay.id FROM stay JOIN reservation ON reservation.id = reservation_id "
        "WHERE name = 'From There'"
    )
    first = (date.fromisoformat(today) - FIRST).days + dice.randrange(HORIZON)
    room = dice.choice(tx.rows("SELECT id, room_type_id FROM room"))
    heard = Heard(
        room_type_id=room["room_type_id"], room_id=dice.choice([None, room["id"]]),
        arrival=on(first), departure=on(first + dice.randrange(1, 5)), adults=1, children=0,
        state=dice.choice(STATES),
    )  # fmt: skip
    common: dict[str, Any] = {"today": today, "currency": CURRENCY}
    if not known or dice.random() < 0.4:
        feed.take_in(tx, Person("From There"), heard._replace(state="expected"), **common)
    else:
        feed.follow(tx, dice.choice(known)["id"], heard, **common)


ACTIONS = (once, once, once, once, dine, pay, extra, leave)


def furnish(tx: Tx) -> None:
    """Add rooms until there are enough."""
    for number in range(len(rooms.index(tx)["items"]), ROOMS):
        rooms.add(tx, number=str(1000 + number), room_type="Double", sleeps=2)


def work(box: Inside, number: int, seed: int, today: str, told: int) -> None:
    """Do one random thing after the other until the process is killed."""
    dice = random.Random(f"{seed} {number}")
    while True:
        act = hear if number == 0 else dice.choice(ACTIONS)
        try:
            box.services.database.write(partial(act, dice=dice, today=today))
            os.write(told, b"+")
        except VenueError:
            os.write(told, b"-")


def child(folder: Path, seed: int, day: int, told: int) -> None:
    """Count what the last life left, then work until killed."""
    box = Inside(folder, folder)
    box.services.database.write(check)
    box.services.database.write(recount_folios)
    os.write(told, b"!")
    threads = [
        threading.Thread(target=work, args=(box, number, seed, on(day), told), daemon=True)
        for number in range(CLERKS + 1)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@dataclass
class Report:
    """What came of it: operations done and refused, starts that counted right, and faults."""

    done: int = 0
    refused: int = 0
    starts: int = 0
    faults: list[str] = field(default_factory=list)


def run(demo: Path, folder: Path, *, operations: int, kills: int, seed: int) -> Report:
    """Kill so many times within so many operations; return what came of it."""
    report, dice = Report(), random.Random(seed)
    data = folder / "data"
    box = Inside(demo, data)
    box.services.database.write(furnish)
    box.close()
    for life in range(kills + 1):
        wanted = 0 if life == kills else operations // kills
        _life(report, data, seed=seed + life, day=life, wanted=wanted, late_s=dice.random() * 0.05)
        if report.faults:
            break
    return report


def _life(report: Report, data: Path, *, seed: int, day: int, wanted: int, late_s: float) -> None:
    heard, told = os.pipe()
    command = [sys.executable, "-m", "tests.faults.hotel", "--child", str(data), str(seed),
               str(day), str(told)]  # fmt: skip
    process = subprocess.Popen(command, pass_fds=(told,), stderr=subprocess.PIPE)
    os.close(told)
    limit, happened = time.monotonic() + LONGEST_S, 0
    counted = False
    while not (counted and happened >= wanted):
        ready, _, _ = select.select([heard], [], [], max(0.0, limit - time.monotonic()))
        words = os.read(heard, 4096) if ready else b""
        if not words:
            break
        counted = counted or b"!" in words
        happened += words.count(b"+") + words.count(b"-")
        report.done += words.count(b"+")
        report.refused += words.count(b"-")
    time.sleep(late_s)
    process.send_signal(signal.SIGKILL)
    said = process.communicate()[1].decode()
    os.close(heard)
    report.starts += counted
    if not counted or happened < wanted:
        report.faults.append(said[-1_500:] or "it stood still")


def main() -> int:
    """Run it and print what came of it; return 1 when something was wrong."""
    if sys.argv[1:2] == ["--child"]:
        folder, seed, day, told = sys.argv[2:]
        child(Path(folder), int(seed), int(day), int(told))
        return 0
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hotel", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as work_in:
        demo = Path(work_in) / "demo"
        make_demo(demo)
        report = run(demo, Path(work_in), operations=options.operations, kills=options.kills,
                     seed=options.seed)  # fmt: skip
    print(
        f"{report.done} operations done, {report.refused} refused by the rules, {options.kills} "
        f"kills, {report.starts} recounts, {time.monotonic() - began:.0f} s"
    )
    for fault in report.faults:
        print("FAULT", fault)
    return int(bool(report.faults))


if __name__ == "__main__":
    sys.exit(main())
