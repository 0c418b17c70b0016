"""Wake-up calls over HTTP, and the box's look at them."""

from datetime import date, time
from functools import partial
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request

from venue.bookings import hooks
from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body
from venue.core.retention import Term
from venue.core.services import Services
from venue.desklog.wakeups import service, watch
from venue.desklog.wakeups.service import AGAIN_MIN
from venue.staff.access import guard

DAY_MS = 24 * 3_600_000


class Wanted(Body, frozen=True):
    """A wake-up: ``time`` such as 06:30 of the house; ``day`` is its first, none: the next."""

    room_id: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    time: Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    day: str | None = None
    daily: bool = False


class NoAnswer(Body, frozen=True):
    """Nobody answered; the box reminds again after so many minutes."""

    again_min: Annotated[int, msgspec.Meta(ge=1, le=30)] = AGAIN_MIN


def register(parent: Blueprint, services: Services) -> None:
    """Add the routes; wake-ups follow the stay, and the box looks at the clock."""
    zone = services.settings.zone()
    kept_ms = services.settings.number("privacy.words_days") * DAY_MS
    hooks.listeners.append(service.hear)
    services.alerts.append(service.alerts)
    services.terms.append(
        Term(
            name="wake-up calls",
            tables=("wakeup", "wakeup_call"),
            purge=partial(service.purge, kept_ms=kept_ms),
        )
    )

    def look() -> None:
        trusted = services.database.clock.trusted()
        with services.database.read() as tx:
            is_due = watch.any_due(tx, trusted=trusted)
        if is_due:
            services.database.write(lambda tx: watch.look(tx, zone, trusted=trusted))

    services.jobs.every(watch.LOOK_S, "wake-up calls", look)
    routes = Blueprint("wakeups", __name__)
    _setting(routes, services)
    _calling(routes, services)
    parent.register_blueprint(routes)


def _setting(routes: Blueprint, services: Services) -> None:
    zone = services.settings.zone()

    @routes.get("/api/v1/wakeups")
    @guard("wakeups.manage")
    def index() -> Response:
        """List the calls that wait for a person, the wake-ups that are set, and the last calls."""
        with services.database.read() as tx:
            return json(service.board(tx, zone))

    @routes.post("/api/v1/wakeups")
    @guard("wakeups.manage")
    def make() -> Response:
        """Set a wake-up for the guest in a room, once or daily until departure."""
        wanted, actor = body(request, Wanted), current_actor()
        wish = service.Wish(
            wanted.room_id, time.fromisoformat(wanted.time), _day(wanted.day), wanted.daily
        )
        return command(services, lambda tx: service.set_up(tx, actor, wish, zone), status=201)

    @routes.post("/api/v1/wakeups/<int:wakeup_id>/cancel")
    @guard("wakeups.manage")
    def cancel(wakeup_id: int) -> Response:
        """Take a wake-up away."""
        body(request, Nothing)
        actor = current_actor()
        return command(services, lambda tx: service.cancel(tx, actor, wakeup_id, zone))


def _calling(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/wakeups/waiting")
    @guard("wakeups.manage")
    def waiting() -> Response:
        """List the calls that wait for a person, oldest first."""
        with services.database.read() as tx:
            return json({"items": service.waiting(tx), "seq": tx.seq})

    def marked(call_id: int, verb: str, again_min: int = AGAIN_MIN) -> Response:
        actor = current_actor()
        return command(services, lambda tx: service.mark(tx, actor, call_id, verb, again_min))

    @routes.post("/api/v1/wakeups/calls/<int:call_id>/answered")
    @guard("wakeups.manage")
    def answered(call_id: int) -> Response:
        """Say that the guest answered."""
        body(request, Nothing)
        return marked(call_id, "answered")

    @routes.post("/api/v1/wakeups/calls/<int:call_id>/no-answer")
    @guard("wakeups.manage")
    def no_answer(call_id: int) -> Response:
        """Say that nobody answered: the box reminds again, and the third time asks for a person."""
        return marked(call_id, "no_answer", body(request, NoAnswer).again_min)

    @routes.post("/api/v1/wakeups/calls/<int:call_id>/sent")
    @guard("wakeups.manage")
    def sent(call_id: int) -> Response:
        """Say that somebody went to the room."""
        body(request, Nothing)
        return marked(call_id, "sent")


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise Invalid("wakeups.bad_day", "the day is a date, such as 2026-07-19") from error
