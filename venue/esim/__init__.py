"""eSIMs sold by the venue: an optional module; what is told to Airalo lies in ``sync/airalo``."""

from flask import Flask

from venue.bills import closing
from venue.core.modules import Module
from venue.core.services import Services
from venue.esim import delivery, routes, service, store, views
from venue.esim.graph import GRAPH
from venue.esim.schema import MIGRATIONS
from venue.esim.terms import Terms

FOLLOW_S, PURGE_S = 5, 86_400


def register(app: Flask, services: Services) -> None:
    """Add the routes, order what is paid, and follow every order to its end."""
    terms, database = Terms.of(services), services.database
    service.on_paid.clear()
    closing.closers.append(lambda tx, content: service.paid(tx, terms, content.id))
    routes.register(app, services, terms)

    def follow() -> None:
        with database.read() as tx:
            is_idle = not store.waiting(tx)
        if not is_idle:
            database.write(delivery.follow)

    services.jobs.every(FOLLOW_S, "esim orders", follow)
    services.jobs.every(PURGE_S, "esim secrets", lambda: database.write(service.purge))
    services.alerts.append(views.alerts)


MODULE = Module(
    name="esim",
    needs=("staff", "bills", "payments"),
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
