"""Meal plans: the list of a day for kitchen and waiters."""

from datetime import date, timedelta
from typing import Any

from venue.bookings import reads
from venue.core.errors import Invalid
from venue.core.tx import ReadTx
from venue.lodging import store
from venue.rooms import service as rooms

# Which meals a plan has on the day after a night here, and on the day of arrival's evening.
MORNING = {"breakfast": ("breakfast",), "half": ("breakfast",), "full": ("breakfast", "lunch")}
EVENING = {"half": ("dinner",), "full": ("dinner",)}
MEALS = ("breakfast", "lunch", "dinner")


def list_of(tx: ReadTx, day: str) -> dict[str, Any]:
    """Return the kitchen's list of a day: ``{day, meals: {meal: {rooms: [...], people}}, seq}``.

    Breakfast and lunch are of those who slept here the night before, dinner of those who sleep
    here tonight. A room is ``{room, adults, children, diets}``; guests' names are not on it.

    Raises:
        Invalid: ``rooms.bad_dates``.
    """
    try:
        night_before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError) as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
    numbers = {one["id"]: one["number"] for one in rooms.index(tx)["items"]}
    meals: dict[str, list[dict[str, Any]]] = {meal: [] for meal in MEALS}
    for night, plans in ((night_before, MORNING), (day, EVENING)):
        for stay in reads.sleeping(tx, night):
            agreed = store.terms(tx, stay.id)
            for meal in plans.get(agreed.plan, ()):
                meals[meal].append(
                    {
                        "room": numbers.get(stay.room_id, ""),
                        "adults": stay.adults,
                        "children": stay.children,
                        "diets": list(agreed.diets),
                    }
                )
    told = {
        meal: {
            "rooms": found,
            "people": sum(one["adults"] + one["children"] for one in found),
        }
        for meal, found in meals.items()
    }
    return {"day": day, "meals": told, "seq": tx.seq}
