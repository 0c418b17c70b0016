"""Print jobs over HTTP: what a person must decide on, copies, and previews of every document."""

from typing import Any, Literal

from flask import Blueprint, Response, request

from printers import answers
from printers.letterhead import letterhead
from printers.model import Driver, Kind, Printer
from printers.queries import logo
from printers.render import paper_png, render
from printers.samples import SAMPLES, sample
from printers.words import LANGUAGES, say
from venue.core.commands import command, json
from venue.core.errors import Invalid, NotFound
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.staff.access import guard

JOB = "/api/v1/print-jobs/<int(max=9007199254740991):job_id>"
WIDTHS = {"58": (32, 384), "80": (48, 576)}


class CameOut(Body, frozen=True):
    """A person's answer to "did it come out?"."""

    yes: bool


class Late(Body, frozen=True):
    """What to do with everything that came too late."""

    do: Literal["print", "discard"]


def blueprint(services: Services) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("print_jobs", __name__)
    database = services.database
    lang = services.settings.text("venue.default_language")

    @routes.get("/api/v1/print-jobs/questions")
    @guard("printers.ask")
    def questions() -> Response:
        """List the jobs that a person must decide on."""
        with database.read() as tx:
            return json({"items": answers.questions(tx, lang), "seq": tx.seq})

    @routes.post(f"{JOB}/came-out")
    @guard("printers.ask")
    def came_out(job_id: int) -> Response:
        """Say whether a doubtful paper came out; if not, a marked copy is printed."""
        said = body(request, CameOut)
        return command(services, lambda tx: answers.came_out(tx, job_id, yes=said.yes))

    @routes.post(f"{JOB}/reprint")
    @guard("printers.ask")
    def reprint(job_id: int) -> Response:
        """Print a document again, marked as a copy."""
        body(request, Nothing)
        return command(services, lambda tx: answers.reprint(tx, job_id))

    @routes.post(f"{JOB}/cancel")
    @guard("printers.ask")
    def cancel(job_id: int) -> Response:
        """Take a waiting job out of its queue."""
        body(request, Nothing)
        return command(services, lambda tx: answers.cancel(tx, job_id))

    @routes.post("/api/v1/printers/<int(max=2147483647):printer_id>/late")
    @guard("printers.ask")
    def late(printer_id: int) -> Response:
        """Print everything that came too late on a printer after all, or forget it."""
        wanted = body(request, Late)
        return command(services, lambda tx: answers.late(tx, printer_id, keep=wanted.do == "print"))

    _samples(routes, services)
    return routes


def _samples(routes: Blueprint, services: Services) -> None:
    database = services.database

    @routes.get("/api/v1/documents")
    @guard("printers.view")
    def kinds() -> Response:
        """List the documents that can be looked at."""
        lang = _lang(services)
        return json(
            {"items": [{"kind": str(kind), "words": say(lang, f"kind.{kind}")} for kind in SAMPLES]}
        )

    @routes.get("/api/v1/documents/<kind>.png")
    @guard("printers.view")
    def picture(kind: str) -> Response:
        """Draw an example of a document as the paper would look, from the bytes for a printer."""
        job, png = _example(services, kind)
        columns, dots = WIDTHS.get(request.args.get("width", "80"), WIDTHS["80"])
        printer = Printer(id=0, name="", driver=Driver.VIRTUAL, columns=columns, dots=dots)
        # Off the event loop: drawing takes tens of milliseconds.
        drawn = services.runtime.run(lambda: paper_png(job, printer, png))
        return Response(drawn, mimetype="image/png")

    @routes.get("/api/v1/documents/<kind>.pdf")
    @guard("printers.view")
    def pages(kind: str) -> Response:
        """Return an example of a document on A4."""
        job, png = _example(services, kind)
        printer = Printer(id=0, name="", driver=Driver.IPP)
        data = services.runtime.run(lambda: render(job, printer, logo=png))
        return Response(data, mimetype="application/pdf")

    def _example(services: Services, kind: str) -> tuple[Any, bytes]:
        if kind not in set(Kind):
            raise NotFound("printing.unknown_kind", "there is no such document", kind=kind)
        with database.read() as tx:
            head = letterhead(tx)
            job = sample(Kind(kind), lang=_lang(services), letterhead=head)
            png = logo(tx, head.logo) if head.logo else b""
        if job is None:
            raise NotFound("printing.unknown_kind", "this document has no example", kind=kind)
        return job, png


def _lang(services: Services) -> str:
    asked = request.args.get("lang", services.settings.text("venue.default_language"))
    if asked not in LANGUAGES:
        raise Invalid("printing.bad_language", "no words in this language", known=list(LANGUAGES))
    return asked
