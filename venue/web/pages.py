"""The page shells; each is a template and one module script."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from venue.core.actor import Actor
from venue.core.services import Services
from venue.gateway.probes import chosen
from venue.staff.access import HOMES, PUBLIC, credentials, guard
from venue.web import checkin_page, esim_shop, guest_page, sheets, static_files
from venue.web.language import context
from venue.web.shells import page, staff_page

TEMPLATES = Path(__file__).parent / "templates"


def register(app: Flask, services: Services) -> None:
    """Add the pages."""
    static_files.register(app)
    app.jinja_env.globals["static"] = static_files.address

    @app.context_processor
    def words() -> dict[str, Any]:
        return context(services)

    @app.get("/")
    @guard(PUBLIC)
    def home() -> AnyResponse:
        """Lead each device to its own screen."""
        actors = services.identify(credentials())
        return redirect(home_of(actors), 303) if actors else page("home.html")

    @app.get("/pair")
    @guard(PUBLIC)
    def pair() -> Response:
        """Pair this device, or sign in on it."""
        return page("pair.html")

    @app.get("/status")
    @guard(PUBLIC)
    def status_page() -> AnyResponse:
        """Show the state of the box to staff."""
        return staff_page(services, "status.html", "status.view")

    @app.get("/printers")
    @guard(PUBLIC)
    def printers_page() -> AnyResponse:
        """Show the printers to the office."""
        return staff_page(services, "printers.html", "printers.view")

    @app.get("/sync")
    @guard(PUBLIC)
    def sync_page() -> AnyResponse:
        """Show the clouds and what waits for them to the office."""
        return staff_page(services, "sync.html", "sync.view")

    @app.get("/manage")
    @app.get("/manage/<path:rest>")
    @guard(PUBLIC)
    def manage(rest: str = "") -> AnyResponse:
        """The manager's screens; which one, the script reads from the address."""
        return staff_page(services, "manage.html", "overview.view")

    if "health" in app.blueprints:
        sheets.register(app, services)
    _esim(app, services)
    kind = services.settings.text("venue.kind")
    if kind != "hotel":
        _restaurant(app, services)
    if "bookings" in app.blueprints:
        _hotel(app, services)
        _desk(app, services)
    elif kind != "restaurant":
        _without_a_desk(app)


def _without_a_desk(app: Flask) -> None:
    @app.get("/desk")
    @app.get("/housekeeping")
    @guard(PUBLIC)
    def instead() -> AnyResponse:
        """Where the hotel's staff start while the module is off."""
        return redirect("/status", 303)


def _esim(app: Flask, services: Services) -> None:
    @app.get("/esim")
    @app.get("/esim/<path:rest>")
    @guard(PUBLIC)
    def esims(rest: str = "") -> AnyResponse:
        """Where staff sell eSIMs and follow them; which screen, the script reads."""
        if "esim" not in app.blueprints:
            return redirect("/status", 303)
        return staff_page(services, "esims.html", "esim.sell")


def _hotel(app: Flask, services: Services) -> None:
    checkin_page.register(app, services)

    @app.get("/desk/checkins")
    @guard(PUBLIC)
    def checkins() -> AnyResponse:
        """The forms of those who come and are in house."""
        return staff_page(services, "checkins.html", "checkin.read")

    @app.get("/desk/audit")
    @guard(PUBLIC)
    def night_audit() -> AnyResponse:
        """The closed days, and the one to close."""
        return staff_page(services, "nightaudit.html", "audit.view")

    @app.get("/desk/guests")
    @guard(PUBLIC)
    def guests_page() -> AnyResponse:
        """Guests with their history."""
        return staff_page(services, "guests.html", "bookings.view")

    @app.get("/guest/breakfast")
    @guard(PUBLIC)
    def breakfast_card() -> AnyResponse:
        """The breakfast card of a guest's room."""
        if not any(one.may("breakfast.order") for one in services.identify(credentials())):
            return redirect("/guest", 303)
        return page("breakfast.html")

    @app.get("/desk/meals")
    @guard(PUBLIC)
    def meals_page() -> AnyResponse:
        """Who of the house guests eats what on a day."""
        return staff_page(services, "meals.html", "meals.view")


def _desk(app: Flask, services: Services) -> None:
    if "desklog" in app.blueprints:

        @app.get("/desk/wakeups")
        @guard(PUBLIC)
        def wakeups() -> AnyResponse:
            """The wake-up calls of the house."""
            return staff_page(services, "wakeups.html", "wakeups.manage")

        @app.get("/desk/log")
        @guard(PUBLIC)
        def shift_log() -> AnyResponse:
            """What one shift tells the next."""
            return staff_page(services, "shiftlog.html", "shift_log.use")

    @app.get("/desk")
    @app.get("/desk/<path:rest>")
    @guard(PUBLIC)
    def desk(rest: str = "") -> AnyResponse:
        """The front desk's screens; which one, the script reads from the address."""
        return staff_page(services, "desk.html", "bookings.view")

    @app.get("/housekeeping")
    @guard(PUBLIC)
    def housekeeping() -> AnyResponse:
        """The rooms to clean."""
        return staff_page(services, "housekeeping.html", "rooms.view")


def _restaurant(app: Flask, services: Services) -> None:
    guest_page.register(app, services)
    if "esim" in app.blueprints:
        esim_shop.register(app, services)

    @app.get("/waiter")
    @guard(PUBLIC)
    def waiter() -> AnyResponse:
        """The floor."""
        return staff_page(services, "waiter.html", "tables.serve")

    @app.get("/pickup")
    @guard(PUBLIC)
    def pickup() -> AnyResponse:
        """The hall's number screen."""
        return staff_page(services, "pickup.html", "pickup.view")

    @app.get("/kitchen/<station>")
    @guard(PUBLIC)
    def kitchen(station: str) -> AnyResponse:
        """A station's board."""
        return staff_page(services, "kitchen.html", "kitchen.view", station=station)

    @app.get("/expo")
    @guard(PUBLIC)
    def expo() -> AnyResponse:
        """The pass: whole orders of all stations."""
        return staff_page(services, "kitchen.html", "kitchen.view", station="expo")


def home_of(actors: list[Actor]) -> str:
    """Return the page where these people belong."""
    actor = chosen(actors, "staff")
    if actor.kind == "anonymous":
        return "/guest"
    if actor.role == "kitchen":
        return f"/kitchen/{actor.station or 'all'}"
    if actor.role == "pickup":
        return "/pickup"
    if actor.kind == "device":
        return "/pair"
    if actor.may("overview.view"):
        return "/manage"
    return next((page for name, page in HOMES if actor.may(name)), "/status")
