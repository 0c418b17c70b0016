"""The menu over HTTP."""

from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core import i18n
from venue.core.commands import JSON, command, current_actor, json
from venue.core.errors import Invalid, TooLarge
from venue.core.parse import Body, Nothing, body, choice, integer
from venue.core.services import Services
from venue.menu import places, service
from venue.menu.editor import routes as editor_routes
from venue.menu.editor.clock import LOOK_S, TIDY_HOUR, Turns
from venue.menu.files import exchange
from venue.menu.files import service as file_service
from venue.menu.model import SERVICES
from venue.menu.view import MenuCache
from venue.staff.access import guard

# JSON may spell a byte of the file with two of its own; the file's own limit comes after.
IMPORT_BODY_BYTES = 2 * exchange.LONGEST_BYTES
LARGEST_ID = 2**53
FILE_TYPES = {"csv": "text/csv", "toml": "application/toml"}


class EightySix(Body, frozen=True):
    """How many are left; absent: none."""

    remaining_qty: Annotated[int, msgspec.Meta(ge=0, le=9_999)] | None = None


class Import(Body, frozen=True):
    """A menu file and how to take it."""

    format: Literal["csv", "toml"]
    text: str
    dry_run: bool = False
    replace: bool = False


def register(app: Flask, services: Services) -> None:
    """Add the menu's routes."""
    routes = Blueprint("menu", __name__)
    _reading(routes, services)
    _selling(routes, services)
    _exchanging(routes, services)
    editor_routes.register(routes, services)
    turns = Turns(services)
    services.jobs.every(LOOK_S, "the menu's hours", turns.look)
    services.jobs.daily(TIDY_HOUR, "the menu's leftovers", turns.tidy)
    places.known.clear()
    app.register_blueprint(routes)


def _reading(routes: Blueprint, services: Services) -> None:
    cache = MenuCache()
    settings = services.settings
    languages = settings.many("venue.languages")
    default = settings.text("venue.default_language")
    zone, currency = settings.zone(), services.currency

    @routes.get("/api/v1/menu")
    @guard("menu.view")
    def menu() -> Response:
        """Return the menu of a language: sections, dishes, choices, and what is sold out."""
        liked = i18n.best(request.headers.get("Accept-Language", ""), languages, default)
        asked = request.args.get("lang", liked)
        lang = asked if asked in languages else default
        kind = choice(
            request.args.get("service"), field="service", among=SERVICES, default="dine_in"
        )
        staff = current_actor().kind != "guest"
        table = integer(
            request.args.get("table"), field="table", least=1, most=LARGEST_ID, default=0
        )
        with services.database.read() as tx:
            encoded = cache.encoded(
                tx,
                lang=lang,
                currency=currency,
                local=service.local_time(tx, zone),
                place=places.place_at(tx, current_actor().table_id or table or None, kind),
                staff=staff,
            )
        return Response(encoded, mimetype=JSON)

    @routes.get("/api/v1/stations")
    @guard("kitchen.view")
    def stations() -> Response:
        """List the stations."""
        with services.database.read() as tx:
            return json(service.stations_view(tx))


def _selling(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/items/<int:item_id>/eighty-six")
    @guard("menu.eighty_six")
    def eighty_six(item_id: int) -> Response:
        """Note that a dish is sold out, or how many are left."""
        left = body(request, EightySix).remaining_qty
        return command(services, lambda tx: service.set_eighty_six(tx, item_id, left))

    @routes.delete("/api/v1/items/<int:item_id>/eighty-six")
    @guard("menu.eighty_six")
    def back(item_id: int) -> Response:
        """Note that a dish can be had again."""
        body(request, Nothing)
        return command(services, lambda tx: service.clear_eighty_six(tx, item_id))


def _exchanging(routes: Blueprint, services: Services) -> None:
    currency = services.currency

    @routes.post("/api/v1/menu/import")
    @guard("menu.manage")
    def import_menu() -> Response:
        """Show what a menu file would change, or change it."""
        request.max_content_length = IMPORT_BODY_BYTES
        given = body(request, Import)
        if len(given.text.encode()) > exchange.LONGEST_BYTES:
            raise TooLarge("menu.file_too_large", "a menu file may have 2 MB")
        # Read before the writer sees it: a large file must not hold up an order.
        menu = services.runtime.run(
            lambda: exchange.read(given.format, given.text, currency=currency)
        )
        if given.dry_run or menu.problems:
            with services.database.read() as tx:
                return json(file_service.preview(tx, menu, replace=given.replace))
        return command(services, lambda tx: file_service.load(tx, menu, replace=given.replace))

    @routes.get("/api/v1/menu/export")
    @guard("menu.manage")
    def export_menu() -> Response:
        """Return the whole menu as a file: ``format=csv|toml``."""
        form = request.args.get("format", "csv")
        if form not in exchange.FORMATS:
            raise Invalid("menu.unknown_format", "format must be csv or toml")
        with services.database.read() as tx:
            text = file_service.export(tx, form, currency=currency)
        return Response(
            text,
            content_type=f"{FILE_TYPES[form]}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="menu.{form}"'},
        )
