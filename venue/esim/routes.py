"""eSIMs over HTTP: plans, sale, orders, refund tasks."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json, reply
from venue.core.errors import Invalid
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import Body, Nothing, body, clean_text, integer
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import catalogue, devices, guest_routes, service, store, views
from venue.esim.claims import service as claims
from venue.esim.service import Place
from venue.esim.terms import Terms
from venue.payments.bodies import Means
from venue.staff.access import guard
from venue.staff.private import PrivateCall
from venue.tables import qr

REASON_LONGEST = 120


class Payment(Means, frozen=True, kw_only=True):
    """The whole price paid at once, by a method that settles at once."""

    method: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Sale(Body, frozen=True, kw_only=True):
    """One eSIM to sell, or more data for one.

    Attributes:
        bill_id: An open bill. ``session_id``: a party's. Neither: a bill of its own.
        payment: Of a bill of its own.
    """

    package_id: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    bill_id: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    session_id: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    payment: Payment | None = None
    device_checked: bool = False
    topup_of: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Claim(Body, frozen=True, kw_only=True):
    """Why Airalo is asked for credit back: one of its own reasons."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    notes: Annotated[str, msgspec.Meta(max_length=4 * REASON_LONGEST)] = ""


class Decision(Body, frozen=True):
    """What Airalo decided."""

    granted: bool


class Said(Body, frozen=True):
    """Why."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=4 * REASON_LONGEST)]


class Pass(Body, frozen=True):
    """What the guest's link holds."""

    guest_pass: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


def register(app: Flask, services: Services, terms: Terms) -> None:
    """Add the routes and the guest's page."""
    routes = Blueprint("esim", __name__)
    _plans(routes, services, terms)
    _selling(routes, services, terms)
    _after(routes, services, terms)
    guest_routes.add(routes, services, terms)
    app.register_blueprint(routes)


def _plans(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.get("/api/v1/esim/destinations")
    @guard("esim.view")
    def destinations() -> Response:
        """List countries and regions there are plans for."""
        with services.database.read() as tx:
            return json(catalogue.destinations(tx, terms))

    @routes.get("/api/v1/esim/devices")
    @guard("esim.view")
    def phones() -> Response:
        """Find models that take eSIMs by words of ``query``."""
        with services.database.read() as tx:
            return json(devices.find(tx, request.args.get("query", "")[:80]))

    @routes.get("/api/v1/esim/packages")
    @guard("esim.view")
    def packages() -> Response:
        """List plans: ``country`` an ISO code, ``destination`` a slug, ``topup`` 1."""
        asked = request.args
        with services.database.read() as tx:
            return json(
                catalogue.index(
                    tx,
                    terms,
                    country=asked.get("country", "")[:2].upper(),
                    slug=asked.get("destination", "")[:80],
                    topup=asked.get("topup") == "1",
                )
            )


def _selling(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.post("/api/v1/esim/orders")
    @guard("esim.sell")
    def sell() -> Response:
        """Put an eSIM on a bill; 201 with order, BILL and the guest's link, which is told here."""
        wanted, actor = body(request, Sale), current_actor()
        sale: dict[str, Any] = {
            "package_id": wanted.package_id,
            "place": Place(wanted.bill_id, wanted.session_id),
            "device_checked": wanted.device_checked,
            "topup_of": wanted.topup_of,
        }
        payment = _payment(wanted)
        call = PrivateCall(services, scope=actor.scope)

        def act(tx: Tx) -> Any:
            if payment is None:
                return service.sell(tx, terms, **sale)
            return service.sell_paid(tx, terms, method=payment[0], given=payment[1], **sale)

        def once(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, act, status=201)[0]

        answer = services.database.write(once)
        if answer.status != 201:
            return reply(answer)
        return json(_with_link(services, terms, loads(answer.body)), 201)

    @routes.get("/api/v1/esim/orders")
    @guard("esim.sell")
    def orders() -> Response:
        """List orders: ``which`` is all, unpaid, waiting, refunds or low; ``before``: an id."""
        asked = request.args
        before = integer(asked.get("before"), field="before", least=0, most=2**53, default=0)
        with services.database.read() as tx:
            found = views.index(tx, terms, which=asked.get("which", "all"), before=before)
            return json(found)

    @routes.post("/api/v1/esim/orders/<int:order_id>/drop")
    @guard("esim.sell")
    def drop(order_id: int) -> Response:
        """Take an eSIM that is not paid off its bill."""
        body(request, Nothing)

        def act(tx: Tx) -> dict[str, Any]:
            service.drop(tx, terms, order_id)
            return views.one(tx, terms, order_id)

        return command(services, act)


def _after(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.post("/api/v1/esim/orders/<int:order_id>/refunded")
    @guard("esim.refund")
    def refunded(order_id: int) -> Response:
        """Say that the guest got the money back; the order can never be sent again."""
        said = body(request, Said)
        reason = clean_text(said.reason, field="the reason", longest=REASON_LONGEST)

        def act(tx: Tx) -> dict[str, Any]:
            service.refund(tx, order_id, reason=reason)
            return views.one(tx, terms, order_id)

        return command(services, act)

    @routes.post("/api/v1/esim/orders/<int:order_id>/claim")
    @guard("esim.refund")
    def claim(order_id: int) -> Response:
        """Ask Airalo for the credit of an eSIM; people decide there."""
        said = body(request, Claim)
        notes = clean_text(said.notes, field="the notes", longest=REASON_LONGEST)

        def act(tx: Tx) -> dict[str, Any]:
            claims.ask(tx, order_id, reason=said.reason, notes=notes)
            return views.one(tx, terms, order_id)

        return command(services, act, status=201)

    @routes.post("/api/v1/esim/orders/<int:order_id>/claim/decision")
    @guard("esim.refund")
    def decide(order_id: int) -> Response:
        """Enter what Airalo decided."""
        said = body(request, Decision)

        def act(tx: Tx) -> dict[str, Any]:
            claims.decide(tx, order_id, granted=said.granted)
            return views.one(tx, terms, order_id)

        return command(services, act)

    @routes.get("/api/v1/esim/report")
    @guard("esim.report")
    def report() -> Response:
        """Return credit and what was sold and what it cost."""
        with services.database.read() as tx:
            return json(views.report(tx, terms))

    @routes.post("/api/v1/esim/slips")
    @guard("esim.sell")
    def slip() -> Response:
        """Print an eSIM by the guest's own pass."""
        wanted, actor = body(request, Pass), current_actor()
        call = PrivateCall(services, scope=actor.scope)

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, lambda inner: {"job": views.print_slip(
                inner, views.of_pass(inner, terms, wanted.guest_pass), terms
            )}, status=202)[0]  # fmt: skip

        return reply(services.database.write(act))


def _payment(wanted: Sale) -> tuple[str, dict[str, Any]] | None:
    """Return the method and what it is given.

    Raises:
        Invalid: ``esim.pay_there`` - the bill of others is paid where it is;
            ``payments.card_number``.
    """
    if wanted.payment is None:
        return None
    if wanted.bill_id is not None or wanted.session_id is not None:
        raise Invalid("esim.pay_there", "what stands on a party's bill is paid with it")
    return wanted.payment.method, wanted.payment.given()


def _with_link(services: Services, terms: Terms, answer: dict[str, Any]) -> dict[str, Any]:
    """Add the guest's link to a sale's answer; no copy of it is stored."""
    with services.database.read() as tx:
        row = store.order(tx, answer["order"])
    assert row is not None
    guest_pass = terms.guest_pass(row["token"])
    base = (services.settings.text("server.address") or request.host_url).rstrip("/")
    path = f"/e/{guest_pass}"
    code = qr.data_url(f"{base}{path}")
    return answer | {"guest_pass": guest_pass, "path": path, "url": f"{base}{path}", "code": code}
