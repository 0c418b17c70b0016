"""A venue with its staff and devices alone, and what people do at its tablets."""

from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import make_app
from venue.core.actor import Actor, Credentials
from venue.core.clock import ManualClock
from venue.core.commands import current_actor, json
from venue.core.ids import uuid7
from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.devices import MODULE as DEVICES
from venue.devices import service as devices
from venue.staff import MODULE as STAFF
from venue.staff import service as staff
from venue.staff.access import PUBLIC, credentials, guard, permissions_of

PINS = {"waiter": "1357", "manager": "246813"}


class Sockets:
    """Live connections, as the socket server knows them."""

    def __init__(self) -> None:
        self.actors: dict[str, list[Actor]] = {}

    def drop(self, whose: Any) -> None:
        """End connections."""
        for sid, actors in list(self.actors.items()):
            if any(whose(actor) for actor in actors):
                del self.actors[sid]

    def devices(self) -> set[int]:
        """Return the connected devices."""
        return {one.device_id for own in self.actors.values() for one in own if one.device_id}


class House:
    """The venue; `restart` closes it and opens the same file again."""

    def __init__(self, folder: Path, clock: ManualClock, **settings: Any) -> None:
        self.folder, self.clock, self.settings = folder, clock, settings
        self.open()

    def open(self) -> None:
        """Open the file."""
        self.app: Flask = make_app(self.folder, [DEVICES, STAFF], self.clock, **self.settings)
        self.services: Services = self.app.extensions["venue"]
        self.database = self.services.database
        self.sockets = Sockets()
        self.services.sockets = self.sockets
        _probe(self.app, self.services)

    def restart(self) -> None:
        """Close and open; the machine's own clock starts again from almost nothing."""
        self.database.close()
        self.clock.mono_ms = 500
        self.open()

    def client(self) -> FlaskClient:
        """Return a browser that nobody knows."""
        return self.app.test_client()

    def code(self, role: str, station: str | None = None, **more: Any) -> str:
        """Make a pairing code."""
        made: str = self.database.write(devices.make_code, role=role, station=station, **more)
        return made

    def paired(self, role: str, station: str | None = None) -> FlaskClient:
        """Return a browser paired as a device of ``role``."""
        client = self.client()
        answer = post(client, "/api/v1/devices/pair", {"code": self.code(role, station)})
        assert answer.status_code == 201, answer.json
        return client

    def person(self, role: str, name: str = "", pin: str = "") -> int:
        """Add a person and return the id."""
        hashed = staff.hash_pin(self.services, pin or PINS[role], role)
        added = self.database.write(staff.add, name=name or role, role=role, pin_hash=hashed)
        return int(added["id"])

    def signed_in(self, role: str, device: str = "") -> FlaskClient:
        """Return a browser at which a new person of ``role`` is signed in."""
        client = self.paired(device or role)
        answer = sign_in(client, self.person(role), PINS[role])
        assert answer.status_code == 200, answer.json
        return client

    def journal(self, kind: str) -> list[str]:
        """Return the data of each journal entry of a kind."""
        with self.database.read() as tx:
            rows = tx.rows("SELECT data FROM journal WHERE kind = ? ORDER BY seq", (kind,))
        return [row["data"] for row in rows]

    def dump(self) -> str:
        """Return everything that the file holds, as text."""
        with self.database.read() as tx:
            tables = [row["name"] for row in tx.rows("SELECT name FROM sqlite_schema")]
            kept = [str(tx.rows(f"SELECT * FROM {name}")) for name in tables if _is_table(tx, name)]
        return "\n".join(kept)


def post(
    client: FlaskClient, path: str, body: Any = None, *, key: str = "", **more: Any
) -> TestResponse:
    """Make one changing call."""
    headers = {"Idempotency-Key": key or uuid7(), **more.pop("headers", {})}
    return client.post(path, json={} if body is None else body, headers=headers, **more)


def sign_in(client: FlaskClient, staff_id: int, pin: str, **more: Any) -> TestResponse:
    """Try to sign in."""
    return post(client, "/api/v1/staff/sign-in", {"staff_id": staff_id, "pin": pin}, **more)


def given(client: FlaskClient, key: str = "") -> Credentials:
    """Return what a browser, or a program with a key, would bring along to a socket."""
    found = {name: client.get_cookie(name) for name in ("venue_device", "venue_staff")}
    cookies = {name: one.value for name, one in found.items() if one is not None}
    return Credentials(cookies=cookies, bearer=key)


def who(client: FlaskClient, **more: Any) -> list[dict[str, Any]]:
    """Return everybody that the box takes this browser for."""
    return list((client.get("/who", **more).json or {})["actors"])


def _probe(app: Flask, services: Services) -> None:
    @app.get("/who")
    @guard(PUBLIC)
    def tell() -> Response:
        found = services.identify(credentials())
        with services.database.read() as tx:
            facts = [_shown(tx, services, actor) for actor in found]
        return json({"actors": facts})

    @app.get("/office")
    @guard("devices.manage")
    def office() -> Response:
        return json({"label": current_actor().label})


def _shown(tx: ReadTx, services: Services, actor: Actor) -> dict[str, Any]:
    return {
        "kind": actor.kind,
        "role": actor.role,
        "id": actor.id,
        "scope": actor.scope,
        "permissions": sorted(actor.permissions),
        "device_id": actor.device_id,
        "station": actor.station,
        "me": services.me(tx, actor),
    }


def _is_table(tx: ReadTx, name: str) -> bool:
    kind = tx.value("SELECT type FROM sqlite_schema WHERE name = ?", (name,))
    return bool(kind == "table" and not name.startswith("sqlite_"))


def everything(role: str) -> list[str]:
    """Return what a role may do, as `who` tells it."""
    return sorted(permissions_of(role))
