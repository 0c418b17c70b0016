"""The support bundle: enough to help by, and nothing of a person in it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.attacks.test_at_rest import MAIL, NOTE, secrets
from tests.esim.house import House
from tests.hotel.test_bookings import Desk
from tests.sync.smtp import Post
from venue.cli import main

PEOPLE = {
    "name": "Zacharias Q. Findmich",
    "email": "findmich@example.com",
    "phone": "+44 20 79460000",
}
LOG = (
    "18:47:38 order 4 printed\n2026 refused 192.168.7.31 and fe80::1ff:fe23:4567:890a at the door\n"
)


def opened(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {
            name: json.loads(archive.read(name)) if name.endswith("json") else archive.read(name)
            for name in archive.namelist()
        }


def written(data: Path, folder: Path) -> Path:
    (folder / "log").write_text(LOG)
    out = folder / "bundle.zip"
    asked = ["support", "--data", str(data), "--out", str(out), "--log", str(folder / "log")]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o777 == 0o600
    return out


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_nothing_of_guests_staff_or_secrets_is_in_it(demo_data: Path, tmp_path: Path) -> None:
    house = House(demo_data, tmp_path / "house", **{"venue.name": "Chez Findmich"})
    post = Post(password=MAIL).start()
    hidden = secrets(house, post) | {"the note": NOTE} | PEOPLE
    post.stop()
    Desk(house.box).book(**PEOPLE)
    staff = [one["name"] for one in house.box.rows("SELECT name FROM staff")]
    house.close()
    found = opened(written(house.box.data, tmp_path))
    text = "\n".join(str(part) for part in found.values())
    assert [what for what, words in hidden.items() if words in text] == []
    assert [name for name in staff if f"'{name}'" in text or f" {name} " in text] == []
    assert "Findmich" not in text
    assert b"192.168" not in found["log.txt"]
    assert b"fe80" not in found["log.txt"]


def test_a_helper_sees_what_helps(demo_data: Path, tmp_path: Path) -> None:
    house = House(demo_data, tmp_path / "house", **{"venue.name": "Chez Findmich"})
    house.sell()
    house.close()
    found = opened(written(house.box.data, tmp_path))
    assert found["about.json"]["version"]
    assert {"check", "level", "key", "values"} == set(found["findings.json"][0])
    assert found["database.json"]["rows"]["esim_order"] == 1
    kinds = {one["kind"] for one in found["database.json"]["kinds"]}
    assert {"esim.paid", "receipt.drawn", "box.started"} <= kinds
    [waiting] = [one for one in found["database.json"]["queue"] if one["provider"] == "airalo"]
    assert (waiting["kind"], waiting["messages"]) == ("order", 1)
    assert b"18:47:38 order 4 printed" in found["log.txt"]
    assert found["settings.json"]["venue.currency"] == "EUR"


def test_a_database_that_cannot_be_read_is_no_obstacle(demo_data: Path, tmp_path: Path) -> None:
    house = House(demo_data, tmp_path / "house")
    house.close()
    (house.box.data / "venue.db").write_bytes(b"no database at all" * 500)
    found = opened(written(house.box.data, tmp_path))
    assert found["database.json"] is None
    assert any(one["level"] == "bad" for one in found["findings.json"])
