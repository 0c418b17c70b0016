"""Pacing and cooking times over HTTP."""

from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Response, request

from venue.core.commands import command, json
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.kitchen import pacing
from venue.kitchen.pacing import PacingRules
from venue.staff.access import guard

LARGEST_ID = 2**53


class Decision(Body, frozen=True):
    """What a person decided on the orders of guests, and for how long."""

    state: Literal["normal", "slow", "paused"]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=600)] | None = None


class Pace(Body, frozen=True):
    """Seconds of work; None: as the next wider rule says."""

    cook_s: Annotated[int, msgspec.Meta(ge=0, le=14_400)] | None = None


def add(routes: Blueprint, services: Services, rules: PacingRules) -> None:
    """Add the routes."""

    @routes.get("/api/v1/pacing")
    @guard("pacing.view")
    def show() -> Response:
        """Return how many orders guests may send now."""
        with services.database.read() as tx:
            return json(pacing.view(tx) | {"seq": tx.seq})

    @routes.post("/api/v1/pacing")
    @guard("pacing.decide")
    def decide() -> Response:
        """Slow, pause or resume the orders of guests."""
        wanted = body(request, Decision)
        return command(services, lambda tx: pacing.decide(tx, wanted.state, wanted.minutes, rules))

    @routes.get("/api/v1/kitchen/load")
    @guard("kitchen.view")
    def load() -> Response:
        """Return the queued work of each station, and the cooking times of items."""
        with services.database.read() as tx:
            items = [{"item_id": id, "cook_s": cook} for id, cook in pacing.item_paces(tx).items()]
            limits = rules.limits
            return json(
                {
                    "stations": pacing.loads_view(tx, rules),
                    "items": items,
                    "slow_at_min": limits.slow_at_min,
                    "pause_at_min": limits.pause_at_min,
                    "pacing": pacing.view(tx),
                    "seq": tx.seq,
                }
            )

    @routes.post(f"/api/v1/items/<int(max={LARGEST_ID}):item_id>/pace")
    @guard("pacing.decide")
    def item(item_id: int) -> Response:
        """Say how long an item takes."""
        cook_s = body(request, Pace).cook_s
        return command(services, lambda tx: pacing.set_item_pace(tx, item_id, cook_s))

    @routes.post("/api/v1/stations/<slug>/pace")
    @guard("pacing.decide")
    def station(slug: str) -> Response:
        """Say how long a dish of a station takes."""
        cook_s = body(request, Pace).cook_s
        return command(services, lambda tx: pacing.set_station_pace(tx, slug, cook_s))
