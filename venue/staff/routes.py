"""Staff over HTTP."""

import base64
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, current_actor, json, reply
from venue.core.errors import Forbidden, Invalid
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import NAME_LONGEST, Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.devices import service as devices
from venue.devices.model import LARGEST_ID
from venue.staff import approval, service, signin, store
from venue.staff.access import guard, roles_of
from venue.staff.private import PrivateCall

PERSON = f"<int(max={LARGEST_ID}):staff_id>"
LOOK_S = 60


class SignIn(Body, frozen=True):
    """Who, and the PIN."""

    staff_id: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
    pin: Annotated[str, msgspec.Meta(max_length=32)]


class NewPerson(Body, frozen=True):
    """A person to add; without a PIN they cannot sign in yet."""

    name: str
    role: str
    pin: str | None = None


class Person(Body, frozen=True):
    """A person's name and role."""

    name: str
    role: str


class NewPin(Body, frozen=True):
    """A new PIN."""

    pin: str


def register(app: Flask, services: Services) -> None:
    """Add the routes of staff."""
    routes = Blueprint("staff", __name__)
    _who(services)
    _signing(routes, services)
    _managing(routes, services)
    _approving(routes, services)
    app.register_blueprint(routes)


def _who(services: Services) -> None:
    # Before the bare device, so that a signed-in person is who acts.
    services.identifiers.insert(0, service.identify)

    def me(tx: ReadTx, actor: Actor) -> dict[str, Any]:
        return {"staff_id": actor.id, **devices.me(tx, actor)}

    def look() -> None:
        """End the connections of sessions that ran out: a socket asks nobody again."""
        with services.database.read() as tx:
            live = store.live_sessions(tx)
        services.runtime.post(
            lambda: services.drop(
                lambda one: one.kind == "staff" and (one.id, one.device_id) not in live
            )
        )

    services.mes["staff"] = me
    services.jobs.every(LOOK_S, "staff sessions", look)


def _signing(routes: Blueprint, services: Services) -> None:
    def put_out(device_id: int | None) -> None:
        services.drop(lambda one: one.kind == "staff" and one.device_id == device_id)

    @routes.get("/api/v1/staff/names")
    @guard("staff.names")
    def names() -> Response:
        """List who may sign in."""
        with services.database.read() as tx:
            return json(service.names(tx))

    @routes.post("/api/v1/staff/sign-in")
    @guard("staff.sign_in")
    def sign_in() -> Response:
        """Sign in on this paired device; answers with the session's cookie."""
        wanted, device_id = body(request, SignIn), current_actor().device_id
        if device_id is None:
            raise Forbidden("staff.no_device", "sign in on a paired device")
        call = PrivateCall(services, scope=f"device:{device_id}")
        who = {"staff_id": wanted.staff_id, "device_id": device_id}
        proven = signin.prove(services, **who, pin=wanted.pin)
        secret = base64.urlsafe_b64encode(call.secret("staff session")).decode()
        hours = services.settings.number("staff.session_hours")

        def begin(tx: Tx) -> dict[str, Any]:
            return signin.begin(tx, **who, proven=proven, secret=secret, hours=hours)

        def act(tx: Tx) -> Answer:
            tx.actor = f"device:{device_id}"
            answer, new = call.once(tx, begin, status=200)
            if new or answer.status == 200:
                signin.settle(tx, **who, signed_in=answer.status == 200)
            return answer

        answer = services.database.write(act)
        response = reply(answer)
        if answer.status == 200:
            put_out(device_id)
            devices.set_cookie(response, service.COOKIE, secret, secure=request.is_secure)
        return response

    @routes.post("/api/v1/staff/sign-out")
    @guard("staff.sign_in")
    def sign_out() -> Response:
        """End this device's session and drop its live connections."""
        body(request, Nothing)
        secret = request.cookies.get(service.COOKIE, "")
        response = command(services, lambda tx: service.sign_out(tx, secret))
        response.delete_cookie(service.COOKIE)
        put_out(current_actor().device_id)
        return response


def _managing(routes: Blueprint, services: Services) -> None:
    def put_out(staff_id: int) -> None:
        services.drop(lambda one: one.kind == "staff" and one.id == staff_id)

    @routes.get("/api/v1/staff")
    @guard("staff.manage")
    def index() -> Response:
        """List everybody."""
        with services.database.read() as tx:
            return json(service.index(tx))

    @routes.post("/api/v1/staff")
    @guard("staff.manage")
    def add() -> Response:
        """Add a person."""
        wanted = body(request, NewPerson)
        name = _checked(services, wanted.name, wanted.role)
        call = PrivateCall(services, scope=current_actor().scope)
        pin_hash = service.hash_pin(services, wanted.pin, wanted.role) if wanted.pin else None
        return _private(
            services,
            call,
            lambda tx: service.add(tx, name=name, role=wanted.role, pin_hash=pin_hash),
            status=201,
        )

    @routes.post(f"/api/v1/staff/{PERSON}/pin")
    @guard("staff.manage")
    def set_pin(staff_id: int) -> Response:
        """Change a PIN; the person's sessions and connections end."""
        wanted = body(request, NewPin)
        call = PrivateCall(services, scope=current_actor().scope)
        with services.database.read() as tx:
            role = service.require(tx, staff_id)["role"]
        pin_hash = service.hash_pin(services, wanted.pin, role)
        answer = _private(
            services, call, lambda tx: service.set_pin(tx, staff_id, pin_hash), status=200
        )
        put_out(staff_id)
        return answer

    @routes.put(f"/api/v1/staff/{PERSON}")
    @guard("staff.manage")
    def change(staff_id: int) -> Response:
        """Change a name or a role; another role ends the person's sessions and connections."""
        wanted = body(request, Person)
        name = _checked(services, wanted.name, wanted.role)
        with services.database.read() as tx:
            before = service.require(tx, staff_id)["role"]
        answer = command(
            services, lambda tx: service.change(tx, staff_id, name=name, role=wanted.role)
        )
        if before != wanted.role and answer.status_code == 200:
            put_out(staff_id)
        return answer

    @routes.post(f"/api/v1/staff/{PERSON}/enable")
    @guard("staff.manage")
    def enable(staff_id: int) -> Response:
        """Let a disabled person in again."""
        body(request, Nothing)
        return command(services, lambda tx: service.enable(tx, staff_id))

    @routes.post(f"/api/v1/staff/{PERSON}/disable")
    @guard("staff.manage")
    def disable(staff_id: int) -> Response:
        """Disable a person; their sessions and connections end."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.disable(tx, staff_id))
        if answer.status_code == 200:
            put_out(staff_id)
        return answer


def _approving(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/approvals")
    @guard("approvals.give")
    def give() -> Response:
        """Show a one-time PIN by which a colleague's next act counts as approved."""
        body(request, Nothing)
        actor = current_actor()
        if actor.kind != "staff":
            raise Forbidden("approval.nobody", "only a person who is signed in can approve")
        call = PrivateCall(services, scope=actor.scope)
        number = int.from_bytes(call.secret("approval")[:8], "big") % 10**approval.DIGITS
        pin = f"{number:0{approval.DIGITS}}"
        answer = _private(services, call, lambda tx: approval.give(tx, actor.id, pin), status=201)
        # Added to the stored answer, not stored in it.
        shown = loads(answer.get_data()) | ({"pin": pin} if answer.status_code == 201 else {})
        return json(shown, answer.status_code)


def _checked(services: Services, name: str, role: str) -> str:
    """Return a person's name on one line; the role must be one of this kind of venue.

    Raises:
        Invalid: ``staff.unknown_role``, ``request.text_too_long``.
    """
    roles = roles_of(services.settings.text("venue.kind"))
    if role not in roles:
        raise Invalid("staff.unknown_role", f"role must be one of {', '.join(roles)}")
    return clean_text(" ".join(name.split()), field="the name", longest=NAME_LONGEST)


def _private(
    services: Services, call: PrivateCall, fn: Callable[[Tx], Any], *, status: int
) -> Response:
    """Run a manager's command whose body holds a PIN."""
    label = current_actor().label

    def act(tx: Tx) -> Answer:
        tx.actor = label
        return call.once(tx, fn, status=status)[0]

    return reply(services.database.write(act))
