"""A guest who was forgotten stays forgotten, also after an old backup came back."""

from pathlib import Path

from tests.checkin.test_checkin import ADULT, SECRET
from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.backups import service as backups
from venue.backups.sealing import recovery_key

NAME, MAIL, PHONE, NOTE = "Zzyzx Quandary", "zq-mark@example.com", "+44 7700 900461", "zq-note-mark"
WORDS = (NAME, MAIL, PHONE, NOTE, SECRET)


def stayed(box: Inside) -> tuple[Desk, int]:
    """Return the desk and the profile of a guest who filled the form in and left."""
    desk = Desk(box)
    booking = desk.book(name=NAME, email=MAIL, phone=PHONE, note=NOTE)
    link = desk.person.post(f"/api/v1/bookings/{booking['id']}/checkin-link").get_json()["url"]
    form = desk.person.json(f"/api/v1/checkins/{booking['id']}")["guests"][0]["id"]
    path = f"{link.removeprefix('http://localhost')}/{form}"
    assert box.nobody().client.post(path, data=ADULT | {"action": "submit"}).status_code == 303
    for action in ("assign", "check-in", "check-out"):
        desk.act(booking, action)
    return desk, desk.person.json("/api/v1/guests?query=Zzyzx")["items"][0]["id"]


def restored(box: Inside, made: Path, folder: Path) -> Inside:
    """Return a box of a folder, put back from a backup; the living one is closed."""
    backups.restore(folder, made, recovery_key(box.data), redo=None, replace=True)
    (folder / "demo.json").write_text((box.data / "demo.json").read_text())
    return Inside(box.data, folder)


def known(box: Inside) -> list[str]:
    """Return which of the guest's words a restored box still has."""
    rows = box.rows("SELECT name, email, phone, note FROM reservation") + box.rows(
        "SELECT name, email, phone, note FROM profile"
    )
    keys = box.rows("SELECT guest_id FROM guest_key")
    return [word for word in WORDS if word in str(rows)] + ["a key" for _ in keys]


def test_the_old_backup_brings_nobody_back(box: Inside, tmp_path: Path) -> None:
    desk, guest = stayed(box)
    folder = box.data / "backups"
    folder.mkdir(exist_ok=True)
    made = backups.make(box.data, box.services.database, folder, keep=5).path
    before = restored(box, made, tmp_path / "before")
    assert known(before) == [NAME, MAIL, PHONE, NOTE, "a key"]
    before.close()
    desk.person.post(f"/api/v1/guests/{guest}/erase", {}, expect=200)
    elsewhere = restored(box, made, tmp_path / "elsewhere")
    assert known(elsewhere) == []
    kinds = [row["kind"] for row in elsewhere.rows("SELECT kind FROM journal")]
    assert "profile.erased_again" in kinds
    assert elsewhere.services.database.verify_journal().fault is None
    elsewhere.close()


def test_nothing_of_the_guest_is_in_the_file_any_more(box: Inside) -> None:
    desk, guest = stayed(box)
    desk.person.post(f"/api/v1/guests/{guest}/erase", {}, expect=200)
    for sql in ("SELECT body AS found FROM stored_answer",
                "SELECT CAST(body AS TEXT) AS found FROM outbox_message"):  # fmt: skip
        told = str(box.rows(sql))
        assert [word for word in WORDS if word in told] == []
    listed = (box.data / "erased.txt").read_text()
    assert [word for word in WORDS if word in listed] == []


def test_another_guests_profile_is_left_alone(box: Inside, tmp_path: Path) -> None:
    desk, guest = stayed(box)
    desk.book(name="Bo Lee", email="bo@example.com")
    folder = box.data / "backups"
    folder.mkdir(exist_ok=True)
    made = backups.make(box.data, box.services.database, folder, keep=5).path
    desk.person.post(f"/api/v1/guests/{guest}/erase", {}, expect=200)
    again = restored(box, made, tmp_path / "again")
    names = [row["name"] for row in again.rows("SELECT name FROM profile WHERE name <> ''")]
    assert names == ["Bo Lee"]
    again.close()
