"""The doors of cards and slips, and what a guest's phone does over HTTP."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from venue.core import idempotency
from venue.core.actor import Actor, Credentials
from venue.core.commands import JSON, command, current_actor, json, reply
from venue.core.errors import NotFound, VenueError
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import Body, body, clean_text
from venue.core.services import Services
from venue.core.tx import News, ReadTx, Tx
from venue.staff.access import PUBLIC, guard
from venue.tables.guests import calls, pins, service, waiting
from venue.tables.guests.pins import Attempt
from venue.tables.guests.service import COOKIE, Arrival
from venue.tables.model import NO_SUCH_CODE
from venue.tables.sessions import House

COOKIE_S = 7 * 24 * 3600  # the browser's limit only: the box decides when a guest's time is over
GUEST_PAGE = "/guest"
ANSWER_LONGEST = 120


class Join(Body, frozen=True):
    """The PIN as typed, where one is wanted."""

    pin: Annotated[str, msgspec.Meta(max_length=12)] | None = None


class Name(Body, frozen=True):
    """How a guest wants to be called at the table; empty: by number alone."""

    name: str


class Call(Body, frozen=True):
    """What a party calls for."""

    kind: Literal["waiter", "bill", "help"]


class Answering(Body, frozen=True):
    """What the guest is told besides who comes."""

    text: str = ""


def register(app: Flask, services: Services, house: House) -> None:
    """Add the guests' routes, who they are, what they may hear, and what staff see of them."""
    routes = Blueprint("guests", __name__)
    pins.room_pins.clear()
    pins.room_openers.clear()
    _doors(routes, services, house)
    _joining(routes, services, house)
    _naming(routes, services)
    _calling(routes, services)
    app.register_blueprint(routes)
    _known_to(services, house)


def _known_to(services: Services, house: House) -> None:
    def identify(tx: ReadTx, credentials: Credentials) -> Actor | None:
        return service.identify(tx, credentials, house.join)

    def room(_tx: ReadTx, actor: Actor, rest: str) -> str | None:
        if actor.kind != "guest" or rest:
            return None
        if actor.table_session_id is not None:
            return f"session:{actor.table_session_id}"
        return f"table:{actor.table_id}" if actor.table_id is not None else None

    services.identifiers.append(identify)
    services.views["guest"] = room

    def ordering() -> dict[str, Any]:
        settings = services.settings
        mode, confirm = settings.text("guest.order_mode"), settings.flag("guest.confirm")
        return {"ordering": {"mode": mode, "confirm": confirm}}

    services.mes["guest"] = lambda tx, actor: service.me(tx, actor, house.join) | ordering()
    services.alerts += [waiting.alerts, calls.alerts]
    services.broadcaster.listeners.append(lambda news: _drop_connections(services, news))


def _drop_connections(services: Services, news: list[News]) -> None:
    """End the sockets of phones whose room just changed, after they were told; they come back.

    A phone that was let in must leave the waiting room, and one whose time is over hears no more.
    """
    for item in news:
        kind, _, place = item.room.partition(":")
        if item.kind == "joined" and kind == "table":
            services.drop(_waits_at(int(place)))
        elif item.kind == "moved" or (
            item.kind == "session" and loads(item.payload)["state"] == "closed"
        ):
            services.drop(_belongs_to(place))


def _waits_at(table_id: int) -> Callable[[Actor], bool]:
    return lambda actor: actor.table_session_id is None and actor.table_id == table_id


def _belongs_to(session_id: str) -> Callable[[Actor], bool]:
    return lambda actor: actor.table_session_id == session_id


def _doors(routes: Blueprint, services: Services, house: House) -> None:
    database = services.database

    @routes.get("/t/<secret>")
    @routes.get("/room/<secret>")
    @guard(PUBLIC)
    def card(secret: str) -> AnyResponse:
        """Come in by a table's printed card, or by the one in a hotel room."""

        def come_in(tx: Tx) -> Arrival:
            tx.actor = "card"
            return service.scan_card(tx, house, card=secret, cookie=request_cookie)

        request_cookie = request.cookies.get(COOKIE, "")
        return _enter(lambda tx: service.check_card(tx, secret), come_in)

    @routes.get("/s/<secret>")
    @routes.get("/scan/<secret>")
    @guard(PUBLIC)
    def slip(secret: str) -> AnyResponse:
        """Come in by a party's slip."""

        def come_in(tx: Tx) -> Arrival:
            tx.actor = "slip"
            return service.scan_slip(tx, house, slip=secret, cookie=request_cookie)

        request_cookie = request.cookies.get(COOKIE, "")
        return _enter(lambda tx: service.check_slip(tx, secret), come_in)

    def _enter(check: Callable[[ReadTx], object], come_in: Callable[[Tx], Arrival]) -> AnyResponse:
        if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
            # Refused as the specification of prefetching allows: nobody has scanned anything yet.
            return _unkept(Response(status=503))
        try:
            with database.read() as tx:
                check(tx)
            if request.method == "HEAD":
                return _unkept(redirect(GUEST_PAGE, 303))
            arrival = database.write(come_in)
        except VenueError as refusal:
            return _refused(refusal)
        response = _unkept(redirect(GUEST_PAGE, 303))
        if arrival.secret is not None:
            response.set_cookie(
                COOKIE,
                arrival.secret,
                max_age=COOKIE_S,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure,
            )
        return response


def _joining(routes: Blueprint, services: Services, house: House) -> None:
    @routes.post("/api/v1/join")
    @guard("guest.join")
    def join() -> Response:
        """Ask to be let in, with the table's PIN where one is wanted."""
        actor, attempt = current_actor(), Attempt(body(request, Join).pin)
        if actor.kind != "guest":
            raise NotFound("tables.unknown_guest", NO_SUCH_CODE)
        key = idempotency.require_key(request.headers.get("Idempotency-Key"))
        digest = idempotency.request_hash(request.method, request.path, request.get_data())

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            answer = idempotency.once(
                tx,
                key=key,
                # Not the actor's own scope, which joining changes: a repeat must be recognised.
                scope=f"guest:{actor.id}",
                request=digest,
                status=200,
                fn=lambda inner: service.join(inner, house, actor.id, attempt),
            )
            if attempt.wrong:
                service.count_wrong_pin(tx, actor.id)
            return answer

        return reply(services.database.write(act))


def _naming(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/me/name")
    @guard("guest.name")
    def name() -> Response:
        """Say how the others at the table know this phone."""
        guest_id, wanted = current_actor().id, body(request, Name).name
        return command(services, lambda tx: service.set_name(tx, guest_id, wanted))


def _calling(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/calls")
    @guard("calls.make")
    def make() -> Response:
        """Call for a waiter, the bill or help."""
        actor, kind = current_actor(), body(request, Call).kind
        session_id = actor.table_session_id
        if session_id is None:
            raise NotFound("tables.unknown_session", "only a guest at a table can call")
        return command(
            services,
            lambda tx: calls.make(tx, session_id=session_id, guest_id=actor.id, kind=kind),
            status=201,
        )

    @routes.get("/api/v1/calls")
    @guard("calls.answer")
    def index() -> Response:
        """List the open calls, oldest first."""
        with services.database.read() as tx:
            return json(calls.open_calls(tx))

    @routes.post("/api/v1/calls/<int:call_id>/answer")
    @guard("calls.answer")
    def answer(call_id: int) -> Response:
        """Take a call; the guest is told who comes."""
        words = clean_text(
            body(request, Answering).text, field="the answer", longest=ANSWER_LONGEST
        )
        actor = current_actor()
        name = actor.name if actor.kind == "staff" else ""
        return command(services, lambda tx: calls.answer(tx, call_id, name=name, words=words))


def _refused(refusal: VenueError) -> Response:
    """Return one clear page; a program that asked for JSON gets the problem document."""
    if request.accept_mimetypes.best_match(["text/html", JSON], "text/html") == JSON:
        raise refusal
    page = render_template("gone.html", code=refusal.code, words=refusal.message)
    return Response(page, refusal.status, headers={"Cache-Control": "no-store"})


def _unkept(response: AnyResponse) -> AnyResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
