"""A document's lines by a photo: read in memory, refused in words, never written."""

import io
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug import formparser

from tests.checkin.pictures import HAS_READER, drawn, jpeg, told, turned, zone
from tests.checkin.test_checkin import ADULT, Party
from tests.checkin.test_mrz import TD3
from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.checkin import picture

needs_reader = pytest.mark.skipif(not HAS_READER, reason="tesseract is not installed")


@pytest.fixture
def party(box: Inside) -> Party:
    return Party(Desk(box))


def data_folder(party: Party) -> Path:
    return party.desk.box.services.database.path.parent


def send(party: Party, raw: bytes, **form: str) -> Any:
    path = f"{party.path}/{party.guests[0]}/picture"
    fields: dict[str, Any] = dict(form) | {"picture": (io.BytesIO(raw), "page.jpg")}
    return party.phone.client.post(path, data=fields, content_type="multipart/form-data")


@needs_reader
def test_a_photo_fills_the_form_in_and_hands_nothing_in(party: Party) -> None:
    page = send(party, jpeg(drawn(zone(2))), phone="5 5").text
    for value in ("Nguyen", "Anna Maria", "FFZLVSPCL", "1977-11-13", "5 5"):
        assert f'value="{value}"' in page, value
    assert party.states()[0] == "draft"


@needs_reader
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(party: Party) -> None:
    page = send(party, jpeg(Image.new("L", (900, 600), 200)), family_name="Lee").text
    assert 'data-problem="picture_unread"' in page
    assert 'value="Lee"' in page


@needs_reader
@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "not_a_picture"),
        (b"GIF89a" + b"0" * 500, "not_a_picture"),
        (b"%PDF-1.7 nothing", "not_a_picture"),
        (jpeg(drawn(zone(2)))[:3000], "not_a_picture"),
        (b"\xff\xd8" + b"0" * (picture.LONGEST_BYTES + 1), "picture_too_large"),
    ],
    ids=["none", "gif", "pdf", "torn", "heavy"],
)
def test_what_is_no_photo_is_refused_in_words(party: Party, raw: bytes, problem: str) -> None:
    page = send(party, raw)
    assert (page.status_code, f'data-problem="{problem}"' in page.text) == (200, True)


@needs_reader
def test_a_bomb_of_pixels_is_not_decoded(party: Party) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert 'data-problem="picture_too_large"' in send(party, out.getvalue()).text


@needs_reader
def test_no_picture_is_written_anywhere(
    party: Party, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the parser's temporary files nor the programs' own: both folders stay as they are."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    made: list[str] = []
    kept = formparser.SpooledTemporaryFile
    monkeypatch.setattr(
        formparser, "SpooledTemporaryFile", lambda *a, **k: (made.append("file"), kept(*a, **k))[1]
    )
    page = drawn(zone(2)).resize((3000, 2100))
    out = io.BytesIO()
    Image.blend(page, Image.effect_noise(page.size, 30), 0.1).save(out, "PNG")
    raw = out.getvalue()
    assert 600_000 < len(raw) < picture.LONGEST_BYTES
    assert send(party, raw).status_code == 200
    assert (made, list(temporary.iterdir())) == ([], [])
    files = [one for one in data_folder(party).rglob("*") if one.is_file()]
    assert files
    assert all(raw[2000:2064] not in one.read_bytes() for one in files)


def test_a_program_may_write_no_file(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    done = picture._run(["/bin/sh", "-c", f"cat > {target}"], b"x" * 5000, 5.0)
    assert done is not None
    assert done.returncode != 0
    assert target.stat().st_size == 0


@needs_reader
def test_the_third_at_once_hears_that_the_box_is_busy(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "_places", threading.BoundedSemaphore(1))
    assert picture._places.acquire(blocking=False)
    assert 'data-problem="reader_busy"' in send(party, jpeg(drawn(zone(2)))).text
    picture._places.release()
    assert "Filled in from the document" in send(party, jpeg(drawn(zone(2)))).text


def test_without_the_reader_the_page_offers_typing_alone(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "PROGRAM", "no-such-reader")
    page = party.phone.get(f"{party.path}/{party.guests[0]}").text
    assert 'name="picture"' not in page
    assert 'name="lines"' in page
    assert send(party, b"x").status_code == 200


@needs_reader
def test_a_form_that_was_handed_in_takes_no_photo(party: Party) -> None:
    party.fill(0, **ADULT)
    assert send(party, jpeg(drawn(zone(2)))).status_code == 303
    assert party.states()[0] == "submitted"


@needs_reader
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_read_wrong(seed: int) -> None:
    text = zone(seed)
    page = drawn(text)
    for way in (page, turned(page, 3), page.rotate(180)):
        assert told(jpeg(way), text) != "wrong"


@needs_reader
def test_a_wrong_check_digit_is_refused() -> None:
    spoiled = TD3.replace("7408122", "7408132")
    assert told(jpeg(drawn(spoiled)), TD3) == "refused"
