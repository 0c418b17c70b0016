"""The guest's eSIM shop at the table and more data for an eSIM: plain forms.

A script only names countries in more languages. What a guest buys stands on the party's bill, where
everybody sees it; nothing is bought at the vendor before that bill is paid.
"""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from venue.core.actor import Actor
from venue.core.errors import Forbidden, VenueError
from venue.core.ids import uuid7
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import catalogue, guest_sale, service, views
from venue.esim.terms import Terms
from venue.gateway.probes import me_view
from venue.staff.access import PUBLIC, guard
from venue.web import guest_page, plain


def register(app: Flask, services: Services) -> None:
    """Add the shop's page and its form."""
    terms = Terms.of(services)

    @app.get("/guest/esim")
    @guard(PUBLIC)
    def esim_shop() -> Response:
        """Show where there are plans for, and those of the place chosen."""
        return _page(services, terms, request.args.get("where", ""))

    @app.post("/guest/esim")
    @guard(PUBLIC)
    def esim_buy() -> AnyResponse:
        """Put a plan on the party's bill; leads to the guest's own page of it."""
        actor, where = plain.guest(services), request.form.get("where", "")
        plan = request.form.get("plan", "")[:120]
        is_checked = request.form.get("device") == "yes"

        def put(tx: Tx, _key: str) -> Any:
            return guest_sale.put(
                tx, terms, session_id=session_id, package_id=plan, device_checked=is_checked
            )

        try:
            session_id = _session(services, actor)
            told = plain.run(services, actor, put)
        except VenueError as refusal:
            return _page(services, terms, where, problem=refusal)
        with services.database.read() as tx:
            row = service.require(tx, told["order"])
        return redirect(f"/e/{terms.guest_pass(row['token'])}", 303)

    _more(app, services, terms)


def _more(app: Flask, services: Services, terms: Terms) -> None:
    @app.get("/e/<guest_pass>/more")
    @guard(PUBLIC)
    def esim_more(guest_pass: str) -> Response:
        """Show what can be added to the guest's eSIM."""
        return _more_page(services, terms, guest_pass)

    @app.post("/e/<guest_pass>/more")
    @guard(PUBLIC)
    def esim_add(guest_pass: str) -> AnyResponse:
        """Put more data for the guest's eSIM on the party's bill."""
        actor, plan = plain.guest(services), request.form.get("plan", "")[:120]

        def put(tx: Tx, _key: str) -> Any:
            return guest_sale.put(
                tx, terms, session_id=session_id, package_id=plan, device_checked=True,
                topup_of=views.of_pass(tx, terms, guest_pass)["id"],
            )  # fmt: skip

        try:
            session_id = _session(services, actor)
            plain.run(services, actor, put)
        except VenueError as refusal:
            return _more_page(services, terms, guest_pass, problem=refusal)
        return redirect(f"/e/{guest_pass}", 303)


def _session(services: Services, actor: Actor) -> str:
    """Return the party that buys.

    Raises:
        Forbidden: ``orders.no_session``, ``orders.view_only``.
    """
    if not actor.may("esim.buy") or actor.table_session_id is None:
        raise Forbidden("orders.no_session", "your table is not open yet; ask your waiter")
    if services.settings.text("guest.order_mode") == "view":
        raise Forbidden("orders.view_only", "please order with your waiter")
    return actor.table_session_id


def _page(
    services: Services, terms: Terms, where: str, *, problem: VenueError | None = None
) -> Response:
    actor = plain.guest(services)
    if actor.kind != "guest":
        return guest_page.nobody()
    with services.database.read() as tx:
        shop = catalogue.destinations(tx, terms)
        plans = catalogue.index(tx, terms, slug=where[:80])["items"] if where else []
        me = me_view(tx, services, actor)
    made = render_template(
        "esim_shop.html",
        me=me,
        shop=shop,
        where=where,
        plans=[one for one in plans if one["for_sale"]],
        may_buy=guest_page.may_order(actor, me),
        is_open=catalogue.is_open(shop),
        problem=problem,
        money=plain.money,
        form_key=uuid7,
    )
    return guest_page.unkept(make_response(made, 422 if problem else 200))


def _more_page(
    services: Services, terms: Terms, guest_pass: str, *, problem: VenueError | None = None
) -> Response:
    actor = plain.guest(services)
    with services.database.read() as tx:
        esim = views.guest_view(tx, views.of_pass(tx, terms, guest_pass), terms)
        shop = catalogue.index(tx, terms, slug=esim["slug"], topup=True)
        may_buy = actor.kind == "guest" and guest_page.may_order(
            actor, me_view(tx, services, actor)
        )
    made = render_template(
        "esim_more.html",
        esim=esim,
        guest_pass=guest_pass,
        shop=shop,
        plans=[one for one in shop["items"] if one["for_sale"]],
        may_buy=may_buy,
        is_open=catalogue.is_open(shop),
        problem=problem,
        money=plain.money,
        form_key=uuid7,
    )
    response = guest_page.unkept(make_response(made, 422 if problem else 200))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
