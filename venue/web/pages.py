"""The page shells; each is a template and one module script."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from venue.core import i18n
from venue.core.actor import Actor
from venue.core.services import Services
from venue.gateway.probes import chosen
from venue.staff.access import PUBLIC, credentials, guard
from venue.web import static_files

TEMPLATES = Path(__file__).parent / "templates"
LANG_COOKIE = "venue_lang"


def register(app: Flask, services: Services) -> None:
    """Add the pages."""
    static_files.register(app)
    app.jinja_env.globals["static"] = static_files.address

    @app.context_processor
    def words() -> dict[str, Any]:
        return context(services)

    @app.get("/")
    @guard(PUBLIC)
    def home() -> AnyResponse:
        """Lead each device to its own screen."""
        return redirect(home_of(services.identify(credentials())), 303)

    @app.get("/pair")
    @guard(PUBLIC)
    def pair() -> Response:
        """Pair this device, or sign in on it."""
        return _page("pair.html")

    @app.get("/status")
    @guard(PUBLIC)
    def status_page() -> AnyResponse:
        """Show the state of the box to staff."""
        return _staff_page(services, "status.html", "status.view")

    if services.settings.text("venue.kind") != "hotel":
        _restaurant(app, services)


def _restaurant(app: Flask, services: Services) -> None:
    @app.get("/waiter")
    @guard(PUBLIC)
    def waiter() -> AnyResponse:
        """The floor."""
        return _staff_page(services, "waiter.html", "tables.serve")

    @app.get("/kitchen/<station>")
    @guard(PUBLIC)
    def kitchen(station: str) -> AnyResponse:
        """A station's board."""
        return _staff_page(services, "kitchen.html", "kitchen.view", station=station)


def home_of(actors: list[Actor]) -> str:
    """Return the page where these people belong."""
    actor = chosen(actors, "staff")
    if actor.kind == "anonymous":
        return "/guest" if actors else "/pair"
    if actor.role == "kitchen":
        return f"/kitchen/{actor.station or 'all'}"
    if actor.kind == "device":
        return "/pair"
    return "/waiter" if actor.may("tables.serve") else "/status"


def context(services: Services) -> dict[str, Any]:
    """Return what every template may use: lang, dir, t, venue."""
    lang = language(services)

    def t(key: str, **values: object) -> str:
        return i18n.text(lang, key, **values)

    return {
        "lang": lang,
        "dir": "rtl" if lang in i18n.RIGHT_TO_LEFT else "ltr",
        "t": t,
        "venue_name": services.settings.text("venue.name"),
    }


def language(services: Services) -> str:
    """Return the language of this request: chosen by hand, else the browser's, else the venue's."""
    offered = [one for one in services.settings.many("venue.languages") if one in i18n.languages()]
    by_hand = request.args.get("lang") or request.cookies.get(LANG_COOKIE, "")
    if by_hand in offered:
        return by_hand
    default = services.settings.text("venue.default_language")
    return i18n.best(request.headers.get("Accept-Language", ""), offered, default)


def _staff_page(services: Services, template: str, permission: str, **values: Any) -> AnyResponse:
    actors = services.identify(credentials())
    if not any(actor.may(permission) for actor in actors):
        return redirect("/pair", 303)
    return _page(template, **values)


def _page(template: str, **values: Any) -> Response:
    response = make_response(render_template(template, **values))
    response.headers["Cache-Control"] = "no-store"
    return response
