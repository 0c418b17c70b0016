"""What the screens of the desk read beside the bookings themselves."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, Response, request

from venue.bookings import chart, rounds, views
from venue.core.commands import json
from venue.core.errors import Invalid
from venue.core.parse import integer
from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.staff.access import guard

DAYS = 60
BACK_DAYS = 3


def register(routes: Blueprint, services: Services, today: Callable[[ReadTx], str]) -> None:
    """Add the tape chart, the rounds of housekeeping and the price of a change."""

    @routes.get("/api/v1/bookings/chart")
    @guard("bookings.view")
    def tape_chart() -> Response:
        """Return rooms and spans from ``first`` (default: three days ago) over ``days``."""
        days = integer(
            request.args.get("days"),
            field="days", least=1, most=chart.LONGEST_DAYS, default=DAYS,
        )  # fmt: skip
        with services.database.read() as tx:
            day = today(tx)
            first = _date(request.args.get("first") or _before(day))
            return json(chart.chart(tx, first, days) | {"today": day})

    @routes.get("/api/v1/housekeeping/rounds")
    @guard("rooms.view")
    def housekeeping() -> Response:
        """List the rooms in the order in which they are to be cleaned."""
        with services.database.read() as tx:
            return json(rounds.rounds(tx, today(tx)))

    @routes.get("/api/v1/bookings/<booking_id>/quote")
    @guard("bookings.view")
    def quote(booking_id: str) -> Response:
        """Return what a stay costs now and would cost from ``arrival`` to ``departure``."""
        stay_id = integer(
            request.args.get("stay_id"), field="stay_id", least=0, most=2**53, default=0
        )
        arrival, departure = request.args.get("arrival", ""), request.args.get("departure", "")
        with services.database.read() as tx:
            stay = views.one_stay(tx, booking_id, stay_id or None)
            found = chart.quote(
                tx, stay, arrival, departure, today=today(tx), currency=services.currency
            )
            return json(found | {"seq": tx.seq})


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=BACK_DAYS)).isoformat()


def _date(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
