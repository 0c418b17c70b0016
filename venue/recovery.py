"""What is served instead of a damaged venue: a page that says so and offers the way back.

Nothing is opened, made anew or thrown away; a restore moves what is there aside. Whoever holds
the recovery key may restore: the people of the venue are in the file that cannot be read.
"""

import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from werkzeug.serving import WSGIRequestHandler, make_server

from config.settings import Settings
from venue.backups import service
from venue.core import i18n
from venue.core.commands import PROBLEM
from venue.core.errors import NotFound, Unavailable, VenueError
from venue.core.jsonx import encode
from venue.gateway.framing import HEADERS
from venue.health.boot import Damage
from venue.process import notify, watchdog_s
from venue.web import pages, static_files

LANGUAGES = ["en", "ru"]
MOST_BYTES = 4096
REQUEST_LIMIT_S = 10
USUAL_PING_S = 10.0


class Recovery:
    """The page and what it does.

    Attributes:
        restored: What the venue was brought back from; None until then.
        done: Set when the server may go on.
    """

    def __init__(self, data: Path, settings: Settings, damage: Damage) -> None:
        self._data, self._damage = data, damage
        chosen = settings.text("backup.folder")
        self._folder = Path(chosen) if chosen else data / "backups"
        redo = settings.text("redo.path")
        self._redo = Path(redo) if redo and Path(redo).is_dir() else None
        self._one_at_a_time = threading.Lock()
        self.restored: service.Restored | None = None
        self.done = threading.Event()

    def kept(self) -> list[dict[str, Any]]:
        """Return the backups, newest first."""
        return service.index(self._folder) if self._folder.is_dir() else []

    def restore(self, name: str, key: str) -> None:
        """Bring the venue back; what was there is moved aside.

        Raises:
            VenueError: In words; nothing was changed.
        """
        if name not in {one["name"] for one in self.kept()}:
            raise NotFound("backups.no_file", "there is no such backup")
        with self._one_at_a_time:
            if self.restored is None:
                source = self._folder / name
                self.restored = service.restore(
                    self._data, source, key, redo=self._redo, replace=True
                )

    def app(self) -> Flask:
        """Return the application: one page on every address."""
        app = Flask("recovery", static_folder=None, template_folder=str(pages.TEMPLATES))
        app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
        app.add_url_rule("/static/<tree>/<path:path>", "static", static_files.answer)
        app.jinja_env.globals["static"] = static_files.address

        @app.after_request
        def headers(response: Response) -> Response:
            response.headers.update(HEADERS)
            return response

        @app.post("/restore")
        def restore() -> Response:
            """Take the backup and the key from the form."""
            try:
                self.restore(request.form.get("name", ""), request.form.get("key", "").strip())
            except VenueError as refusal:
                return self._answer(i18n.refusal(_lang(), refusal))
            self.done.set()
            return self._answer("")

        @app.route("/", defaults={"path": ""})
        @app.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
        def page(path: str) -> Response:
            """Say to everybody what is wrong."""
            return self._answer("")

        return app

    def _answer(self, refusal: str) -> Response:
        if "text/html" not in request.headers.get("Accept", ""):
            told = Unavailable("box.damaged", "the venue's files are damaged; a person has to look")
            return Response(encode(told.problem()), 503, mimetype=PROBLEM)
        lang = _lang()
        html = render_template(
            "recovery.html",
            lang=lang,
            dir="ltr",
            t=lambda key, **values: i18n.text(lang, key, **values),
            damage=self._damage,
            kept=self.kept(),
            refusal=refusal,
            restored=self.restored,
        )
        done = self.restored is not None and request.method == "POST"
        response = make_response(html, 200 if done else 503)
        response.headers["Cache-Control"] = "no-store"
        return response


def _lang() -> str:
    return i18n.best(request.headers.get("Accept-Language", ""), LANGUAGES, "en")


class Quiet(WSGIRequestHandler):
    """Gives up on slow ones and logs nothing: every screen asks again and again."""

    timeout = REQUEST_LIMIT_S

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log nothing."""


def serve(data: Path, settings: Settings, damage: Damage) -> service.Restored:
    """Serve the page until a backup was restored, and return what came back."""
    recovery = Recovery(data, settings, damage)
    host, port = settings.text("server.host"), settings.number("server.port")
    server = make_server(host, port, recovery.app(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, name="recovery", daemon=True)
    thread.start()
    notify("READY=1")
    while not recovery.done.wait(watchdog_s() or USUAL_PING_S):
        notify("WATCHDOG=1")
    server.shutdown()
    server.server_close()
    assert recovery.restored is not None  # nothing else sets `done`
    return recovery.restored
