"""A new key: everything sealed comes under it, wherever the power goes, and nothing is lost."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.test_at_rest import MAIL, secrets
from tests.esim.house import House
from tests.inside import Inside
from tests.served import VENUE
from tests.sync.smtp import Post
from venue.backups import service as backups
from venue.backups.sealing import recovery_key
from venue.core import keyring
from venue.core.clock import ManualClock
from venue.core.errors import Conflict, Unavailable, VenueError
from venue.core.vault import Vault
from venue.keys import service

KEY_FILE = "venue.key"
LIKE_SEALED = re.compile(r"([a-z]{6}\.)?[A-Za-z0-9_-]{38,}={0,2}")


def rotate(data: Path) -> str:
    return service.rotate(data / KEY_FILE, ManualClock()).id


def opened(box: Inside, vault: Vault) -> dict[tuple[str, str], int]:
    """Return in how many rows of which columns something opens with a vault's keys.

    It looks at every text of every table, and knows nothing of names.
    """
    found: dict[tuple[str, str], int] = {}
    tables = [row["name"] for row in box.rows("SELECT name FROM sqlite_master WHERE type='table'")]
    for table in tables:
        for row in box.rows(f'SELECT * FROM "{table}"'):
            for name, value in row.items():
                if isinstance(value, str) and LIKE_SEALED.fullmatch(value) and opens(vault, value):
                    found[table, name] = found.get((table, name), 0) + 1
    return found


def opens(vault: Vault, sealed: str) -> bool:
    try:
        vault.open(sealed)
    except (Unavailable, ValueError):
        return False
    return True


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_everything_sealed_anywhere_comes_under_the_new_key(
    demo_data: Path, tmp_path: Path
) -> None:
    house, post = House(demo_data, tmp_path / "house"), Post(password=MAIL).start()
    try:
        secrets(house, post)
        box = house.box
        shutil.copyfile(box.data / KEY_FILE, tmp_path / "former.key")
        former = Vault(tmp_path / "former.key")
        before = opened(box, former)
        assert len(before) >= 9, f"the search finds too little: {sorted(before)}"
        rotate(box.data)
        for _ in range(2):
            box.pass_time(61)
        assert opened(box, former) == {}
        after = opened(box, box.services.vault)
        assert all(after[column] >= count for column, count in before.items())
        assert len(box.services.vault.ring.keys) == 1
        # A second time: the key before goes, the root stays.
        shutil.copyfile(box.data / KEY_FILE, tmp_path / "former.key")
        rotate(box.data)
        for _ in range(2):
            box.pass_time(61)
        assert opened(box, former) == {}
        assert opened(box, box.services.vault).keys() >= before.keys()
        assert (box.data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    finally:
        post.stop()
        house.close()


class PowerCut(Exception):
    """The step it ended has no effect, those before it have."""


def test_the_power_goes_at_any_step(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Inside(demo_data, tmp_path / "data")
    monkeypatch.setattr(service, "BATCH", 5)
    known = sum(opened(box, box.services.vault).values())
    assert known >= 12
    reached, cut_at = 0, 0

    def counted(real: Any) -> Any:
        def act(*args: Any, **more: Any) -> Any:
            nonlocal reached
            reached += 1
            if reached == cut_at:
                raise PowerCut
            return real(*args, **more)

        return act

    ended = False
    while not ended:
        cut_at, reached, ended = cut_at + 1, 0, True
        with monkeypatch.context() as patch:
            patch.setattr(keyring, "store", counted(keyring.store))
            patch.setattr(service, "seal_anew", counted(service.seal_anew))
            patch.setattr(service.store, "put", counted(service.store.put))
            patch.setattr(service, "_note", counted(service._note))
            keys = service.Keys(box.services)
            try:
                rotate(box.data)
                keys.look()
                keys.look()
            except (PowerCut, VenueError):
                ended = False
        box.close()
        box = Inside(demo_data, tmp_path / "data")
        assert sum(opened(box, box.services.vault).values()) == known, f"step {cut_at}"
        for _ in range(2):
            box.pass_time(61)
        ring = box.services.vault.ring
        assert len(ring.keys) <= 1, f"step {cut_at}: older keys stay"
        current = keyring.Ring(b"\0" * 32, ring.keys)
        keyring.store(tmp_path / "alone.key", current)
        if ring.keys:
            alone = Vault(tmp_path / "alone.key")
            assert sum(opened(box, alone).values()) == known, f"step {cut_at}: not all sealed anew"
    assert cut_at > known, "the power never went while rows were sealed"
    box.close()


def test_the_redo_log_brings_back_what_was_sealed_behind_the_backup(
    demo_data: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    box = Inside(demo_data, tmp_path / "data", **{"redo.path": str(second)})
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    rotate(box.data)
    for _ in range(2):
        box.pass_time(61)
    known = opened(box, box.services.vault)
    key = recovery_key(box.data)
    newest = backups.index(box.data / "backups")[0]["name"]
    source = shutil.copy(box.data / "backups" / newest, tmp_path / newest)
    demo = (box.data / "demo.json").read_bytes()
    box.close()
    # The disk with the key file is lost; the backup and the second medium are not.
    shutil.rmtree(tmp_path / "data")
    backups.restore(tmp_path / "data", Path(source), key, redo=second, replace=False)
    (tmp_path / "data/demo.json").write_bytes(demo)
    again = Inside(demo_data, tmp_path / "data")
    assert opened(again, again.services.vault) == known
    again.close()


def test_a_running_server_hears_of_a_key_that_the_command_made(box: Inside) -> None:
    words = [VENUE, "keys", "rotate", "--data", str(box.data)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "running server" in done.stdout
    box.pass_time(61)
    words[2] = "show"
    shown = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert "seals everything" in shown.stdout
    key = box.services.vault.ring.current
    assert key.id in shown.stdout
    assert str(key.key) not in shown.stdout
    assert box.services.vault.seal("x").startswith(f"{key.id}.")


def test_without_a_server_the_command_seals_everything_at_once(
    demo_data: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_data, tmp_path / "data")
    words = [VENUE, "keys", "rotate", "--data", str(tmp_path / "data")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert "Everything is sealed" in done.stdout, done.stderr
    box = Inside(demo_data, tmp_path / "data")
    box.guest(0)
    assert len(box.services.vault.ring.keys) == 1
    box.close()


def test_a_file_does_not_fill_with_keys(tmp_path: Path) -> None:
    Vault(tmp_path / KEY_FILE)
    for _ in range(service.MOST_KEYS):
        rotate(tmp_path)
    with pytest.raises(Conflict, match="have not gone"):
        rotate(tmp_path)


def test_systemd_gives_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Vault(tmp_path / KEY_FILE).seal("a secret")
    given = tmp_path / "credentials"
    given.mkdir()
    shutil.move(tmp_path / KEY_FILE, given / KEY_FILE)
    (tmp_path / "venue.db").touch()
    with pytest.raises(Unavailable, match="is missing"):
        Vault(tmp_path / KEY_FILE)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert Vault(tmp_path / KEY_FILE).open(sealed) == "a secret"
    assert not (tmp_path / KEY_FILE).exists()
    (tmp_path / KEY_FILE).write_bytes(b"x" * 32)
    with pytest.raises(Unavailable) as refused:
        Vault(tmp_path / KEY_FILE)
    assert refused.value.code == "vault.two_keys"


def test_a_credential_is_rotated_by_its_owner(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_data, tmp_path / "data")
    given = tmp_path / "credentials"
    given.mkdir()
    shutil.move(tmp_path / "data" / KEY_FILE, given / KEY_FILE)
    words = [VENUE, "keys", "rotate", "--data", str(tmp_path / "data")]
    words += ["--from", str(given / KEY_FILE), "--out", str(tmp_path / "new.key")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert "into the credential" in done.stdout, done.stderr
    shutil.copyfile(tmp_path / "new.key", given / KEY_FILE)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    box = Inside(demo_data, tmp_path / "data")
    root = Vault(given / KEY_FILE)
    root._ring = keyring.Ring(root.ring.root)
    box.pass_time(61)
    assert all(not one["card_token_sealed"].startswith("ey") for one in cards(box))
    current = box.services.vault.ring.current.id
    assert all(one["card_token_sealed"].startswith(f"{current}.") for one in cards(box))
    # A backup of such a box holds the key, or it would bring nothing back.
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    newest = backups.index(box.data / "backups")[0]["name"]
    manifest = backups.verify(box.data / "backups" / newest, recovery_key(box.data))
    assert KEY_FILE in manifest.files
    assert not (box.data / KEY_FILE).exists()
    box.close()


def cards(box: Inside) -> list[dict[str, Any]]:
    return box.rows("SELECT card_token_sealed FROM dining_table")
