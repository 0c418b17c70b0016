"""A backup is whole or refused, and brings back every acknowledged order."""

import io
import shutil
import tarfile
from pathlib import Path

import msgspec
import pytest

from tests.inside import Inside
from venue.backups import archive, sealing, service, workshop
from venue.core import whole
from venue.core.errors import Conflict, Invalid, NotFound, Unavailable
from venue.core.journal import Head
from venue.firstrun import making
from venue.tls import folder as tls
from venue.tls.authority import facts_of

KEY = "AAAABBBBCCCCDDDDAAAABBBBCCCCDDDD"
FACTS = archive.Facts(version="0.1.0", venue_id="v", made_at="", seq=3, head="00")


def order(box: Inside) -> str:
    answer = box.guest().order()
    return str(answer["id"])


def orders(path: Path, demo: Path) -> set[str]:
    restored = Inside(demo, path)
    try:
        return {row["id"] for row in restored.rows("SELECT id FROM guest_order")}
    finally:
        restored.close()


@pytest.fixture
def key(box: Inside) -> str:
    return sealing.recovery_key(box.data)


def made(box: Inside) -> Path:
    manager = box.staff("Marta")
    answer = manager.post("/api/v1/backups", {})
    assert answer.status_code == 201, answer.text
    return box.data / "backups" / answer.json["name"]


def test_a_backup_brings_back_what_was_ordered(box: Inside, tmp_path: Path, key: str) -> None:
    wanted = {order(box), order(box)}
    file = made(box)
    order(box)
    shutil.copyfile(box.data / "demo.json", tmp_path / "demo.json")
    service.restore(tmp_path / "new", file, key, redo=None, replace=False)
    shutil.copyfile(box.data / "demo.json", tmp_path / "new" / "demo.json")
    assert orders(tmp_path / "new", box.data) == wanted


def test_the_journal_goes_on_with_an_entry_that_names_both_heads(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "data")
    key = sealing.recovery_key(box.data)
    order(box)
    file = made(box)
    order(box)
    box.close()
    given_up = whole.head(box.data / "venue.db")
    restored = service.restore(box.data, file, key, redo=None, replace=True)
    assert restored.replaced == given_up
    assert restored.reached == Head(restored.manifest.seq, bytes.fromhex(restored.manifest.head))
    making.note(box.data, restored.reached, restored.replaced)
    shutil.copyfile(demo_data / "demo.json", box.data / "demo.json")
    again = Inside(box.data, box.data)
    [entry] = again.rows("SELECT seq, data FROM journal WHERE kind = 'box.restored'")
    again.close()
    assert given_up is not None
    assert msgspec.json.decode(entry["data"]) == {
        "from_seq": restored.reached.seq,
        "from_head": restored.reached.hash.hex(),
        "replaced_seq": given_up.seq,
        "replaced_head": given_up.hash.hex(),
    }
    assert entry["seq"] > restored.reached.seq
    assert restored.reached.seq < given_up.seq


def test_a_file_that_nobody_can_read_gives_up_no_head(tmp_path: Path) -> None:
    assert whole.head(tmp_path / "nothing") is None
    (tmp_path / "venue.db").write_bytes(b"not a database, whatever its name says" * 200)
    assert whole.head(tmp_path / "venue.db") is None


def test_the_authority_that_tablets_trust_comes_back_too(
    box: Inside, tmp_path: Path, key: str
) -> None:
    told = tls.make(box.data, "Osteria", ["venue.local"], box.clock.now())
    service.restore(tmp_path / "new", made(box), key, redo=None, replace=False)
    box.clock.is_trusted = False  # a new box without the Internet
    assert tls.renew(tmp_path / "new", ["venue.local"], box.clock)
    authority = tls.own_authority(tmp_path / "new")
    assert authority is not None
    assert facts_of(authority).fingerprint == told.fingerprint


def test_the_second_medium_brings_back_what_came_after_the_backup(
    demo_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    box = Inside(demo_data, tmp_path / "data", redo__path=str(tmp_path / "stick"))
    wanted = {order(box)}
    file = made(box)
    wanted |= {order(box), order(box)}
    key = sealing.recovery_key(box.data)
    box.close()
    service.restore(tmp_path / "new", file, key, redo=tmp_path / "stick", replace=False)
    shutil.copyfile(tmp_path / "data" / "demo.json", tmp_path / "new" / "demo.json")
    assert orders(tmp_path / "new", demo_data) == wanted


def test_the_redo_log_holds_no_more_than_two_backups_apart(demo_data: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    settings = {"redo__path": str(tmp_path / "stick"), "guest__orders_per_minute": 1000}
    box = Inside(demo_data, tmp_path / "data", **settings)
    sizes = []
    for _ in range(3):
        for _ in range(5):
            order(box)
        made(box)
        sizes.append(sum(path.stat().st_size for path in (tmp_path / "stick").iterdir()))
    box.close()
    assert max(sizes) < 50_000, sizes


def test_another_key_a_changed_byte_and_a_cut_end_are_refused(
    box: Inside, tmp_path: Path, key: str
) -> None:
    file = made(box)
    with pytest.raises(Invalid, match="recovery key"):
        service.verify(file, KEY)
    whole = file.read_bytes()
    bad = tmp_path / "bad"
    for at in range(0, len(whole), len(whole) // 60):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Invalid):
            service.verify(bad, key)
        bad.write_bytes(whole[:at])
        with pytest.raises(Invalid):
            service.verify(bad, key)
    assert service.verify(file, key).seq > 0


def test_a_restore_changes_nothing_when_the_backup_is_bad(
    box: Inside, tmp_path: Path, key: str
) -> None:
    file = made(box)
    home = tmp_path / "home"
    home.mkdir()
    (home / "venue.db").write_text("the only copy")
    with pytest.raises(Conflict):
        service.restore(home, file, key, redo=None, replace=False)
    with pytest.raises(Invalid):
        service.restore(home, file, KEY, redo=None, replace=True)
    with pytest.raises(NotFound):
        service.restore(home, tmp_path / "nothing", key, redo=None, replace=True)
    assert (home / "venue.db").read_text() == "the only copy"
    service.restore(home, file, key, redo=None, replace=True)
    aside = next(home.glob("before-*"))
    assert (aside / "venue.db").read_text() == "the only copy"


@pytest.mark.parametrize(
    "name", ["../../escaped", "/tmp/escaped", "photos/../../escaped", "cron.d/x", "venue.db/x"]
)
def test_a_made_up_archive_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    """Even one that was sealed with the right key."""
    content = b"evil"
    files = {"venue.db": (4, "0" * 64), name: (len(content), "0" * 64)}
    manifest = msgspec.json.encode({**vars(FACTS), "files": files})
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for entry, text in (("manifest.json", manifest), (name, content)):
            info = tarfile.TarInfo(entry)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    plain.seek(0)
    file = tmp_path / "made-up"
    with open(file, "wb") as target:
        sealing.seal(plain, target, KEY)
    (tmp_path / "room").mkdir()
    with pytest.raises(Invalid):
        archive.read(file, tmp_path / "room", KEY)
    assert [path.name for path in tmp_path.rglob("*escaped*")] == []
    assert list((tmp_path / "room").rglob("*")) == []


def test_old_backups_go_but_one_of_each_day_stays(tmp_path: Path) -> None:
    for day in range(10, 20):
        for hour in (10, 14, 18):
            name = f"venue-202611{day}-{hour}0000-{day}{hour}{service.SUFFIX}"
            (tmp_path / name).write_bytes(b"")
    assert service.thin_out(tmp_path, 4) == 18
    names = [one["name"] for one in service.index(tmp_path)]
    assert names[:4] == sorted(names[:4], reverse=True)
    assert sum("-180000-" in name for name in names) == 10


def test_no_room_is_said_before_anything_is_written(
    box: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(service.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Unavailable, match="needs"):
        service.make(box.data, box.services.database, tmp_path, keep=3)
    assert list(tmp_path.glob("*.venuebackup")) == []


def test_a_damaged_venue_is_not_backed_up_over_the_good_ones(box: Inside, tmp_path: Path) -> None:
    box.services.database.write(
        lambda tx: tx.execute("UPDATE journal SET data = '{}' WHERE seq = 1")
    )
    with pytest.raises(Unavailable, match="journal"):
        service.make(box.data, box.services.database, tmp_path, keep=1)
    assert list(tmp_path.glob("*.venuebackup")) == []


def test_backups_and_trial_restores_come_by_themselves_and_say_when_they_fail(box: Inside) -> None:
    box.pass_time(61)
    box.pass_time(3600)
    box.pass_time(8 * 24 * 3600)
    manager = box.staff("Marta")
    status = manager.json("/api/v1/status")["backups"]
    assert (status["kept"], status["drill"]["fault"], status["same_disk"]) == (3, None, True)
    assert [one["kind"] for one in manager.json("/api/v1/alerts")["items"]] == []
    newest = max((box.data / "backups").iterdir())
    newest.write_bytes(newest.read_bytes()[:-7])
    answer = manager.post("/api/v1/backups/drill", {})
    assert "cut short" in answer.json["fault"]
    assert "backup_drill" in [one["kind"] for one in manager.json("/api/v1/alerts")["items"]]


def test_another_venues_backup_does_not_pass_the_trial(
    box: Inside, demo_data: Path, tmp_path: Path
) -> None:
    file = made(box)
    other = Inside(demo_data, tmp_path / "other")
    (tmp_path / "folder").mkdir()
    shutil.copyfile(file, tmp_path / "folder" / file.name)
    live = other.services.database.path
    found = service.drill(tmp_path / "folder", live, sealing.recovery_key(box.data))
    other.close()
    assert found is not None
    assert found.fault == "its history is not the history of this venue"


def test_only_the_office_may(box: Inside) -> None:
    assert box.staff("Anna").post("/api/v1/backups", {}).status_code == 403
    assert box.guest().get("/api/v1/backups").status_code == 403


def test_what_a_power_cut_left_goes_and_what_another_works_on_stays(tmp_path: Path) -> None:
    left = tmp_path / f"{workshop.PREFIX}left"
    left.mkdir()
    with workshop.workshop(tmp_path) as first:
        assert not left.exists()
        (first / "content").write_text("half made")
        with workshop.workshop(tmp_path) as second:
            assert second != first
            assert (first / "content").exists()
    assert list(tmp_path.iterdir()) == []
