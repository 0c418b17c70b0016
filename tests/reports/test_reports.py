"""Reports through the routes: gifts by person, kitchen speed, turns, files, who may see them."""

import csv
import io
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.inside import Inside, Person
from tests.reports.test_books import report
from tests.till import Till, eur
from venue.reports import paper
from venue.reports.model import Gift, Sale, Sold, fold

QUERY = "from={0}&to={0}"


@pytest.fixture
def manager(box: Inside) -> Person:
    return box.staff("Marta")


def today(box: Inside) -> str:
    rows = box.rows("SELECT on_date FROM business_day ORDER BY id DESC LIMIT 1")
    return str(rows[0]["on_date"])


def span(box: Inside) -> dict[str, str]:
    return {"from": today(box), "to": today(box)}


def number(box: Inside, name: str) -> str:
    return str(next(one["id"] for one in box.facts["staff"] if one["name"] == name))


def rows(answer: Any) -> dict[str, Any]:
    return {one["key"]: one for one in answer["items"]}


def test_gifts_voids_and_reopened_bills_by_person(till: Till, manager: Person) -> None:
    order = till.order({"dish": 0}, {"dish": 1}, {"dish": 2}, {"dish": 3})
    price = {one["id"]: one["price"]["amount"] for one in till.waiter.dishes()}
    lines = order["lines"]
    cost = [price[one["item_id"]] for one in lines]
    why = {"reason": "guest", "approver": till.approver}
    gone = {"reason": "dropped", "approver": till.approver}
    till.waiter.post(f"/api/v1/order-lines/{lines[3]['id']}/void", gone, expect=200)
    till.do("comp", lines=[lines[0]["id"]], **why)
    till.do("discount", line_id=lines[1]["id"], percent_bp=5_000, **why)
    till.do("discount", amount=eur(100), **why)
    till.pay("cash", till.owed)
    till.do("close")
    mine = rows(report(manager, "voids", "person", **span(till.box)))
    own = mine[number(till.box, "Anna")]
    half = cost[1] - (cost[1] - (cost[1] * 5_000 + 5_000) // 10_000)
    assert (own["void"], own["void_amount"]) == (1, eur(cost[3]))
    assert (own["comp"], own["comp_amount"]) == (1, eur(cost[0]))
    assert (own["discount"], own["discount_amount"]) == (2, eur(half + 100))
    assert (own["reopen"], own["no_service"]) == (0, 0)
    told = report(manager, "sales", "item", **span(till.box))["whole"]
    assert (told["discount"], told["comp"]) == (eur(-half - 100), eur(-cost[0]))

    till.do("reopen", **why)
    own = rows(report(manager, "voids", "person", **span(till.box)))[number(till.box, "Anna")]
    assert (own["discount"], own["comp"]) == (0, 0)  # the closing is taken back with its gifts
    assert own["reopen"] == 1
    assert report(manager, "sales", "hour", **span(till.box))["items"] == []


def test_kitchen_speed_and_turns(till: Till, manager: Person) -> None:
    box, cook = till.box, till.box.device("kitchen")
    order = till.order({"dish": 0}, {"dish": 1})
    box.clock.advance(90)
    for line in order["lines"]:
        cook.post(f"/api/v1/order-lines/{line['id']}/bump", expect=200)
    box.clock.advance(30 * 60)
    till.pay("card", till.owed)
    till.waiter.post(f"/api/v1/table-sessions/{till.session['id']}/close", expect=200)
    stations = report(manager, "kitchen", "station", **span(box))["items"]
    assert sum(one["dishes"] for one in stations) == 2
    assert {(one["average"], one["longest"]) for one in stations} == {(90, 90)}
    assert all(one["name"] for one in stations)
    dishes = report(manager, "kitchen", "item", **span(box))["items"]
    assert {one["key"] for one in dishes} == {str(one["item_id"]) for one in order["lines"]}
    [turn] = report(manager, "tables", "table", **span(box))["items"]
    assert (turn["key"], turn["parties"], turn["covers"]) == ("1", 1, 2)
    assert (turn["stay"], turn["longest"]) == (31, 31)


def test_a_party_with_two_bills_counts_its_guests_once(till: Till, manager: Person) -> None:
    order = till.order({"dish": 0}, {"dish": 1})
    till.do("transfer", lines=[order["lines"][0]["id"]])
    rows = till.box.rows("SELECT id FROM bill WHERE table_session_id = ?", till.session["id"])
    assert len(rows) == 2
    for bill in rows:
        till.bill_id = bill["id"]
        till.pay("cash", till.owed)
        till.do("close")
    [day] = report(manager, "sales", "day", **span(till.box))["items"]
    assert (day["bills"], day["covers"]) == (2, 2)


def test_files(till: Till, manager: Person) -> None:
    till.order({"dish": 0}, {"dish": 1})
    till.pay("card", till.owed)
    till.do("close")
    path = f"/api/v1/reports/sales.csv?by=item&lang=ru&{QUERY.format(today(till.box))}"
    answer = manager.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert table[0][:2] == ["Блюдо", "Продано"]
    told = report(manager, "sales", "item", **span(till.box))
    assert len(table) == 1 + len(told["items"]) + len(told["whole"])
    assert table[1][4] == f"{told['items'][0]['total']['amount'] / 100:.2f}"
    answer = manager.get(path.replace(".csv", ".pdf"))
    assert answer.mimetype == "application/pdf"
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert told["items"][0]["name"] in text


@pytest.mark.parametrize("name", ["=1+1", "+7", "-cmd", "@x", "\tx"])
def test_no_cell_of_a_file_is_a_formula(name: str) -> None:
    one = {"key": "1", "name": name, "dishes": 1}
    told = {"report": "kitchen", "by": "item", "columns": [{"name": "dishes", "form": "count"}],
            "items": [one], "whole": {"discount": {"amount": -250, "currency": "EUR"}}}  # fmt: skip
    lines = list(csv.reader(io.StringIO(paper.csv_of(told, lang="en").decode("utf-8-sig"))))
    expected = name if name == "+7" else f"'{name}"
    assert lines[1][0] in (expected, f"'{name}")
    assert lines[2][1] == "-2.50"


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "request.malformed"), ("from=x&to=y", "request.malformed"),
     ("from=2026-01-02&to=2026-01-01", "reports.bad_range"),
     ("from=2024-01-01&to=2026-01-01", "reports.bad_range"),
     ("from=2026-01-01&to=2026-01-01&by=moon", "reports.unknown")],
)  # fmt: skip
def test_refusals(manager: Person, query: str, code: str) -> None:
    assert manager.get(f"/api/v1/reports/sales?{query}").json["code"] == code


def test_the_index_names_every_report(box: Inside, manager: Person) -> None:
    told = manager.json("/api/v1/reports")
    assert told["today"] == today(box)
    for name, ways in told["reports"].items():
        for by in ways:
            assert report(manager, name, by, **span(box))["by"] == by


def test_a_waiter_sees_no_reports(till: Till) -> None:
    path = f"/api/v1/reports/sales?{QUERY.format(today(till.box))}"
    assert till.waiter.get(path).status_code == 403
    assert till.box.nobody().get(path).status_code == 401


def test_bills_closed_before_there_were_reports_are_counted(till: Till, manager: Person) -> None:
    till.order({"dish": 0})
    till.pay("card", till.owed)
    till.do("close")
    before = report(manager, "sales", "item", **span(till.box))

    def forget(tx: Any) -> None:
        tx.execute("DELETE FROM report_sale")
        tx.execute("INSERT INTO report_todo SELECT id FROM bill_closing")

    till.box.services.database.write(forget)
    assert report(manager, "sales", "item", **span(till.box))["items"] == []
    till.box.pass_time(30)
    after = report(manager, "sales", "item", **span(till.box))
    assert (after["items"], after["whole"]) == (before["items"], before["whole"])


def random_sale(dice: Random) -> Sale:
    lines = [Sold(*(dice.randint(1, 5) for _ in range(4)), dice.randint(0, 9_999), 0, 0)
             for _ in range(dice.randint(0, 3))]  # fmt: skip
    gifts = [Gift(dice.choice(("comp", "discount")), dice.randint(1, 3), dice.randint(0, 999))]
    return Sale(
        bill_id=dice.choice("abc"), hour=dice.randint(0, 23), session=dice.choice(("", "s", "t")),
        covers=dice.randint(0, 9), table=dice.choice(("", "1", "2")), minutes=dice.randint(0, 99),
        total_minor=dice.randint(0, 10**6), bands={"food:1000": (100, 10, 110)},
        lines=tuple(lines), gifts=tuple(gifts),
    )  # fmt: skip


@given(st.integers(0, 10**9))
def test_a_day_whose_closings_are_all_taken_back_has_no_sums(seed: int) -> None:
    dice = Random(seed)
    many = [random_sale(dice) for _ in range(dice.randint(0, 6))]
    # What the kitchen cooked, it cooked: that alone is not taken back, and nothing here was.
    sums = fold([*many, *(replace(one, sign=-1) for one in many)])
    assert {key: one for key, one in sums.items() if any(one[:4])} == {}
