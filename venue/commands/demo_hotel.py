"""The demo's hotel: prices, and bookings in each state around today."""

from datetime import date, timedelta
from typing import Any

from venue.bookings import service as bookings
from venue.bookings.model import Person, Wish
from venue.core.services import Services
from venue.core.tx import Tx
from venue.folios.lines import service as lines
from venue.lodging import charges
from venue.lodging.policy import policy_of
from venue.rooms import service as rooms
from venue.rooms.model import hotel_day

STEPS = {
    "confirmed": (),
    "assigned": ("assign",),
    "in_house": ("assign", "check_in"),
    "left": ("assign", "check_in", "check_out"),
    "cancelled": ("cancel",),
    "no_show": ("no_show",),
}


def fill(tx: Tx, services: Services, wanted: dict[str, Any]) -> None:
    """Price the rooms of the demo file and take its bookings, each as far as the file says."""
    kinds = {name: type_id for type_id, name in rooms.type_names(tx).items()}
    doors = {one["number"]: one["id"] for one in rooms.index(tx)["items"]}
    for kind in wanted["room_types"]:
        rooms.set_type(tx, kinds[kind["name"]], nightly_minor=kind["nightly_minor"], overbooking=0)
    settings = services.settings
    today = hotel_day(tx.moment, settings.zone(), settings.number("venue.day_ends_hour"))
    for one in wanted["bookings"]:
        first = date.fromisoformat(today) + timedelta(days=one["arrives"])
        wish = Wish(
            kinds[one["room_type"]],
            first.isoformat(),
            (first + timedelta(days=one["nights"])).isoformat(),
            adults=one["adults"],
        )
        person = Person(one["name"], phone=one.get("phone", ""), note=one.get("note", ""))
        _take(tx, services, one, person, wish, doors.get(one.get("room", "")), today)


def _take(
    tx: Tx,
    services: Services,
    one: dict[str, Any],
    person: Person,
    wish: Wish,
    room_id: int | None,
    today: str,
) -> None:
    came, currency = wish.arrival, services.currency
    booking = bookings.book(tx, person, [wish], today=came, currency=currency)
    booking_id = booking["id"]
    for step in STEPS[one["state"]]:
        if step == "assign":
            bookings.assign(tx, booking_id, None, room_id, currency=currency)
        elif step == "check_in":
            bookings.check_in(tx, booking_id, None, today=came, currency=currency)
        elif step == "check_out":
            slept = charges.post_slept(
                tx, booking_id, None, today=today, policy=policy_of(services.settings)
            )
            owed = lines.balance(tx, slept["folio_id"])
            if owed:
                lines.pay(tx, slept["folio_id"], method="card", amount_minor=owed)
            bookings.check_out(tx, booking_id, None, today=today, currency=currency)
        else:
            bookings.end(tx, booking_id, None, step, "", today=today, currency=currency)
