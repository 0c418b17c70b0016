"""The manager's screens over HTTP, beside what other features serve themselves."""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, current_app, request

from venue.core import i18n
from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, NotFound
from venue.core.modules import Loaded
from venue.core.parse import Body, Nothing, body, choice, integer
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import Tx
from venue.manage import audit, ledger, overview, settings, sheet
from venue.manage.sheet import Dish
from venue.menu import allergens
from venue.menu import service as menu
from venue.staff.access import PERMISSIONS, guard, roles_of
from venue.tables import cards

LARGEST_SEQ = 2**53
SHORT = msgspec.Meta(max_length=60)


class Value(Body, frozen=True):
    """A setting's new value, of its own type."""

    value: settings.Value


class Switch(Body, frozen=True):
    """Whether a module runs."""

    enabled: bool


def register(app: Flask, services: Services) -> None:
    """Add the manager's routes."""
    routes = Blueprint("manage", __name__)
    restaurant = services.settings.text("venue.kind") != "hotel"
    _overview(routes, services, restaurant=restaurant)
    _audit(routes, services, restaurant=restaurant)
    _journal_file(routes, services)
    _settings(routes, services)
    _modules(routes, services)
    if restaurant:
        _allergens(routes, services)
    app.register_blueprint(routes)


def _loaded() -> list[Loaded]:
    found: list[Loaded] = current_app.extensions["venue.modules"]
    return found


def _overview(routes: Blueprint, services: Services, *, restaurant: bool) -> None:
    rules = rules_of(services.settings)

    @routes.get("/api/v1/overview")
    @guard("overview.view")
    def at_a_glance() -> Response:
        """Return the house at a glance."""
        down = overview.offline(services, _loaded())
        with services.database.read() as tx:
            answer = {
                "alerts": overview.alerts(tx, services, current_actor()),
                "offline": down,
                "at_run_ms": tx.run_ms,
                "seq": tx.seq,
            }
            if restaurant:
                answer |= {
                    "floor": overview.floor(tx),
                    "stations": overview.stations(tx, rules),
                    "today": overview.today(tx, rules.currency),
                }
        return json(answer)

    @routes.get("/api/v1/roles")
    @guard("staff.manage")
    def roles() -> Response:
        """Return each role of this kind of venue with what it may do."""
        known = roles_of(services.settings.text("venue.kind"))
        return json(
            {
                "items": [
                    {
                        "role": role,
                        "permissions": sorted(
                            name for name, holders in PERMISSIONS.items() if role in holders
                        ),
                    }
                    for role in known
                ]
            }
        )


def _audit(routes: Blueprint, services: Services, *, restaurant: bool) -> None:
    @routes.get("/api/v1/journal")
    @guard("journal.view")
    def journal() -> Response:
        """Return who did what, newest first."""
        given = request.args
        before = integer(
            given.get("cursor"), field="cursor", least=1, most=LARGEST_SEQ, default=LARGEST_SEQ
        )
        limit = integer(
            given.get("limit"), field="limit", least=1, most=audit.MOST, default=audit.PAGE
        )
        with services.database.read() as tx:
            return json(
                audit.page(
                    tx,
                    restaurant=restaurant,
                    before=before,
                    limit=limit,
                    feature=given.get("feature", ""),
                    actor=given.get("actor", ""),
                    since=given.get("since", ""),
                    until=given.get("until", ""),
                )
            )


def _journal_file(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/journal.<any(jsonl, csv):form>")
    @guard("journal.view")
    def journal_file(form: str) -> Response:
        """Return the whole journal, or entries ``from`` to ``to``, with the hashes of its chain."""
        given = request.args
        first = integer(given.get("from"), field="from", least=1, most=LARGEST_SEQ, default=1)
        last = integer(given.get("to"), field="to", least=1, most=LARGEST_SEQ, default=LARGEST_SEQ)
        saved = f'attachment; filename="journal.{form}"'
        return Response(
            ledger.text(ledger.pages_of(services.database, first - 1, last), form),
            content_type=ledger.FILES[form],
            headers={"Content-Disposition": saved, "Cache-Control": "no-store"},
        )


def _settings(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/settings")
    @guard("settings.manage")
    def every_setting() -> Response:
        """Return every setting with its meaning; no secrets."""
        return json(settings.whole(services.settings))

    @routes.put("/api/v1/settings/<key>")
    @guard("settings.manage")
    def change(key: str) -> Response:
        """Change a setting; it holds at once or from the next start on, as the answer says."""
        value = body(request, Value).value
        return adopted(key, lambda tx: settings.change(tx, services.settings, key, value))

    @routes.delete("/api/v1/settings/<key>")
    @guard("settings.manage")
    def reset(key: str) -> Response:
        """Let a setting have its default again, at once or from the next start on."""
        body(request, Nothing)
        return adopted(key, lambda tx: settings.reset(tx, services.settings, key))

    def adopted(key: str, act: Callable[[Tx], dict[str, Any]]) -> Response:
        answer = command(services, act)
        if answer.status_code < 400:
            settings.adopt(services.settings, key)
        return answer


def _modules(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/modules")
    @guard("settings.manage")
    def every_module() -> Response:
        """List the modules and how each one is."""
        off = set(settings.stored(services.settings)["modules.disabled"])
        items = [
            {
                "name": one.name,
                "state": one.state,
                "words": one.words,
                "core": bool(one.module and one.module.core),
                "enabled": one.name not in off,
            }
            for one in _loaded()
        ]
        return json({"items": items})

    @routes.put("/api/v1/modules/<name>")
    @guard("settings.manage")
    def switch(name: str) -> Response:
        """Switch a module on or off, now and at every start from now on."""
        enabled = body(request, Switch).enabled
        found = next((one for one in _loaded() if one.name == name), None)

        def once(tx: Tx) -> Any:
            if found is None:
                raise NotFound("modules.unknown", "there is no such module")
            if found.module and found.module.core:
                raise Conflict("modules.core", f"the box cannot work without {name}")
            return settings.switch(tx, services.settings, name, enabled=enabled)

        answer = command(services, once)
        if answer.status_code == 200:
            # As the file says now: a late repeat of an old call must not undo a newer one.
            on = name not in settings.stored(services.settings)["modules.disabled"]
            services.runtime.run(lambda: services.switch_module(name, on))
        return answer


def _allergens(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/menu/allergens")
    @guard("menu.manage")
    def table() -> Response:
        """Return what is in every dish."""
        with services.database.read() as tx:
            return json({"items": allergens.rows(tx, _lang(services)), "seq": tx.seq})

    @routes.get("/api/v1/menu/allergens.pdf")
    @guard("menu.manage")
    def pdf() -> Response:
        """Return the allergen sheet, dated, to print."""
        lang = _lang(services)
        with services.database.read() as tx:
            dishes = [
                Dish(
                    one["section"],
                    one["name"],
                    frozenset(one["contains"]),
                    frozenset(one["may_contain"]),
                    one["choice"],
                )
                for one in allergens.rows(tx, lang)
            ]
            made_at = menu.local_time(tx, services.settings.zone())
        venue = services.settings.text("venue.name")
        # Off the event loop: fonts are read and cut to the letters used.
        drawn = services.runtime.run(
            lambda: sheet.draw(
                dishes, venue=venue, lang=lang, made_at=made_at, face=cards.typeface()
            )
        )
        name = f"allergens-{made_at:%Y-%m-%d}.pdf"
        return Response(
            drawn,
            mimetype="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


def _lang(services: Services) -> str:
    liked = services.settings.text("venue.default_language")
    return choice(request.args.get("lang"), field="lang", among=i18n.languages(), default=liked)
