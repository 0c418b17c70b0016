"""Drawers, purses, X and Z over HTTP."""

from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from printers.documents.report import report
from venue.bills.reasons import reason_text
from venue.bills.tariff import Tariff, tariff_of
from venue.cash import desk, paper, queries, reports, sessions, store
from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, Invalid
from venue.core.parse import Body, Nothing, body, clean_text, integer
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.folios import till
from venue.orders.books import billing
from venue.payments import service as payments
from venue.payments.bodies import Amount, Short
from venue.receipts.paper import PRIVATE
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver, approver_of
from venue.tables.owners import staff_id_of

PAGE_MOST = 100
Pieces = Annotated[dict[str, int], msgspec.Meta(max_length=40)]


class Open(Body, frozen=True, kw_only=True):
    """A drawer by its name, of an outlet or of all, or the caller's own purse, with its float."""

    kind: Literal["drawer", "purse"]
    name: Short = ""
    outlet_id: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    float: Amount


class Movement(Body, frozen=True, kw_only=True):
    """Cash put in or taken out by hand."""

    kind: Literal["paid_in", "paid_out", "drop", "tips"]
    amount: Amount
    reason: str = ""
    approver: Approver | None = None


class Count(Body, frozen=True):
    """The beginning of a count, or its giving up."""

    begin: bool = True


class Close(Body, frozen=True):
    """How many of each coin and note, by its value in minor units; why it differs."""

    pieces: Pieces
    reason: Short = ""


class Paper(Body, frozen=True):
    """Which Z is printed; none: an X."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None


def register(app: Flask, services: Services) -> None:
    """Add the routes, and let all cash, of bills and of the desk, go to a drawer or a purse."""
    tariff = tariff_of(services.settings)
    settings = services.settings
    pool_bp, required = settings.number("cash.tip_pool_bp"), settings.flag("cash.required")
    payments.on_moved.append(
        lambda tx, before, tender: sessions.follow(tx, before, tender, required=required)
    )
    till.on_cash.append(lambda tx, handed: desk.follow(tx, handed, required=required))
    routes = Blueprint("cash", __name__)
    _sessions(routes, services, tariff)
    _counting(routes, services, tariff)
    _reports(routes, services, tariff, pool_bp)
    app.register_blueprint(routes)
    services.alerts.append(_late)


def _late(tx: ReadTx) -> list[dict[str, Any]]:
    """Say when a business day ended and nobody closed it by a Z."""
    last = store.last_z(tx)
    after = (last["receipt_to"], last["desk_to"]) if last else (0, 0)
    day = queries.unclosed_day(tx, *after)
    if not day or day >= billing.business_day(tx):
        return []
    alert = {"id": "z_missing", "kind": "z_missing", "text_key": "alert.z_missing", "values": {}}
    return [alert | {"age_s": 0, "permission": "cash.manage"}]


def _amount(given: Amount, tariff: Tariff) -> int:
    if given.currency != tariff.currency:
        raise Invalid("money.wrong_currency", f"this venue takes {tariff.currency}")
    return given.amount


def _sessions(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    currency = tariff.currency

    @routes.get("/api/v1/cash-sessions")
    @guard("cash.use")
    def index() -> Response:
        """List the drawers and purses since the last Z, and where the caller's cash goes."""
        offered = services.settings.many("cash.drawers")
        with services.database.read() as tx:
            told = sessions.index(tx, currency, current_actor().label)
            return json(told | {"drawers": offered})

    @routes.post("/api/v1/cash-sessions")
    @guard("cash.use")
    def open_session() -> Response:
        """Open a drawer or the own purse; 201 with the SESSION."""
        wanted, actor = body(request, Open), current_actor()
        start = _amount(wanted.float, tariff)
        person = staff_id_of(actor.label) if wanted.kind == "purse" else None
        if wanted.kind == "purse" and person is None:
            raise Conflict("cash.nobody", "a purse belongs to a person; sign in first")
        name = clean_text(wanted.name, field="the name", longest=sessions.NAME_LONGEST)
        return command(
            services,
            lambda tx: sessions.open_session(
                tx,
                kind=wanted.kind,
                name=name,
                staff_id=person,
                float_minor=start,
                currency=currency,
                outlet_id=wanted.outlet_id,
            ),
            status=201,
        )

    @routes.post("/api/v1/cash-sessions/<int:session_id>/work-here")
    @guard("cash.use")
    def work_here(session_id: int) -> Response:
        """Let the caller's cash go to this drawer from now on."""
        body(request, Nothing)
        return command(services, lambda tx: sessions.work_at(tx, session_id, currency))

    @routes.get("/api/v1/cash-sessions/<int:session_id>")
    @guard("cash.manage")
    def inside(session_id: int) -> Response:
        """Return what went through a session so far, and what should be in it."""
        with services.database.read() as tx:
            return json(sessions.inside(tx, session_id, currency))

    @routes.post("/api/v1/cash-sessions/<int:session_id>/movements")
    @guard("cash.use")
    def move(session_id: int) -> Response:
        """Put cash in or take it out; a manager has to approve; 201."""
        wanted, actor = body(request, Movement), current_actor()
        amount, reason = _amount(wanted.amount, tariff), reason_text(wanted.reason)
        if amount <= 0:
            raise Invalid("payments.bad_amount", "an amount is more than nothing")

        def act(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            by = approver_of(tx, actor, approver, "cash.manage")
            told = sessions.move(
                tx, session_id,
                kind=wanted.kind, amount_minor=amount, reason=reason, approved_by=by,
                currency=currency,
            )  # fmt: skip
            movement = {"id": told["movement"], "kind": wanted.kind, "amount_minor": amount,
                        "reason": reason, "approved_by": by}  # fmt: skip
            paper.print_slip(tx, tariff, sessions.require(tx, session_id), movement)
            return told

        return approval.command(services, wanted.approver, act, status=201)


def _counting(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    free_minor = services.settings.number("cash.free_difference_minor")

    @routes.post("/api/v1/cash-sessions/<int:session_id>/count")
    @guard("cash.use")
    def count(session_id: int) -> Response:
        """Begin to count, so that no more cash goes there; or give the count up."""
        begin = body(request, Count).begin
        return command(
            services, lambda tx: sessions.count(tx, session_id, tariff.currency, begin=begin)
        )

    @routes.post("/api/v1/cash-sessions/<int:session_id>/close")
    @guard("cash.use")
    def close(session_id: int) -> Response:
        """Close by the count; the answer says what should have been there."""
        wanted = body(request, Close)
        reason = " ".join(clean_text(wanted.reason, field="the reason", longest=120).split())
        return command(
            services,
            lambda tx: sessions.close(
                tx, session_id, tariff.currency,
                pieces=wanted.pieces, reason=reason, free_minor=free_minor,
            ),
        )  # fmt: skip


def _reports(routes: Blueprint, services: Services, tariff: Tariff, pool_bp: int) -> None:
    currency = tariff.currency

    @routes.get("/api/v1/reports/x")
    @guard("cash.manage")
    def look() -> Response:
        """Return an X: what was taken since the last Z."""
        with services.database.read() as tx:
            return json(reports.look(tx, pool_bp=pool_bp, currency=currency))

    @routes.get("/api/v1/reports/z")
    @guard("cash.manage")
    def zs() -> Response:
        """List the Zs, the last first: ``{items: [{number, at, gross, …}], next_cursor?}``."""
        before = integer(request.args.get("cursor"), field="cursor", least=1, most=2**53,
                         default=2**53)  # fmt: skip
        limit = integer(request.args.get("limit"), field="limit", least=1, most=PAGE_MOST,
                        default=30)  # fmt: skip
        with services.database.read() as tx:
            rows = store.zs(tx, before=before, limit=limit)
            items = [reports.view(tx, row, currency) for row in rows]
            more = {"next_cursor": str(rows[-1]["number"])} if len(rows) == limit else {}
            return json({"items": items, "seq": tx.seq} | more)

    @routes.post("/api/v1/reports/z")
    @guard("cash.manage")
    def close_z() -> Response:
        """Close the period by the next Z and print it; 201 with the REPORT."""
        body(request, Nothing)

        def act(tx: Tx) -> dict[str, Any]:
            made = reports.close(tx, pool_bp=pool_bp, currency=currency)
            paper.print_if_can(tx, tariff, made["number"], pool_bp=pool_bp)
            tx.tell("floor", "cash", {"z": made["number"]})
            return made

        return command(services, act, status=201)

    @routes.get("/api/v1/reports/z/<int:number>")
    @guard("cash.manage")
    def show_z(number: int) -> Response:
        """Return a Z."""
        with services.database.read() as tx:
            return json(reports.view(tx, reports.require(tx, number), currency) | {"seq": tx.seq})

    @routes.get("/api/v1/reports/z/<int:number>.pdf")
    @guard("cash.manage")
    def file_z(number: int) -> Response:
        """Return a Z as a PDF."""
        with services.database.read() as tx:
            made = paper.of_z(tx, tariff, reports.require(tx, number))

        def draw() -> bytes:
            from printers import pdf

            return pdf.pages(report(made, pdf.COLUMNS))

        name = {"Content-Disposition": f'inline; filename="Z-{number}.pdf"'}
        drawn = services.runtime.run(draw)
        return Response(drawn, mimetype="application/pdf", headers=name | PRIVATE)

    @routes.post("/api/v1/reports/print")
    @guard("cash.manage")
    def print_report() -> Response:
        """Print an X, or a Z again as a marked copy."""
        number = body(request, Paper).number
        return command(services, lambda tx: paper.ask_print(tx, tariff, number, pool_bp=pool_bp))
