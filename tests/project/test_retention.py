"""Every table has a term or a reason, and the job keeps the terms."""

import json
import re
from pathlib import Path

import pytest

from tests.inside import Inside
from venue.core import retention
from venue.core.errors import Unavailable
from venue.core.retention import Term
from venue.core.tx import Tx

PAGE = Path(__file__).parents[2] / "docs" / "retention.md"
NOT_OURS = re.compile(r"sqlite_.*|_sqlite_migrations")


def section(title: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    text = PAGE.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def named(title: str, column: int = 0) -> list[str]:
    return [name for row in section(title) for name in re.findall(r"`(\w+)`", row[column])]


def test_every_table_is_on_the_page_once(box: Inside) -> None:
    page = [
        *named("Forgotten by the job", 1),
        *named("Forgotten as it is used"),
        *named("Kept, and why"),
    ]
    assert sorted(page) == sorted(set(page))
    found = box.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {row["name"] for row in found if not NOT_OURS.fullmatch(row["name"])} == set(page)


def test_every_registered_term_is_on_the_page_and_the_reverse(box: Inside) -> None:
    page = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in section("Forgotten by the job")}
    assert {term.name: set(term.tables) for term in box.services.terms} == page


def test_a_run_writes_one_entry_of_counts(box: Inside) -> None:
    guest = box.guest()
    guest.order(1)
    box.pass_time(8 * 24 * 3600)
    entries = box.rows("SELECT actor, data FROM journal WHERE kind = 'retention.purged'")
    assert len(entries) == 1
    assert entries[0]["actor"] == "box"
    counts = json.loads(entries[0]["data"])
    assert counts["answers"] >= 1
    assert all(isinstance(value, int) for value in counts.values())
    assert box.rows("SELECT key FROM stored_answer") == []


def test_a_term_that_fails_does_not_stop_the_others(box: Inside) -> None:
    def broken(tx: Tx) -> int:
        raise ValueError("no")

    counts = [3, 2, 0]
    terms = [
        Term(name="broken", tables=(), purge=broken),
        Term(name="whole", tables=(), purge=lambda tx: counts.pop(0)),
    ]
    with pytest.raises(Unavailable, match="broken"):
        retention.keep(box.services.database, terms)
    found = box.rows("SELECT data FROM journal WHERE kind = 'retention.purged'")
    assert [json.loads(row["data"]) for row in found] == [{"whole": 5}]


def test_a_term_without_an_end_is_cut(box: Inside) -> None:
    gone = retention.keep(
        box.services.database, [Term(name="endless", tables=(), purge=lambda tx: 1)]
    )
    assert gone == {"endless": retention.MOST_ROUNDS}
