"""Data of every earlier state of the program that is kept in tests/fixtures come up to date."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from config import settings as settings_file
from venue import app
from venue.core import journal, whole
from venue.core.db import open_reader

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").glob("*.tar.gz"))


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name.split(".")[0])
def test_old_data_come_up_to_date_and_nothing_is_lost(fixture: Path, tmp_path: Path) -> None:
    with tarfile.open(fixture) as tar:
        tar.extractall(tmp_path, filter="data")
    database = tmp_path / "venue.db"
    before, orders = whole.check(database).head, _orders(database)
    assert orders
    for _ in range(2):
        appliance = app.build(tmp_path, settings_file.load(tmp_path / "venue.toml"))
        try:
            app.give_cli_token(appliance.services, tmp_path)
            client = appliance.app.test_client()
            token = (tmp_path / "cli.token").read_text()
            host = {"Authorization": f"Bearer {token}", "Host": "127.0.0.1"}
            ready = client.get("/readyz", headers=host)
            assert ready.json is not None
            assert ready.json["ready"]
            for path in ("/api/v1/menu?lang=en", "/api/v1/tables", "/api/v1/printers"):
                answer = client.get(path, headers=host)
                assert answer.status_code == 200, answer.text
        finally:
            appliance.stop()
        assert [one.name for one in appliance.loaded if one.state == "failed"] == []
    checked = whole.check(database)
    assert checked.fault is None
    assert whole.hash_at(database, before.seq) == before.hash
    assert _orders(database) == orders


def test_the_fixtures_are_older_than_the_program(tmp_path: Path) -> None:
    assert FIXTURES
    for fixture in FIXTURES:
        with tarfile.open(fixture) as tar:
            tar.extractall(tmp_path / fixture.name, filter="data")
        old = tmp_path / fixture.name / "venue.db"
        steps = _count(old, "SELECT count(*) FROM _sqlite_migrations")
        app.build(old.parent, settings_file.load(old.parent / "venue.toml")).stop()
        assert _count(old, "SELECT count(*) FROM _sqlite_migrations") > steps


def _orders(path: Path) -> list[tuple[object, ...]]:
    connection = open_reader(path)
    try:
        assert journal.verify(connection).fault is None
        return connection.execute("SELECT id, number FROM guest_order ORDER BY id").fetchall()
    finally:
        connection.close()


def _count(path: Path, sql: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()
