"""What a box shows that does not serve: one page on every address, without a word of the venue."""

from pathlib import Path

from flask import Flask, Response, make_response, render_template, request

from venue.core import i18n
from venue.core.commands import PROBLEM
from venue.core.errors import Unavailable
from venue.core.jsonx import encode
from venue.gateway.framing import HEADERS
from venue.standby import role as roles
from venue.web import pages, static_files

LANGUAGES = ["en", "ru"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def app(data: Path) -> Flask:
    """Return the application."""
    made = Flask("standby", static_folder=None, template_folder=str(pages.TEMPLATES))
    made.add_url_rule("/static/<tree>/<path:path>", "static", static_files.answer)
    made.jinja_env.globals["static"] = static_files.address

    @made.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = "no-store"
        return response

    @made.route("/", defaults={"path": ""}, methods=METHODS)
    @made.route("/<path:path>", methods=METHODS)
    def page(path: str) -> Response:
        """Say to everybody that another box serves."""
        role = roles.load(data)
        if "text/html" not in request.headers.get("Accept", ""):
            words = "this box does not serve: another one does"
            return Response(encode(Unavailable("box.standby", words).problem()), 503,
                            mimetype=PROBLEM)  # fmt: skip
        lang = i18n.best(request.headers.get("Accept-Language", ""), LANGUAGES, "en")
        html = render_template(
            "standby.html", lang=lang, dir="ltr", role=role,
            t=lambda key, **values: i18n.text(lang, key, **values),
        )  # fmt: skip
        return make_response(html, 503)

    return made
