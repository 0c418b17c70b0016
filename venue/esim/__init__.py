"""eSIMs sold by the venue: an optional module; what is told to Airalo lies in ``sync/airalo``."""

from flask import Flask

from venue.bills import closing
from venue.bills.content import Content
from venue.core.modules import Module
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import delivery, routes, service, store, views
from venue.esim.claims import service as claims
from venue.esim.graph import GRAPH
from venue.esim.schema import MIGRATIONS
from venue.esim.service import KIND
from venue.esim.terms import Terms

FOLLOW_S = 5


def register(app: Flask, services: Services) -> None:
    """Add the routes, order what is paid, and follow every order to its end."""
    terms, database = Terms.of(services), services.database
    service.on_paid.clear()

    def ordered(tx: Tx, content: Content) -> None:
        service.paid(tx, terms, [one["ref"] for one in content.items if one["kind"] == KIND])

    closing.closers.append(ordered)
    routes.register(app, services, terms)

    def follow() -> None:
        with database.read() as tx:
            is_idle = not store.waiting(tx) and not claims.is_under_way(tx)
        if not is_idle:
            database.write(delivery.follow)
            database.write(claims.follow)

    services.jobs.every(FOLLOW_S, "esim orders", follow)
    services.terms.append(Term(name="eSIM secrets", tables=("esim_order",), purge=service.purge))
    services.alerts.append(views.alerts)


MODULE = Module(
    name="esim",
    needs=("staff", "bills", "payments"),
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
