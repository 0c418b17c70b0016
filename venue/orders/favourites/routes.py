"""Favourites over HTTP: the house's best sellers, and the own pins."""

from typing import Any

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, Invalid
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.menu import service as menu
from venue.orders.favourites import store
from venue.orders.wish import RowId
from venue.staff.access import guard

BEST, AMONG_LINES = 12, 2_000
MOST_PINS = 40


class Pin(Body, frozen=True):
    """A dish to pin, or to pin no more."""

    item_id: RowId
    pinned: bool


def register(app: Flask, services: Services) -> None:
    """Add the routes of favourites."""
    routes = Blueprint("favourites", __name__)

    @routes.get("/api/v1/favourites")
    @guard("tables.serve")
    def index() -> Response:
        """Return ``{pinned: [item id], popular: [item id], seq}``."""
        actor = current_actor()
        with services.database.read() as tx:
            return json(
                {
                    "pinned": store.pinned(tx, actor.id) if actor.kind == "staff" else [],
                    "popular": store.best_sellers(tx, AMONG_LINES, BEST),
                    "seq": tx.seq,
                }
            )

    @routes.post("/api/v1/favourites")
    @guard("tables.serve")
    def pin() -> Response:
        """Pin a dish for oneself, or take the pin away."""
        wanted, actor = body(request, Pin), current_actor()
        if actor.kind != "staff":
            raise Invalid("orders.nobody", "only a person who is signed in has favourites")

        def act(tx: Tx) -> dict[str, Any]:
            menu.require_items(tx, [wanted.item_id])
            if not wanted.pinned:
                store.unpin(tx, actor.id, wanted.item_id)
            elif not store.pin(tx, actor.id, wanted.item_id, MOST_PINS):
                raise Conflict("orders.too_many_pins", f"there are {MOST_PINS} pins already")
            return {"item_id": wanted.item_id, "pinned": wanted.pinned, "seq": tx.seq}

        return command(services, act)

    app.register_blueprint(routes)
