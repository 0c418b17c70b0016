"""Ten kills under load, and proof that the judge sees what can go wrong."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults import kills
from tests.faults.history import judge

SEED = 20261123
# Each harm that a broken protection could do, and the word by which the judge must name it.
HARMS = {
    "an acknowledged order is gone": (
        "DELETE FROM guest_order WHERE id = :id",
        "LOST",
    ),
    "an order nobody made": (
        "UPDATE guest_order SET id = '0' || substr(id, 2, 35) || 'x' WHERE id = :id",
        "GHOST",
    ),
    "another number": ("UPDATE guest_order SET number = 999999 WHERE id = :id", "number 999999"),
    "a number given twice": (
        "UPDATE guest_order SET number = number - 1 WHERE id = :id AND number > 1",
        "gap or a twin",
    ),
    "another quantity": ("UPDATE order_line SET quantity = 98 WHERE order_id = :id", "wanted"),
    "another price": (
        "UPDATE order_line SET unit_price_minor = unit_price_minor + 1 WHERE order_id = :id",
        "total",
    ),
    "a ticket is gone": ("DELETE FROM ticket WHERE order_id = :id", "no ticket"),
    "a ticket number is skipped": (
        "UPDATE ticket SET number = 'H-999999' WHERE order_id = :id",
        "gap or a twin",
    ),
    "a print job is gone": (
        "DELETE FROM print_job WHERE dedupe_key LIKE 'ticket:' || :id || '%'",
        "no print job",
    ),
    "the stored answer is gone": ("DELETE FROM stored_answer WHERE key = :id", "stored answer"),
    "the stored answer is another": (
        "UPDATE stored_answer SET body = replace(body, '\"status\":', '\"was\":') WHERE key = :id",
        "stored answer",
    ),
    "the journal was changed": (
        "UPDATE journal SET data = replace(data, '1', '2') WHERE kind = 'order.placed'",
        "was changed",
    ),
    "the journal lacks its end": (
        "DELETE FROM journal WHERE seq >= (SELECT max(seq) FROM journal WHERE kind='order.placed')",
        "journalled 0 times",
    ),
    "a number was given away": ("UPDATE counter SET value = value + 1", "the counter says"),
}


@pytest.fixture(scope="module")
def killed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, kills.Report]:
    folder = tmp_path_factory.mktemp("kills")
    return folder / "data" / "venue.db", kills.run(demo_data, folder, kills=10, seed=SEED)


def test_ten_kills_lose_and_double_nothing(killed: tuple[Path, kills.Report]) -> None:
    report = killed[1]
    print(report.words())
    assert report.faults == []
    assert report.accepted > 100
    assert report.unheard > 0, "no kill struck a request: the run proves nothing"
    assert max(report.restarts) < 15


@pytest.mark.parametrize("harm", HARMS)
def test_the_judge_sees(harm: str, killed: tuple[Path, kills.Report], tmp_path: Path) -> None:
    database, report = killed
    statement, word = HARMS[harm]
    copy = Path(shutil.copy(database, tmp_path / "venue.db"))
    victim = [one for one in report.operations if one.accepted and one.door == "http"][20]
    with sqlite3.connect(copy) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(
            statement, {"id": victim.key} if ":id" in statement else {}
        ).rowcount
    connection.close()
    faults = judge(copy, report.operations)
    assert any(word in fault for fault in faults), faults[:5]


def test_the_judge_sees_a_broken_page(killed: tuple[Path, kills.Report], tmp_path: Path) -> None:
    database, report = killed
    content = bytearray(database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    (tmp_path / "venue.db").write_bytes(content)
    assert judge(tmp_path / "venue.db", report.operations)
