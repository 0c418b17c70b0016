"""Check-in over HTTP, for staff; what guests fill in is the page of `venue.web.checkin_page`."""

from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from printers import service as printers
from printers.documents.hotel import registration_card
from printers.model import Kind
from printers.models.hotel import RegistrationCard
from venue.bills.paper import bill_printer
from venue.bills.tariff import tariff_of
from venue.bookings import hooks
from venue.bookings.routes import Desk
from venue.checkin import card, invitation, service
from venue.checkin import register as registers
from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, Invalid
from venue.core.parse import Body, Nothing, body, integer
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import Tx
from venue.staff.access import guard

DAYS_AHEAD = 7
LONGEST_REGISTER_DAYS = 400


class Link(Body, frozen=True, kw_only=True):
    """``send``: by mail too."""

    send: bool = False
    lang: Annotated[str, msgspec.Meta(max_length=5)] = "en"


class Back(Body, frozen=True, kw_only=True):
    """What is wrong, by field."""

    fields: dict[str, str]


def rules_of(services: Services) -> service.Rules:
    """Return the rules of the settings."""
    settings = services.settings
    return service.Rules(
        adult_age=settings.number("checkin.adult_age"),
        document=settings.flag("checkin.document"),
        keep_days=settings.number("checkin.keep_days"),
    )


def register(app: Flask, services: Services) -> None:
    """Add the routes, follow stays and forget forms after their term."""
    routes = Blueprint("checkin", __name__)
    desk, rules = Desk(services), rules_of(services)
    hooks.listeners.append(lambda tx, event: service.hear(tx, event, rules))
    _links(routes, services, desk)
    _forms(routes, services)
    _papers(routes, services)
    services.terms.append(
        Term(
            name="check-in forms",
            tables=("checkin_guest", "guest_key"),
            purge=lambda tx: service.purge(tx, desk.today(tx)),
        )
    )
    app.register_blueprint(routes)


def _links(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.post("/api/v1/bookings/<booking_id>/checkin-link")
    @guard("bookings.manage")
    def link(booking_id: str) -> Response:
        """Return the address and code of a booking's check-in; ``send``: mail it."""
        wanted = body(request, Link)
        if wanted.send:
            return command(
                services, lambda tx: invitation.send(tx, services, booking_id, wanted.lang)
            )

        actor = current_actor().label

        def make(tx: Tx) -> str:
            tx.actor = actor
            return service.link(tx, services.vault, booking_id)

        # Not stored as an answer: the link is a secret, and made only once anyway.
        base = (services.settings.text("server.address") or request.host_url).rstrip("/")
        secret = services.database.write(make)
        return json(invitation.with_code(f"{base}/checkin/{secret}"))

    @routes.get("/api/v1/checkins")
    @guard("bookings.view")
    def index() -> Response:
        """List who comes within ``days`` and who is in house, with the state of their forms."""
        days = integer(request.args.get("days"), field="days", least=0, most=60, default=DAYS_AHEAD)
        with services.database.read() as tx:
            items = invitation.arrivals(tx, desk.today(tx), days)
            return json({"items": items, "today": desk.today(tx), "seq": tx.seq})

    @routes.get("/api/v1/checkins/<booking_id>")
    @guard("bookings.view")
    def show(booking_id: str) -> Response:
        """Return the state of a booking's forms."""
        with services.database.read() as tx:
            return json(service.overview(tx, booking_id) | {"seq": tx.seq})


def _forms(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/checkins/guests/<int:guest_id>")
    @guard("checkin.read")
    def read(guest_id: int) -> Response:
        """Return a guest's form; who read it is in the journal."""
        actor = current_actor().label

        def look(tx: Tx) -> dict[str, object]:
            tx.actor = actor
            return service.read(tx, services.vault, guest_id)

        return json(services.database.write(look))

    @routes.post("/api/v1/checkins/guests/<int:guest_id>/verify")
    @guard("checkin.read")
    def verify(guest_id: int) -> Response:
        """Note that the form fits the document."""
        body(request, Nothing)
        return command(services, lambda tx: service.verify(tx, guest_id))

    @routes.post("/api/v1/checkins/guests/<int:guest_id>/send-back")
    @guard("checkin.read")
    def send_back(guest_id: int) -> Response:
        """Give the form back with reasons."""
        wanted = body(request, Back)
        return command(services, lambda tx: service.send_back(tx, guest_id, wanted.fields))

    @routes.post("/api/v1/checkins/guests/<int:guest_id>/erase")
    @guard("guests.erase")
    def erase(guest_id: int) -> Response:
        """Throw the guest's key away."""
        body(request, Nothing)
        return command(services, lambda tx: service.erase(tx, guest_id))


def _papers(routes: Blueprint, services: Services) -> None:
    tariff = tariff_of(services.settings)

    def card_of(tx: Tx, guest_id: int, actor: str) -> RegistrationCard:
        tx.actor = actor
        row = service.require(tx, guest_id)
        tx.journal("checkin.card_made", {"guest": guest_id})
        return card.card(tx, row, service.form_of(services.vault, row), tariff.language)

    @routes.get("/api/v1/checkins/guests/<int:guest_id>/card.pdf")
    @guard("checkin.read")
    def as_pdf(guest_id: int) -> Response:
        """Return the registration card as a PDF."""
        actor = current_actor().label
        made = services.database.write(partial(card_of, guest_id=guest_id, actor=actor))
        response = Response(services.runtime.run(partial(pages, made)), mimetype="application/pdf")
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post("/api/v1/checkins/guests/<int:guest_id>/print")
    @guard("checkin.read")
    def print_it(guest_id: int) -> Response:
        """Print the registration card on the house's printer."""
        body(request, Nothing)

        def print_card(tx: Tx) -> dict[str, object]:
            printer_id = bill_printer(tx, tariff)
            if printer_id is None:
                raise Conflict("checkin.no_printer", "no printer is set up; see bill.printer")
            job = printers.enqueue(
                tx,
                printer_id=printer_id,
                kind=Kind.REGISTRATION,
                document=asdict(card_of(tx, guest_id, tx.actor)),
                dedupe_key=f"registration:{guest_id}:{tx.seq}",
            )
            return {"job": job}

        return command(services, print_card)

    @routes.get("/api/v1/checkins/register")
    @guard("checkin.register")
    def guest_register() -> Response:
        """Return the guest register from ``from`` to ``to``."""
        first, last = _span(request.args.get("from", ""), request.args.get("to", ""))
        actor = current_actor().label
        write = registers.writer(services.settings.text("checkin.register"))

        def look(tx: Tx) -> list[dict[str, str]]:
            tx.actor = actor
            return registers.entries(tx, services.vault, first, last)

        name, kind, content = write(services.database.write(look))
        response = Response(content, mimetype=kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def pages(made: RegistrationCard) -> bytes:
    """Return a registration card as a PDF of A4."""
    from printers import pdf  # 40 MB that a box which makes no PDF today need not hold.

    return pdf.pages(registration_card(made, pdf.COLUMNS))


def _span(first: str, last: str) -> tuple[str, str]:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
    if not begin <= end <= begin + timedelta(days=LONGEST_REGISTER_DAYS):
        raise Invalid("rooms.bad_dates", "a register is of at most 400 days")
    return first, last
