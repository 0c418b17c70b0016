"""Staff over HTTP."""

from typing import Any

from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, current_actor, json
from venue.core.errors import Forbidden, Invalid, Unauthenticated
from venue.core.idempotency import require_key
from venue.core.parse import NAME_LONGEST, Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.devices import service as devices
from venue.staff import lockout, service
from venue.staff.access import guard, roles_of


class SignIn(Body, frozen=True):
    """Who, and the PIN."""

    staff_id: int
    pin: str


class NewPerson(Body, frozen=True):
    """A person to add; without a PIN they cannot sign in yet."""

    name: str
    role: str
    pin: str | None = None


class NewPin(Body, frozen=True):
    """A new PIN."""

    pin: str


def register(app: Flask, services: Services) -> None:
    """Add the routes of staff."""
    routes = Blueprint("staff", __name__)
    # Before the bare device, so that a signed-in person is who acts.
    services.identifiers.insert(0, service.identify)

    def me(tx: ReadTx, actor: Actor) -> dict[str, Any]:
        return {"staff_id": actor.id, **devices.me(tx, actor)}

    services.mes["staff"] = me

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
        wanted = body(request, SignIn)
        require_key(request.headers.get("Idempotency-Key"))
        device_id = current_actor().device_id
        if device_id is None:
            raise Forbidden("staff.no_device", "sign in on a paired device")
        keys = ("pin:site", f"pin:device:{device_id}", f"pin:staff:{wanted.staff_id}")
        with services.database.read() as tx:
            lockout.check(tx, keys)
        if not service.pin_is_right(services, wanted.staff_id, wanted.pin[:32]):
            services.database.write(lambda tx: lockout.failed(tx, keys))
            raise Unauthenticated("staff.wrong_pin", "this PIN is not right")

        def act(tx: Tx) -> service.SignedIn:
            lockout.check(tx, keys)  # others may have failed while this PIN was checked
            lockout.cleared(tx, keys)
            tx.actor = f"staff:{wanted.staff_id}"
            hours = services.settings.number("staff.session_hours")
            return service.sign_in(tx, staff_id=wanted.staff_id, device_id=device_id, hours=hours)

        begun = services.database.write(act)
        response = json({"staff": begun.staff, "home": begun.home})
        response.set_cookie(
            service.COOKIE,
            begun.secret,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
            max_age=services.settings.number("staff.session_hours") * 3600,
        )
        return response

    @routes.post("/api/v1/staff/sign-out")
    @guard("me.view")
    def sign_out() -> Response:
        """End this device's session and drop its live connections."""
        body(request, Nothing)
        secret = request.cookies.get(service.COOKIE, "")
        actor = current_actor()
        response = command(services, lambda tx: service.sign_out(tx, secret))
        response.delete_cookie(service.COOKIE)
        services.drop(lambda one: one.kind == "staff" and one.device_id == actor.device_id)
        return response

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
        roles = roles_of(services.settings.text("venue.kind"))
        if wanted.role not in roles:
            raise Invalid("staff.unknown_role", f"role must be one of {', '.join(roles)}")
        name = clean_text(wanted.name, field="the name", longest=NAME_LONGEST)
        pin_hash = service.hash_pin(services, wanted.pin, wanted.role) if wanted.pin else None
        return command(
            services,
            lambda tx: service.add(tx, name=name, role=wanted.role, pin_hash=pin_hash),
            status=201,
        )

    @routes.post("/api/v1/staff/<int:staff_id>/pin")
    @guard("staff.manage")
    def set_pin(staff_id: int) -> Response:
        """Change a PIN; the person's sessions end."""
        wanted = body(request, NewPin)
        with services.database.read() as tx:
            role = service.require(tx, staff_id)["role"]
        pin_hash = service.hash_pin(services, wanted.pin, role)
        answer = command(services, lambda tx: service.set_pin(tx, staff_id, pin_hash))
        services.drop(lambda one: one.kind == "staff" and one.id == staff_id)
        return answer

    @routes.post("/api/v1/staff/<int:staff_id>/disable")
    @guard("staff.manage")
    def disable(staff_id: int) -> Response:
        """Disable a person; their sessions and connections end."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.disable(tx, staff_id))
        services.drop(lambda one: one.kind == "staff" and one.id == staff_id)
        return answer

    app.register_blueprint(routes)
