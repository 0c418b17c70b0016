"""The exchange of the hotel with Cloudbeds, as a module of the appliance."""

from dataclasses import replace

from flask import Flask

from sync.cloudbeds import provider
from sync.cloudbeds.handlers import handlers
from sync.cloudbeds.pulling import WEBHOOK, compares, pulls
from sync.cloudbeds.schema import MIGRATIONS
from sync.cloudbeds.taking import Taker
from sync.cloudbeds.told import Teller, Terms
from sync.routes import engine_of
from venue.bookings import hooks
from venue.bookings.routes import Desk
from venue.core.modules import HOTEL, Module
from venue.core.services import Services
from venue.folios import service as folios
from venue.folios.lines import service as lines
from venue.payments import service as payments
from venue.rooms import service as rooms


def register(app: Flask, services: Services) -> None:
    """Listen to the hotel, and let the engine tell and poll."""
    settings, desk = services.settings, Desk(services)
    methods = dict(one.partition("=")[::2] for one in settings.many("pms.methods"))
    terms = Terms(
        currency=services.currency,
        email=settings.text("pms.guest_email"),
        country=settings.text("pms.guest_country"),
        zip=settings.text("pms.guest_zip"),
        house_account=settings.text("pms.house_account"),
        methods=methods,
        checks=settings.flag("pms.checks"),
    )
    teller, taker = Teller(terms, desk.today), Taker(desk.today, services.currency)
    hooks.followers.append(teller.stay)
    rooms.on_care.append(teller.room)
    folios.on_charge.append(teller.charge)
    lines.on_line.append(teller.line)
    payments.on_settled.append(teller.tender)

    def today() -> str:
        return services.database.clock.now().astimezone(settings.zone()).date().isoformat()

    engine_of(app).add(
        replace(
            provider.PROVIDER,
            open=provider.opener(services.currency),
            handlers=handlers(today),
            pulls=pulls(taker),
            compares=compares(),
            webhook=WEBHOOK,
        )
    )


MODULE = Module(
    name="cloudbeds",
    needs=("sync", "rooms", "bookings", "folios", "payments"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
