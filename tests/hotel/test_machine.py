"""The hotel under any order of events: bookings and room-nights beside a model of their own.

The model knows what a clerk asked for and what was answered, and counts nights on its fingers. What
would sell a room-night twice must be refused, what fits must be booked, a refusal changes nothing,
and after every step the rows of nights are those that the model's stays imply.
"""

import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.core.jsonx import dumps

LONG = os.environ.get("LONG")
# Few days and many wishes: a house that is never full proves nothing.
FIRSTS, NIGHTS, PICK = st.integers(0, 2), st.integers(1, 4), st.integers(0, 10**6)
DONE: Counter[str] = Counter()
HOLDS = ("confirmed", "assigned", "checked_in")


@dataclass(frozen=True)
class Stay:
    """A stay as a clerk would note it; nights from ``first`` up to ``last``, days from today."""

    booking: str
    type_id: int
    first: int
    last: int
    state: str = "confirmed"
    room: str | None = None

    @property
    def nights(self) -> range:
        return range(self.first, self.last if self.state in HOLDS else self.first)


class Hotel(RuleBasedStateMachine):
    """One desk, ten rooms, a fortnight."""

    source: ClassVar[Path]

    @initialize(kinds=st.lists(PICK, min_size=6, max_size=14))
    def open(self, kinds: list[int]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hotel-"))
        self.box = Inside(self.source, self.folder / "box")
        self.desk = Desk(self.box)
        rows = self.box.rows("SELECT number, room_type_id FROM room")
        self.type_of = {row["number"]: row["room_type_id"] for row in rows}
        self.rooms = Counter(self.type_of.values())
        self.types = sorted(self.rooms)
        self.stays: dict[int, Stay] = {}
        self.answers: Counter[str] = Counter()
        for kind in kinds:
            self._book(self.types[kind % len(self.types)], kind % 2, 1 + kind % 4)

    @rule(kinds=st.lists(PICK, min_size=1, max_size=4), first=FIRSTS, nights=NIGHTS)
    def book(self, kinds: list[int], first: int, nights: int) -> None:
        for kind in kinds:
            self._book(self.types[kind % len(self.types)], first, nights)

    def _book(self, type_id: int, first: int, nights: int) -> None:
        wanted = Stay("", type_id, first, first + nights)
        fits = self._fits({**self.stays, 0: wanted})
        wish = {
            "room_type_id": type_id,
            "arrival": self.desk.on(first),
            "departure": self.desk.on(first + nights),
        }
        made = self.desk.book(wish, expect=201 if fits else 409)
        self.answers[f"book {fits}"] += 1
        if fits:
            self.stays[made["stays"][0]["id"]] = replace(wanted, booking=made["id"])

    @rule(pick=PICK, room=PICK)
    def assign(self, pick: int, room: int) -> None:
        number = sorted(self.type_of)[room % len(self.type_of)]
        self._try(pick, "assign", {"room_id": self.desk.rooms[number]}, room=number)

    @rule(pick=PICK, room=PICK)
    def move(self, pick: int, room: int) -> None:
        number = sorted(self.type_of)[room % len(self.type_of)]
        self._try(pick, "move", {"room_id": self.desk.rooms[number]}, room=number)

    @rule(pick=PICK, first=FIRSTS, nights=NIGHTS)
    def dates(self, pick: int, first: int, nights: int) -> None:
        last = first + nights
        body = {"arrival": self.desk.on(first), "departure": self.desk.on(last)}
        self._try(pick, "dates", body, first=first, last=last)

    @rule(pick=PICK)
    def check_in(self, pick: int) -> None:
        self._try(pick, "check-in", {})

    @rule(pick=PICK)
    def check_out(self, pick: int) -> None:
        self._try(pick, "check-out", {})

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        self._try(pick, "cancel", {"reason": "changed plans"})

    @rule(room=PICK)
    def clean(self, room: int) -> None:
        number = sorted(self.type_of)[room % len(self.type_of)]
        for state in ("cleaning", "clean"):
            path = f"/api/v1/housekeeping/{self.desk.rooms[number]}"
            self.desk.person.post(path, {"state": state})

    @rule()
    def restart(self) -> None:
        self.box.close()
        self.box = Inside(self.source, self.folder / "box")
        self.desk = Desk(self.box)

    @invariant()
    def nights_are_what_the_stays_imply(self) -> None:
        if not hasattr(self, "stays"):
            return
        rows = self.box.rows(
            "SELECT n.holder_id, n.night, n.room_type_id, r.number FROM room_night n "
            "LEFT JOIN room r ON r.id = n.room_id WHERE n.holder = 'stay'"
        )
        here = {
            (int(row["holder_id"]), row["night"], row["room_type_id"], row["number"])
            for row in rows
            if int(row["holder_id"]) in self.stays
        }
        meant = {
            (key, self.desk.on(night), self._type(one), one.room)
            for key, one in self.stays.items()
            for night in one.nights
        }
        assert here == meant
        assert self._fits(self.stays), "a room-night was sold twice"

    def teardown(self) -> None:
        if hasattr(self, "box"):
            DONE.update(self.answers)
            self.box.close()
            shutil.rmtree(self.folder)

    def _try(self, pick: int, action: str, body: dict[str, Any], **change: Any) -> None:
        """Ask for something; an answer is followed by the model, a refusal leaves all as it was."""
        if not self.stays:
            return
        key = sorted(self.stays)[pick % len(self.stays)]
        stay = self.stays[key]
        path = f"/api/v1/bookings/{stay.booking}"
        before = self._seen(path)
        answer = self.desk.person.post(f"{path}/{action}", body)
        assert answer.status_code in (200, 400, 409, 422), answer.text
        self.answers[f"{action} {answer.status_code == 200}"] += 1
        if answer.status_code != 200:
            assert self._seen(path) == before, f"a refused {action} changed something"
            return
        told = answer.json["stays"][0]
        after = replace(stay, **change, state=told["state"])
        after = replace(after, room=told["room"])
        if "room" in change:
            assert told["room"] == change["room"]
        others = {**self.stays, key: after}
        assert self._fits(others), f"{action} sold a room-night twice"
        self.stays = others

    def _seen(self, path: str) -> str:
        told = self.desk.person.json(path)
        return str(dumps({name: told[name] for name in told if name != "seq"}))

    def _type(self, stay: Stay) -> int:
        return self.type_of[stay.room] if stay.room else stay.type_id

    def _fits(self, stays: dict[int, Stay]) -> bool:
        types = Counter((self._type(one), night) for one in stays.values() for night in one.nights)
        doors = Counter(
            (one.room, night) for one in stays.values() for night in one.nights if one.room
        )
        return all(count <= self.rooms[kind] for (kind, _), count in types.items()) and all(
            count == 1 for count in doors.values()
        )


@pytest.mark.timeout(3600 if LONG else 240)
def test_the_hotel_under_any_order_of_events(
    demo_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hotel, "source", demo_data, raising=False)
    Hotel.TestCase.settings = settings(
        max_examples=150 if LONG else 3,
        stateful_step_count=60 if LONG else 40,
        deadline=None,
        derandomize=not LONG,
        print_blob=True,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    DONE.clear()
    Hotel.TestCase().runTest()
    wanted = ("book", "assign", "cancel", "dates")
    for action in (*wanted, "check-in", "check-out", "move") if LONG else wanted:
        assert DONE[f"{action} True"], f"no {action} was ever answered: {dict(DONE)}"
    assert DONE["book False"], f"the house was never full: {dict(DONE)}"
