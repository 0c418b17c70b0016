"""The guest's own page of an eSIM; the pass in its link is all that opens it."""

from typing import Any

from flask import Blueprint, Response, render_template

from venue.core.commands import command, json
from venue.core.errors import Conflict
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import views
from venue.esim.terms import Terms
from venue.staff.access import PUBLIC, guard
from venue.tables import qr


def add(routes: Blueprint, services: Services, terms: Terms) -> None:
    """Add the page and what its script asks."""

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
