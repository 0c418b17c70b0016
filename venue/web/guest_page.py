"""The guest's page: the menu drawn on the box; scripts take it over where they run."""

from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request

from venue.core.actor import Actor
from venue.core.ids import uuid7
from venue.core.jsonx import loads
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.esim import catalogue
from venue.gateway.probes import me_view
from venue.menu import places
from venue.menu import service as menu
from venue.menu.view import MenuCache
from venue.orders import listing
from venue.staff.access import PUBLIC, guard
from venue.web import language, plain

KEPT_S = 365 * 24 * 3600


def register(app: Flask, services: Services) -> None:
    """Add the page, and the plain forms of phones without scripts."""
    cache = MenuCache()

    def show(**values: Any) -> Response:
        return page(services, cache, **values)

    @app.get("/guest")
    @guard(PUBLIC)
    def guest() -> Response:
        """Show the menu, and to those at an open table the way to order."""
        response = show()
        asked = request.args.get("lang", "")
        if asked in language.offered(services):
            response.set_cookie(language.LANG_COOKIE, asked, max_age=KEPT_S, samesite="Lax")
        return response

    plain.register(app, services, show)


def page(services: Services, cache: MenuCache, **values: Any) -> Response:
    """Return the guest's page.

    Args:
        values: ``sent``, an order just placed; ``problem``, a sentence; ``entered``, the fields of
            a form that was refused.
    """
    actor = plain.guest(services)
    if actor.kind != "guest":
        return nobody()
    rules = rules_of(services.settings)
    lang, currency = language.language(services), services.currency
    with services.database.read() as tx:
        local = menu.local_time(tx, services.settings.zone())
        place = places.place_at(tx, actor.table_id)
        shown = loads(cache.encoded(tx, lang=lang, currency=currency, local=local, place=place))
        me = me_view(tx, services, actor)
        session_id = actor.table_session_id
        placed = listing.of_session(tx, session_id, rules) if session_id else None
        sells_esims = "esim" in current_app.blueprints and catalogue.sells(tx)
    response = make_response(
        render_template(
            "guest.html",
            me=me,
            menu=shown,
            orders=placed,
            sells_esims=sells_esims,
            money=plain.money,
            form_key=uuid7,
            may_order=may_order(actor, me),
            **{"entered": {}, **values},
        ),
        422 if "problem" in values else 200,
    )
    return unkept(response)


def may_order(actor: Actor, me: dict[str, Any]) -> bool:
    """Tell whether this guest's phone may send an order now."""
    at_table = actor.may("orders.place") and actor.table_session_id is not None
    return at_table and me["ordering"]["mode"] != "view" and not me["session"]["paused"]


def nobody() -> Response:
    """Return the page for a phone that scanned nothing."""
    return unkept(
        make_response(render_template("gone.html", code="guest.no_card", home=False), 401)
    )


def unkept(response: Response) -> Response:
    """Keep a page out of every cache: the next party holds the same phone, or the same proxy."""
    response.headers["Cache-Control"] = "no-store"
    return response
