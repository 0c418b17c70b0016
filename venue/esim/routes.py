"""eSIMs over HTTP: plans, sale, orders, refund tasks, the guest's own page."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, render_template, request

from venue.core.commands import command, current_actor, json, reply
from venue.core.errors import Conflict
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import Body, body, clean_text
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import catalogue, service, store, views
from venue.esim.terms import Terms
from venue.staff.access import PUBLIC, guard
from venue.staff.private import PrivateCall
from venue.tables import qr

REASON_LONGEST = 120


class Sale(Body, frozen=True, kw_only=True):
    """One eSIM to sell, or more data for one."""

    package_id: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    bill_id: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    device_checked: bool = False
    topup_of: Annotated[int, msgspec.Meta(ge=1)] | None = None


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
    _guest(routes, services, terms)
    app.register_blueprint(routes)


def _plans(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.get("/api/v1/esim/destinations")
    @guard("esim.view")
    def destinations() -> Response:
        """List countries and regions there are plans for."""
        with services.database.read() as tx:
            return json(catalogue.destinations(tx))

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
        call = PrivateCall(services, scope=actor.scope)

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, lambda inner: service.sell(
                inner, terms, package_id=wanted.package_id, bill_id=wanted.bill_id,
                device_checked=wanted.device_checked, topup_of=wanted.topup_of,
            ), status=201)[0]  # fmt: skip

        answer = services.database.write(act)
        if answer.status != 201:
            return reply(answer)
        return json(_with_link(services, terms, loads(answer.body)), 201)

    @routes.get("/api/v1/esim/orders")
    @guard("esim.sell")
    def orders() -> Response:
        """List orders: ``which`` is all, waiting or refunds."""
        with services.database.read() as tx:
            return json(views.index(tx, terms, which=request.args.get("which", "all")))

    @routes.post("/api/v1/esim/orders/<int:order_id>/refunded")
    @guard("esim.refund")
    def refunded(order_id: int) -> Response:
        """Say that the guest got the money back; the order can never be sent again."""
        said = body(request, Said)
        reason = clean_text(said.reason, field="the reason", longest=REASON_LONGEST)

        def act(tx: Tx) -> dict[str, Any]:
            service.refund(tx, order_id, reason=reason)
            return views.order_view(tx, service.require(tx, order_id), terms)

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


def _guest(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.get("/e/<guest_pass>")
    @guard(PUBLIC)
    def page(guest_pass: str) -> Response:
        """Show a guest the eSIM that the link opens."""
        with services.database.read() as tx:
            row = views.of_pass(tx, terms, guest_pass)
            shown = views.guest_view(tx, row, terms)
        made = render_template("esim.html", esim=shown, guest_pass=guest_pass)
        return Response(
            made, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        )

    @routes.get("/e/<guest_pass>/code.svg")
    @guard(PUBLIC)
    def code(guest_pass: str) -> Response:
        """Draw the code that installs the eSIM."""
        with services.database.read() as tx:
            install = views.install_of(views.of_pass(tx, terms, guest_pass), terms)
        if install is None:
            raise Conflict("esim.no_esim", "this eSIM is not there yet")
        drawn = qr.svg(install["lpa_code"])
        return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})

    @routes.get("/api/v1/esim/sims/<guest_pass>")
    @guard(PUBLIC)
    def sim(guest_pass: str) -> Response:
        """Return a guest's eSIM: where it is, how to install it, what is left."""
        with services.database.read() as tx:
            return json(views.guest_view(tx, views.of_pass(tx, terms, guest_pass), terms))

    @routes.post("/api/v1/esim/sims/<guest_pass>/shown")
    @guard(PUBLIC)
    def shown(guest_pass: str) -> Response:
        """Note that the guest has the eSIM before them."""

        def act(tx: Tx) -> dict[str, Any]:
            row = views.of_pass(tx, terms, guest_pass)
            views.show(tx, row)
            return {"state": row["state"]}

        return command(services, act)


def _with_link(services: Services, terms: Terms, answer: dict[str, Any]) -> dict[str, Any]:
    """Add the guest's link to a sale's answer; no copy of it is stored."""
    with services.database.read() as tx:
        row = store.order(tx, answer["order"])
    assert row is not None
    guest_pass = terms.guest_pass(row["token"])
    return answer | {"guest_pass": guest_pass, "path": f"/e/{guest_pass}"}
