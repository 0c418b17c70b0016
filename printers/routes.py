"""Printers over HTTP, and the pages on which a virtual printer's paper is seen."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, render_template, request, url_for

from printers import cloudprnt_routes, queue, routes_jobs, routes_setup, service, setup
from printers.cloudprnt import PullDriver
from printers.delivery import PrinterDriver
from printers.device import SERIAL, USB, DeviceDriver
from printers.drivers import FileDriver, TcpDriver
from printers.epos import EposDriver
from printers.ipp import IppDriver
from printers.letterhead import logo_of
from printers.model import Driver, Job, State
from printers.render import paper_png
from printers.spooler import Spooler
from printers.virtual_driver import VirtualDriver
from printers.words import say
from venue.core.commands import command, json
from venue.core.idempotency import require_key
from venue.core.parse import Body, Nothing, body
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.staff.access import PUBLIC, guard

TEMPLATES = Path(__file__).parent / "templates"
EXTENSION = "venue.printing"
REFRESH_S = 3
FOLLOW_S = 15
DRAWN = Driver.VIRTUAL  # a preview is of a strip of paper, whatever the printer
ON_PAPER = frozenset({State.PRINTED, State.UNKNOWN})


# Columns of font A and dots of the usual papers at 203 dpi.
PAPERS = {58: (32, 384), 80: (48, 576)}


class NewPrinter(Body, frozen=True):
    """A printer to add; ``confirm`` is what it says about printed tickets."""

    name: str
    driver: Literal["tcp", "virtual", "file", "usb", "serial", "epos", "cloudprnt", "ipp"] = "tcp"
    host: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] | None = None
    baud: int = 9600
    mac: Annotated[str, msgspec.Meta(max_length=17)] = ""
    width_mm: Literal[58, 80] = 80
    confirm: Literal["process_id", "status", "none"] = "process_id"
    backup_id: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None


def spooler_of(app: Flask) -> Spooler:
    """Return the application's spooler, for whoever wants to hear of printed tickets."""
    spooler: Spooler = app.extensions[EXTENSION]
    return spooler


def register(app: Flask, services: Services) -> None:
    """Make the spooler, add its part to start, stop, status and alerts, and its routes."""
    folder = services.database.path.parent / "paper"
    pulling = PullDriver()
    drivers: dict[Driver, PrinterDriver] = {
        Driver.TCP: TcpDriver(),
        Driver.VIRTUAL: VirtualDriver(),
        Driver.FILE: FileDriver(folder),
        Driver.USB: DeviceDriver(USB),
        Driver.SERIAL: DeviceDriver(SERIAL, serial=True),
        Driver.EPOS: EposDriver(),
        Driver.CLOUDPRNT: pulling,
        Driver.IPP: IppDriver(),
    }
    spooler = Spooler(services.database, drivers)
    app.extensions[EXTENSION] = spooler
    services.starters.append(spooler.start)
    services.stoppers.append(spooler.stop)
    services.alerts.append(spooler.health.alerts)
    services.figures.append(spooler.health.figures)
    services.status["printers"] = lambda: _status(services, spooler)
    services.terms.append(Term(name="printed documents", tables=("print_job",), purge=queue.purge))
    services.jobs.every(
        FOLLOW_S, "printers that moved", lambda: setup.follow(services.database, spooler.health)
    )
    app.register_blueprint(_blueprint(services, spooler))
    app.register_blueprint(routes_setup.blueprint(services, drivers))
    app.register_blueprint(routes_jobs.blueprint(services))
    app.register_blueprint(cloudprnt_routes.blueprint(services, pulling))


def _blueprint(services: Services, spooler: Spooler) -> Blueprint:
    routes = Blueprint("printing", __name__, template_folder=str(TEMPLATES))
    database = services.database
    lang = services.settings.text("venue.default_language")
    # The demo's paper is for everybody who looks at the demo; a venue's is not.
    looks = PUBLIC if services.settings.flag("demo.enabled") else "printers.view"

    @routes.get("/api/v1/printers")
    @guard("printers.view")
    def index() -> Response:
        """List the printers and how they are."""
        with database.read() as tx:
            return json({"items": _items(services, spooler, tx), "seq": tx.seq})

    @routes.post("/api/v1/printers")
    @guard("printers.manage")
    def add() -> Response:
        """Add a printer; 201 with it."""
        new = body(request, NewPrinter)
        columns, dots = PAPERS[new.width_mm]
        secret = setup.new_secret() if new.driver == str(Driver.CLOUDPRNT) else ""

        def act(tx: Tx) -> dict[str, Any]:
            printer = service.add(
                tx,
                name=new.name,
                driver=new.driver,
                host=new.host,
                port=new.port,
                columns=columns,
                dots=dots,
                confirm=new.confirm,
                backup_id=new.backup_id,
                baud=new.baud,
                mac=new.mac,
                secret_hash=cloudprnt_routes.hash_of(secret) if secret else "",
                spooler=spooler,
            )
            made = {"id": printer.id, "name": printer.name, "driver": str(printer.driver)}
            # Shown this once: the printer is set to it by hand.
            return made | ({"poll_path": f"/cloudprnt/{secret}"} if secret else {})

        return command(services, act, status=201)

    @routes.post("/api/v1/printers/<int(max=2147483647):printer_id>/test")
    @guard("printers.manage")
    def test(printer_id: int) -> Response:
        """Print a test page; 202 with its job."""
        body(request, Nothing)
        key = require_key(request.headers.get("Idempotency-Key"))

        def act(tx: Tx) -> dict[str, Any]:
            language = services.settings.text("venue.kitchen_language")
            zone = services.settings.zone()
            page = service.test(tx, printer_id, key=key, lang=language, zone=zone, answers=[])
            return {"job": page}

        return command(services, act, status=202)

    @routes.post("/api/v1/printers/<int(max=2147483647):printer_id>/resume")
    @guard("printers.manage")
    def resume(printer_id: int) -> Response:
        """Let a paused printer go on."""
        body(request, Nothing)

        def act(tx: Tx) -> dict[str, Any]:
            spooler.resume(tx, printer_id)
            return {"id": printer_id, "resumed": True}

        return command(services, act)

    @routes.get("/printers/<name>/preview")
    @guard(looks)
    def preview(name: str) -> str:
        """Show a printer's paper, newest first."""
        with database.read() as tx:
            printer = service.named(tx, name)
            jobs = service.recent(tx, printer)
        state = spooler.health.state(printer.id)
        return render_template(
            "printer_preview.html",
            lang=lang if lang == "ru" else "en",
            title=say(lang, "preview.title", name=printer.name),
            empty=say(lang, "preview.empty"),
            state=state,
            words=say(lang, f"printer.{state}"),
            refresh_s=REFRESH_S,
            sheets=[_sheet(printer.name, job, lang) for job in jobs],
        )

    @routes.get("/printers/preview.css")
    @guard(looks)
    def style() -> Response:
        """Return the page's style."""
        return Response((TEMPLATES / "printer_preview.css").read_text(), mimetype="text/css")

    @routes.get("/printers/<name>/paper/<int(max=9007199254740991):job_id>.png")
    @guard(looks)
    def paper(name: str, job_id: int) -> Response:
        """Draw one job's paper as a PNG, from its stored document."""
        with database.read() as tx:
            printer = service.named(tx, name)
            job = service.job_of(tx, printer, job_id)
        # Off the event loop: drawing takes tens of milliseconds.
        logo = logo_of(database, job)
        png = services.runtime.run(lambda: paper_png(job, replace(printer, driver=DRAWN), logo))
        response = Response(png, mimetype="image/png")
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    return routes


def _status(services: Services, spooler: Spooler) -> list[dict[str, Any]]:
    with services.database.read() as tx:
        return spooler.status(tx, services.settings.text("venue.default_language"))


def _items(services: Services, spooler: Spooler, tx: ReadTx) -> list[dict[str, Any]]:
    lang = services.settings.text("venue.default_language")
    items = spooler.status(tx, lang)
    for item in items:
        item["preview_url"] = url_for("printing.preview", name=item["name"])
    return items


def _sheet(name: str, job: Job, lang: str) -> dict[str, Any]:
    shown = bool(job.document) and job.state in ON_PAPER
    source = url_for("printing.paper", name=name, job_id=job.id) if shown else None
    cause = say(lang, f"printer.{job.cause}") if job.cause else ""
    return {
        "number": job.number or f"#{job.id}",
        "state": str(job.state),
        "words": say(lang, f"job.{job.state}"),
        "cause": cause,
        "at": job.created_at,
        "source": source,
    }
