"""Bills over HTTP."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.bills import closing, moving, paid, paper, service
from venue.bills.reasons import reason_text
from venue.bills.split import MOST_PARTS, Pick
from venue.bills.tariff import Tariff, tariff_of
from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body, integer
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.orders import listing
from venue.orders.moving import service as order_moving
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver, approver_of
from venue.tables import service as tables

LINES_MOST = 500
LAST = 2**62
LineIds = Annotated[list[str], msgspec.Meta(max_length=LINES_MOST)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=99)]


class Money(Body, frozen=True):
    """An amount in minor units."""

    amount: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", examples=["EUR"])]


class Given(Body, frozen=True, kw_only=True):
    """What every gift of the venue has: why, and a second person's word."""

    reason: str = ""
    approver: Approver | None = None


class Discount(Given, frozen=True, kw_only=True):
    """Something off a line, or off the bill; or no service charge."""

    line_id: str | None = None
    percent_bp: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    amount: Money | None = None
    service_charge: bool = True


class Comp(Given, frozen=True, kw_only=True):
    """Lines given free; None: the whole bill."""

    lines: LineIds | None = None


class PickBody(Body, frozen=True):
    """A line in a part; without a quantity an even share with the others who have it."""

    line_id: str
    quantity: Quantity | None = None


class Split(Body, frozen=True, kw_only=True):
    """How to divide: ``count`` for even, ``amounts`` for amount, ``parts`` for item."""

    how: Literal["even", "amount", "item", "seat", "none"]
    count: Annotated[int, msgspec.Meta(ge=0, le=MOST_PARTS)] = 0
    amounts: Annotated[tuple[Money, ...], msgspec.Meta(max_length=MOST_PARTS)] = ()
    parts: Annotated[tuple[tuple[PickBody, ...], ...], msgspec.Meta(max_length=MOST_PARTS)] = ()


class Transfer(Body, frozen=True, kw_only=True):
    """Lines to another bill; without ``to`` to a new one of the same party."""

    lines: LineIds
    to: str | None = None


class Merge(Body, frozen=True):
    """The other bill, whose content comes here."""

    bill_id: str


class PayWish(Body, frozen=True, kw_only=True):
    """How a guest wishes to pay."""

    share: Literal["mine", "even", "all"]
    people: Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTS)] = 1
    method: Literal["card", "cash", "room", "other"] = "card"


def register(app: Flask, services: Services) -> None:
    """Add the routes of bills and join the closing of tables."""
    routes = Blueprint("bills", __name__)
    tariff = tariff_of(services.settings)
    paid.readers.clear()
    paid.movers.clear()
    closing.closers.clear()
    closing.reopeners.clear()
    paper.notes.clear()
    _looking(routes, services, tariff)
    _gifts(routes, services, tariff)
    _changing(routes, services, tariff)
    tables.closing_checks.append(lambda tx, one: closing.close_with_session(tx, one, tariff))
    order_moving.bill_guards.append(service.refuse_paid)
    tables.decorators.append(lambda tx, sessions: service.sums(tx, sessions, tariff))

    def details(tx: ReadTx, session_id: str) -> dict[str, Any]:
        bills = service.of_session(tx, session_id, tariff)
        unpaid = [bill for bill in bills if bill["state"] not in ("closed", "voided")]
        return {
            "orders": listing.of_session(tx, session_id, tariff.rules),
            "bill": next(iter(unpaid or bills), None),
            "bills": bills,
        }

    tables.details.append(details)
    app.register_blueprint(routes)


def in_currency(money: Money | None, tariff: Tariff) -> int | None:
    """Return an amount of this venue's currency in minor units.

    Raises:
        Invalid: ``money.wrong_currency``.
    """
    if money is None:
        return None
    if money.currency != tariff.currency:
        raise Invalid("money.wrong_currency", f"this venue takes {tariff.currency}")
    return money.amount


def _looking(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    @routes.get("/api/v1/bills/<bill_id>")
    @guard("bills.view")
    def show(bill_id: str) -> Response:
        """Return a BILL; a guest sees the own party's alone."""
        with services.database.read() as tx:
            return json(service.view_for(tx, bill_id, current_actor(), tariff))

    @routes.get("/api/v1/bills")
    @guard("bills.settle")
    def index() -> Response:
        """List closed bills, the last first."""
        limit = integer(request.args.get("limit"), field="limit", least=1, most=100, default=50)
        before = integer(
            request.args.get("cursor"), field="cursor", least=0, most=LAST, default=LAST
        )
        with services.database.read() as tx:
            return json(closing.closed(tx, tariff, before=before, limit=limit))

    @routes.get("/api/v1/table-bill")
    @guard("bills.wish")
    def own() -> Response:
        """Return the open BILL of the guest's own party, or null."""
        actor = current_actor()
        with services.database.read() as tx:
            bill_id = service.open_id_of(tx, actor.table_session_id or "")
            bill = service.view_for(tx, bill_id, actor, tariff) if bill_id else None
            return json({"bill": bill, "seq": tx.seq})

    @routes.post("/api/v1/bills/<bill_id>/wish")
    @guard("bills.wish")
    def wish(bill_id: str) -> Response:
        """Say how one wishes to pay; the waiter is called."""
        wanted, actor = body(request, PayWish), current_actor()
        return command(
            services,
            lambda tx: service.wish(
                tx,
                bill_id,
                actor,
                tariff,
                share=wanted.share,
                people=wanted.people,
                method=wanted.method,
            ),
        )

    @routes.post("/api/v1/bills/<bill_id>/prebill")
    @guard("bills.settle")
    def prebill(bill_id: str) -> Response:
        """Make and print the bill before payment."""
        body(request, Nothing)
        return command(services, lambda tx: service.prebill(tx, bill_id, tariff))


def _gifts(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    def give(permission: str, wanted: Given, act: Callable[[Tx, str, str], Any]) -> Response:
        """Run what needs a reason and somebody who stands for it."""
        reason, actor = reason_text(wanted.reason), current_actor()

        def approved(tx: Tx, approver: Approver | None) -> Any:
            return act(tx, reason, approver_of(tx, actor, approver, permission))

        return approval.command(services, wanted.approver, approved)

    @routes.post("/api/v1/bills/<bill_id>/discount")
    @guard("bills.settle")
    def discount(bill_id: str) -> Response:
        """Take something off, with a reason and an approver."""
        wanted = body(request, Discount)
        amount = in_currency(wanted.amount, tariff)

        def act(tx: Tx, reason: str, approved_by: str) -> Any:
            why = {"reason": reason, "approved_by": approved_by}
            if not wanted.service_charge:
                return service.waive_service(tx, bill_id, tariff, **why)
            return service.discount(
                tx,
                bill_id,
                tariff,
                line_id=wanted.line_id,
                percent_bp=wanted.percent_bp,
                amount_minor=amount,
                **why,
            )

        return give("bills.discount", wanted, act)

    @routes.post("/api/v1/bills/<bill_id>/comp")
    @guard("bills.settle")
    def comp(bill_id: str) -> Response:
        """Give lines free, with a reason and an approver."""
        wanted = body(request, Comp)
        return give("bills.comp", wanted, lambda tx, reason, approved_by: service.comp(
            tx, bill_id, tariff, line_ids=wanted.lines, reason=reason, approved_by=approved_by,
        ))  # fmt: skip

    @routes.post("/api/v1/bills/<bill_id>/reopen")
    @guard("bills.settle")
    def reopen(bill_id: str) -> Response:
        """Open a closed bill again, with a reason and an approver."""
        wanted = body(request, Given)
        return give("bills.reopen", wanted, lambda tx, reason, approved_by: closing.reopen(
            tx, bill_id, tariff, reason=reason, approved_by=approved_by,
        ))  # fmt: skip

    @routes.post("/api/v1/bills/<bill_id>/adjustments/<int:adjustment_id>/undo")
    @guard("bills.settle")
    def undo(bill_id: str, adjustment_id: int) -> Response:
        """Take a discount or comp back: the guest pays more again, so nobody need approve."""
        body(request, Nothing)
        return command(services, lambda tx: service.undo(tx, bill_id, adjustment_id, tariff))


def _changing(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    @routes.post("/api/v1/bills/<bill_id>/split")
    @guard("bills.settle")
    def split(bill_id: str) -> Response:
        """Divide what is owed into parts."""
        wanted = body(request, Split)
        amounts = [in_currency(one, tariff) or 0 for one in wanted.amounts]
        picks = [
            [Pick(key=one.line_id, quantity=one.quantity) for one in part] for part in wanted.parts
        ]
        return command(services, lambda tx: moving.split_bill(
            tx, bill_id, tariff, how=wanted.how, count=wanted.count, amounts=amounts, picks=picks
        ))  # fmt: skip

    @routes.post("/api/v1/bills/<bill_id>/transfer")
    @guard("bills.settle")
    def transfer(bill_id: str) -> Response:
        """Move lines to another bill."""
        wanted = body(request, Transfer)
        return command(services, lambda tx: moving.transfer(
            tx, bill_id, tariff, line_ids=wanted.lines, to=wanted.to
        ))  # fmt: skip

    @routes.post("/api/v1/bills/<bill_id>/merge")
    @guard("bills.settle")
    def merge(bill_id: str) -> Response:
        """Take over everything of another bill."""
        wanted = body(request, Merge)
        return command(
            services, lambda tx: moving.merge(tx, bill_id, tariff, other_id=wanted.bill_id)
        )

    @routes.post("/api/v1/bills/<bill_id>/close")
    @guard("bills.settle")
    def close(bill_id: str) -> Response:
        """Close a paid bill."""
        body(request, Nothing)
        return command(services, lambda tx: closing.close(tx, bill_id, tariff))

    @routes.post("/api/v1/bills/<bill_id>/void")
    @guard("bills.settle")
    def void(bill_id: str) -> Response:
        """End a bill with nothing on it."""
        body(request, Nothing)
        return command(services, lambda tx: closing.void(tx, bill_id, tariff))
