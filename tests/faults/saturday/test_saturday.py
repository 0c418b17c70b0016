"""A small evening in each test run, and proof that its judge sees what can go wrong."""

import copy
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.saturday import evening
from tests.faults.saturday.evening import Record
from tests.faults.saturday.judge import judge, table
from tests.faults.saturday.paper import read
from tests.faults.saturday.plan import SHORT

SEED = 20261128


@pytest.fixture(scope="module")
def record(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Record:
    return evening.run(demo_data, tmp_path_factory.mktemp("saturday"), scale=SHORT, seed=SEED)


def red(record: Record) -> set[str]:
    return {row.promise for row in judge(record) if row.wrong}


def test_a_small_saturday(record: Record) -> None:
    rows = judge(record)
    print(table(record, rows))
    assert red(record) == set(), table(record, rows)
    assert len(record.ledger.wishes) > 50
    assert all(row.checked for row in rows)


def lose_an_order(record: Record) -> None:
    del record.orders[record.ledger.wishes[0].tag]


def double_an_order(record: Record) -> None:
    record.orders[record.ledger.wishes[0].tag] += 1


def double_a_plate(record: Record) -> None:
    painted = record.painted["hot"]
    painted["again"] = next(iter(painted.values()))


def lose_a_paper(record: Record) -> None:
    record.papers["bar"].pop()


def repeat_a_paper(record: Record) -> None:
    record.papers["bar"].append(record.papers["bar"][0])


def mark_every_paper_but_one(record: Record) -> None:
    for paper in record.papers["bar"][1:]:
        paper.marked = True
    record.papers["bar"].append(record.papers["bar"][0])


def owe_a_cent(record: Record) -> None:
    next(iter(record.bills.values()))["table"] += 1


def tax_a_cent(record: Record) -> None:
    taxes = next(iter(record.bills.values()))["taxes"]
    taxes[next(iter(taxes))] += 1


def leave_one_uncooked(record: Record) -> None:
    record.uncooked.append("H-0001")


def leave_one_stale(record: Record) -> None:
    record.stale.append("phone 3")


def refuse_one(record: Record) -> None:
    record.faults.append("guest at 3")


def lose_no_answer(record: Record) -> None:
    record.struck["answers lost"] = 0


HARMS: dict[Callable[[Record], None], str] = {
    lose_an_order: "each order taken once",
    double_an_order: "each order taken once",
    double_a_plate: "one plate by the screens",
    lose_a_paper: "one plate by the paper",
    repeat_a_paper: "one plate by the paper",
    mark_every_paper_but_one: "one plate by the paper",
    leave_one_uncooked: "everything was cooked",
    owe_a_cent: "totals as recomputed",
    tax_a_cent: "taxes as recomputed",
    leave_one_stale: "no screen ends stale",
    refuse_one: "nobody was refused",
    lose_no_answer: "every fault struck",
}


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_the_judge_sees(harm: Callable[[Record], None], record: Record) -> None:
    spoiled = copy.copy(record)
    spoiled.orders, spoiled.struck = Counter(record.orders), Counter(record.struck)
    spoiled.stale, spoiled.uncooked, spoiled.faults = [], [], []
    spoiled.papers = copy.deepcopy(record.papers)
    spoiled.painted = {station: dict(lines) for station, lines in record.painted.items()}
    spoiled.bills = copy.deepcopy(record.bills)
    harm(spoiled)
    assert red(spoiled) == {HARMS[harm]}


def test_a_cook_reads_what_is_to_be_cooked_now() -> None:
    rows = ["HOT LINE          H-0007", "TABLE 1         guests 2", "------", "2  Pomodoro",
            "   + Spaghetti", "   #00017", "----- COURSE 2 (hold) -----", "1  Tiramisu",
            "   #00018", "------", "items 3                               end H-0007"]  # fmt: skip
    paper = read(rows)
    assert (paper.number, paper.marked, paper.news) == ("H-0007", False, False)
    assert paper.plates == {"#00017": 2}
    assert read(["MAY BE A DUPLICATE", *rows]).marked
    assert read(["VOID", "HOT LINE          H-0007V", *rows[1:]]).news
