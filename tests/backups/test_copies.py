"""Copies on further media: only where the owner's mark lies, whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import settings as settings_file
from tests.inside import Inside
from venue import app
from venue.backups import copies, service
from venue.backups.sealing import recovery_key
from venue.cli import main
from venue.core import erased
from venue.core.clock import ManualClock
from venue.core.errors import Invalid

DAY_S = 24 * 3600


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    copies.mark(folder)
    return folder


@pytest.fixture
def box(demo_data: Path, tmp_path: Path, stick: Path) -> Iterator[Inside]:
    made = Inside(demo_data, tmp_path / "data", **{"backup.copies": [str(stick)]})
    yield made
    made.close()


def on(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def kinds(box: Inside) -> list[str]:
    return [one["kind"] for one in box.staff("Marta").json("/api/v1/alerts")["items"]]


def test_each_new_backup_is_brought_to_the_stick_and_opens_there(box: Inside, stick: Path) -> None:
    box.pass_time(61)
    box.pass_time(61)
    [copy] = service.index(stick)
    assert copy["name"] == service.index(box.data / "backups")[0]["name"]
    manifest = service.verify(stick / copy["name"], recovery_key(box.data))
    assert manifest.seq == copy["seq"]
    [told] = box.staff("Marta").json("/api/v1/status")["backups"]["copies"]
    assert (told["folder"], told["name"], told["fault"]) == (str(stick), copy["name"], "")
    # One that is there is not written again: sticks wear.
    before = (stick / copy["name"]).stat().st_mtime_ns
    box.pass_time(61)
    assert (stick / copy["name"]).stat().st_mtime_ns == before
    assert box.rows("SELECT count(*) AS n FROM journal WHERE kind = 'backup.copied'")[0]["n"] == 1


def test_a_copy_that_went_bad_on_the_stick_is_made_again_when_it_comes_back(
    box: Inside, stick: Path
) -> None:
    box.pass_time(61)
    box.pass_time(61)
    [copy] = service.index(stick)
    whole = (stick / copy["name"]).read_bytes()
    (stick / copies.MARK).rename(stick.parent / "away")
    box.pass_time(61)
    (stick / copy["name"]).write_bytes(bytes(len(whole)))
    (stick.parent / "away").rename(stick / copies.MARK)
    box.pass_time(61)
    assert (stick / copy["name"]).read_bytes() == whole


def test_a_restaurants_sticks_need_no_hotel(tmp_path: Path, stick: Path) -> None:
    data, clock = tmp_path / "restaurant", ManualClock()
    words = ["init", "--data", str(data), "--yes", "--kind", "restaurant", "--pin", "123456"]
    assert CliRunner().invoke(main, words).exit_code == 0
    loaded = settings_file.load(data / "venue.toml")
    appliance = app.build(data, loaded.with_changes(**{"backup.copies": [str(stick)]}), clock=clock)
    for _ in range(2):
        clock.advance(61)
        appliance.services.jobs.run_due()
    [told] = appliance.services.status["backups"]()["copies"]
    assert (told["fault"], told["name"]) == ("", service.index(stick)[0]["name"])
    assert appliance.services.jobs.faults() == {}
    appliance.stop()


def test_a_trial_restore_says_when_there_is_no_room_for_it(
    box: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    marta = box.staff("Marta")
    marta.post("/api/v1/backups", {}, expect=201)
    usage = shutil.disk_usage(box.data)._replace(free=1000)
    with monkeypatch.context() as patch:
        patch.setattr(service.shutil, "disk_usage", lambda _: usage)
        told = marta.post("/api/v1/backups/drill", {}).json
    assert "a trial restore needs" in told["fault"]


def test_a_stick_that_is_away_is_passed_over_and_missed_after_a_week(
    box: Inside, stick: Path
) -> None:
    box.pass_time(61)
    box.pass_time(61)
    (stick / copies.MARK).rename(stick.parent / "away")
    held = on(stick)
    for _ in range(copies.LATE_DAYS):
        box.pass_time(DAY_S)
    assert on(stick) == held, "an empty mount point got something"
    assert "backup_copy" in kinds(box)
    (stick.parent / "away").rename(stick / copies.MARK)
    box.pass_time(61)
    assert "backup_copy" not in kinds(box)
    assert len(service.index(stick)) == 2


def test_a_full_stick_says_so_and_keeps_what_it_held(
    box: Inside, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.pass_time(61)
    box.pass_time(61)
    held = on(stick)
    usage = shutil.disk_usage(stick)._replace(free=1000)
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    with monkeypatch.context() as patch:
        patch.setattr(copies.shutil, "disk_usage", lambda _: usage)
        found = copies.bring(box.data / "backups", stick, 3)
    assert "MB free" in found.fault
    assert on(stick) == held


def test_a_stick_that_lies_or_is_pulled_out_half_way_holds_no_half_copy(
    box: Inside, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = box.data / "backups"
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)

    def torn(given: object, taken: object, length: int) -> None:
        taken.write(b"half")  # type: ignore[attr-defined]

    def gone(handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(copies.shutil, "copyfileobj", torn)
        assert "did not keep" in copies.bring(source, stick, 3).fault
    with monkeypatch.context() as patch:
        patch.setattr(copies.os, "fsync", gone)
        assert "Input/output error" in copies.bring(source, stick, 3).fault
    assert service.index(stick) == []
    assert copies.bring(source, stick, 3).name
    assert not [one for one in on(stick) if one.endswith(".part")], "what was left half made stays"


def test_the_forgotten_are_named_beside_the_copy(box: Inside, stick: Path) -> None:
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    source, line = box.data / "backups", "booking 01a20a00-0000-7000-8000-000000000000\n"
    (source / "erased.txt").write_text(line)
    assert copies.bring(source, stick, 3).fault == ""
    assert (stick / "erased.txt").read_text() == line


def test_a_torn_list_of_the_forgotten_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "erased.txt").write_bytes(b"booking 7\nform x\n\n\xff\xfe\nprofile\nform 7 2\n")
    assert erased.listed([tmp_path]) == ["booking 7", "form 7 2"]


def test_the_command_marks_a_folder_and_remembers_it(demo_data: Path, tmp_path: Path) -> None:
    data, stick = tmp_path / "data", tmp_path / "stick"
    shutil.copytree(demo_data, data)
    stick.mkdir()
    for _ in range(2):
        told = CliRunner().invoke(main, ["backup", "mark", str(stick), "--data", str(data)])
        assert told.exit_code == 0, told.output
    assert (stick / copies.MARK).is_file()
    assert settings_file.load(data / "venue.toml").many("backup.copies") == [str(stick)]
    with pytest.raises(Invalid, match="no folder"):
        copies.mark(tmp_path / "nowhere")
    assert os.path.exists(data / "venue.db")
