"""A box without a venue, its wizard's pages called directly."""

from pathlib import Path
from typing import Any

from config.settings import load
from venue.firstrun import code
from venue.firstrun.page import Wizard

HTML = {"Accept": "text/html"}
VENUE = {"name": "Osteria", "kind": "restaurant", "currency": "eur", "time_zone": "Europe/Rome"}
TABLES = {"area0": "Hall", "count0": "3", "seats0": "4", "area1": "Terrace", "count1": "2",
          "seats1": "2"}  # fmt: skip
OWNER = {"manager": "Ann", "pin": "246810", "again": "246810"}
STEPS = (("venue", VENUE), ("tables", TABLES), ("printers", {"host": "192.168.1.50"}),
         ("menu", {"menu": "demo"}))  # fmt: skip


class Browser:
    """One browser before the wizard of a folder."""

    def __init__(self, data: Path) -> None:
        data.mkdir(exist_ok=True)
        self.data = data
        self.wizard = Wizard(data, load(None))
        self.client = self.wizard.app().test_client()

    def post(self, step: str, form: dict[str, Any], expect: int = 303, **headers: str) -> str:
        """Send one form."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.post(f"/setup/{step}", data=form, headers=HTML | sent)
        assert answer.status_code == expect, answer.text
        return answer.text

    def enter(self) -> "Browser":
        """Type the code of the console."""
        self.post("code", {"code": code.shown(code.of(self.data).code).lower()})
        return self

    def page(self, path: str = "/") -> str:
        """Return a page."""
        return self.client.get(path, headers=HTML).text
