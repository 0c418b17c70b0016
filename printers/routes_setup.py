"""Finding printers and setting them up over HTTP."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Response, request

from printers import queries, service, setup
from printers.delivery import PrinterDriver
from printers.discovery import discover
from printers.letterhead import LOGO_BYTES, change, change_logo, letterhead
from printers.model import CANDIDATES, Confirm, Driver, Printer
from printers.talking import Refused, TalkingDriver
from venue.core.commands import command, json
from venue.core.errors import Conflict, NotFound, TooLarge, Unavailable
from venue.core.idempotency import require_key
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.staff.access import guard

ID = "/api/v1/printers/<int(max=2147483647):printer_id>"
Whole = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class Sweep(Body, frozen=True):
    """How far to look; ``sweep`` knocks at every address of the own subnets."""

    sweep: bool = False


class Learned(Body, frozen=True):
    """What a person ticked beside the test page."""

    tables: list[int] | None = None
    columns: int | None = None
    native_qr: bool | None = None
    cutter: bool | None = None
    buzzer: bool | None = None
    confirm: Literal["process_id", "status", "none"] | None = None


class Backup(Body, frozen=True):
    """Where kitchen work goes when the printer is down; None: it waits."""

    backup_id: Whole | None = None


class Head(Body, frozen=True):
    """The head and foot of the venue's documents."""

    name: str = ""
    lines: tuple[str, ...] = ()
    tax_id: str = ""
    footer: tuple[str, ...] = ()


def blueprint(services: Services, drivers: Mapping[Driver, PrinterDriver]) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("printing_setup", __name__)
    database = services.database

    @routes.get(ID)
    @guard("printers.view")
    def one(printer_id: int) -> Response:
        """Return everything that is known of a printer."""
        with database.read() as tx:
            printer = service.by_id(tx, printer_id)
        return json(
            {
                "printer": facts_of(printer),
                "tables": {str(number): codec for number, codec in CANDIDATES.items()},
            }
        )

    @routes.post(f"{ID}/learn")
    @guard("printers.manage")
    def learn(printer_id: int) -> Response:
        """Keep what a person saw on the test page."""
        ticked = body(request, Learned)
        known = msgspec.structs.asdict(ticked)
        return command(
            services, lambda tx: {"printer": facts_of(setup.learn(tx, printer_id, **known))}
        )

    @routes.post(f"{ID}/backup")
    @guard("printers.manage")
    def backup(printer_id: int) -> Response:
        """Say where kitchen work goes when the printer is down."""
        wanted = body(request, Backup)

        def act(tx: Tx) -> dict[str, Any]:
            setup.set_backup(tx, printer_id, wanted.backup_id)
            return {"id": printer_id, "backup_id": wanted.backup_id}

        return command(services, act)

    _finding(routes, services, drivers)
    _letterhead(routes, services)
    return routes


def _finding(
    routes: Blueprint, services: Services, drivers: Mapping[Driver, PrinterDriver]
) -> None:
    database = services.database

    @routes.post("/api/v1/printers/discover")
    @guard("printers.manage")
    def find() -> Response:
        """Look for printers; changes nothing, so it needs no key. Takes some seconds."""
        wanted = body(request, Sweep)
        found = services.runtime.run(lambda: discover(sweep=wanted.sweep))
        with database.read() as tx:
            known = {(one.driver, one.host): one.name for one in service.index(tx)}
        return json(
            {
                "items": [
                    asdict(replace(one, known_as=known.get((Driver(one.driver), one.host), "")))
                    for one in found
                ]
            }
        )

    @routes.post(f"{ID}/probe")
    @guard("printers.manage")
    def probe(printer_id: int) -> Response:
        """Ask a printer what it can say, print nothing, and keep what it proved."""
        body(request, Nothing)
        require_key(request.headers.get("Idempotency-Key"))
        with database.read() as tx:
            printer = service.by_id(tx, printer_id)
        said, found = services.runtime.run(lambda: _ask(drivers[printer.driver], printer))
        # Silence proves nothing: another host may hold the printer at this moment.
        proved = None if found is Confirm.NONE else str(found)

        def act(tx: Tx) -> dict[str, Any]:
            if proved is not None and proved != printer.confirm:
                setup.learn(tx, printer_id, confirm=proved)
            return {"id": printer_id, "confirm": str(found), "answers": said}

        return command(services, act)


def _letterhead(routes: Blueprint, services: Services) -> None:
    database = services.database

    @routes.get("/api/v1/letterhead")
    @guard("printers.view")
    def head() -> Response:
        """Return the head and foot of the venue's documents."""
        with database.read() as tx:
            return json(asdict(letterhead(tx)))

    @routes.post("/api/v1/letterhead")
    @guard("printers.manage")
    def change_head() -> Response:
        """Change the words; the logo stays."""
        new = body(request, Head)
        known = msgspec.structs.asdict(new)
        return command(services, lambda tx: asdict(change(tx, **known)))

    @routes.post("/api/v1/letterhead/logo")
    @guard("printers.manage")
    def change_picture() -> Response:
        """Take a PNG as the logo; an empty body takes the logo away."""
        png = request.get_data(cache=True)
        if len(png) > LOGO_BYTES:
            raise TooLarge("printing.bad_logo", f"a logo has at most {LOGO_BYTES // 1000} kB")
        return command(services, lambda tx: asdict(change_logo(tx, png)))

    @routes.get("/api/v1/letterhead/logo.png")
    @guard("printers.view")
    def picture() -> Response:
        """Return the logo as it was uploaded."""
        with database.read() as tx:
            png = queries.logo(tx, letterhead(tx).logo)
        if not png:
            raise NotFound("printers.no_logo", "there is no logo")
        return Response(png, mimetype="image/png")


def facts_of(printer: Printer) -> dict[str, Any]:
    """Return a printer for people who set it up; never the secret's hash."""
    facts = asdict(printer)
    del facts["secret_hash"]
    return facts


def _ask(driver: PrinterDriver, printer: Printer) -> tuple[list[str], Confirm]:
    if not isinstance(driver, TalkingDriver):
        raise Conflict("printing.not_asked", "this kind of printer cannot be asked")
    try:
        return driver.ask(printer), driver.probe(printer)
    except (OSError, Refused) as error:
        raise Unavailable("printing.unreachable", "the printer cannot be reached") from error
