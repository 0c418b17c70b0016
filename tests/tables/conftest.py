"""The appliance with tables alone, people who ask it, and phones that scan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemLoader
from PIL import Image
from werkzeug.test import TestResponse

from tests.support import make_app
from venue.core.actor import Actor, Credentials
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.core.jsonx import loads
from venue.core.modules import Module
from venue.core.services import Services
from venue.core.tx import News, ReadTx
from venue.staff import schema as staff_schema
from venue.staff.access import permissions_of
from venue.tables import MODULE
from venue.web import pages, static_files

HOUR_S = 3600
# The lock-out's table alone: who signs in is another feature's matter.
STAFF = Module(
    name="staff", migrations=staff_schema.MIGRATIONS, register=lambda _app, _services: None
)


def read_codes(picture: Image.Image) -> list[str]:
    """Return the texts of the QR codes in a picture, as a phone's camera reads them."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


@dataclass
class Box:
    """A venue with tables 1, 2 and 3, and everything it told."""

    app: Flask
    clock: ManualClock
    news: list[News] = field(default_factory=list)

    @property
    def services(self) -> Services:
        """Return the parts of the app."""
        services: Services = self.app.extensions["venue"]
        return services

    def client(self) -> FlaskClient:
        """Return a browser of its own."""
        return self.app.test_client()

    def call(
        self, method: str, path: str, body: Any = None, *, role: str = "manager", key: str = ""
    ) -> TestResponse:
        """Make one call as staff of ``role``."""
        headers = {"Authorization": f"Bearer {role}", "Idempotency-Key": key or uuid7()}
        return self.client().open(path, method=method, json=body, headers=headers)

    def open(self, table: int = 1, covers: int = 2) -> dict[str, Any]:
        """Open a table as a waiter and return the answer."""
        answer = self.call(
            "POST", "/api/v1/table-sessions", {"table_id": table, "covers": covers}, role="waiter"
        )
        assert answer.status_code == 201, answer.json
        return dict(answer.json or {})

    def act(self, session: str, what: str, body: Any = None) -> TestResponse:
        """Close, extend, pause or admit as a waiter."""
        return self.call("POST", f"/api/v1/table-sessions/{session}/{what}", body, role="waiter")

    def table(self, table: int = 1) -> dict[str, Any]:
        """Return a table as the floor sees it."""
        items = self.call("GET", "/api/v1/tables", role="waiter").json["items"]
        return next(dict(item) for item in items if item["id"] == table)

    def session(self, session_id: str) -> dict[str, Any]:
        """Return a session as staff see it."""
        return dict(self.call("GET", f"/api/v1/table-sessions/{session_id}").json)

    def card(self, table: int = 1) -> str:
        """Return the path on a table's printed card, read from its code."""
        png = self.call("GET", f"/api/v1/tables/{table}/card").data
        [text] = read_codes(Image.open(BytesIO(png)))
        assert text.startswith("http://localhost/t/")
        return text.removeprefix("http://localhost")

    def phone(self) -> "Phone":
        """Return a phone that scanned nothing yet."""
        return Phone(self, self.client())

    def told(self, room: str, kind: str) -> list[dict[str, Any]]:
        """Return what a room was told."""
        return [loads(one.payload) for one in self.news if (one.room, one.kind) == (room, kind)]


@dataclass
class Phone:
    """A guest's browser."""

    box: Box
    client: FlaskClient

    def scan(self, path: str, **headers: str) -> TestResponse:
        """Open the address of a code."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, body: Any = None, key: str = "") -> TestResponse:
        """Make a change."""
        return self.client.post(path, json=body, headers={"Idempotency-Key": key or uuid7()})

    def join(self, pin: str | None = None, key: str = "") -> TestResponse:
        """Ask to be let in."""
        return self.post("/api/v1/join", {"pin": pin} if pin else {}, key)

    @property
    def actor(self) -> Actor | None:
        """Return who this phone is to the box."""
        cookie = self.client.get_cookie("venue_guest")
        services = self.box.services
        found = services.identify(
            Credentials(cookies={"venue_guest": cookie.value if cookie else ""})
        )
        return found[0] if found else None

    @property
    def me(self) -> dict[str, Any]:
        """Return what ``GET /api/v1/me`` adds for this phone."""
        actor = self.actor
        assert actor is not None
        with self.box.services.database.read() as tx:
            return self.box.services.me(tx, actor)

    @property
    def state(self) -> str:
        """Return joined, waiting, needs_pin or over; stranger for nobody."""
        return str(self.me["guest"]["state"]) if self.actor else "stranger"

    @property
    def room(self) -> str | None:
        """Return the room that this phone's socket would hear."""
        with self.box.services.database.read() as tx:
            return self.box.services.views["guest"](tx, self.actor or Actor(), "")


def _staff(_tx: ReadTx, credentials: Credentials) -> Actor | None:
    role = credentials.bearer
    if role not in ("waiter", "manager", "kitchen", "front_desk"):
        return None
    return Actor(kind="staff", role=role, id=7, scope=role, permissions=permissions_of(role))


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[Callable[..., Box]]:
    """Return a function that makes a box with three tables; keywords are settings.

    ``again`` takes a box whose power was cut and starts it on the same disk.
    """
    made: list[Box] = []

    def make(again: Box | None = None, **settings: Any) -> Box:
        clock = again.clock if again else ManualClock()
        folder = tmp_path / str(id(clock))
        folder.mkdir(exist_ok=True)
        app = make_app(folder, [STAFF, MODULE], clock=clock, **settings)
        services: Services = app.extensions["venue"]
        app.jinja_loader = FileSystemLoader(pages.TEMPLATES)  # type: ignore[assignment]
        app.jinja_env.globals["static"] = static_files.address
        app.context_processor(lambda: pages.context(services))
        services.identifiers.insert(0, _staff)
        box = Box(app, clock)
        services.database.on_news = lambda news, _seq: box.news.extend(news)
        made.append(box)
        if again is None:
            services.database.write(
                lambda tx: tx.execute("INSERT INTO fact (name, value) VALUES ('venue_id', 'V1')")
            )
            for number in ("1", "2", "3"):
                body = {"number": number, "area": "Room", "seats": 4}
                assert box.call("POST", "/api/v1/tables", body).status_code == 201
            box.news.clear()
        return box

    yield make
    for box in made:
        box.services.database.close()


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    """A box where staff let phones in, as by default."""
    return make_box()


@pytest.fixture
def scan_box(make_box: Callable[..., Box]) -> Box:
    """A box where scanning is enough."""
    return make_box(guest__join="scan")


@pytest.fixture
def pin_box(make_box: Callable[..., Box]) -> Box:
    """A box where phones need the PIN."""
    return make_box(guest__join="pin")
