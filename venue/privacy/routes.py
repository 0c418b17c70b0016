"""One guest's data over HTTP. Words about people go in bodies, never into addresses."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

from flask import Blueprint, Flask, Response, render_template, request
from msgspec import Meta

from venue.core import erased
from venue.core.commands import command, current_actor, json
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.privacy import erasures, service
from venue.privacy.service import Asked, House
from venue.staff.access import guard

SPREAD_S = 3600
Said = Annotated[str, Meta(max_length=120)]


class Person(Body, frozen=True, kw_only=True):
    """Who somebody says to be; one of the three is enough."""

    name: Said = ""
    email: Said = ""
    phone: Said = ""


class Row(Body, frozen=True, kw_only=True):
    """A row that was found."""

    place: Said
    key: Said


class Chosen(Body, frozen=True, kw_only=True):
    """What of the found belongs to this person."""

    rows: list[Row]


class Forgetting(Chosen, frozen=True, kw_only=True):
    """What to forget, and the words to blank in stored answers and sent messages."""

    name: Said = ""
    email: Said = ""
    phone: Said = ""


def register(app: Flask, services: Services) -> None:
    """Add the routes, forget again whom a backup brought back, keep the list up to date."""
    routes = Blueprint("privacy", __name__)
    house = House(services.vault, services.currency)
    folders = _folders(services)
    lines = erased.listed(folders)
    if lines:
        services.database.write(erasures.replay, lines)
    spread = partial(erasures.spread, services.database, folders)
    services.spread_erasures = spread
    services.jobs.every(SPREAD_S, "erasures", spread, lane="erasures")
    _routes(routes, services, house)
    app.register_blueprint(routes)


def _routes(routes: Blueprint, services: Services, house: House) -> None:
    @routes.post("/api/v1/privacy/search")
    @guard("guests.erase")
    def search() -> Response:
        """Find where the house holds words of a guest; changes nothing."""
        wanted = body(request, Person)
        asked = Asked(wanted.name, wanted.email, wanted.phone)

        def look() -> dict[str, Any]:
            with services.database.read() as tx:
                return service.search(tx, house, asked)

        return json(services.runtime.run(look))

    @routes.post("/api/v1/privacy/export")
    @guard("guests.erase")
    def export() -> Response:
        """Return all that was chosen, for programs and as a page to read; it is journalled."""
        chosen = [(one.place, one.key) for one in body(request, Chosen).rows]
        actor = current_actor().label

        def look(tx: Tx) -> dict[str, Any]:
            tx.actor = actor
            return service.tell(tx, house, chosen)

        told = services.database.write(look)
        return json({"told": told, "page": render_template("told.html", told=told)})

    @routes.post("/api/v1/privacy/forget")
    @guard("guests.erase")
    def forget() -> Response:
        """Forget what was chosen."""
        wanted = body(request, Forgetting)
        chosen = [(one.place, one.key) for one in wanted.rows]
        asked = Asked(wanted.name, wanted.email, wanted.phone)
        answer = command(services, lambda tx: service.forget(tx, chosen, asked))
        services.spread_erasures()
        return answer


def _folders(services: Services) -> list[Path]:
    """Return where the list of the forgotten lies: the venue's folder and the backups'."""
    data = services.database.path.parent
    chosen = services.settings.text("backup.folder")
    return [data, Path(chosen) if chosen else data / "backups"]
