"""Devices and the keys of programs over HTTP."""

import base64
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor, Credentials
from venue.core.commands import command, current_actor, json, reply
from venue.core.errors import Forbidden, Invalid
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import NAME_LONGEST, Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.devices import service
from venue.devices.model import LARGEST_ID, code_from
from venue.devices.seen import LastSeen
from venue.staff import lockout
from venue.staff.access import PUBLIC, device_roles_of, guard
from venue.staff.private import PrivateCall

STORE_SEEN_S = 300


Scope = Annotated[str, msgspec.Meta(max_length=60)]


class Pair(Body, frozen=True):
    """A code as typed, and what to call the device."""

    code: Annotated[str, msgspec.Meta(max_length=40)]
    name: str = ""


class Name(Body, frozen=True):
    """What to call a device."""

    name: str


class Code(Body, frozen=True):
    """For which kind of device a code is; ``station`` is a slug."""

    role: str
    station: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")] | None = None


class Key(Body, frozen=True):
    """A program's key: what it is for, as which role, and with which of the role's scopes."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LONGEST)]
    role: Annotated[str, msgspec.Meta(max_length=40)]
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1, max_length=200)]


def register(app: Flask, services: Services) -> None:
    """Add the routes of devices."""
    routes = Blueprint("devices", __name__)
    seen = LastSeen()
    _who(services, seen)
    _pairing(routes, services)
    _managing(routes, services, seen)
    app.register_blueprint(routes)


def _who(services: Services, seen: LastSeen) -> None:
    def identify_device(tx: ReadTx, given: Credentials) -> Actor | None:
        actor = service.identify_device(tx, given)
        if actor is not None:
            seen.note(actor.id, tx.run_ms)
        return actor

    def store_seen() -> None:
        if seen.news:
            services.database.write(seen.store)

    def screens() -> list[dict[str, Any]]:
        online = services.sockets.devices() if services.sockets else set()
        with services.database.read() as tx:
            return service.screens(tx, online, seen)

    services.identifiers += [service.identify_key, identify_device]
    services.mes["device"] = service.me
    services.status["screens"] = screens
    services.jobs.every(STORE_SEEN_S, "devices last seen", store_seen)
    services.stoppers.append(store_seen)


def _pairing(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/devices/pair")
    @guard(PUBLIC)
    def pair() -> Response:
        """Pair this device; answers with its cookie."""
        wanted = body(request, Pair)
        call = PrivateCall(services, scope="pair")
        code = "".join(letter for letter in wanted.code if letter.isalnum())
        name = clean_text(" ".join(wanted.name.split()), field="the name", longest=NAME_LONGEST)
        secret = base64.urlsafe_b64encode(call.secret("device")).decode()
        demo = services.settings.flag("demo.enabled")
        address = (f"pair:{request.remote_addr}",)

        def guess(tx: Tx) -> dict[str, Any]:
            lockout.check(tx, (*address, service.SITE))
            return service.pair(tx, code=code, name=name, secret=secret, demo=demo)

        def act(tx: Tx) -> Answer:
            tx.actor = "anonymous"
            answer, new = call.once(tx, guess, status=201)
            if new and answer.status == 401:
                lockout.failed(tx, (*address, service.SITE))
            elif new:
                lockout.cleared(tx, address)
            return answer

        answer = services.database.write(act)
        response = reply(answer)
        if answer.status == 201:
            service.set_cookie(response, service.COOKIE, secret, secure=request.is_secure)
        return response

    @routes.post("/api/v1/devices/codes")
    @guard("devices.manage")
    def make_code() -> Response:
        """Make a one-time pairing code."""
        wanted = body(request, Code)
        roles = device_roles_of(services.settings.text("venue.kind"))
        if wanted.role not in roles:
            raise Invalid("devices.unknown_role", f"role must be one of {', '.join(roles)}")
        actor = current_actor()
        call = PrivateCall(services, scope=actor.scope)
        code = code_from(call.secret("pair code"))

        def make(tx: Tx) -> dict[str, Any]:
            service.make_code(tx, role=wanted.role, station=wanted.station, code=code)
            return {"expires_in_s": service.CODE_LIFE_MS // 1000}

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, make, status=201)[0]

        answer = services.database.write(act)
        # The stored answer is without the code, which lets a device in.
        return json({"code": code, **loads(answer.body)}, answer.status)


def _managing(routes: Blueprint, services: Services, seen: LastSeen) -> None:
    @routes.get("/api/v1/devices")
    @guard("devices.manage")
    def index() -> Response:
        """List devices."""
        with services.database.read() as tx:
            return json(service.index(tx, seen))

    @routes.post(f"/api/v1/devices/<int(max={LARGEST_ID}):device_id>/revoke")
    @guard("devices.manage")
    def revoke(device_id: int) -> Response:
        """Lock a device out and drop its live connections."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.revoke(tx, device_id))
        services.drop(lambda actor: actor.device_id == device_id)
        return answer

    @routes.put(f"/api/v1/devices/<int(max={LARGEST_ID}):device_id>")
    @guard("devices.manage")
    def rename(device_id: int) -> Response:
        """Call a device something else."""
        words = body(request, Name).name
        name = clean_text(" ".join(words.split()), field="the name", longest=NAME_LONGEST)
        return command(services, lambda tx: service.rename(tx, device_id, name))

    @routes.get("/api/v1/api-keys")
    @guard("devices.manage")
    def keys() -> Response:
        """List the keys of programs, without their secrets."""
        with services.database.read() as tx:
            return json(service.keys(tx))

    @routes.post("/api/v1/api-keys")
    @guard("devices.manage")
    def make_key() -> Response:
        """Make a program's key; the answer alone ever shows it."""
        wanted, actor = body(request, Key), current_actor()
        if not frozenset(wanted.scopes) <= actor.permissions:
            raise Forbidden("devices.beyond_own", "nobody gives a program more than they may")
        call = PrivateCall(services, scope=actor.scope)
        random = call.secret("api key")
        name = clean_text(" ".join(wanted.name.split()), field="the name", longest=NAME_LONGEST)

        def make(tx: Tx) -> dict[str, Any]:
            key_id, _ = service.create_api_key(
                tx, name=name, role=wanted.role, permissions=wanted.scopes, random=random
            )
            return {"id": key_id}

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, make, status=201)[0]

        answer = services.database.write(act)
        if answer.status != 201:
            return reply(answer)
        return json(loads(answer.body) | {"key": service.key_of(random)}, answer.status)

    @routes.post(f"/api/v1/api-keys/<int(max={LARGEST_ID}):key_id>/revoke")
    @guard("devices.manage")
    def revoke_key(key_id: int) -> Response:
        """Lock a program out and drop its live connections."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.revoke_key(tx, key_id))
        services.drop(lambda actor: actor.kind == "api" and actor.id == key_id)
        return answer
