"""A hotel on a box and the same hotel at the stand-in Cloudbeds, on one clock moved by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from sync import service
from sync.channel import Channel
from sync.engine import Engine
from sync.routes import engine_of
from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.reservations import PART_STATUS
from sync.sandbox.server import Sandbox
from tests.inside import Inside
from venue.bookings import reads
from venue.bookings import service as bookings
from venue.bookings.model import Person, Wish
from venue.core import http
from venue.core.clock import ManualClock
from venue.core.jsonx import dumps
from venue.core.tx import Tx
from venue.folios.lines import service as lines
from venue.lodging import charges
from venue.lodging.policy import policy_of
from venue.rooms import service as rooms

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "venue__time_zone": "Europe/Berlin",
    "pms__guest_email": "desk@example.org",
    "pms__guest_country": "DE",
    "pms__guest_zip": "10115",
    "pms__house_account": "Restaurant",
    "pms__methods": ["cash=cash", "card=credit", "transfer=ebanking"],
}
MOST_STEPS = 20_000


class Joined:
    """Both sides; nothing moves unless `settle` or `pass_time` is called.

    Args:
        demo: The demo venue, whose own rooms are taken away before the hotel is polled.
    """

    bookings, rooms = bookings, rooms

    def __init__(self, demo: Path, folder: Path, *, clock: ManualClock | None = None) -> None:
        self.clock = clock or ManualClock(NOON)
        self.sandbox = Sandbox(folder / "clouds", clock=self.clock)
        self.sandbox.start()
        self.box = Inside(demo, folder / "box", clock=self.clock, **SETTINGS)
        self.line = True
        self._real = http.exchange
        self._patch = mock.patch.object(http, "exchange", self._exchange)
        self._patch.start()
        self.database = self.box.services.database
        self.policy = policy_of(self.box.services.settings)
        self.engine: Engine = engine_of(self.box.appliance.app)
        self.engine._pause = self._wait
        self.database.write(_empty)
        self.connect()

    def connect(self) -> None:
        """Enter the stand-in's key."""
        given = {
            "api_key": "cbat_sandbox",
            "property_id": "37",
            "base_url": f"{self.sandbox.url}/cloudbeds",
        }
        sealed = self.box.services.vault.seal(dumps(given))
        made = self.engine.providers["cloudbeds"]
        self.database.write(service.connect, made, sealed=sealed, mode="sandbox")
        self.engine.reload("cloudbeds")

    @property
    def channel(self) -> Channel:
        """Return the engine's channel to Cloudbeds."""
        return self.engine.channels["cloudbeds"]

    def close(self) -> None:
        """Stop both."""
        self._patch.stop()
        self.box.close()
        self.sandbox.stop()

    def settle(self, seconds: float = 150.0) -> None:
        """Let everything be told and polled, and at least so much time pass."""
        until_ms = self.clock.mono_ms + int(seconds * 1000)
        for _ in range(MOST_STEPS):
            wait_s = min(self.channel.keep(), self.channel.send_one())
            if wait_s > 0:
                if self.clock.mono_ms >= until_ms:
                    return
                self.clock.advance(max(0.05, wait_s))
        raise AssertionError("it never came to rest")

    def pass_time(self, hours: float, *, step_s: float = 600.0) -> None:
        """Let hours pass with the engine at work, as coarsely as the test can bear."""
        until_ms = self.clock.mono_ms + int(hours * 3_600_000)
        while self.clock.mono_ms < until_ms:
            self.settle(0.0)
            self.clock.advance(min(step_s, (until_ms - self.clock.mono_ms) / 1000 + 0.001))
        self.settle(0.0)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Cut the line for as long as the block lasts."""
        self.line = False
        try:
            yield
        finally:
            self.line = True

    def act(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a use case as the desk."""

        def work(tx: Tx) -> Any:
            tx.actor = "staff:1"
            return fn(tx, *args, **kwargs)

        return self.database.write(work)

    def today(self) -> str:
        """Return the hotel's day: it ends at four in the morning."""
        local = self.clock.now().astimezone(ZoneInfo("Europe/Berlin")) - timedelta(hours=4)
        return local.date().isoformat()

    def book(self, kind: str, arrival: str, departure: str, name: str = "Ann Lee") -> Any:
        """Book a room at the desk; return the BOOKING."""
        [row] = self.box.rows("SELECT id FROM room_type WHERE name = ?", kind)
        wish = Wish(row["id"], arrival, departure)
        return self.act(bookings.book, Person(name), [wish], today=self.today(), currency="EUR")

    def do(self, booking: Any, action: str, **more: Any) -> Any:
        """Assign, check in or check out at the desk."""
        common: dict[str, Any] = {"currency": "EUR"}
        if action == "assign":
            return self.act(bookings.assign, booking["id"], None, more.get("room_id"), **common)
        if action == "end":
            return self.act(
                bookings.end, booking["id"], None, more["how"], "", today=self.today(), **common
            )
        act = getattr(bookings, action)
        return self.act(act, booking["id"], None, today=self.today(), **common)

    def leave(self, booking: Any, method: str = "cash") -> int:
        """Post the nights, take what is owed and let the guest go; return what was paid."""

        def work(tx: Tx) -> int:
            stay = reads.of_booking(tx, booking["id"])[0]
            charges.post_nights(tx, stay, self.today(), self.policy)
            owed = lines.balance(tx, stay.folio_id or 0)
            if owed > 0:
                lines.pay(tx, stay.folio_id or 0, method=method, amount_minor=owed)
            bookings.check_out(tx, booking["id"], stay.id, today=self.today(), currency="EUR")
            return owed

        return int(self.act(work))

    def free_room(self, kind: str, arrival: str, departure: str) -> int:
        """Return a room that nobody is in and nobody has in these nights."""
        [row, *_] = self.box.rows(
            """
            SELECT room.id FROM room JOIN room_type ON room_type.id = room_type_id
            WHERE name = ? AND NOT EXISTS (
                SELECT 1 FROM stay WHERE room_id = room.id AND state = 'checked_in')
              AND NOT EXISTS (SELECT 1 FROM room_night WHERE room_id = room.id
                              AND night >= ? AND night < ?)
            """,
            kind,
            arrival,
            departure,
        )
        return int(row["id"])

    def there(self, booking: Any) -> dict[str, Any]:
        """Return a booking of ours as the stand-in has it."""
        [link] = self.box.rows(
            "SELECT token, reservation_id FROM cloudbeds_stay WHERE stay_id = ?",
            booking["stays"][0]["id"],
        )
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            found = [
                one for one in state.every("cb.reservation")
                if one["id"] == link["reservation_id"]
                or (link["token"] and one["third_party"] == link["token"])
            ]  # fmt: skip
        assert len(found) == 1, found
        return found[0]

    def change_there(self, key: str, **wish: Any) -> None:
        """Do what the hotel's staff do in Cloudbeds."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            one = rows.reservation(state, key)
            part = one["rooms"][0]
            if "status" in wish:
                one["status"] = wish["status"]
                part["status"] = PART_STATUS[wish["status"]]
            part["room"] = wish.get("room", part["room"])
            for name in ("start", "end"):
                one[name] = part[name] = wish.get(name, one[name])
            rows.save(state, one)

    def book_there(self, kind: str, arrival: str, departure: str, name: str) -> str:
        """Let a guest book at Cloudbeds; return the reservation's number."""
        first, last = name.split()
        fields = {
            "guestFirstName": first, "guestLastName": last, "guestEmail": "x@example.org",
            "startDate": arrival, "endDate": departure,
        }  # fmt: skip
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            found = next(one for one in state.every("cb.type") if one["name"] == kind)
            part = {"type": found["id"], "room": "", "rate_minor": found["rate_minor"],
                    "adults": 1, "children": 0}  # fmt: skip
            one = rows.new_reservation(state, fields, [part], status="confirmed")
            return str(one["id"])

    def free_there(self, kind: str, arrival: str, departure: str) -> int:
        """Return how many rooms of a type Cloudbeds can still sell."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            found = next(one for one in state.every("cb.type") if one["name"] == kind)
            return rows.free_of(state, found["id"], arrival, departure)

    def differences(self) -> list[dict[str, Any]]:
        """Return what waits on the list for a person."""
        with self.database.read() as tx:
            found: list[dict[str, Any]] = service.differences(tx)["items"]
        return found

    def compare(self) -> list[dict[str, Any]]:
        """Compare as every night and return the list."""
        self.channel.compare()
        return self.differences()

    def dead(self) -> list[dict[str, Any]]:
        """Return the dead letters."""
        with self.database.read() as tx:
            found: list[dict[str, Any]] = service.messages(tx, which="dead_letter")["items"]
        return found

    def told_of(self, aggregate: str) -> list[dict[str, Any]]:
        """Return the messages about something, oldest first."""
        return self.box.rows(
            "SELECT kind, state, words FROM outbox_message WHERE aggregate = ? ORDER BY id",
            aggregate,
        )

    def waive(self, message_id: int) -> None:
        """Give a dead letter up."""
        self.act(service.waive, message_id, reason="decided in a test")

    def effects(self, pattern: str) -> list[dict[str, Any]]:
        """Return what really happened there, by a shell pattern of its kind."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            return [one for one in state.effects() if fnmatchcase(one["kind"], pattern)]

    def condition(self, number: str) -> str:
        """Return a room's condition there."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            return next(
                str(one["condition"]) for one in state.every("cb.room") if one["name"] == number
            )

    def clean_there(self, number: str) -> None:
        """Let housekeeping there clean a room."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            room = next(one for one in state.every("cb.room") if one["name"] == number)
            state.put("cb.room", room["id"], room | {"condition": "clean"})

    def _exchange(self, method: str, url: str, **options: Any) -> http.Reply:
        where = url if self.line else "http://127.0.0.1:1/"
        return self._real(method, where, **options)

    def _wait(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        return False


def _empty(tx: Tx) -> None:
    """Take the demo's ten rooms away: the hotel's sixty come from Cloudbeds."""
    for table in ("room", "room_type"):
        tx.execute(f"DELETE FROM {table}")


def clean(joined: Joined, room_id: int) -> None:
    """Clean a room at the desk."""
    joined.act(rooms.set_housekeeping, room_id, "clean")
