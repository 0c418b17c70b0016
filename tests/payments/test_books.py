"""A random day at the till in three currencies: the journal alone gives the same books."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.core.jsonx import loads

BILLS = 25


class Day:
    """Serves random parties; whatever the box refuses by its rules is part of the day."""

    def __init__(self, box: Inside, seed: int) -> None:
        self.box, self.dice = box, random.Random(seed)
        self.currency = box.services.currency
        self.waiter, self.manager = box.staff("Anna"), box.staff("Marta")
        self.dishes = self.waiter.dishes()
        self.refused: Counter[str] = Counter()

    def post(self, path: str, body: Any, person: Person | None = None) -> Any:
        answer = (person or self.waiter).post(path, body)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            self.refused[answer.json["code"]] += 1
            return None
        return answer.json

    def money(self, minor: int) -> dict[str, Any]:
        return {"amount": minor, "currency": self.currency}

    def party(self, number: int) -> str:
        table = self.box.facts["tables"][number % 12]["id"]
        body = {"table_id": table, "covers": self.dice.randint(1, 8)}
        session = self.post("/api/v1/table-sessions", body)
        lines = [
            {"item_id": self.dice.choice(self.dishes)["id"], "quantity": self.dice.randint(1, 4),
             "seat": self.dice.randint(1, 4)}
            for _ in range(self.dice.randint(1, 6))
        ]  # fmt: skip
        order = self.post("/api/v1/orders", {"lines": lines, "table_session_id": session["id"]})
        self.change(order["bill_id"])
        self.settle(order["bill_id"])
        self.post(f"/api/v1/table-sessions/{session['id']}/close", {})
        if self.dice.random() < 0.4:
            self.afterwards(order["bill_id"])
        return str(order["bill_id"])

    def bill(self, bill_id: str) -> Any:
        return self.waiter.json(f"/api/v1/bills/{bill_id}")

    def change(self, bill_id: str) -> None:
        path, dice = f"/api/v1/bills/{bill_id}", self.dice
        line = dice.choice(self.bill(bill_id)["lines"])["id"]
        why = {"reason": "dice"}
        if dice.random() < 0.4:
            off: dict[str, Any] = {"percent_bp": dice.randint(1, 9_000)}
            if dice.random() < 0.5:
                off = {"amount": self.money(dice.randint(1, 3_000))}
            if dice.random() < 0.5:
                off["line_id"] = line
            self.post(f"{path}/discount", off | why, self.manager)
        if dice.random() < 0.2:
            self.post(f"{path}/comp", {"lines": [line]} | why, self.manager)
        if dice.random() < 0.2:
            self.post(f"{path}/prebill", {})

    def settle(self, bill_id: str) -> None:
        path, dice = f"/api/v1/bills/{bill_id}", self.dice
        how = dice.choice(("even", "item", "seat", "amount", "none"))
        bill = self.bill(bill_id)
        picks = [[{"line_id": one["id"]}] for one in bill["lines"] if dice.random() < 0.5]
        owed = bill["owed"]["amount"]
        amounts = [self.money(max(1, owed // 3))]
        body = {"how": how, "count": dice.randint(1, 5), "parts": picks, "amounts": amounts}
        split = self.post(f"{path}/split", body)
        for part in split["parts"] if split else []:
            if part["due"]["amount"] > 0 and dice.random() < 0.8:
                self.pay(path, part["due"]["amount"], part["id"])
        for _ in range(20):
            owed = self.bill(bill_id)["payable"]["amount"]
            if owed <= 0:
                break
            amount = owed if dice.random() < 0.6 else dice.randint(1, owed)
            paid = self.pay(path, amount, None)
            if paid and dice.random() < 0.1:
                self.give_back(paid["tender"]["id"], dice.randint(1, amount))
        rest = self.bill(bill_id)["payable"]["amount"]
        if rest > 0:
            body = {"method": "card", "amount": self.money(rest)}
            assert self.post(f"{path}/tenders", body)

    def pay(self, path: str, amount: int, part: int | None) -> Any:
        body = {"method": self.dice.choice(("cash", "card")), "amount": self.money(amount)}
        if part is not None:
            body["part_id"] = part
        if self.dice.random() < 0.3:
            body["tip"] = self.money(self.dice.randint(0, 500))
        return self.post(f"{path}/tenders", body)

    def give_back(self, tender: int, amount: int) -> None:
        body = {"amount": self.money(amount), "reason": "dice"}
        self.post(f"/api/v1/tenders/{tender}/refund", body, self.manager)

    def afterwards(self, bill_id: str) -> None:
        dice, path = self.dice, f"/api/v1/bills/{bill_id}"
        tender = dice.choice(self.bill(bill_id)["tenders"] or [{"id": 0}])["id"]
        act = dice.choice(("refund", "lines", "part", "correct", "reopen"))
        line = dice.choice(self.bill(bill_id)["lines"])["id"]
        why = {"reason": "dice"}
        if act == "correct":
            body = {"method": "cash"} | why
            self.post(f"/api/v1/tenders/{tender}/correct", body, self.manager)
        elif act == "reopen":
            if self.post(f"{path}/reopen", why, self.manager):
                self.post(f"{path}/close", {})
        else:
            body = {"refund": {}, "lines": {"lines": [line]},
                    "part": {"amount": self.money(dice.randint(1, 900))}}[act]  # fmt: skip
            self.post(f"/api/v1/tenders/{tender}/refund", body | why, self.manager)


def from_the_journal(box: Inside) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Recompute sales per band, tax per band and money per method from the journal alone."""
    sales: Counter[str] = Counter()
    taxes: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for row in box.rows("SELECT kind, data FROM journal ORDER BY seq"):
        data = loads(row["data"])
        if row["kind"] in ("bill.closed", "bill.reopened"):
            sign = 1 if row["kind"] == "bill.closed" else -1
            for band, (net, tax, gross) in data["bands"].items():
                assert net + tax == gross
                sales[band] += sign * gross
                taxes[band] += sign * tax
        elif row["kind"] == "tender.settled":
            assert sum(data["bands"].values()) == data["amount_minor"]
            money[data["method"]] += data["amount_minor"] + data["rounding_minor"]
            money["tips"] += data["tip_minor"]
            money["rounding"] += data["rounding_minor"]
            if data["goods"]:
                for band, minor in data["bands"].items():
                    sales[band] += minor
    return sales, taxes, money


def from_the_rows(box: Inside) -> tuple[Counter[str], Counter[str]]:
    """Return sales and tax per band as the tables have them."""
    sales: Counter[str] = Counter()
    taxes: Counter[str] = Counter()
    for row in box.rows("SELECT figures FROM bill_closing WHERE reopened_at IS NULL"):
        for band, (_, tax, gross) in loads(row["figures"])["bands"].items():
            sales[band] += gross
            taxes[band] += tax
    for row in box.rows("SELECT bands FROM tender WHERE goods = 1 AND state = 'settled'"):
        sales.update(loads(row["bands"]))
    return +sales, +taxes


def booked_on(box: Inside, bill_id: str) -> dict[str, int]:
    """Return what the payments of a bill paid of each band, sales taken back left in."""
    booked: Counter[str] = Counter()
    sql = "SELECT bands FROM tender WHERE bill_id = ? AND state = 'settled' AND goods = 0"
    for row in box.rows(sql, bill_id):
        booked.update(loads(row["bands"]))
    return {band: minor for band, minor in booked.items() if minor}


def receipts_hold(box: Inside, closed: list[Any]) -> None:
    """Numbers have no gap, and the receipts of a bill add up to its bands, tax to the unit."""
    rows = box.rows(
        """
        SELECT r.number, r.bands, coalesce(t.bill_id, r.bill_id) AS bill_id
        FROM receipt r LEFT JOIN tender t ON t.id = r.tender_id ORDER BY r.id
        """
    )
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    drawn = box.rows("SELECT data FROM journal WHERE kind = 'receipt.drawn' ORDER BY seq")
    assert [loads(one["data"])["bands"] for one in drawn] == [loads(one["bands"]) for one in rows]
    by_bill: dict[str, Counter[tuple[str, str]]] = {}
    for row in rows:
        known = by_bill.setdefault(row["bill_id"], Counter())
        for band, (net, tax, gross) in loads(row["bands"]).items():
            assert net + tax == gross
            known[band, "tax"] += tax
            known[band, "gross"] += gross
    for bill in closed:
        if bill["returned"]["amount"]:
            continue  # what was taken back later stands on receipts alone
        said = by_bill[bill["id"]]
        for one in bill["taxes"]:
            band = f"{one['tax_class']}:{one['rate_bp']}"
            assert said[band, "gross"] == one["gross"]["amount"]
            assert said[band, "tax"] == one["tax"]["amount"]


@pytest.mark.parametrize(
    ("currency", "included", "service_bp", "coin"),
    [("EUR", True, 0, 5), ("JPY", False, 1000, 10), ("KWD", True, 1250, 5)],
)
def test_the_journal_gives_the_same_books(
    demo_data: Path, tmp_path: Path, currency: str, included: bool, service_bp: int, coin: int
) -> None:
    box = Inside(
        demo_data,
        tmp_path / "day",
        venue__currency=currency,
        bill__tax_included=included,
        bill__service_charge_bp=service_bp,
        bill__cash_rounding_minor=coin,
    )
    day = Day(box, seed=len(currency) * 1000 + service_bp)
    ids = [day.party(number) for number in range(BILLS)]
    sales, taxes, money = from_the_journal(box)

    assert (+sales, +taxes) == from_the_rows(box)
    for row in box.rows(
        """
        SELECT method, sum(amount_minor + rounding_minor) AS minor FROM tender
        WHERE state = 'settled' GROUP BY method
        """
    ):
        assert money[row["method"]] == row["minor"]
    closed = [bill for bill in map(day.bill, ids) if bill["state"] == "closed"]
    assert len(closed) >= BILLS * 0.9, day.refused
    for bill in closed:
        assert bill["owed"]["amount"] == 0
        assert booked_on(box, bill["id"]) == {
            f"{one['tax_class']}:{one['rate_bp']}": one["gross"]["amount"]
            for one in bill["taxes"]
            if one["gross"]["amount"]
        }
    total = sum(money[method] for method in ("cash", "card"))
    assert total == sum(sales.values()) + money["rounding"]
    receipts_hold(box, closed)
    made = day.manager.post("/api/v1/reports/z", expect=201).json
    assert made["gross"]["amount"] == sum(sales.values())
    assert {one["method"]: one["amount"]["amount"] + one["rounding"]["amount"]
            for one in made["methods"] if one["method"]} == {
                method: money[method] for method in ("cash", "card")}  # fmt: skip
    assert sum(one["own"]["amount"] for one in made["tips"]) == money["tips"]
    box.close()
