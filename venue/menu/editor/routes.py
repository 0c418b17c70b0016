"""The manager's editor of the menu over HTTP."""

from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound as NoFile

from venue.core.commands import command, json
from venue.core.errors import Unsupported
from venue.core.parse import Body, Nothing, body, integer
from venue.core.services import Services
from venue.menu import photos, queries, service
from venue.menu.editor import service as editor
from venue.staff.access import PUBLIC, guard

LARGEST_ID = 2**53
FOR_EVER = "public, max-age=31536000, immutable"
MOST_FIELDS = 60


class Fields(Body, frozen=True):
    """Fields of a record by name, as docs/menu.md lists them; those not named stay."""

    fields: Annotated[dict[str, editor.Given], msgspec.Meta(max_length=MOST_FIELDS)]


class Order(Body, frozen=True):
    """The keys of records in the order wanted."""

    keys: Annotated[list[str], msgspec.Meta(min_length=1, max_length=5_000)]


class ComingPrice(Body, frozen=True):
    """A price and the moment from which it holds, RFC 3339."""

    price: Annotated[str, msgspec.Meta(max_length=20)]
    due_at: Annotated[str, msgspec.Meta(max_length=40)]


class StationPrinter(Body, frozen=True):
    """Which printer a station's tickets go to; absent: none."""

    printer_id: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None


def register(routes: Blueprint, services: Services) -> None:
    """Add the editor's routes."""
    _records(routes, services)
    _prices(routes, services)
    _photos(routes, services)


def _records(routes: Blueprint, services: Services) -> None:
    currency = services.currency

    @routes.get("/api/v1/menu/editor")
    @guard("menu.manage")
    def whole() -> Response:
        """Return the whole menu as the editor shows it."""
        with services.database.read() as tx:
            return json(editor.whole(tx, currency=currency))

    @routes.post("/api/v1/menu/records/<kind>")
    @guard("menu.manage")
    def add(kind: str) -> Response:
        """Add a record."""
        given = body(request, Fields).fields
        return command(
            services, lambda tx: editor.put(tx, kind, None, given, currency=currency), status=201
        )

    @routes.put("/api/v1/menu/records/<kind>/<path:key>")
    @guard("menu.manage")
    def change(kind: str, key: str) -> Response:
        """Change fields of a record."""
        given = body(request, Fields).fields
        return command(services, lambda tx: editor.put(tx, kind, key, given, currency=currency))

    @routes.post("/api/v1/menu/sequence/<kind>")
    @guard("menu.manage")
    def reorder(kind: str) -> Response:
        """Put records into an order."""
        keys = body(request, Order).keys
        return command(services, lambda tx: editor.reorder(tx, kind, keys))

    @routes.get("/api/v1/menu/history/<kind>/<path:key>")
    @guard("menu.manage")
    def history(kind: str, key: str) -> Response:
        """Return who changed what of a record, newest first."""
        before = integer(
            request.args.get("cursor"), field="cursor", least=1, most=LARGEST_ID, default=LARGEST_ID
        )
        with services.database.read() as tx:
            return json(editor.record_history(tx, kind, key, before_id=before, currency=currency))

    @routes.get("/api/v1/outlets")
    @guard("menu.manage")
    def outlets() -> Response:
        """List the outlets in use."""
        with services.database.read() as tx:
            return json({"items": queries.outlets(tx), "seq": tx.seq})

    @routes.post(f"/api/v1/stations/<int(max={LARGEST_ID}):station_id>/printer")
    @guard("printers.manage")
    def station_printer(station_id: int) -> Response:
        """Say which printer a station's tickets go to."""
        wanted = body(request, StationPrinter).printer_id
        return command(services, lambda tx: service.link_printer(tx, station_id, wanted))


def _prices(routes: Blueprint, services: Services) -> None:
    currency = services.currency

    @routes.post(f"/api/v1/items/<int(max={LARGEST_ID}):item_id>/price-changes")
    @guard("menu.manage")
    def plan_price(item_id: int) -> Response:
        """Let an item have another price from a moment on."""
        wanted = body(request, ComingPrice)
        return command(
            services,
            lambda tx: editor.plan_price(
                tx, item_id, price=wanted.price, due_at=wanted.due_at, currency=currency
            ),
            status=201,
        )

    @routes.delete(f"/api/v1/price-changes/<int(max={LARGEST_ID}):change_id>")
    @guard("menu.manage")
    def drop_price(change_id: int) -> Response:
        """Forget a price to come."""
        body(request, Nothing)
        return command(services, lambda tx: editor.drop_price(tx, change_id))


def _photos(routes: Blueprint, services: Services) -> None:
    folder = services.database.path.parent / photos.FOLDER

    @routes.post("/api/v1/photos")
    @guard("menu.manage")
    def upload() -> Response:
        """Keep a photo, sent as it is in the body; 201 with its id for an item's ``photo``."""
        request.max_content_length = photos.LONGEST_BYTES
        if not request.mimetype.startswith("image/"):
            raise Unsupported("menu.not_a_photo", "send the photo itself, Content-Type: image/jpeg")
        raw = request.get_data(cache=True)
        # Drawn before the writer sees it, off the event loop: it takes a second on a small box.
        photo = services.runtime.run(lambda: photos.keep(raw, folder))
        return command(services, lambda tx: editor.note_photo(tx, photo), status=201)

    @routes.get("/photos/<name>")
    @guard(PUBLIC)
    def photo(name: str) -> Response:
        """Return a photo in one size; its name is its content's, so it never changes."""
        id, _, size = name.removesuffix(".jpg").partition("-")
        path = folder / name
        if not photos.ID.fullmatch(id) or size not in photos.SIZES or not path.is_file():
            raise NoFile
        answer = Response(path.read_bytes(), mimetype="image/jpeg")
        answer.headers["Cache-Control"] = FOR_EVER
        return answer
