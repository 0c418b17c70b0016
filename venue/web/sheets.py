"""Pages to print: the reachability test, and the card of what works without the Internet."""

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from venue.core.services import Services
from venue.staff.access import PUBLIC, guard
from venue.web.shells import page, staff_page

LONGEST_CODE = 8
RESTAURANT, HOTEL = ("restaurant", "both"), ("hotel", "both")
# What stands on the card: the part, its lines, and the halves of the business a line is for.
CARD = (
    ("works", (("orders", RESTAURANT), ("kitchen", RESTAURANT), ("bills", RESTAURANT),
               ("rooms", HOTEL), ("rest", RESTAURANT + HOTEL))),
    ("waits", (("pms", HOTEL), ("mail", RESTAURANT + HOTEL), ("programs", RESTAURANT + HOTEL))),
    ("not", (("coins", RESTAURANT), ("esim", RESTAURANT + HOTEL), ("cards", RESTAURANT + HOTEL),
             ("bookings", HOTEL))),
)  # fmt: skip


def register(app: Flask, services: Services) -> None:
    """Add the pages."""
    reach = app.extensions["venue.reach"]
    kind = services.settings.text("venue.kind")

    @app.get("/reach")
    @guard(PUBLIC)
    def reached() -> Response:
        """Say to a phone that it reached the box; its script measures."""
        return page("reach.html", code=request.args.get("c", "")[:LONGEST_CODE])

    @app.get("/reach/test")
    @guard(PUBLIC)
    def reach_test() -> AnyResponse:
        """Show the installer the codes to scan and what came of them."""
        url = (services.settings.text("server.address") or request.host_url).rstrip("/")
        return staff_page(services, "reachtest.html", "devices.manage", test=reach.sheet(url))

    @app.get("/status/offline-card")
    @guard(PUBLIC)
    def offline_card() -> AnyResponse:
        """Show what works without the Internet, to print."""
        parts = [(part, [key for key, kinds in lines if kind in kinds]) for part, lines in CARD]
        return staff_page(services, "offlinecard.html", "status.view", parts=parts)
