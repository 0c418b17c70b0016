"""Meal plans: the kitchen's list of a day, and what they take off restaurant charges."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from venue.bookings import reads
from venue.bookings.model import Stay
from venue.core.errors import Invalid
from venue.core.tx import ReadTx, Tx
from venue.folios.lines import service as lines
from venue.lodging import store
from venue.lodging.model import Policy, allowance_minor
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


def allow(policy: Policy, day_of: Callable[[ReadTx], str]) -> Callable[[Tx, dict[str, Any]], None]:
    """Return what is told of restaurant charges: takes the day's allowance off them.

    A charge taken back gives its allowance back, so that it can be eaten for again.
    """

    def hear(tx: Tx, charge: dict[str, Any]) -> None:
        stay = reads.of_folio(tx, charge["folio_id"])
        if stay is None:
            return
        day = day_of(tx)
        bill = f"bill {charge['bill_id']}"
        used = _used(tx, stay, lambda line: line["night"] == day and line["label"] != bill)
        mine = _used(tx, stay, lambda line: line["label"] == bill)
        left = max(0, allowance_minor(stay, store.terms(tx, stay.id), policy) - used)
        # A bill of another day keeps at most what it was given then.
        other_day = mine and not _used(
            tx, stay, lambda line: line["label"] == bill and line["night"] == day
        )
        most = mine if other_day else left
        due = max(0, min(most, lines.charged(tx, charge["folio_id"], charge["bill_id"])))
        lines.post(
            tx,
            charge["folio_id"],
            kind="allowance",
            amount_minor=mine - due,
            night=day,
            label=bill,
            key=f"allowance:{charge['charge']}",
        )

    return hear


def _used(tx: ReadTx, stay: Stay, mine: Callable[[dict[str, Any]], bool]) -> int:
    """Return what allowances of the stay's folio took off, of the lines that are meant."""
    if stay.folio_id is None:
        return 0
    found = lines.rows_of(tx, stay.folio_id)
    return -sum(
        int(row["amount_minor"]) for row in found if row["kind"] == "allowance" and mine(row)
    )
