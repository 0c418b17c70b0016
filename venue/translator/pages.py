"""The translator's pages: a guest's chat and requests, and the staff's screens."""

from flask import Flask, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from venue.core.services import Services
from venue.staff.access import PUBLIC, credentials, guard


def register(app: Flask, services: Services) -> None:
    """Add the pages."""

    @app.get("/guest/chat")
    @guard(PUBLIC)
    def guest_chat() -> AnyResponse:
        """A party's chat with the house."""
        return _page(services, "chat.html", "guest", "/guest")

    @app.get("/guest/requests")
    @guard(PUBLIC)
    def guest_requests() -> AnyResponse:
        """What a guest in a room may ask for."""
        return _page(services, "roomrequests.html", "guest", "/guest")

    @app.get("/requests")
    @guard(PUBLIC)
    def staff_requests() -> AnyResponse:
        """What rooms wait for."""
        return _page(services, "requests.html", "staff", "/pair", needs="requests.answer")

    @app.get("/translator")
    @app.get("/translator/<path:rest>")
    @guard(PUBLIC)
    def staff_translator(rest: str = "") -> AnyResponse:
        """The staff's screens; which one, the script reads from the address."""
        return _page(services, "translator.html", "staff", "/pair")


def _page(
    services: Services, template: str, side: str, otherwise: str, needs: str = "translator.use"
) -> AnyResponse:
    actors = services.identify(credentials())
    may = [one for one in actors if one.may(needs)]
    if not any((one.kind == "guest") == (side == "guest") for one in may):
        return redirect(otherwise, 303)
    response: Response = make_response(render_template(template))
    response.headers["Cache-Control"] = "no-store"
    return response
