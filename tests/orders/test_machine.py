"""The floor under any order of events: lines, bills and the kitchen beside a model of their own.

The model knows what a waiter knows - what was asked for and what was answered - and nothing of the
product's code. After every step bills, lines and boards must be what it says.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.inside import Inside, Person
from tests.till import eur
from venue.core import journal

TABLES = ("2", "3", "5")
ALLOWED = {
    "fire": {"held": "fired"},
    "start": {"fired": "started"},
    "bump": {"fired": "done", "started": "done"},
    "serve": {"done": "served"},
    "recall": {"started": "fired", "done": "started", "served": "done"},
}
UNBEGUN, GONE = ("held", "fired"), ("voided", "void_seen")
ON_BOARD = ("held", "fired", "started", "voided")
LONG = os.environ.get("LONG")


@dataclass
class Dish:
    """A line as a waiter would note it."""

    quantity: int
    unit_minor: int
    state: str
    table: str
    modifiers: list[int] = field(default_factory=list)
    note: str = ""

    @property
    def total_minor(self) -> int:
        return 0 if self.state in GONE else self.quantity * self.unit_minor


class Floor(RuleBasedStateMachine):
    """Three parties, one manager who may do everything, and the box."""

    source: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="floor-"))
        self.box = Inside(self.source, self.folder / "box")
        self.manager: Person = self.box.staff("Marta")
        rows = {one["number"]: one["id"] for one in self.manager.json("/api/v1/tables")["items"]}
        self.sessions = {
            table: self.manager.post(
                "/api/v1/table-sessions", {"table_id": rows[table], "covers": 2}, expect=201
            ).json["id"]
            for table in TABLES
        }
        sections = self.manager.json("/api/v1/menu?lang=en")["sections"]
        named = [item for section in sections for item in section["items"]]
        self.meat = next(one for one in named if one["name"].startswith("Beef tagliata"))
        self.plain = self.manager.dishes()[:4]
        groups = [one["modifiers"] for one in self.meat["modifier_groups"] if one["min"]]
        self.usual = [one[0]["id"] for one in groups]
        self.prices = {m["id"]: m["price"]["amount"] for group in groups for m in group}
        self.groups = [[m["id"] for m in group] for group in groups]
        self.lines: dict[str, Dish] = {}
        self.bills: dict[str, str] = {}
        self.paid: dict[str, int] = dict.fromkeys(TABLES, 0)

    def teardown(self) -> None:
        if hasattr(self, "box"):
            self.box.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def line(self, data: st.DataObject) -> tuple[str, Dish] | None:
        if not self.lines:
            return None
        key = data.draw(st.sampled_from(sorted(self.lines)), label="line")
        return key, self.lines[key]

    @rule(
        table=st.sampled_from(TABLES), place=st.integers(0, 3), quantity=st.integers(1, 4),
        meat=st.booleans(), hold=st.booleans(),
    )  # fmt: skip
    def order(self, table: str, place: int, quantity: int, meat: bool, hold: bool) -> None:
        dish = self.meat if meat else self.plain[place]
        wish = {"item_id": dish["id"], "quantity": quantity, "hold": hold}
        wish |= {"modifiers": self.usual} if meat else {}
        body = {"lines": [wish], "table_session_id": self.sessions[table]}
        answer = self.manager.post("/api/v1/orders", body)
        assert answer.status_code == 201, answer.text
        [line] = answer.json["lines"]
        assert self.bills.setdefault(table, line["bill_id"]) == line["bill_id"]
        extra = sum(self.prices[one] for one in self.usual) if meat else 0
        state = "held" if hold else "fired"
        self.lines[line["id"]] = Dish(
            quantity, dish["price"]["amount"] + extra, state, table,
            list(self.usual) if meat else [],
        )  # fmt: skip

    @rule(action=st.sampled_from(sorted(ALLOWED)), data=st.data())
    def cook(self, action: str, data: st.DataObject) -> None:
        if (found := self.line(data)) is None:
            return
        key, dish = found
        answer = self.manager.post(f"/api/v1/order-lines/{key}/{action}", {})
        to = ALLOWED[action].get(dish.state)
        arrived = dish.state in ALLOWED[action].values() and to is None
        assert answer.status_code in ((200,) if to else (200, 409)), answer.text
        if to:
            dish.state = to
        elif answer.status_code == 200:
            assert arrived, f"{action} of a line that is {dish.state}"

    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        if (found := self.line(data)) is None:
            return
        key, dish = found
        some = data.draw(st.integers(1, dish.quantity + 1), label="some")
        body = {"reason": "mistake", "quantity": some}
        answer = self.manager.post(f"/api/v1/order-lines/{key}/void", body)
        if dish.state in GONE:
            assert answer.status_code in (200, 409)
        elif dish.state == "served":
            assert answer.json["code"] == "orders.illegal_move"
        elif some > dish.quantity:
            assert answer.json["code"] == "orders.too_many"
        else:
            assert answer.status_code == 200, answer.text
            self._part(key, dish, answer.json["line"]["id"], some).state = "voided"

    @rule(data=st.data(), note=st.sampled_from(("", "no salt", "well done")), stale=st.booleans())
    def edit(self, data: st.DataObject, note: str, stale: bool) -> None:
        if (found := self.line(data)) is None:
            return
        key, dish = found
        now = [data.draw(st.sampled_from(group)) for group in self.groups] if dish.modifiers else []
        was = {"modifiers": dish.modifiers, "note": dish.note + ("?" if stale else "")}
        body = {"was": was, "now": {"modifiers": now, "note": note}}
        answer = self.manager.post(f"/api/v1/order-lines/{key}/edit", body)
        if (sorted(now), note) == (sorted(dish.modifiers), dish.note):
            assert answer.status_code == 200
            return
        unit = dish.unit_minor + sum(self.prices[m] for m in now)
        unit -= sum(self.prices[m] for m in dish.modifiers)
        if dish.state not in UNBEGUN:
            assert answer.json["code"] == "orders.begun"
        elif stale:
            assert answer.json["code"] == "orders.line_changed"
        elif unit != dish.unit_minor and self.paid[dish.table]:
            assert answer.json["code"] == "bills.has_payments"
        else:
            assert answer.status_code == 200, answer.text
            dish.unit_minor, dish.modifiers, dish.note = unit, now, note

    @rule(data=st.data(), to=st.sampled_from(TABLES))
    def move(self, data: st.DataObject, to: str) -> None:
        if (found := self.line(data)) is None:
            return
        key, dish = found
        some = data.draw(st.integers(1, dish.quantity + 1), label="some")
        body = {"lines": [{"id": key, "quantity": some}], "to_session_id": self.sessions[to]}
        answer = self.manager.post("/api/v1/order-lines/move", body)
        if to == dish.table:
            assert answer.status_code == 200
        elif dish.state in GONE:
            assert answer.json["code"] == "orders.not_sold"
        elif self.paid[dish.table] or self.paid[to]:
            assert answer.json["code"] in ("bills.has_payments", "orders.too_many")
        elif some > dish.quantity:
            assert answer.json["code"] == "orders.too_many"
        else:
            assert answer.status_code == 200, answer.text
            self._part(key, dish, answer.json["lines"][0], some).table = to
            assert self.bills.setdefault(to, answer.json["bill_id"]) == answer.json["bill_id"]

    @rule(table=st.sampled_from(TABLES), minor=st.integers(1, 500))
    def pay(self, table: str, minor: int) -> None:
        owed = self._total(table) - self.paid[table]
        bill = self._bill(table)
        if (
            bill is None or owed <= minor
        ):  # a paid bill closes, and the party's next order opens another
            return
        body = {"method": "card", "amount": eur(minor), "slip": "1"}
        answer = self.manager.post(f"/api/v1/bills/{bill['id']}/tenders", body)
        assert answer.status_code == 201, answer.text
        self.paid[table] += minor

    @invariant()
    def bills_are_their_lines_and_payments(self) -> None:
        for table in TABLES if hasattr(self, "lines") else ():
            bill = self._bill(table)
            total = bill["total"]["amount"] if bill else 0
            assert total == self._total(table), table
            assert (bill["paid"]["amount"] if bill else 0) == self.paid[table]
            if bill:
                assert sum(one["gross"]["amount"] for one in bill["taxes"]) == total

    @invariant()
    def lines_are_as_they_were_noted(self) -> None:
        if not hasattr(self, "lines"):
            return
        rows = self.box.rows(
            "SELECT order_id || '.' || position AS id, quantity, state, note FROM order_line"
        )
        seen = {row["id"]: (row["quantity"], row["state"], row["note"]) for row in rows}
        noted = {key: (one.quantity, one.state, one.note) for key, one in self.lines.items()}
        assert seen == noted

    @invariant()
    def boards_show_what_is_to_be_made(self) -> None:
        if not hasattr(self, "lines"):
            return
        board = self.manager.json("/api/v1/kitchen/all/tickets")["items"]
        lines = [line for one in board for line in one["lines"]]
        shown = {line["id"] for line in lines if line["state"] in ON_BOARD}
        assert shown == {key for key, one in self.lines.items() if one.state in ON_BOARD}

    @invariant()
    def the_journal_holds(self) -> None:
        if hasattr(self, "lines"):
            with self.box.services.database.read() as tx:
                entries = journal.export(tx.execute, after=0, to=2**53, limit=100_000)
            assert journal.verify_export(entries).fault is None

    def _part(self, key: str, dish: Dish, part: str, some: int) -> Dish:
        """Return the line that something happened to: the whole, or a new one of ``some``."""
        if part == key:
            assert some == dish.quantity
            return dish
        dish.quantity -= some
        self.lines[part] = Dish(
            some, dish.unit_minor, dish.state, dish.table, list(dish.modifiers),
            dish.note,
        )  # fmt: skip
        return self.lines[part]

    def _bill(self, table: str) -> Any:
        return (
            self.manager.json(f"/api/v1/bills/{self.bills[table]}") if table in self.bills else None
        )

    def _total(self, table: str) -> int:
        return sum(one.total_minor for one in self.lines.values() if one.table == table)


@pytest.mark.timeout(3600 if LONG else 240)
def test_the_floor_under_any_order_of_events(
    demo_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Floor, "source", demo_data, raising=False)
    Floor.TestCase.settings = settings(
        max_examples=150 if LONG else 6,
        stateful_step_count=60 if LONG else 30,
        deadline=None,
        derandomize=not LONG,
        print_blob=True,
        # A failing run is short enough to read; making it smaller takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    Floor.TestCase().runTest()
