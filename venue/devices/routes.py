"""Devices over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid, Unauthenticated
from venue.core.idempotency import require_key
from venue.core.parse import NAME_LONGEST, Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.core.tx import Tx
from venue.devices import service
from venue.staff import lockout
from venue.staff.access import PUBLIC, guard, roles_of


class Pair(Body, frozen=True):
    """A code as typed, and what to call the device."""

    code: str
    name: str = ""


class Code(Body, frozen=True):
    """For which kind of device a code is."""

    role: str
    station: str | None = None


def register(app: Flask, services: Services) -> None:
    """Add the routes of devices."""
    routes = Blueprint("devices", __name__)
    services.identifiers.append(service.identify_key)
    services.identifiers.append(service.identify_device)
    services.mes["device"] = service.me

    @routes.post("/api/v1/devices/pair")
    @guard(PUBLIC)
    def pair() -> Response:
        """Pair this device; answers with its cookie."""
        wanted = body(request, Pair)
        require_key(request.headers.get("Idempotency-Key"))
        code = "".join(wanted.code.split())
        name = clean_text(wanted.name, field="the name", longest=NAME_LONGEST)
        keys = ("pair:site", f"pair:{request.remote_addr}")
        with services.database.read() as tx:
            lockout.check(tx, keys)
        try:
            paired = services.database.write(lambda tx: service.pair(tx, code=code, name=name))
        except Unauthenticated:
            services.database.write(lambda tx: lockout.failed(tx, keys))
            raise
        services.database.write(lambda tx: lockout.cleared(tx, keys))
        response = json({"device": paired.device, "home": paired.home}, 201)
        response.set_cookie(
            service.COOKIE,
            paired.secret,
            max_age=service.COOKIE_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return response

    @routes.get("/api/v1/devices")
    @guard("devices.manage")
    def index() -> Response:
        """List devices."""
        with services.database.read() as tx:
            return json(service.index(tx))

    @routes.post("/api/v1/devices/codes")
    @guard("devices.manage")
    def make_code() -> Response:
        """Make a one-time pairing code."""
        wanted = body(request, Code)
        roles = roles_of(services.settings.text("venue.kind"))
        if wanted.role not in roles:
            raise Invalid("devices.unknown_role", f"role must be one of {', '.join(roles)}")

        def act(tx: Tx) -> dict[str, object]:
            code = service.make_code(tx, role=wanted.role, station=wanted.station)
            return {"code": code, "expires_in_s": service.CODE_LIFE_MS // 1000}

        # The code is a secret that is over in minutes: it is not kept with the stored answers.
        require_key(request.headers.get("Idempotency-Key"))
        actor = current_actor()

        def marked(tx: Tx) -> dict[str, object]:
            tx.actor = actor.label
            return act(tx)

        return json(services.database.write(marked), 201)

    @routes.post("/api/v1/devices/<int:device_id>/revoke")
    @guard("devices.manage")
    def revoke(device_id: int) -> Response:
        """Lock a device out and drop its live connections."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.revoke(tx, device_id))
        services.drop(lambda actor: actor.device_id == device_id)
        return answer

    app.register_blueprint(routes)
