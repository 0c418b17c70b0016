"""Reports over HTTP; every one is computed off the event loop."""

from typing import Any

from flask import Blueprint, Flask, Response, request

from venue.bills import closing
from venue.bills.tariff import Tariff, tariff_of
from venue.core import i18n
from venue.core.commands import json
from venue.core.errors import NotFound
from venue.core.parse import choice, day, integer
from venue.core.services import Services
from venue.menu import service as menu
from venue.reports import paper, service, tables
from venue.reports.service import Range
from venue.staff.access import guard
from venue.tables import cards

KEEP_UP_S = 20
DAYS_AT_ONCE = 10
NAMES = frozenset(name for name, _ in tables.TABLES)
FILES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


def register(app: Flask, services: Services) -> None:
    """Add the routes, and keep a sale of each closing."""
    routes = Blueprint("reports", __name__)
    tariff = tariff_of(services.settings)
    closing.closers.append(lambda tx, content: service.closed(tx, content, tariff))
    closing.reopeners.append(lambda tx, content: service.reopened(tx, content, tariff))

    services.jobs.every(KEEP_UP_S, "reports", lambda: keep_up(services, tariff))
    _reading(routes, services)
    app.register_blueprint(routes)


def keep_up(services: Services, tariff: Tariff) -> int:
    """Do a bounded piece of what waits; return how many bills and days were done.

    Sums are computed from a snapshot: a day that ended changes no more, and the writer is free.
    """
    done = services.database.write(service.catch_up, tariff)
    for _ in range(DAYS_AT_ONCE):
        with services.database.read() as tx:
            ended = service.next_ended(tx)
        if ended is None:
            break
        services.database.write(service.keep, ended)
        done += 1
    return done


def _reading(routes: Blueprint, services: Services) -> None:
    def read(name: str, by: str) -> dict[str, Any]:
        if name not in NAMES:
            raise NotFound("reports.unknown", "there is no such report", known=sorted(NAMES))
        span, currency = _range(), services.currency

        def work() -> dict[str, Any]:
            with services.database.read() as tx:
                return tables.read(tx, name, by, span, currency)

        return services.runtime.run(work)

    @routes.get("/api/v1/reports")
    @guard("reports.view")
    def index() -> Response:
        """Return which reports there are, the present business day's date, and the outlets."""
        with services.database.read() as tx:
            return json(tables.index(tx))

    @routes.get("/api/v1/reports/<any(sales, kitchen, voids, tables):name>")
    @guard("reports.view")
    def show(name: str) -> Response:
        """Return a REPORT over business days ``from`` to ``to``, ``by`` something."""
        return json(read(name, request.args.get("by", _first(name))))

    @routes.get("/api/v1/reports/<any(sales, kitchen, voids, tables):name>.<any(csv, pdf):form>")
    @guard("reports.view")
    def file(name: str, form: str) -> Response:
        """Return the same as a file."""
        liked = services.settings.text("venue.default_language")
        lang = choice(request.args.get("lang"), field="lang", among=i18n.languages(), default=liked)
        report = read(name, request.args.get("by", _first(name)))
        with services.database.read() as tx:
            made_at = menu.local_time(tx, services.settings.zone())
        venue = services.settings.text("venue.name")

        def work() -> bytes:
            if form == "csv":
                return paper.csv_of(report, lang=lang)
            face = cards.typeface()
            return paper.pdf_of(report, lang=lang, venue=venue, made_at=made_at, face=face)

        saved = f"{name}-{report['by']}-{report['from']}-{report['to']}.{form}"
        return Response(
            services.runtime.run(work),
            content_type=FILES[form],
            headers={"Content-Disposition": f'attachment; filename="{saved}"'},
        )


def _first(name: str) -> str:
    return next(by for report, by in tables.TABLES if report == name)


def _range() -> Range:
    given = request.args
    first, last = day(given.get("from"), field="from"), day(given.get("to"), field="to")
    number = integer(given.get("outlet"), field="outlet", least=0, most=2**53, default=0)
    return Range(first, last, number if "outlet" in given else None)
