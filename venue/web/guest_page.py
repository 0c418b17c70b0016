"""The guest's page: the menu drawn on the box, with a plain form for phones without JavaScript."""

import re
from typing import Any

from flask import Flask, Response, make_response, render_template, request

from venue.core.actor import Actor
from venue.core.errors import Invalid, VenueError
from venue.core.idempotency import once, request_hash, require_key
from venue.core.ids import uuid7
from venue.core.jsonx import loads
from venue.core.money import format_minor
from venue.core.parse import convert
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import Tx
from venue.gateway.probes import chosen, me_view
from venue.menu import places
from venue.menu import service as menu
from venue.menu.view import MenuCache
from venue.orders import service as orders
from venue.orders.wish import Wish, checked
from venue.staff.access import PUBLIC, credentials, guard
from venue.web.language import language

FIELD = re.compile(r"(quantity|note)\.(\d{1,9})|choice\.(\d{1,9})\.\d{1,9}")


def register(app: Flask, services: Services) -> None:
    """Add the page and its form."""
    cache = MenuCache()
    rules = rules_of(services.settings)

    @app.get("/guest")
    @guard(PUBLIC)
    def guest() -> Response:
        """Show the menu, and to those at an open table the way to order."""
        return page(services, cache)

    @app.post("/guest/order")
    @guard(PUBLIC)
    def form_order() -> Response:
        """Place the order of the plain form; the form's own key makes a second tap harmless."""
        actor = chosen(services.identify(credentials()), "guest")
        try:
            wish = checked(_wish(), "guest")
            key = require_key(request.form.get("key"))
            if actor.table_session_id is None:
                raise Invalid("orders.no_session", "your table is not open yet; ask your waiter")
            session_id: str = actor.table_session_id
            digest = request_hash("form", str(sorted(request.form.items(multi=True))))

            def act(tx: Tx) -> Any:
                tx.actor = actor.label
                return once(
                    tx,
                    key=key,
                    scope=actor.scope,
                    request=digest,
                    status=201,
                    fn=lambda inner: orders.place(
                        inner,
                        wish,
                        order_id=key,
                        actor=actor,
                        session_id=session_id,
                        rules=rules,
                    ),
                )

            answer = services.database.write(act)
        except VenueError as refusal:
            return page(services, cache, problem=refusal.message)
        told = loads(answer.body)
        if answer.status >= 400:
            return page(services, cache, problem=told["detail"])
        return page(services, cache, sent=told)


def page(services: Services, cache: MenuCache, **values: Any) -> Response:
    """Return the guest's page; ``sent`` is an order just placed, ``problem`` a sentence."""
    actor = chosen(services.identify(credentials()), "guest")
    if actor.kind != "guest":
        return _nobody()
    lang, currency = language(services), services.currency
    with services.database.read() as tx:
        local = menu.local_time(tx, services.settings.zone())
        place = places.place_at(tx, actor.table_id)
        shown = loads(cache.encoded(tx, lang=lang, currency=currency, local=local, place=place))
        me = me_view(tx, services, actor)
    response = make_response(
        render_template(
            "guest.html",
            me=me,
            menu=shown,
            money=money,
            form_key=uuid7(),
            may_order=_may_order(actor),
            **values,
        ),
        422 if "problem" in values else 200,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def money(price: dict[str, Any]) -> str:
    """Return ``{"amount", "currency"}`` for reading."""
    return format_minor(price["amount"], price["currency"])


def _may_order(actor: Actor) -> bool:
    return actor.may("orders.place") and actor.table_session_id is not None


def _nobody() -> Response:
    response = make_response(render_template("gone.html", code="guest.no_card", home=False), 401)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wish() -> Wish:
    """Read the form's fields ``quantity.<item>``, ``choice.<item>.<group>``, ``note.<item>``.

    Raises:
        Invalid: ``request.malformed``.
    """
    lines: dict[int, dict[str, Any]] = {}
    for name, value in request.form.items(multi=True):
        found = FIELD.fullmatch(name)
        if found is None or not value.strip():
            continue
        item_id = int(found[2] or found[3])
        line = lines.setdefault(item_id, {"item_id": item_id, "quantity": 0, "modifiers": []})
        if found[1] == "quantity":
            line["quantity"] = value
        elif found[1] == "note":
            line["note"] = value
        else:
            line["modifiers"].append(value)
    wanted = [line for line in lines.values() if str(line["quantity"]) not in ("0", "")]
    return convert({"lines": wanted, "note": request.form.get("note", "")}, Wish)
