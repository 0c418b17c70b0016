"""The wizard's pages: plain forms without a script, so that any phone can set a box up."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from config import countries
from config.settings import Settings
from printers import discovery
from printers.discovery import Found
from venue.core import i18n
from venue.core.commands import PROBLEM
from venue.core.errors import Invalid, TooLarge, Unauthenticated, Unavailable, VenueError
from venue.core.jsonx import encode
from venue.devices import service as devices
from venue.firstrun import code, making, model
from venue.firstrun.model import Draft, FirstPrinter
from venue.front import Misdirected, is_own_name, names_of
from venue.gateway.framing import HEADERS
from venue.staff.access import check_origin
from venue.web import pages, static_files

LANGUAGES = ["en", "ru"]
COOKIE = "venue_setup"
MOST_BYTES, MOST_MENU_BYTES, MOST_BACKUP_BYTES = 16_384, 2_100_000, 1_000_000_000
MOST_PRINTERS = 20
CURRENCIES = ("EUR", "USD", "GBP", "RUB", "CHF", "PLN", "CZK", "TRY", "AED", "KZT", "GEL", "THB")


class Wizard:
    """The pages and what they do.

    Attributes:
        done: Set when a venue is there and the server may go on.
    """

    def __init__(self, data: Path, settings: Settings) -> None:
        self._data, self._names = data, names_of(settings)
        self._door = code.Door(code.of(data))
        self._found: list[Found] | None = None
        self._change = threading.Lock()
        self.done = threading.Event()

    def app(self) -> Flask:
        """Return the application."""
        app = Flask("firstrun", static_folder=None, template_folder=str(pages.TEMPLATES))
        app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
        app.add_url_rule("/static/<tree>/<path:path>", "static", static_files.answer)
        app.jinja_env.globals["static"] = static_files.address
        app.before_request(self._guard)
        app.after_request(_headers)
        app.add_url_rule("/setup/code", "code", self._enter, methods=["POST"])
        app.add_url_rule("/setup/language", "language", self._language, methods=["POST"])
        app.add_url_rule("/setup/restore", "restore", self._restore, methods=["POST"])
        app.add_url_rule("/setup/search", "search", self._search, methods=["POST"])
        for step, act in self._steps().items():
            app.add_url_rule(f"/setup/{step}", step, self._sending(act), methods=["POST"])
        app.add_url_rule("/setup/owner", "owner", self._finish, methods=["POST"])
        app.add_url_rule("/", "page", self._page, defaults={"path": ""})
        app.add_url_rule("/<path:path>", "page", self._page)
        app.register_error_handler(VenueError, self._refused)
        app.register_error_handler(413, self._too_large)
        return app

    def _steps(self) -> dict[str, Callable[[Draft], Draft]]:
        return {
            "country": lambda draft: model.with_country(draft, request.form.get("country", "")),
            "venue": lambda draft: model.with_venue(draft, request.form),
            "tables": lambda draft: model.with_tables(draft, request.form),
            "printers": lambda draft: model.with_printers(draft, self._chosen()),
            "menu": lambda draft: model.with_menu(draft, request.form.get("menu", ""), _file()),
        }

    def _guard(self) -> None:
        """Hold the host name, the origin and, for every change, the code."""
        if not is_own_name(request.host, self._names):
            raise Misdirected("request.wrong_host", "this box does not answer to that name")
        check_origin()
        request.max_content_length = MOST_BYTES
        if request.method in ("GET", "HEAD") or request.path == "/setup/code":
            return
        if not self._known():
            raise Unauthenticated("setup.no_code", "enter the code from the box's console first")
        larger = {"/setup/menu": MOST_MENU_BYTES, "/setup/restore": MOST_BACKUP_BYTES}
        request.max_content_length = larger.get(request.path, MOST_BYTES)

    def _known(self) -> bool:
        return self._door.knows(request.cookies.get(COOKIE, ""))

    def _enter(self) -> AnyResponse:
        """Compare the code and let this browser in."""
        address = request.remote_addr or ""
        session = self._door.enter(address, request.form.get("code", "")[:40])
        response = redirect("/", 303)
        response.set_cookie(COOKIE, session, httponly=True, samesite="Strict")
        return response

    def _language(self) -> AnyResponse:
        """Choose the language of the wizard and of the venue's screens."""
        lang = request.form.get("lang", "")
        if lang not in LANGUAGES:
            raise Invalid("setup.bad_value", "choose one of the languages")
        with self._change:
            draft = msgspec.structs.replace(model.load(self._data), lang=lang)
            model.keep(self._data, draft)
        return redirect("/", 303)

    def _sending(self, act: Callable[[Draft], Draft]) -> Callable[[], AnyResponse]:
        def view() -> AnyResponse:
            """Take one step's answers and show the next."""
            with self._change:
                model.keep(self._data, act(model.load(self._data)))
            return redirect("/", 303)

        return view

    def _search(self) -> AnyResponse:
        """Look for printers on the LAN; takes some seconds."""
        with self._change:
            self._found = discovery.discover(sweep=True)[:MOST_PRINTERS]
        return redirect("/?step=printers", 303)

    def _chosen(self) -> tuple[FirstPrinter, ...]:
        """Return the printers that were ticked, and the one whose address was typed."""
        ticked = set(request.form.getlist("found"))
        chosen = [
            FirstPrinter(one.name or one.host, one.driver, one.host, one.port)
            for one in self._found or []
            if f"{one.driver} {one.host} {one.port}" in ticked
        ]
        if host := request.form.get("host", "").strip()[:60]:
            chosen.append(FirstPrinter(host, "tcp", host, 9100))
        named: dict[str, FirstPrinter] = {}
        for one in chosen:
            number = sum(known.split(" #")[0] == one.name for known in named) + 1
            name = one.name if number == 1 else f"{one.name} #{number}"
            named[name] = FirstPrinter(name[:40], one.driver, one.host, one.port)
        return tuple(named.values())

    def _finish(self) -> AnyResponse:
        """Make the venue; this browser is a paired manager's device from then on."""
        name = " ".join(request.form.get("manager", "").split())[:40]
        pin = request.form.get("pin", "")
        if not name:
            raise Invalid("staff.no_name", "a person needs a name")
        if pin != request.form.get("again", ""):
            raise Invalid("setup.pins_differ", "the two PINs are not the same")
        with self._change:
            draft = model.load(self._data)
            if draft.next_step != "owner":
                raise Invalid("setup.not_yet", "some steps before this one are missing")
            draft = msgspec.structs.replace(draft, manager=name)
            device = secrets.token_urlsafe(32)
            making.make(self._data, draft, pin, device=device)
        response = self._shown(draft, "", made=True)
        devices.set_cookie(response, devices.COOKIE, device, secure=False)
        response.delete_cookie(COOKIE)
        self.done.set()
        return response

    def _restore(self) -> AnyResponse:
        """Bring a venue back from the file that was sent."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid("setup.no_file", "choose the backup file")
        upload = self._data / making.UPLOAD
        with self._change:
            try:
                sent.save(upload)
                key = request.form.get("key", "").strip()
                making.restore(self._data, upload, key)
            finally:
                upload.unlink(missing_ok=True)
        self.done.set()
        return self._shown(Draft(), "", made=True)

    def _page(self, path: str) -> AnyResponse:
        """Show the step that is next, or an earlier one that was asked for."""
        if "text/html" not in request.headers.get("Accept", ""):
            told = Unavailable("box.not_set_up", "there is no venue on this box yet")
            return Response(encode(told.problem()), 503, mimetype=PROBLEM)
        if path:
            return redirect("/", 303)
        return self._shown(model.load(self._data), "")

    def _refused(self, refusal: VenueError) -> AnyResponse:
        if "text/html" not in request.headers.get("Accept", ""):
            return Response(encode(refusal.problem()), refusal.status, mimetype=PROBLEM)
        draft = model.load(self._data)
        step = request.path.removeprefix("/setup/").replace("country", "venue")
        words = i18n.refusal(self._lang(draft), refusal)
        if refusal.code in ("setup.bad_menu", "setup.bad_value"):
            words = f"{words} {refusal.message}"
        return self._shown(draft, words, status=refusal.status, step=step)

    def _too_large(self, _error: Exception) -> AnyResponse:
        return self._refused(TooLarge("request.too_large", "this file is too large"))

    def _lang(self, draft: Draft) -> str:
        return draft.lang or i18n.best(request.headers.get("Accept-Language", ""), LANGUAGES, "en")

    def _shown(
        self, draft: Draft, refusal: str, *, made: bool = False, status: int = 200, step: str = ""
    ) -> Response:
        lang = self._lang(draft)
        asked = step or request.args.get("step", "")
        reached = [one for one in draft.steps if one in draft.done or one == draft.next_step]
        values: dict[str, Any] = {
            "step": asked if asked in (*reached, "restore") else draft.next_step,
            "known": self._known(),
            "found": self._found,
            "zones": range(model.ZONES),
            "time_zones": model.time_zones(),
            "currencies": CURRENCIES,
            "countries": sorted(countries.every()),
            "country": countries.of(draft.country),
            "numbers": {one: place for place, one in enumerate(draft.steps, start=1)},
        }
        html = render_template(
            "firstrun.html",
            lang=lang,
            dir="ltr",
            t=lambda key, **given: i18n.text(lang, key, **given),
            draft=draft,
            reached=reached,
            refusal=refusal,
            made=made,
            **values,
        )
        response = make_response(html, status)
        response.headers["Cache-Control"] = "no-store"
        return response


def _headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _file() -> bytes:
    sent = request.files.get("file")
    return sent.read() if sent is not None else b""
