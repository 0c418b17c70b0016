"""Wake-ups: risen on the desk's screens in time, seen to by a person, never twice, never lost."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hotel.test_bookings import Desk
from tests.inside import Inside, Person
from venue.core.clock import ManualClock
from venue.desklog.wakeups.model import moment, next_moment

PATH = "/api/v1/wakeups"
BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
HOUR, DAY = 3600, 86_400


class Night(Desk):
    """The desk of a house with a guest in room 103."""

    def __init__(self, box: Inside, nights: int = 4) -> None:
        super().__init__(box)
        booking = self.book(self.wish(nights=nights))
        self.act(booking, "assign", room_id=self.rooms["103"])
        self.booking = self.act(booking, "check-in")

    @property
    def lena(self) -> Person:
        """Return a clerk who is signed in, whatever time has passed."""
        last = self.__dict__.get("clerk")
        if last is None or last.get(PATH).status_code != 200:
            last = self.__dict__["clerk"] = self.box.staff("Lena")
        return last

    def wake(self, at: str, expect: int = 201, **more: Any) -> Any:
        body = {"room_id": self.rooms["103"], "time": at} | more
        return self.lena.post(PATH, body, expect=expect).json

    def say(self, call: Any, verb: str, expect: int = 200, **more: Any) -> Any:
        return self.lena.post(f"{PATH}/calls/{call['id']}/{verb}", more, expect=expect).json

    @property
    def board(self) -> Any:
        return self.lena.json(PATH)

    @property
    def waiting(self) -> list[Any]:
        return list(self.lena.json(f"{PATH}/waiting")["items"])

    def local(self) -> datetime:
        return self.box.clock.now().astimezone(self.box.services.settings.zone())

    def soon(self, minutes: int = 10) -> str:
        return f"{self.local() + timedelta(minutes=minutes):%H:%M}"

    def alerts(self) -> list[Any]:
        items = self.lena.json("/api/v1/alerts")["items"]
        return [one for one in items if one["kind"] == "wakeup"]

    def rose(self) -> int:
        sql = "SELECT count(*) AS n FROM journal WHERE kind = 'wakeup.rose'"
        return int(self.box.rows(sql)[0]["n"])


@pytest.fixture
def night(box: Inside) -> Night:
    return Night(box)


def again(night: Night, source: Path, *, off_s: float = 0) -> Night:
    """Return the same house after a restart, ``off_s`` later."""
    box = night.box
    box.close()
    box.clock.wall += timedelta(seconds=off_s)
    back = Inside(source, box.data, clock=box.clock)
    found = Night.__new__(Night)
    found.box, found.booking = back, night.booking
    found.person, found.rooms, found.today = back.staff("Marta"), night.rooms, night.today
    return found


def test_it_rises_at_its_minute_and_a_person_sees_to_it(night: Night) -> None:
    made = night.wake(night.soon())
    assert (made["room"], made["daily"], made["by"]) == ("103", False, "Lena")
    night.box.pass_time(8 * 60)
    assert (night.waiting, night.alerts()) == ([], [])
    night.box.pass_time(3 * 60)
    (call,) = night.waiting
    assert (call["room"], call["state"], call["late"]) == ("103", "ringing", False)
    (alert,) = night.alerts()
    assert alert["text_key"] == "alert.wakeup"
    assert alert["values"] == {"room": "103", "time": made["time"]}
    assert night.say(call, "answered")["by"] == "Lena"
    assert night.say(call, "answered")["state"] == "answered"
    assert night.say(call, "sent", 409)["code"] == "wakeups.over"
    assert (night.waiting, night.alerts()) == ([], [])
    board = night.board
    assert board["items"] == []
    assert [one["state"] for one in board["lately"]] == ["answered"]
    night.box.pass_time(DAY)
    assert (night.waiting, night.rose()) == ([], 1)


def test_it_rises_again_until_somebody_comes_and_then_stays_silently(night: Night) -> None:
    night.wake(night.soon(1))
    night.box.pass_time(60)
    seen = [night.waiting[0]["raises"]]
    for _ in range(20):
        night.box.pass_time(60)
        seen.append(night.waiting[0]["raises"])
    assert seen == [*range(1, 16), *[15] * 6]
    assert len(night.alerts()) == 1


def test_nobody_answers_three_times_and_somebody_goes(night: Night) -> None:
    night.wake(night.soon(1))
    night.box.pass_time(60)
    for tries in (1, 2):
        (call,) = night.waiting
        told = night.say(call, "no-answer", again_min=3)
        assert (told["state"], told["tries"], told["left"]) == ("again", tries, 3 - tries)
        assert 170 <= told["again_s"] <= 180
        night.box.pass_time(2 * 60)
        assert night.alerts() == []
        night.box.pass_time(61)
        assert (night.waiting[0]["state"], len(night.alerts())) == ("ringing", 1)
    assert night.say(call, "no-answer")["state"] == "no_answer"
    night.box.pass_time(30 * 60)
    assert (night.waiting[0]["raises"], len(night.alerts())) == (0, 1)
    assert night.say(call, "no-answer", 409)["code"] == "wakeups.over"
    assert night.say(call, "sent")["state"] == "sent"
    assert night.alerts() == []


def test_what_cannot_be_set_is_refused_in_words(night: Night) -> None:
    day = night.local().date()
    earlier = f"{night.local() - timedelta(minutes=5):%H:%M}"
    assert night.wake(earlier, 400, day=day.isoformat())["code"] == "wakeups.past"
    late = (day + timedelta(days=9)).isoformat()
    assert night.wake("06:00", 400, day=late)["code"] == "wakeups.after_departure"
    assert night.wake("06:00", 400, day="soon")["code"] == "wakeups.bad_day"
    assert night.wake("25:00", 400)["code"] == "request.malformed"
    empty = {"room_id": night.rooms["104"]}
    assert night.wake("06:00", 409, **empty)["code"] == "wakeups.empty_room"
    assert night.wake("06:00", 404, room_id=9_999)["code"] == "rooms.unknown_room"
    first = night.wake("06:00")
    assert night.wake("06:00")["id"] == first["id"]
    for minute in range(1, 10):
        night.wake(f"06:0{minute}")
    assert night.wake("07:00", 409)["code"] == "wakeups.too_many"
    assert len(night.board["items"]) == 10


def test_it_follows_the_guest_to_another_room_and_ends_with_the_stay(night: Night) -> None:
    night.wake(night.soon(1))
    night.wake("06:30", daily=True)
    night.box.pass_time(60)
    night.act(night.booking, "move", room_id=night.rooms["104"])
    assert night.waiting[0]["room"] == night.alerts()[0]["values"]["room"] == "104"
    assert night.board["items"][0]["room"] == "104"
    night.act(night.booking, "check-out")
    board = night.board
    assert (board["waiting"], board["items"]) == ([], [])
    assert [one["state"] for one in board["lately"]] == ["left"]
    night.box.pass_time(2 * DAY)
    assert night.rose() == 1


def test_cancelled_it_does_not_ring(night: Night) -> None:
    made = night.wake(night.soon(2), daily=True)
    path = f"{PATH}/{made['id']}/cancel"
    assert night.lena.post(path, expect=200).json["state"] == "cancelled"
    assert night.lena.post(path, expect=200).json["state"] == "cancelled"
    night.box.pass_time(HOUR)
    assert night.rose() == 0
    once = night.wake(night.soon(1))
    night.box.pass_time(60)
    refused = night.lena.post(f"{PATH}/{once['id']}/cancel", expect=409).json
    assert refused["code"] == "wakeups.over"


def test_daily_rings_each_day_until_departure(night: Night) -> None:
    night.wake(night.soon(1), daily=True)
    days = []
    for _ in range(7):
        night.box.pass_time(60)
        days += [one["day"] for one in night.waiting]
        for call in night.waiting:
            night.say(call, "answered")
        night.box.pass_time(DAY - 60)
    assert days == [night.on(after) for after in range(5)]


def test_a_box_that_was_off_rings_it_late_and_once(demo_data: Path, tmp_path: Path) -> None:
    night = Night(Inside(demo_data, tmp_path / "house"))
    night.wake(night.soon(30))
    back = again(night, demo_data, off_s=2 * HOUR)
    back.box.pass_time(3)
    (call,) = back.waiting
    assert (call["state"], call["late"]) == ("ringing", True)
    assert abs(call["late_s"] - 90 * 60) <= 60
    assert back.alerts()[0]["text_key"] == "alert.wakeup_late"
    third = again(back, demo_data)
    third.box.pass_time(3)
    assert [one["id"] for one in third.waiting] == [call["id"]]
    assert third.rose() == 1
    third.say(call, "answered")
    third.box.pass_time(DAY)
    assert third.rose() == 1
    third.box.close()


def test_days_that_a_box_was_off_are_told_as_missed(demo_data: Path, tmp_path: Path) -> None:
    night = Night(Inside(demo_data, tmp_path / "house"))
    night.wake(night.soon(30), daily=True)
    back = again(night, demo_data, off_s=2 * DAY + HOUR)
    back.box.pass_time(3)
    (call,) = back.waiting
    assert (call["day"], call["late"]) == (night.on(2), True)
    missed = [(one["day"], one["state"]) for one in back.board["lately"]]
    assert sorted(missed) == [(night.on(0), "missed"), (night.on(1), "missed")]
    back.say(call, "answered")
    back.box.pass_time(DAY)
    assert [one["day"] for one in back.waiting] == [night.on(3)]
    back.box.close()


def test_a_clock_that_goes_back_rings_nothing_twice(night: Night) -> None:
    night.wake(night.soon(10), daily=True)
    night.box.pass_time(11 * 60)
    night.say(night.waiting[0], "answered")
    night.box.clock.jump(-20 * 60)
    night.box.pass_time(40 * 60)
    assert (night.waiting, night.rose()) == ([], 1)


def test_a_clock_that_lost_its_time_takes_nothing_off_the_screens(night: Night) -> None:
    night.wake(night.soon(10))
    night.box.pass_time(11 * 60)
    night.box.clock.is_trusted = False
    night.box.clock.jump(-20 * DAY)
    night.box.pass_time(10)
    assert [one["state"] for one in night.waiting] == ["ringing"]
    night.box.clock.is_trusted = True
    night.box.clock.jump(20 * DAY)
    night.box.pass_time(10)
    assert (len(night.waiting), night.rose()) == (1, 1)


@pytest.mark.parametrize("seen", [False, True])
def test_a_clock_that_was_ahead_loses_no_day(night: Night, seen: bool) -> None:
    night.wake(night.soon(60), daily=True)
    night.wake(night.soon(90))
    night.box.clock.jump(2 * DAY)
    night.box.pass_time(3)
    assert len(night.waiting) == 2
    for call in night.waiting if seen else []:
        night.say(call, "answered")
    night.box.clock.jump(-2 * DAY)
    night.box.pass_time(3)
    assert (night.waiting, len(night.board["items"])) == ([], 2)
    days = []
    for _ in range(4):
        night.box.pass_time(2 * HOUR)
        days += [one["day"] for one in night.waiting]
        for call in night.waiting:
            night.say(call, "answered")
        night.box.pass_time(DAY - 2 * HOUR)
    assert days == [night.on(0), night.on(0), night.on(1), night.on(2), night.on(3)]


def test_a_minute_early_by_a_fast_clock_and_answered_is_not_rung_again(night: Night) -> None:
    night.wake(night.soon(20))
    night.box.clock.jump(15 * 60)
    night.box.pass_time(5 * 60)
    night.say(night.waiting[0], "answered")
    night.box.clock.jump(-15 * 60)
    night.box.pass_time(HOUR)
    assert (night.waiting, night.rose()) == ([], 1)


def test_only_the_desk_sets_them_and_the_term_forgets_them(night: Night) -> None:
    body = {"room_id": night.rooms["103"], "time": "06:30"}
    assert night.box.staff("Irina").post(PATH, body).status_code == 403
    assert night.box.guest().get(PATH).status_code == 403
    night.wake(night.soon(1))
    night.box.pass_time(60)
    night.say(night.waiting[0], "answered")
    night.box.pass_time(31 * DAY)
    assert night.box.rows("SELECT * FROM wakeup") == night.box.rows("SELECT * FROM wakeup_call")


def test_a_time_that_the_clocks_skip_is_the_first_after_it() -> None:
    spring = date(2027, 3, 28)
    assert moment(spring, time(2, 30), BERLIN) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert moment(spring, time(1, 59), BERLIN) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert moment(spring, time(3, 0), BERLIN) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    half = moment(date(2026, 10, 4), time(2, 10), LORD_HOWE)
    assert half.astimezone(LORD_HOWE).time() == time(2, 30)


def test_a_time_that_comes_twice_rings_at_the_first() -> None:
    autumn = date(2026, 10, 25)
    first = moment(autumn, time(2, 30), BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    later = first + timedelta(minutes=1)
    assert next_moment(later, time(2, 30), BERLIN)[0] == autumn + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "at"),
    [(datetime(2027, 3, 27, 20, tzinfo=UTC), "02:30"),
     (datetime(2026, 11, 1, 0, tzinfo=UTC), "01:30")],
)  # fmt: skip
def test_the_night_of_the_change_rings_once(
    demo_data: Path, tmp_path: Path, start: datetime, at: str
) -> None:
    zone = "Europe/Berlin" if start.month == 3 else "America/New_York"
    box = Inside(demo_data, tmp_path / "night", clock=ManualClock(start), venue__time_zone=zone)
    night = Night(box)
    made = night.wake(at, daily=True)
    assert made["rings"] == ("03:00" if start.month == 3 else "01:30")
    rose = []
    for _ in range(12 * 12):
        box.pass_time(300)
        rose += [one["day"] for one in night.waiting]
        for call in night.waiting:
            night.say(call, "answered")
    assert rose == [made["day"]]
    box.close()


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from([BERLIN, LORD_HOWE, ZoneInfo("America/New_York"), ZoneInfo("Asia/Dubai")]),
)
def test_no_local_time_is_without_its_moment(day: date, at: time, zone: ZoneInfo) -> None:
    found = moment(day, at, zone).astimezone(zone)
    assert found.date() == day
    assert found.time() >= at
    assert datetime.combine(day, found.time()) - datetime.combine(day, at) <= timedelta(hours=1)
