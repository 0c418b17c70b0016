"""Breakfast cards over HTTP: a guest's own, and the staff's list of a morning."""

import logging
from datetime import date
from functools import partial
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.bookings import hooks
from venue.bookings.model import Stay
from venue.core.actor import Actor
from venue.core.clock import Clock
from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid, VenueError
from venue.core.parse import Body, Nothing, body
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.settings_view import Rules, rules_of
from venue.core.tx import ReadTx, Row, Tx
from venue.roomservice.breakfast import offer, release, service, store, views
from venue.roomservice.breakfast.service import Card
from venue.roomservice.rooms import Door
from venue.staff.access import guard

LOOK_S = 20
DAY_MS = 86_400_000
log = logging.getLogger(__name__)


class Seen(Body, frozen=True):
    """Which version of a card one takes back."""

    version: Annotated[int, msgspec.Meta(ge=1, le=10**6)]


class ForRoom(Card, frozen=True, kw_only=True):
    """A card that staff fill in for a stay in house."""

    stay_id: int


def register(app: Flask, services: Services, door: Door) -> None:
    """Add the routes, and let cards become orders when their time comes."""
    routes = Blueprint("breakfast", __name__)
    rules = rules_of(services.settings)
    _guests(routes, services, rules)
    _staff(routes, services, rules, door)
    hooks.listeners.append(service.hear)
    hooks.followers.append(service.follow)
    services.jobs.every(LOOK_S, "breakfast cards", partial(begin, services, door, rules))
    guest = services.mes["guest"]
    services.mes["guest"] = lambda tx, actor: guest(tx, actor) | _told(tx, actor, rules)
    services.alerts.append(lambda tx: _alerts(tx, rules, services.database.clock))
    services.views[service.BOARD] = _view
    kept_ms = services.settings.number("privacy.words_days") * DAY_MS
    services.terms.append(
        Term(
            name="breakfast cards",
            tables=("breakfast_card",),
            purge=lambda tx: service.purge(tx, kept_ms),
        )
    )
    app.register_blueprint(routes)


def begin(services: Services, door: Door, rules: Rules) -> None:
    """Make orders of the cards whose time has come, each in a transaction of its own."""
    with services.database.read() as tx:
        found = release.due(tx, rules, services.database.clock)

    def act(tx: Tx, card_id: int) -> None:
        tx.actor = "box"
        release.release(tx, card_id, door=door, rules=rules)

    for card_id in found:
        try:
            services.database.write(partial(act, card_id=card_id))
        except VenueError as refused:
            # One room's refusal must not keep the others' breakfast; staff are alerted, and it is
            # tried again until nobody wants breakfast any more.
            log.warning("breakfast card %d became no order: %s", card_id, refused.code)


def _guests(routes: Blueprint, services: Services, rules: Rules) -> None:
    @routes.get("/api/v1/breakfast")
    @guard("breakfast.order")
    def own() -> Response:
        """Return a room's card for the next morning and what it can hold at a ``slot``."""
        lang, slot = _language(services), request.args.get("slot", "")
        with services.database.read() as tx:
            stay = service.stay_of(tx, current_actor().table_session_id)
            return json(views.for_guest(tx, stay, rules, lang=lang, slot=slot))

    @routes.post("/api/v1/breakfast")
    @guard("breakfast.order")
    def fill_in() -> Response:
        """Fill in the card of one's room, or change it."""
        card, actor = body(request, Card), current_actor()

        def act(tx: Tx) -> dict[str, Any]:
            stay = service.stay_of(tx, actor.table_session_id)
            return _filled(tx, services, stay, card, actor, rules)

        return command(services, act)

    @routes.post("/api/v1/breakfast/withdraw")
    @guard("breakfast.order")
    def take_back() -> Response:
        """Take the next morning's card of one's room back."""
        seen, actor = body(request, Seen), current_actor()

        def act(tx: Tx) -> dict[str, Any]:
            stay = service.stay_of(tx, actor.table_session_id)
            return views.card(tx, service.take_back(tx, stay, seen.version, rules))

        return command(services, act)


def _staff(routes: Blueprint, services: Services, rules: Rules, door: Door) -> None:
    @routes.get("/api/v1/breakfast/cards")
    @guard("meals.view")
    def index() -> Response:
        """List the cards of a ``day`` by slot, the next morning's without."""
        with services.database.read() as tx:
            day = request.args.get("day") or offer.hours_of(rules).morning(tx.moment)
            return json(views.for_staff(tx, _day(day), rules, lang=_language(services)))

    @routes.post("/api/v1/breakfast/cards")
    @guard("breakfast.manage")
    def fill_in_for() -> Response:
        """Fill in the card of a room: a guest hung a paper one on the door."""
        card, actor = body(request, ForRoom), current_actor()

        def act(tx: Tx) -> dict[str, Any]:
            stay = service.require_stay(tx, card.stay_id)
            return _filled(tx, services, stay, card, actor, rules)

        return command(services, act)

    @routes.post("/api/v1/breakfast/cards/<int:card_id>/withdraw")
    @guard("breakfast.manage")
    def withdraw(card_id: int) -> Response:
        """Take a room's card back."""
        seen = body(request, Seen)
        return _moved(
            services, lambda tx: service.withdraw(tx, card_id, version=seen.version, cause="staff")
        )

    @routes.post("/api/v1/breakfast/cards/<int:card_id>/send")
    @guard("breakfast.manage")
    def send(card_id: int) -> Response:
        """Send a card to the kitchen now: it was missed, or the clock cannot be believed."""
        body(request, Nothing)
        return _moved(
            services,
            lambda tx: release.release(tx, card_id, door=door, rules=rules, by_hand=True),
        )


def _filled(
    tx: Tx, services: Services, stay: Stay, card: Card, actor: Actor, rules: Rules
) -> dict[str, Any]:
    mono_ms = services.database.clock.monotonic_ms()
    row = service.put(tx, stay, card, actor=actor, rules=rules, mono_ms=mono_ms)
    return views.card(tx, row)


def _moved(services: Services, act: Any) -> Response:
    def move(tx: Tx) -> dict[str, Any]:
        row: Row = act(tx)
        return views.card(tx, row)

    return command(services, move)


def _language(services: Services) -> str:
    asked = request.args.get("lang", "")
    known = asked in services.settings.many("venue.languages")
    return asked if known else services.settings.text("venue.default_language")


def _day(day: str) -> str:
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
    if not date.min < found < date.max:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31")
    return found.isoformat()


def _told(tx: ReadTx, actor: Actor, rules: Rules) -> dict[str, Any]:
    """Return ``{breakfast: True}`` for a phone in a room of a house with breakfast cards."""
    if not rules.settings.number("hotel.breakfast_section"):
        return {}
    try:
        service.stay_of(tx, actor.table_session_id)
    except VenueError:
        return {}
    return {"breakfast": True}


def _view(_tx: ReadTx, actor: Actor, rest: str) -> str | None:
    return service.BOARD if actor.may("meals.view") and not rest else None


def _alerts(tx: ReadTx, rules: Rules, clock: Clock) -> list[dict[str, Any]]:
    """Return an alert for cards that a person has to look at."""
    count = store.missed(tx, offer.hours_of(rules).today(tx.moment)) + release.stuck(
        tx, rules, clock
    )
    if not count:
        return []
    return [
        {
            "id": "breakfast",
            "kind": "breakfast",
            "text_key": "alert.breakfast",
            "values": {"count": count},
            "age_s": 0,
            "permission": "breakfast.manage",
        }
    ]
