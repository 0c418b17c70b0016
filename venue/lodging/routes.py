"""What stays cost over HTTP: terms, deposits, fees, the night audit, invoices, meals."""

from functools import partial
from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from printers.models.hotel import Statement
from venue.bills.tariff import tariff_of
from venue.bookings import hooks, reads
from venue.bookings.routes import Desk, Which
from venue.core.commands import command, json
from venue.core.money import wire
from venue.core.parse import Body, Nothing, body, integer
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.folios import service as folios
from venue.lodging import audit, charges, invoice, meals, paper, terms
from venue.lodging.allowances import Allowances
from venue.lodging.model import Terms, rules
from venue.lodging.policy import policy_of
from venue.staff.access import guard

AUDIT_LOOK_S = 300
PDF = "application/pdf"
Positive = Annotated[int, msgspec.Meta(ge=1, le=10**12)]


class Agreed(Which, frozen=True, kw_only=True):
    """A stay's terms."""

    plan: Literal["none", "breakfast", "half", "full"] = "none"
    child_ages: list[Annotated[int, msgspec.Meta(ge=0, le=17)]] = msgspec.field(
        default_factory=list
    )
    city_tax_exempt: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0
    exempt_reason: str = ""
    diets: list[str] = msgspec.field(default_factory=list)


class Deposit(Body, frozen=True, kw_only=True):
    """Money before arrival, or back."""

    method: Literal["cash", "card", "transfer"]
    amount_minor: Positive


class Late(Which, frozen=True, kw_only=True):
    """The local hour at which a guest leaves; ``waive``: why no fee is asked for."""

    hour: Annotated[int, msgspec.Meta(ge=0, le=24)]
    waive: str = ""


class Night(Body, frozen=True, kw_only=True):
    """The day to close; absent: all that are due."""

    day: str | None = None


def register(app: Flask, services: Services) -> None:
    """Add the routes, hear of stays and charges, and run the night audit by itself."""
    routes = Blueprint("lodging", __name__)
    desk, policy = Desk(services), policy_of(services.settings)
    hooks.listeners.append(charges.listen(policy, services.currency))
    tariff, zone = tariff_of(services.settings), services.settings.zone()
    folios.on_charge.append(Allowances(policy, tariff, zone, desk.today).hear)
    _terms(routes, services, desk)
    _money(routes, services, desk)
    _nights(routes, services, desk)
    _papers(routes, services)
    if services.settings.flag("hotel.audit_by_itself"):
        services.jobs.every(AUDIT_LOOK_S, "night audit", lambda: close_days(services, desk))
    app.register_blueprint(routes)


def close_days(services: Services, desk: Desk) -> None:
    """Close every day that is over, each in a transaction; not by a clock that may be wrong."""
    if not services.database.clock.trusted():
        return
    policy = policy_of(services.settings)
    with services.database.read() as tx:
        days = audit.due(tx, desk.today(tx))
    for day in days:

        def close(tx: Tx, day: str = day) -> None:
            tx.actor = "box"
            audit.run(tx, day, today=desk.today(tx), policy=policy, currency=desk.currency)

        services.database.write(close)


def _terms(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.get("/api/v1/stays/<int:stay_id>/terms")
    @guard("bookings.view")
    def show_terms(stay_id: int) -> Response:
        """Return a stay's meal plan, diets and exemptions."""
        with services.database.read() as tx:
            return json(terms.view(terms.of_stay(tx, stay_id)) | {"seq": tx.seq})

    @routes.post("/api/v1/bookings/<booking_id>/terms")
    @guard("bookings.manage")
    def set_terms(booking_id: str) -> Response:
        """Agree on a stay's terms."""
        wanted = body(request, Agreed)
        agreed = Terms(
            plan=wanted.plan,
            child_ages=tuple(wanted.child_ages),
            exempt=wanted.city_tax_exempt,
            exempt_reason=wanted.exempt_reason,
            diets=tuple(wanted.diets),
        )
        return command(services, lambda tx: terms.change(tx, booking_id, wanted.stay_id, agreed))

    @routes.get("/api/v1/hotel/meals")
    @guard("meals.view")
    def meal_list() -> Response:
        """Return the kitchen's list of a ``day``, today's without."""
        with services.database.read() as tx:
            return json(meals.list_of(tx, request.args.get("day") or desk.today(tx)))


def _money(routes: Blueprint, services: Services, desk: Desk) -> None:
    policy, currency = policy_of(services.settings), services.currency

    @routes.get("/api/v1/bookings/<booking_id>/money")
    @guard("bookings.view")
    def money(booking_id: str) -> Response:
        """Return deposits and fees of a booking."""
        with services.database.read() as tx:
            return json(charges.money_of(tx, booking_id, policy, currency))

    @routes.post("/api/v1/bookings/<booking_id>/nights")
    @guard("bookings.manage")
    def nights(booking_id: str) -> Response:
        """Post the nights slept so far, where no audit did it yet: before a guest pays and goes."""
        wanted = body(request, Which)
        return command(services, lambda tx: charges.post_slept(
            tx, booking_id, wanted.stay_id, today=desk.today(tx), policy=policy
        ))  # fmt: skip

    @routes.get("/api/v1/bookings/<booking_id>/fee")
    @guard("bookings.view")
    def fee(booking_id: str) -> Response:
        """Return what ``action`` cancel, no_show or late (until ``hour``) costs, and the rules."""
        action = request.args.get("action", "cancel")
        asked, usual = request.args.get("hour"), policy.late_until_hour
        hour = integer(asked, field="hour", least=0, most=24, default=usual)
        named = request.args.get("stay_id", "")
        stay_id = int(named) if named.isascii() and named.isdigit() else None
        with services.database.read() as tx:
            stay = reads.one_stay(tx, booking_id, stay_id)
            minor = charges.fee_of(tx, stay, action, desk.today(tx), policy, hour)
            return json({"fee": wire(minor, currency), "rules": rules(policy), "seq": tx.seq})

    @routes.post("/api/v1/bookings/<booking_id>/deposits")
    @guard("bookings.manage")
    def take(booking_id: str) -> Response:
        """Take money before arrival."""
        wanted = body(request, Deposit)
        return command(services, lambda tx: charges.take_deposit(
            tx, booking_id, method=wanted.method, amount_minor=wanted.amount_minor
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/deposits/return")
    @guard("bookings.manage")
    def give_back(booking_id: str) -> Response:
        """Give money back that is held."""
        wanted = body(request, Deposit)
        return command(services, lambda tx: charges.return_deposit(
            tx, booking_id, method=wanted.method, amount_minor=wanted.amount_minor
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/late-check-out")
    @guard("bookings.manage")
    def late(booking_id: str) -> Response:
        """Charge for leaving late, or note why not."""
        wanted = body(request, Late)
        return command(services, lambda tx: charges.leave_late(
            tx, booking_id, wanted.stay_id, hour=wanted.hour, waive=wanted.waive, policy=policy,
            currency=currency,
        ))  # fmt: skip


def _nights(routes: Blueprint, services: Services, desk: Desk) -> None:
    policy, tariff = policy_of(services.settings), tariff_of(services.settings)

    @routes.get("/api/v1/hotel/night-audit")
    @guard("audit.view")
    def index() -> Response:
        """List the closed days and those that are due."""
        with services.database.read() as tx:
            return json(audit.index(tx, desk.today(tx)))

    @routes.get("/api/v1/hotel/night-audit/<day>")
    @guard("audit.view")
    def show(day: str) -> Response:
        """Return the AUDIT of a day."""
        with services.database.read() as tx:
            return json(audit.show(tx, day))

    @routes.post("/api/v1/hotel/night-audit")
    @guard("audit.run")
    def run() -> Response:
        """Close a day, or all that are due; again is harmless."""
        wanted = body(request, Night)

        def close(tx: Tx) -> dict[str, object]:
            today = desk.today(tx)
            days = [wanted.day] if wanted.day else audit.due(tx, today)
            closed = [
                audit.run(tx, day, today=today, policy=policy, currency=desk.currency)
                for day in days
            ]
            return {"items": closed}

        return command(services, close)

    @routes.get("/api/v1/hotel/night-audit/<day>.pdf")
    @guard("audit.view")
    def as_pdf(day: str) -> Response:
        """Return a night's report as a PDF."""
        with services.database.read() as tx:
            document = _audit_paper(tx, day)
        return Response(services.runtime.run(partial(paper.pages, document)), mimetype=PDF)

    @routes.post("/api/v1/hotel/night-audit/<day>/print")
    @guard("audit.run")
    def print_it(day: str) -> Response:
        """Print a night's report."""
        body(request, Nothing)
        return command(services, lambda tx: paper.print_out(
            tx, _audit_paper(tx, day), tariff, f"night_audit:{day}:{tx.seq}"
        ))  # fmt: skip

    def _audit_paper(tx: ReadTx, day: str) -> Statement:
        return paper.audit_document(tx, audit.show(tx, day), tariff.language, tariff.currency)


def _papers(routes: Blueprint, services: Services) -> None:
    tariff = tariff_of(services.settings)

    def document(tx: ReadTx, folio_id: int, lang: str) -> Statement:
        return invoice.document(
            tx, folio_id, lang=lang, currency=tariff.currency, tax_included=tariff.tax_included
        )

    @routes.post("/api/v1/folios/<int:folio_id>/invoice")
    @guard("folios.manage")
    def give_number(folio_id: int) -> Response:
        """Make the invoice of a settled folio."""
        body(request, Nothing)
        return command(services, lambda tx: invoice.number_of(tx, folio_id), status=201)

    @routes.get("/api/v1/folios/<int:folio_id>/invoice.pdf")
    @guard("folios.manage")
    def folio_pdf(folio_id: int) -> Response:
        """Return the invoice, or the statement of a guest in house, as a PDF."""
        lang = request.args.get("lang") or tariff.language
        with services.database.read() as tx:
            made = document(tx, folio_id, lang)
        return Response(services.runtime.run(partial(paper.pages, made)), mimetype=PDF)

    @routes.post("/api/v1/folios/<int:folio_id>/print")
    @guard("folios.manage")
    def print_folio(folio_id: int) -> Response:
        """Print the invoice or the statement."""
        body(request, Nothing)
        return command(services, lambda tx: paper.print_out(
            tx, document(tx, folio_id, tariff.language), tariff, f"folio:{folio_id}:{tx.seq}"
        ))  # fmt: skip
