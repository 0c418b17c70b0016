"""The guest's check-in: plain forms that need no script; the pad for signatures is one.

Nothing a guest entered is shown again once the form is handed in: whoever of the party has the
link sees that it is done, and no document of another.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from venue.bookings import reads
from venue.checkin import picture, service
from venue.checkin.model import CHOICES, FIELDS, LONGEST, PAPER
from venue.checkin.mrz import Unreadable, parse
from venue.checkin.posted import of_document, sent_picture
from venue.checkin.routes import rules_of
from venue.core.errors import Invalid, NotFound, VenueError
from venue.core.services import Services
from venue.core.tx import Tx
from venue.staff.access import PUBLIC, guard
from venue.web.language import LANG_COOKIE, offered

OPEN = frozenset({"not_started", "draft", "rejected"})
YEAR_S = 365 * 24 * 3600


def register(app: Flask, services: Services) -> None:
    """Add the pages."""
    rules = rules_of(services)

    @app.get("/checkin/<token>")
    @guard(PUBLIC)
    def checkin_overview(token: str) -> Response:
        """Show whose forms are done, and whether the room is ready."""
        booking_id = _booking(services, token)
        with services.database.read() as tx:
            told = service.overview(tx, booking_id)
        return _page(services, "checkin.html", token=token, told=told, whole=service.is_whole(told))

    @app.get("/checkin/<token>/<int:guest_id>")
    @guard(PUBLIC)
    def checkin_form(token: str, guest_id: int) -> AnyResponse:
        """Show a guest's form with what was entered so far."""
        row = _guest(services, token, guest_id)
        if row["state"] not in OPEN:
            return redirect(f"/checkin/{token}", 303)
        return show(token, row, service.form_of(services.vault, row))

    @app.post("/checkin/<token>/<int:guest_id>")
    @guard(PUBLIC)
    def checkin_save(token: str, guest_id: int) -> AnyResponse:
        """Keep, read the document's lines, or hand in; a second tap finds it done."""
        row = _guest(services, token, guest_id)
        if row["state"] not in OPEN:
            return redirect(f"/checkin/{token}", 303)
        entered = _entered(request.form)
        action = request.form.get("action", "save")
        try:
            if action == "read":
                with services.database.read() as tx:
                    entered |= of_document(parse(_lines(), today=tx.moment.date()))
            else:
                _write(services, guest_id, entered, rules if action == "submit" else None)
                return redirect(f"/checkin/{token}", 303)
            _write(services, guest_id, entered, None)
        except Unreadable as refusal:
            return show(token, row, entered, unread=refusal.fields or ("lines",))
        except Invalid as refusal:
            _write(services, guest_id, _short(entered), None)
            return show(token, row, entered, problem=refusal)
        return show(token, row, entered, was_read=True)

    @app.post("/checkin/<token>/<int:guest_id>/picture")
    @guard(PUBLIC)
    def checkin_picture(token: str, guest_id: int) -> AnyResponse:
        """Fill the form in from a picture of the document, which ends with this call."""
        form, raw = sent_picture()
        row = _guest(services, token, guest_id)
        if row["state"] not in OPEN:
            return redirect(f"/checkin/{token}", 303)
        entered = _short(_entered(form))
        try:
            with services.database.read() as tx:
                today = tx.moment.date()
            found = services.runtime.run(lambda: picture.read(raw, today=today))
        except VenueError as refusal:
            _write(services, guest_id, entered, None)
            return show(token, row, entered, picture_problem=refusal.code.partition(".")[2])
        entered |= of_document(found)
        _write(services, guest_id, entered, None)
        return show(token, row, entered, was_read=True)

    def show(token: str, row: Mapping[str, Any], form: Mapping[str, str], **more: Any) -> Response:
        with services.database.read() as tx:
            stay = reads.stay(tx, row["stay_id"])
        problem: VenueError | None = more.pop("problem", None)
        return _page(
            services,
            "checkin_guest.html",
            token=token,
            row=row,
            form=form,
            stay=stay,
            choices=CHOICES,
            paper=PAPER,
            document=rules.document,
            adult_age=rules.adult_age,
            reads_pictures=picture.state()["state"] == "running",
            wrong=problem.details.get("fields", {}) if problem else {},
            problem=problem,
            **more,
        )


def _booking(services: Services, token: str) -> str:
    with services.database.read() as tx:
        return service.opened(tx, token)


def _guest(services: Services, token: str, guest_id: int) -> dict[str, Any]:
    """Return a guest's form.

    Raises:
        NotFound: ``checkin.unknown_guest`` - none, or of another booking.
    """
    booking_id = _booking(services, token)
    with services.database.read() as tx:
        row = service.require(tx, guest_id)
    if row["reservation_id"] != booking_id:
        raise NotFound("checkin.unknown_guest", "there is no such guest")
    return row


def _write(
    services: Services, guest_id: int, entered: dict[str, str], rules: service.Rules | None
) -> None:
    """Keep a form, or hand it in where rules are given."""

    def act(tx: Tx) -> None:
        tx.actor = "guest"
        if rules is None:
            service.save(tx, services.vault, guest_id, entered)
        else:
            service.submit(tx, services.vault, guest_id, entered, rules)

    services.database.write(act)


def _entered(form: Mapping[str, str]) -> dict[str, str]:
    entered = {name: form.get(name, "") for name in FIELDS}
    if form.get("paper"):
        entered["signature"] = PAPER
    return entered


def _lines() -> str:
    return request.form.get("lines", "")[:400]


def _short(entered: Mapping[str, str]) -> dict[str, str]:
    """Return what can be kept of a refused form: fields of a sensible length."""
    return {
        name: value
        for name, value in entered.items()
        if len(value) <= LONGEST or name == "signature"
    }


def _page(services: Services, template: str, **values: Any) -> Response:
    response = make_response(render_template(template, languages=offered(services), **values))
    response.headers["Cache-Control"] = "no-store"
    chosen = request.args.get("lang", "")
    if chosen in offered(services):
        response.set_cookie(LANG_COOKIE, chosen, max_age=YEAR_S, httponly=False, samesite="Lax")
    return response
