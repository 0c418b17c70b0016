"""`venue sync …` on the demo's files, without a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config import settings as settings_file
from tests.sync.smtp import Post
from venue import app
from venue.cli import main
from venue.core import outbox

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post().start()
    yield server
    server.stop()


@pytest.fixture
def data(demo_data: Path, tmp_path: Path) -> Path:
    """A venue with one dead letter."""
    shutil.copytree(demo_data, tmp_path / "data")
    folder = tmp_path / "data"
    (folder / "venue.db.lock").unlink(missing_ok=True)
    box = app.build(folder, settings_file.load(folder / "venue.toml"))

    def put(tx: object) -> None:
        number = outbox.put(
            tx,  # type: ignore[arg-type]
            provider="mail",
            kind="receipt",
            aggregate="bill:1",
            key="receipt:1",
            body={},
        )
        tx.execute(  # type: ignore[attr-defined]
            "UPDATE outbox_message SET state = 'dead_letter', words = 'no' WHERE id = ?", (number,)
        )

    box.services.database.write(put)
    box.stop()
    return folder


def run(data: Path, *words: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["sync", *words, "--data", str(data)], input=answers)


def test_it_shows_and_decides(data: Path) -> None:
    shown = run(data, "status")
    assert "Mail\tnot connected" in shown.output
    assert "#1\tmail receipt\tno" in shown.output
    assert "queued" in run(data, "retry", "1").output
    again = run(data, "waive", "1", "--reason", "no")
    assert again.exit_code == 1
    assert "cannot become waived" in again.output
    assert run(data, "waive", "77", "--reason", "no").exit_code == 1
    assert "0 differences" in run(data, "reconcile").output


def test_it_asks_for_keys_and_tries_them(data: Path, post: Post) -> None:
    given = post.credentials()
    answers = "\n".join(given.values()) + "\n"
    connected = run(data, "connect", "mail", answers=answers)
    assert "Mail is connected (live)" in connected.output
    assert given["password"] not in connected.output
    assert "Mail: online" in run(data, "run").output
    wrong = [f"--set={name}={value}" for name, value in post.credentials(password="bad").items()]
    refused = run(data, "connect", "mail", *wrong)
    assert refused.exit_code == 1
    assert "does not take this" in refused.output
    assert run(data, "connect", "nobody").exit_code == 1
