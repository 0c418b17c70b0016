"""The demo venue inside the test's own process, on a clock moved by hand."""

import json
import shutil
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import settings as settings_file
from tests.served import orderable
from venue import app
from venue.core.clock import ManualClock
from venue.core.ids import uuid7


class Inside:
    """A copy of the demo venue, built but not served; jobs run when the test says so.

    Args:
        clock: One that the test shares with others; None: its own.
    """

    def __init__(
        self, source: Path, target: Path, *, clock: ManualClock | None = None, **settings: Any
    ) -> None:
        if not target.exists():
            shutil.copytree(source, target)
        (target / "venue.db.lock").unlink(missing_ok=True)
        self.data, self.clock = target, clock or ManualClock()
        self.facts = json.loads((target / "demo.json").read_text())
        loaded = settings_file.load(target / "venue.toml").with_changes(**settings)
        self.appliance = app.build(target, loaded, clock=self.clock)
        self.services = self.appliance.services

    def close(self) -> None:
        """Stop it, as a restart would."""
        self.appliance.stop()

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Read from the database."""
        with self.services.database.read() as tx:
            return tx.rows(sql, params)

    def pass_time(self, seconds: float) -> None:
        """Let time pass and run what is due."""
        self.clock.advance(seconds)
        self.services.jobs.run_due()

    def nobody(self) -> "Person":
        """Return a client without cookies."""
        return Person(self)

    def guest(self, table: int = 0) -> "Person":
        """Return a phone that scanned a table's card."""
        person = Person(self)
        person.get("/" + self.facts["tables"][table]["card_url"].split("/", 3)[3])
        return person

    def device(self, role: str) -> "Person":
        """Return a newly paired device."""
        person = Person(self)
        code = self.facts["pair_codes"][role]
        assert person.post("/api/v1/devices/pair", {"code": code}).status_code == 201
        return person

    def staff(self, name: str, device: str | None = None) -> "Person":
        """Return a device on which a person signed in."""
        found = next(one for one in self.facts["staff"] if one["name"] == name)
        person = self.device(device or found["role"])
        body = {"staff_id": found["id"], "pin": found["pin"]}
        answer = person.post("/api/v1/staff/sign-in", body)
        assert answer.status_code == 200, answer.text
        return person


class Person:
    """Somebody who calls the API."""

    def __init__(self, inside: Inside) -> None:
        self.client: FlaskClient = inside.appliance.app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET."""
        return self.client.get(path, **options)

    def json(self, path: str) -> Any:
        """GET what must answer 200."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, expect: int | None = None
    ) -> TestResponse:
        """POST JSON with an idempotency key."""
        answer = self.client.post(
            path,
            json={} if body is None else body,
            headers={"Idempotency-Key": key or uuid7()},
        )
        assert expect in (None, answer.status_code), answer.text
        return answer

    def dishes(self) -> list[dict[str, Any]]:
        """Return dishes that can be ordered without a choice and are not counted."""
        return orderable(self.json("/api/v1/menu?lang=en"))

    def lines(self, count: int = 2) -> list[dict[str, Any]]:
        """Return order lines for so many different dishes."""
        return [{"item_id": dish["id"], "quantity": 1} for dish in self.dishes()[:count]]

    def order(self, count: int = 2, **more: Any) -> Any:
        """Place an order."""
        return self.post("/api/v1/orders", {"lines": self.lines(count)} | more, expect=201).json
