"""Moving and joining: lines are never lost or doubled, and a wrong merge can be undone."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inside import Inside, Person
from tests.orders.evening import lines_of, on_floor, opened, ordered, party, table_id


@pytest.fixture
def waiter(box: Inside) -> Person:
    return box.staff("Anna")


def merge(waiter: Person, source: str, into: str) -> Any:
    return waiter.post(f"/api/v1/table-sessions/{source}/merge", {"session_id": into})


def move(waiter: Person, to: str, *lines: Any) -> Any:
    wanted = [one if isinstance(one, dict) else {"id": one} for one in lines]
    return waiter.post("/api/v1/order-lines/move", {"lines": wanted, "to_session_id": to})


def test_a_party_moves_with_its_orders_and_the_kitchen_sees_the_new_table(
    box: Inside, waiter: Person
) -> None:
    session = opened(box, waiter, "3")
    ordered(waiter, session)
    body = {"table_id": table_id(box, "7")}
    waiter.post(f"/api/v1/table-sessions/{session}/move", body, expect=200)
    assert on_floor(waiter, "3")["state"] == "free"
    assert on_floor(waiter, "7")["session_id"] == session
    board = box.device("kitchen").json("/api/v1/kitchen/all/tickets")["items"]
    assert {ticket["table"] for ticket in board} == {"7"}
    other = opened(box, waiter, "4")
    taken = waiter.post(f"/api/v1/table-sessions/{other}/move", body)
    assert (taken.status_code, taken.json["code"]) == (409, "tables.already_open")
    assert taken.json["details"]["session_id"] == session


def test_lines_stand_on_the_other_bill_and_each_party_sees_its_own(
    box: Inside, waiter: Person
) -> None:
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    order = ordered(waiter, here, 3)
    first, *rest = [line["id"] for line in order["lines"]]
    assert move(waiter, there, first).status_code == 200
    assert (lines_of(waiter, here), lines_of(waiter, there)) == (rest, [first])
    prices = {line["id"]: line["total"]["amount"] for line in order["lines"]}
    assert on_floor(waiter, "4")["total"]["amount"] == prices[first]
    assert party(waiter, there)["bill"]["total"]["amount"] == prices[first]
    assert on_floor(waiter, "3")["total"]["amount"] == sum(prices[one] for one in rest)
    [line] = party(waiter, there)["orders"][0]["lines"]
    assert line["moved_to"] == "4"
    move(waiter, here, first)
    assert sorted(lines_of(waiter, here)) == sorted([first, *rest])
    assert party(waiter, here)["orders"][0]["lines"][0]["moved_to"] is None


def test_some_of_a_line_moves(box: Inside, waiter: Person) -> None:
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    line = ordered(waiter, here, 1, quantity=3)["lines"][0]
    assert move(waiter, there, {"id": line["id"], "quantity": 4}).json["code"] == "orders.too_many"
    [part] = move(waiter, there, {"id": line["id"], "quantity": 1}).json["lines"]
    quantities = box.rows("SELECT quantity, state FROM order_line ORDER BY position")
    assert quantities == [{"quantity": 2, "state": "fired"}, {"quantity": 1, "state": "fired"}]
    assert lines_of(waiter, there) == [part]


def test_a_bill_with_money_on_it_gives_and_takes_no_lines(box: Inside, waiter: Person) -> None:
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    line = ordered(waiter, here, 2)["lines"][0]
    bill = party(waiter, here)["bill"]["id"]
    body = {"method": "cash", "amount": {"amount": 100, "currency": "EUR"}}
    waiter.post(f"/api/v1/bills/{bill}/tenders", body, expect=201)
    before = lines_of(waiter, here)
    assert move(waiter, there, line["id"]).json["code"] == "bills.has_payments"
    assert merge(waiter, here, there).json["code"] == "bills.has_payments"
    assert (lines_of(waiter, here), lines_of(waiter, there)) == (before, [])


def test_joined_parties_share_all_and_come_apart_as_they_were(box: Inside, waiter: Person) -> None:
    guest = box.guest(2)
    here = on_floor(waiter, "3")["session_id"]
    guest.order(2)
    guest.post("/api/v1/calls", {"kind": "waiter"}, expect=201)
    there = opened(box, waiter, "4", covers=3)
    ordered(waiter, there, 1)
    mine, theirs = lines_of(waiter, here), lines_of(waiter, there)
    answer = merge(waiter, here, there).json
    assert sorted(lines_of(waiter, there)) == sorted(mine + theirs)
    assert on_floor(waiter, "3")["state"] == "free"
    assert on_floor(waiter, "4")["covers"] == 4
    assert guest.json("/api/v1/me")["session"]["id"] == there
    assert waiter.json("/api/v1/calls")["items"][0]["session_id"] == there
    late = ordered(waiter, there, 1)["lines"][0]["id"]
    assert [one["id"] for one in party(waiter, there)["merges"]] == [answer["merge_id"]]
    undo = f"/api/v1/table-merges/{answer['merge_id']}/undo"
    fresh = waiter.post(undo, expect=200).json["session"]["id"]
    assert fresh not in (here, there)
    assert lines_of(waiter, fresh) == mine
    assert sorted(lines_of(waiter, there)) == sorted([*theirs, late])
    assert guest.json("/api/v1/me")["session"]["id"] == fresh
    assert (on_floor(waiter, "3")["covers"], on_floor(waiter, "4")["covers"]) == (1, 3)
    assert waiter.post(undo).json["code"] == "orders.merge_undone"
    kinds = [row["kind"] for row in box.rows("SELECT kind FROM journal")]
    assert {"table_session.merged", "table_session.merge_undone"} <= set(kinds)


def test_a_merge_is_undone_within_its_time_and_while_the_table_is_free(
    box: Inside, waiter: Person
) -> None:
    one, two, three = (opened(box, waiter, number) for number in ("3", "4", "5"))
    for session in (one, two, three):
        ordered(waiter, session, 1)
    first = merge(waiter, one, three).json["merge_id"]
    opened(box, waiter, "3")
    taken = waiter.post(f"/api/v1/table-merges/{first}/undo")
    assert taken.json["code"] == "tables.already_open"
    second = merge(waiter, two, three).json["merge_id"]
    box.pass_time(15 * 60 + 1)
    late = waiter.post(f"/api/v1/table-merges/{second}/undo")
    assert (late.status_code, late.json["code"]) == (410, "orders.merge_too_old")
    assert merge(waiter, three, three).json["code"] == "orders.same_party"


def test_lines_taken_over_before_a_merge_stand_where_they_stood_after_its_undo(
    box: Inside, waiter: Person
) -> None:
    one, two, three = (opened(box, waiter, number) for number in ("3", "4", "5"))
    foreign = ordered(waiter, three, 1)["lines"][0]["id"]
    own, given_away = (line["id"] for line in ordered(waiter, one, 2)["lines"])
    move(waiter, one, foreign)
    move(waiter, two, given_away)
    merge_id = merge(waiter, one, two).json["merge_id"]
    undone = waiter.post(f"/api/v1/table-merges/{merge_id}/undo", expect=200).json
    fresh = undone["session"]["id"]
    assert sorted(lines_of(waiter, fresh)) == sorted([own, foreign])
    assert lines_of(waiter, two) == [given_away]
    assert lines_of(waiter, three) == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.integers(0, 3), st.integers(1, 3)),
        st.tuples(st.just("move"), st.integers(0, 30), st.integers(0, 3)),
        st.tuples(st.just("part"), st.integers(0, 30), st.integers(0, 3)),
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("seat"), st.integers(0, 3), st.integers(0, 5)),
    ),
    max_size=14,
)
NUMBERS = ("3", "4", "5", "6")


class Floor:
    """Four tables at which anything happens, and what must hold whatever does."""

    def __init__(self, box: Inside) -> None:
        self.box, self.waiter = box, box.staff("Anna")
        self.sent: dict[int, int] = {}
        self.merges: list[int] = []
        self.before = self.sold()

    def sold(self) -> dict[int, int]:
        rows = self.box.rows("SELECT item_id, sum(quantity) AS n FROM order_line GROUP BY item_id")
        return {row["item_id"]: row["n"] for row in rows}

    def session(self, table: int) -> str:
        shown = on_floor(self.waiter, NUMBERS[table])
        return str(shown.get("session_id") or opened(self.box, self.waiter, NUMBERS[table]))

    def lines(self) -> list[str]:
        rows = self.box.rows("SELECT order_id, position FROM order_line ORDER BY 1, 2")
        return [f"{row['order_id']}.{row['position']}" for row in rows]

    def step(self, kind: str, one: int, two: int) -> None:
        lines = self.lines()
        if kind == "order":
            order = ordered(self.waiter, self.session(one), 2, quantity=two)
            for line in order["lines"]:
                self.sent[line["item_id"]] = self.sent.get(line["item_id"], 0) + two
        elif kind in ("move", "part") and lines:
            wanted: dict[str, Any] = {"id": lines[one % len(lines)]}
            move(
                self.waiter, self.session(two), wanted | ({"quantity": 1} if kind == "part" else {})
            )
        elif kind == "merge":
            answer = merge(self.waiter, self.session(one), self.session(two))
            if answer.status_code == 200:
                self.merges.append(answer.json["merge_id"])
        elif kind == "undo" and self.merges:
            self.waiter.post(f"/api/v1/table-merges/{self.merges[one % len(self.merges)]}/undo")
        elif kind == "seat":
            body = {"table_id": table_id(self.box, str(two + 1))}
            self.waiter.post(f"/api/v1/table-sessions/{self.session(one)}/move", body)

    def check(self) -> None:
        """Every portion once, on one open bill of one open party, and every sum right."""
        assert self.sold() == self.sent | self.before
        floor = self.waiter.json("/api/v1/tables")["items"]
        open_tables = [one for one in floor if one.get("session_id")]
        shown = [line for one in open_tables for line in lines_of(self.waiter, one["session_id"])]
        assert sorted(shown) == sorted(self.lines())
        total = self.box.rows("SELECT sum(quantity * unit_price_minor) AS n FROM order_line")
        assert sum(one["total"]["amount"] for one in open_tables) == (total[0]["n"] or 0)
        for one in open_tables:
            bill = party(self.waiter, one["session_id"])["bill"]
            assert (bill["total"]["amount"] if bill else 0) == one["total"]["amount"]
        stray = self.box.rows(
            """
            SELECT l.order_id FROM order_line l JOIN bill b ON b.id = l.bill_id
            JOIN table_session s ON s.id = b.table_session_id
            WHERE b.closed_at IS NOT NULL OR s.closed_at IS NOT NULL
            """
        )
        assert stray == []


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_is_moved_no_line_is_lost_or_doubled(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    box = Inside(demo_data, tmp_path_factory.mktemp("moving") / "box")
    floor = Floor(box)
    for kind, one, two in steps:
        floor.step(kind, one, two)
    floor.check()
    box.close()
