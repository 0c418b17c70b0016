"""A week in a 60-room hotel beside the stand-in Cloudbeds, with three outages and three conflicts.

``python -m tests.hotel.week`` lives the week; `test_week` its first days. People book, come,
move, dine, leave and cancel on both sides; one outage lasts over two night audits. At the end the
nightly comparison must find exactly the conflicts that were planted while the line was down.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.hotel.joined import Joined
from tests.served import make_demo
from venue.bookings import service as bookings
from venue.core.errors import VenueError
from venue.core.tx import Tx
from venue.folios import service as folios
from venue.folios.service import Signature
from venue.lodging import audit
from venue.rooms import service as rooms

KINDS = ("Single", "Double", "Double", "Twin", "Family")
# (begins at hour, ends at hour) from the first noon; the second lasts over two night audits.
OUTAGES = ((20, 26), (44, 84), (120, 124))
SHORT_HOURS, SHORT_OUTAGES = 20, ((1, 5), (6, 10), (11, 19))
PLANTED_AFTER_H = 3
Outages = tuple[tuple[int, int], ...]


@dataclass
class Week:
    """What happened.

    Attributes:
        planted: Subjects of the list that a conflict was planted on.
        kept: Stays, as ``stay:<id>``, that only the plants touch.
        nights: Differences found each night.
    """

    joined: Joined
    dice: random.Random
    outages: Outages = OUTAGES
    done: Counter[str] = field(default_factory=Counter)
    planted: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    nights: list[list[str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def live(self, hours: int) -> None:
        """Live so many hours from now, which is noon."""
        kept = prepare(self)
        with ExitStack() as lines:
            for hour in range(hours):
                self._line(hour, lines, kept)
                local = (13 + hour) % 24
                self._hour(local)
                if local == 5:
                    self.joined.act(self._audit)
                    if self.joined.line:
                        self.nights.append([one["subject"] for one in self.joined.compare()])
                self.joined.pass_time(1.0)

    def _line(self, hour: int, lines: ExitStack, kept: dict[str, Any]) -> None:
        for number, (begin, end) in enumerate(self.outages):
            if hour == begin:
                lines.enter_context(self.joined.outage())
            if hour == begin + PLANTED_AFTER_H:
                PLANTS[number](self, kept)
                self.struck.append(PLANTS[number].__name__)
            if hour == end:
                lines.close()

    def _hour(self, local: int) -> None:
        if local < 7 or local > 22:
            return
        for what in self.dice.choices(WHAT, k=3):
            try:
                what(self)
                self.done[what.__name__] += 1
            except VenueError as refusal:
                self.done[refusal.code] += 1
            except LookupError:
                self.done["nobody"] += 1

    def _audit(self, tx: Tx) -> None:
        for day in audit.due(tx, self.joined.today()):
            audit.run(tx, day, today=self.joined.today(), policy=self.joined.policy,
                      currency="EUR")  # fmt: skip
            self.done["night audits"] += 1

    def overtaken(self) -> set[str]:
        """Return the stays sold here whose last night was over when the line came back.

        Cloudbeds takes no reservation in the past: a person enters them.
        """
        first = datetime(2026, 11, 23, 13, tzinfo=UTC)
        spans = [
            [(first + timedelta(hours=hour)).date().isoformat() for hour in outage]
            for outage in self.outages
        ]
        rows = self.joined.box.rows(
            "SELECT id, arrival, departure FROM stay JOIN cloudbeds_stay ON stay_id = id "
            "WHERE cloudbeds_stay.reservation_id = ''"
        )
        return {
            f"stay:{row['id']}"
            for row in rows
            if any(begin <= row["arrival"] and row["departure"] <= end for begin, end in spans)
        }

    def day(self, after: int) -> str:
        """Return the date so many days after today."""
        return (date.fromisoformat(self.joined.today()) + timedelta(days=after)).isoformat()

    def stays(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Return stays that no conflict was planted on, as ``{id, stays: [...]}``."""
        rows = self.joined.box.rows(
            f"SELECT *, id AS stay_id, reservation_id AS id FROM stay WHERE {sql}",
            *params,
        )
        return [one for one in rows if f"stay:{one['stay_id']}" not in self.kept]

    def pick(self, sql: str, *params: Any) -> dict[str, Any]:
        """Return one of such stays."""
        return self.dice.choice(self.stays(sql, *params))


def book_here(week: Week) -> None:
    first = week.dice.randrange(0, 6)
    week.joined.book(
        week.dice.choice(KINDS), week.day(first), week.day(first + week.dice.randrange(1, 5)),
        name=f"Guest {week.dice.randrange(999)}",
    )  # fmt: skip


def book_there(week: Week) -> None:
    kind = week.dice.choice(KINDS)
    first = week.dice.randrange(1, 6)
    arrival, departure = week.day(first), week.day(first + week.dice.randrange(1, 4))
    if week.joined.line and week.joined.free_there(kind, arrival, departure) > 2:
        week.joined.book_there(kind, arrival, departure, f"Cloud Guest{week.dice.randrange(999)}")


def assign(week: Week) -> None:
    one = week.pick("state = 'confirmed' AND arrival <= ?", week.day(2))
    week.joined.do(one, "assign")


def arrive(week: Week) -> None:
    today = week.joined.today()
    one = week.pick("state IN ('confirmed', 'assigned') AND arrival = ?", today)
    [kind] = week.joined.box.rows("SELECT name FROM room_type WHERE id = ?", one["room_type_id"])
    if one["state"] == "confirmed":
        room_id = week.joined.free_room(kind["name"], today, one["departure"])
        week.joined.do(one, "assign", room_id=room_id)
        one = week.stays("stay.id = ?", one["stay_id"])[0]
    week.joined.act(rooms.set_housekeeping, one["room_id"], "clean")
    week.joined.do(one, "check_in")


def leave(week: Week) -> None:
    one = week.pick("state = 'checked_in' AND departure <= ?", week.joined.today())
    week.joined.leave(one)


def leave_early(week: Week) -> None:
    if week.dice.random() < 0.2:
        today = week.joined.today()
        one = week.pick("state = 'checked_in' AND departure > ? AND arrival < ?", today, today)
        week.joined.leave(one)


def dine(week: Week) -> None:
    one = week.pick("state = 'checked_in' AND folio_id IS NOT NULL")
    number = week.done["dine"]

    amount = week.dice.randrange(500, 9_000)

    def act(tx: Tx) -> None:
        folio = folios.require(tx, one["folio_id"])
        folios.charge(tx, folio, bill_id=f"bill-{number}", tender_id=9_000 + number,
                      amount_minor=amount, tip_minor=0,
                      bands={"standard": amount}, signature=Signature("slip"))  # fmt: skip

    week.joined.act(act)


def extend(week: Week) -> None:
    today = week.joined.today()
    one = week.pick("state IN ('assigned', 'checked_in') AND departure > ?", today)
    longer = (date.fromisoformat(one["departure"]) + timedelta(days=1)).isoformat()
    week.joined.act(
        bookings.change_dates, one["id"], one["stay_id"], arrival=one["arrival"],
        departure=longer, today=today, currency="EUR",
    )  # fmt: skip


def cancel(week: Week) -> None:
    one = week.pick("state IN ('confirmed', 'assigned') AND arrival > ?", week.joined.today())
    week.joined.do(one, "end", how="cancel")


def cancel_there(week: Week) -> None:
    if not week.joined.line:
        return
    week.joined.settle(0)
    one = week.pick("state IN ('confirmed', 'assigned') AND arrival > ?", week.day(1))
    there = week.joined.there({"id": one["id"], "stays": [{"id": one["stay_id"]}]})
    if there["status"] in ("confirmed", "not_confirmed"):
        week.joined.change_there(there["id"], status="canceled")


def clean(week: Week) -> None:
    room = week.dice.choice(week.joined.box.rows("SELECT id FROM room"))
    state = week.dice.choice(["clean", "dirty", "cleaning", "inspected"])
    week.joined.act(rooms.set_housekeeping, room["id"], state)


WHAT = (book_here, book_there, assign, arrive, arrive, arrive, leave, leave, leave_early, dine,
        dine, extend, cancel, cancel_there, clean, clean)  # fmt: skip


def prepare(week: Week) -> dict[str, Any]:
    """Book what the conflicts are planted on, while both sides still agree."""
    joined = week.joined
    dates = joined.book("Suite", week.day(9), week.day(11), name="Planted Dates")
    comes = week.day((13 - 4 + week.outages[1][0] + PLANTED_AFTER_H) // 24)
    coming = joined.book("Suite", comes, week.day(10), name="Planted Coming")
    joined.settle()
    joined.do(coming, "assign", room_id=joined.free_room("Suite", comes, week.day(10)))
    joined.settle()
    for one in (dates, coming):
        week.planted.add(joined.there(one)["rooms"][0]["sub"])
        week.kept.add(f"stay:{one['stays'][0]['id']}")
    return {"dates": dates, "coming": coming}


def plant_dates(week: Week, kept: dict[str, Any]) -> None:
    """Changed on both sides: here and there the same departure is moved."""
    booking = kept["dates"]
    stay = booking["stays"][0]
    week.joined.act(
        bookings.change_dates, booking["id"], None, arrival=stay["arrival"],
        departure=week.day(13), today=week.joined.today(), currency="EUR",
    )  # fmt: skip
    week.joined.change_there(week.joined.there(booking)["id"], end=week.day(12))


def plant_cancelled(week: Week, kept: dict[str, Any]) -> None:
    """Cancelled there, checked in here."""
    booking = kept["coming"]
    stay = week.joined.box.rows("SELECT * FROM stay WHERE id = ?", booking["stays"][0]["id"])[0]
    week.joined.act(rooms.set_housekeeping, stay["room_id"], "clean")
    week.joined.do(booking, "check_in")
    week.joined.change_there(week.joined.there(booking)["id"], status="canceled")


def plant_sold_twice(week: Week, kept: dict[str, Any]) -> None:
    """Sold twice: the last suite goes here and there."""
    joined, arrival, departure = week.joined, week.day(20), week.day(22)
    mine = [joined.book("Suite", arrival, departure, name="Planted Last") for _ in range(3)]
    sub = joined.book_there("Suite", arrival, departure, "Planted Theirs")
    week.kept |= {f"stay:{one['stays'][0]['id']}" for one in mine}
    week.planted |= {f"{sub}-1", f"stay:{mine[-1]['stays'][0]['id']}"}


PLANTS = (plant_dates, plant_cancelled, plant_sold_twice)


def live(joined: Joined, *, hours: int, seed: int, outages: Outages = OUTAGES) -> Week:
    """Live and let everything settle; return what happened."""
    week = Week(joined, random.Random(seed), outages)
    joined.settle()
    week.live(hours)
    joined.settle(1_800)
    return week


def faults_of(week: Week) -> list[str]:
    """Return what should not be: differences nobody planted, planted ones nobody found, losses."""
    listed = {one["subject"] for one in week.joined.compare()}
    wanted = week.planted if len(week.struck) == len(PLANTS) else set()
    faults = [f"not planted: {one}" for one in sorted(listed - week.planted)]
    faults += [f"not found: {one}" for one in sorted(wanted - listed)]
    faults += [
        f"dead letter: {one['kind']} {one['aggregate']} {one['words']}"
        for one in week.joined.dead()
        if one["aggregate"] not in week.kept | week.overtaken()
    ]
    return faults


def main() -> int:
    """Live the week and print it; return 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.hotel.week", description=__doc__)
    parser.add_argument("--hours", type=int, default=168)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="week-") as folder:
        demo = Path(folder) / "demo"
        make_demo(demo)
        joined = Joined(demo, Path(folder))
        try:
            week = live(joined, hours=options.hours, seed=options.seed)
            faults, overtaken = faults_of(week), sorted(week.overtaken())
            told = joined.box.rows(
                "SELECT kind, state, count(*) AS n FROM outbox_message GROUP BY kind, state"
            )
        finally:
            joined.close()
    print(f"{options.hours:.0f} hours, 60 rooms, {time.monotonic() - began:.0f} s")
    print("happened:", ", ".join(f"{n} {what}" for what, n in sorted(week.done.items())))
    print("told:", ", ".join(f"{one['n']} {one['kind']} {one['state']}" for one in told))
    print("differences by night:", week.nights)
    print("planted:", sorted(week.planted))
    print("over before the line came back, entered there by a person:", overtaken)
    for fault in faults:
        print("FAULT", fault)
    print("as it should be" if not faults else f"{len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
