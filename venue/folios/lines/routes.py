"""A folio's lines over HTTP."""

from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Response, request

from venue.core.commands import command
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.folios.lines import service
from venue.staff.access import guard

Positive = Annotated[int, msgspec.Meta(ge=1, le=10**12)]


class Extra(Body, frozen=True, kw_only=True):
    """What a person charges; ``tax_class`` as in the settings' section ``tax``."""

    kind: Literal["minibar", "service", "extra"]
    amount_minor: Positive
    label: str = ""
    tax_class: str = "standard"


class Payment(Body, frozen=True, kw_only=True):
    """Money for what is owed."""

    method: Literal["cash", "card", "transfer"]
    amount_minor: Positive


class Back(Body, frozen=True, kw_only=True):
    """Why a line is taken back."""

    reason: str


class Move(Body, frozen=True, kw_only=True):
    """Where a line goes."""

    folio_id: int


class Part(Body, frozen=True, kw_only=True):
    """Where how much of a line goes."""

    folio_id: int
    amount_minor: Positive


def register(routes: Blueprint, services: Services) -> None:
    """Add the routes of lines."""
    rates = {
        key.removeprefix("tax."): value
        for key, value in services.settings.all().items()
        if key.startswith("tax.")
    }

    @routes.post("/api/v1/folios/<int:folio_id>/lines")
    @guard("folios.manage")
    def charge(folio_id: int) -> Response:
        """Charge the minibar or another extra."""
        wanted = body(request, Extra)
        rate = rates.get(wanted.tax_class, rates["standard"])
        return command(services, lambda tx: service.post_by_hand(
            tx, folio_id, kind=wanted.kind, amount_minor=wanted.amount_minor,
            band=f"{wanted.tax_class}:{rate}", label=wanted.label,
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/folios/<int:folio_id>/payments")
    @guard("folios.manage")
    def pay(folio_id: int) -> Response:
        """Take money."""
        wanted = body(request, Payment)
        return command(services, lambda tx: service.pay(
            tx, folio_id, method=wanted.method, amount_minor=wanted.amount_minor
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/folios/lines/<int:line_id>/take-back")
    @guard("folios.manage")
    def take_back(line_id: int) -> Response:
        """Take a line back."""
        wanted = body(request, Back)
        return command(services, lambda tx: service.take_back(tx, line_id, wanted.reason))

    @routes.post("/api/v1/folios/lines/<int:line_id>/move")
    @guard("folios.manage")
    def move(line_id: int) -> Response:
        """Move a line to another folio."""
        wanted = body(request, Move)
        return command(services, lambda tx: service.move(tx, line_id, wanted.folio_id))

    @routes.post("/api/v1/folios/lines/<int:line_id>/split")
    @guard("folios.manage")
    def split(line_id: int) -> Response:
        """Move a part of a line to another folio."""
        wanted = body(request, Part)
        return command(services, lambda tx: service.split(
            tx, line_id, wanted.folio_id, wanted.amount_minor
        ))  # fmt: skip
