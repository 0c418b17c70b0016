"""Checks of the venue itself, on a real database."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import Serve
from tests.health.house import levels, place
from tests.inside import Inside
from tests.tls.papers import paper
from venue.commands import checks
from venue.commands.box import Box
from venue.core import facts
from venue.core.jsonx import dumps
from venue.health import documents, look, speech, venue
from venue.health.model import Place
from venue.tls import folder as tls
from venue.tls import plan


@pytest.fixture
def here(box: Inside, tmp_path: Path) -> Place:
    return place(box.data, tmp_path / "root", clock=box.clock)


def test_settings_that_are_not_understood(here: Place) -> None:
    assert levels(venue.settings(here)) == {"settings.ok": "ok"}
    (here.data / "venue.toml").write_text("[server]\nprot = 1\n")
    found = venue.settings(checks.place_of(Box(here.data)))
    assert levels(found) == {"settings.wrong": "bad"}


def test_keys_that_others_can_read_are_closed_by_fix(here: Place) -> None:
    (here.data / "venue.key").chmod(0o644)
    found = list(venue.files(here))
    assert (found[0].level, found[0].values) == ("bad", {"names": "venue.key"})
    assert "closed" in checks.mend(Box(here.data), found)[0]
    assert levels(venue.files(here)) == {"files.ok": "ok"}


def test_a_database_that_is_gone_changed_or_damaged(box: Inside, here: Place) -> None:
    assert levels(venue.database(here)) == {"database.ok": "ok"}
    box.services.database.write(
        lambda tx: tx.execute("UPDATE journal SET data = '{}' WHERE seq = 2")
    )
    assert levels(venue.database(here)) == {"database.journal": "bad"}
    with open(here.database, "r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 30)
    assert levels(venue.database(here)) == {"database.damaged": "bad"}
    here.database.unlink()
    assert levels(venue.database(here)) == {"database.missing": "bad"}


def test_further_media_are_named_with_how_they_are(box: Inside, here: Place) -> None:
    day_ms = 86_400_000
    told = {"name": "venue-1", "fault": "", "away": False, "run_ms": 0, "at": ""}
    media = {
        "/new": told,
        "/none": told | {"name": "", "away": True},
        "/full": told | {"fault": "a copy needs 9 MB"},
        "/old": told | {"run_ms": -9 * day_ms},
    }
    box.services.database.write(lambda tx: facts.put(tx, "backup.copies", dumps(media)))
    found = levels(venue.kept_backups(here))
    assert found["copies.ok"] == "ok"
    assert (found["copies.none"], found["copies.late"]) == ("warn", "warn")
    assert found["copies.failed"] == "bad"


def test_backups_grow_old_fail_and_are_tried(box: Inside, here: Place) -> None:
    marta = box.staff("Marta")
    first = levels(venue.kept_backups(here))
    assert first["backups.none"] == "warn"
    marta.post("/api/v1/backups", {}, expect=201)
    marta.post("/api/v1/backups/drill", {}, expect=200)
    well = levels(venue.kept_backups(here))
    assert (well["backups.ok"], well["drill.ok"]) == ("ok", "ok")
    assert well["backups.same_disk"] == "warn"
    box.services.database.write(
        lambda tx: tx.execute(
            "UPDATE fact SET value = CAST(value AS INTEGER) + ? WHERE name = 'run_ms'",
            (16 * 86_400_000,),
        )
    )
    box.services.database.write(
        lambda tx: tx.execute(
            "INSERT OR REPLACE INTO fact VALUES ('run_ms', ?)", (str(tx.run_ms + 16 * 86_400_000),)
        )
    )
    late = levels(venue.kept_backups(here))
    assert (late["backups.late"], late["drill.late"]) == ("bad", "warn")
    newest = max((box.data / "backups").glob("*.venuebackup"))
    newest.write_bytes(newest.read_bytes()[:-2000])
    marta.post("/api/v1/backups/drill", {}, expect=200)
    assert levels(venue.kept_backups(here))["drill.failed"] == "bad"


def test_a_certificate_that_ends(box: Inside, here: Place) -> None:
    assert levels(venue.certificates(here)) == {}
    tls.make(box.data, "Osteria", ["venue.local"], box.clock.now())
    assert levels(venue.certificates(here)) == {"certificates.own": "ok"}
    box.clock.wall += timedelta(days=380)
    found = list(venue.certificates(here))
    assert (found[0].level, found[0].fix) == ("warn", "certificate")


@pytest.mark.parametrize(("file", "words"), [(tls.OWNER, "given"), (tls.PUBLIC, "public")])
def test_a_certificate_of_somebody_elses_that_ends(
    box: Inside, here: Place, file: str, words: str
) -> None:
    made = paper("osteria", names=("osteria.example.com",), now=box.clock.now(), days=(0, 90))
    tls.put(box.data, file, made.pem + made.key_pem)
    assert levels(venue.certificates(here)) == {f"certificates.{words}": "ok"}
    for days, level in ((70, "warn"), (21, "bad")):
        box.clock.wall += timedelta(days=days)
        found = list(venue.certificates(here))
        assert (found[0].key, found[0].level) == (f"certificates.{words}_ends", level)
        assert found[0].fix == ""
        assert found[0].cure()


def test_what_holds_up_a_public_name(box: Inside, here: Place) -> None:
    way = plan.Dns(kind="program", program="/bin/true")
    made = plan.Plan(name="osteria.example.com", directory="", email="", dns=way)
    plan.save(box.data, made)
    assert levels(venue.certificates(here)) == {"certificates.awaited": "warn"}
    leaf = paper("osteria", names=(made.name,), now=box.clock.now())
    tls.put(box.data, tls.PUBLIC, leaf.pem + leaf.key_pem)
    assert levels(venue.certificates(here)) == {"certificates.public": "ok"}
    plan.failed(made, "the certificate service does not answer", box.clock.now())
    plan.save(box.data, made)
    _, held_up = venue.certificates(here)
    assert (held_up.key, held_up.level) == ("certificates.renewal", "warn")
    assert "does not answer" in held_up.words()
    assert "90 more days" in held_up.words() or "89 more days" in held_up.words()


def test_printers_and_screens_as_the_running_box_sees_them(here: Place) -> None:
    assert levels(venue.printers(here)) == {"live.none": "warn"}
    live = {
        "printers": [
            {"name": "Grill", "state": "ready", "words": ""},
            {"name": "Bar", "state": "paper_out", "words": "paper is out"},
        ],
        "screens": [
            {"name": "Hot", "role": "kitchen", "online": False, "last_seen_s": 600},
            {"name": "Cold", "role": "kitchen", "online": True, "last_seen_s": 600},
            {"name": "Anna", "role": "waiter", "online": False, "last_seen_s": 90_000},
        ],
    }
    seen = place(here.data, here.root, live=live)
    assert levels(venue.printers(seen)) == {"printers.ok": "ok", "printers.fault": "warn"}
    found = {one.values["name"]: one.level for one in venue.screens(seen)}
    assert found == {"Hot": "warn", "Cold": "ok"}


def test_libraries_and_fonts(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(venue.libraries(here)) == {"libraries.ok": "ok"}
    monkeypatch.setattr(venue, "requires", lambda _: ["flask>=3", "no-such-thing>=1"])
    assert levels(venue.libraries(here)) == {"libraries.lacking": "bad"}
    monkeypatch.setattr(venue, "font_findings", lambda: [("Thai cannot be drawn", "apt it")])
    assert [one.cure() for one in venue.fonts(here)] == ["apt it"]


def test_every_finding_has_words_and_every_fault_a_cure(here: Place) -> None:
    for finding in look.look(here):
        assert not finding.words().startswith("health."), finding
        assert "{" not in finding.words() + finding.cure(), finding
        assert bool(finding.cure()) == (finding.level != "ok"), finding


def test_staff_see_the_same_and_guests_do_not(box: Inside) -> None:
    found = box.staff("Anna").json("/api/v1/health")
    assert {"disk", "backups", "printers"} <= {one["check"] for one in found["items"]}
    assert "database" not in {one["check"] for one in found["items"]}
    assert found["wants"] == len([one for one in found["items"] if one["level"] != "ok"])
    order = [one["level"] for one in found["items"]]
    assert order == sorted(order, key=("bad", "warn", "ok").index)
    assert box.guest().get("/api/v1/health").status_code == 403


def test_doctor_asks_the_running_box(serve: Serve) -> None:
    served = serve()
    found = {one.key for one in checks.look(Box(served.data))}
    assert "ports.ok" in found
    assert "live.none" not in found
    assert json.dumps([one.view() for one in checks.look(Box(served.data))])


def test_doctor_names_a_box_that_runs_and_does_not_answer(box: Inside) -> None:
    found = {one.key for one in checks.look(Box(box.data))}
    assert {"ports.silent", "live.none"} <= found


def test_a_file_that_is_no_database_does_not_stop_the_doctor(tmp_path: Path) -> None:
    (tmp_path / "venue.toml").write_text("")
    (tmp_path / "venue.db").write_bytes(b"not a database" * 1000)
    found = look.look(place(tmp_path, tmp_path / "root"))
    assert any(one.level == "bad" and one.check == "database" for one in found)
    assert any(one.check == "fonts" for one in found)


def test_what_listens_and_reads_aloud(
    box: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(**settings: object) -> dict[str, str]:
        here = place(box.data, tmp_path / "root", clock=box.clock)
        assert here.settings is not None
        return levels(speech.speech(replace(here, settings=here.settings.with_changes(**settings))))

    assert found()["speech.ok"] == "ok"
    monkeypatch.setattr("venue.translator.voice.PROGRAM", "no-such-program")
    assert found() == {"speech.ok": "ok", "speech.mute": "ok"}
    assert found(**{"translator.speech": ["vosk"]})["speech.none"] == "ok"
    chosen = {"translator.speech": ["vosk"], "translator.vosk_folder": "/nowhere"}
    assert found(**chosen)["speech.none"] == "warn"
    assert found(**{"translator.speech": []}) == {"speech.mute": "ok"}


def test_whether_photos_of_documents_are_read(
    box: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = place(box.data, tmp_path / "root", clock=box.clock)
    assert here.settings is not None
    monkeypatch.setattr("venue.checkin.picture.PROGRAM", "sh")
    assert levels(documents.photos(here)) == {"document_photos.ok": "ok"}
    monkeypatch.setattr("venue.checkin.picture.PROGRAM", "no-such-program")
    assert levels(documents.photos(here)) == {"document_photos.none": "ok"}
    table_only = replace(here, settings=here.settings.with_changes(**{"venue.kind": "restaurant"}))
    assert levels(documents.photos(table_only)) == {}
