"""The menu alone on a real database, and people who ask it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import make_app
from venue.core.actor import Actor, Credentials
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.core.services import Services
from venue.core.tx import News, ReadTx
from venue.menu import MODULE
from venue.menu.files import exchange
from venue.menu.files import service as file_service
from venue.staff.access import permissions_of

DEMO = (Path(__file__).parents[2] / "config" / "demo" / "menu.toml").read_text()


class Box:
    """The appliance with the menu alone."""

    def __init__(self, app: Flask, services: Services, clock: ManualClock) -> None:
        self.app, self.services, self.clock = app, services, clock
        self.database = services.database
        self.news: list[News] = []
        self.database.on_news = lambda news, _seq: self.news.extend(news)

    def client(self) -> FlaskClient:
        """Return a browser's end."""
        return self.app.test_client()

    def call(
        self, method: str, path: str, body: Any = None, *, role: str = "manager", key: str = ""
    ) -> TestResponse:
        """Make one call as somebody of ``role``."""
        headers = {"Authorization": f"Bearer {role}", "Idempotency-Key": key or uuid7()}
        return self.client().open(path, method=method, json=body, headers=headers)

    def bring_in(self, text: str, form: str = "csv", **more: Any) -> dict[str, Any]:
        """Import a menu file and return the answer."""
        body = {"format": form, "text": text, **more}
        answer = self.call("POST", "/api/v1/menu/import", body)
        assert answer.status_code == 200, answer.json
        return dict(answer.json or {})

    def menu(self, lang: str = "en") -> dict[str, Any]:
        """Return the menu as a guest gets it."""
        return dict(self.call("GET", f"/api/v1/menu?lang={lang}", role="guest").json or {})

    def items(self, lang: str = "en") -> dict[str, dict[str, Any]]:
        """Return the guest's items by name."""
        return {i["name"]: i for s in self.menu(lang)["sections"] for i in s["items"]}

    def export(self, form: str) -> str:
        """Return the menu as a file."""
        return self.call("GET", f"/api/v1/menu/export?format={form}").get_data(as_text=True)

    def read(self, fn: Callable[[ReadTx], Any]) -> Any:
        """Read something through a snapshot."""
        with self.database.read() as tx:
            return fn(tx)


def _somebody(tx: ReadTx, credentials: Credentials) -> Actor | None:
    role = credentials.bearer
    if not role:
        return None
    return Actor(kind="api", role=role, id=1, scope=role, permissions=permissions_of(role))


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[Callable[..., Box]]:
    """Return a function that makes an empty box; keywords are settings."""
    made: list[Box] = []

    def make(**changes: Any) -> Box:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        clock = ManualClock()
        app = make_app(folder, [MODULE], clock, **changes)
        services: Services = app.extensions["venue"]
        services.identifiers.append(_somebody)
        made.append(Box(app, services, clock))
        return made[-1]

    yield make
    for box in made:
        box.database.close()


@pytest.fixture
def empty(make_box: Callable[..., Box]) -> Box:
    """A box before its first menu."""
    return make_box()


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    """A box with the demo menu; it is 18:00 UTC on a Friday."""
    made = make_box()
    menu = exchange.read("toml", DEMO, currency="EUR")
    assert made.database.write(file_service.load, menu, replace=True)["problems"] == []
    made.news.clear()
    return made
