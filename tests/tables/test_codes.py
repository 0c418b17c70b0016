"""Codes and cards: what a camera reads and what a person reads."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.tables.conftest import Box, read_codes
from venue.tables import cards, qr
from venue.tables.cards import Card, Look

WIFI = {"guest__wifi_name": "Гости; 5G", "guest__wifi_password": 'a:b,c"d\\e'}
WIFI_TEXT = 'WIFI:T:WPA;S:Гости\\; 5G;P:a\\:b\\,c\\"d\\\\e;;'


@pytest.mark.parametrize(
    ("name", "password", "text"),
    [
        ("Guest", "secret12", "WIFI:T:WPA;S:Guest;P:secret12;;"),
        ("Open net", "", "WIFI:T:nopass;S:Open net;;"),
        ("CAFE", "12345678", "WIFI:T:WPA;S:CAFE;P:12345678;;"),
        (';\\,:"', "\\;", 'WIFI:T:WPA;S:\\;\\\\\\,\\:\\";P:\\\\\\;;;'),
        ("Гости; 5G", 'a:b,c"d\\e', WIFI_TEXT),
    ],
)
def test_wifi_text(name: str, password: str, text: str) -> None:
    assert qr.wifi_text(name, password) == text


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=32), st.text(min_size=1, max_size=63))
def test_wifi_text_reads_back_as_name_and_password(name: str, password: str) -> None:
    assert _parse_wifi(qr.wifi_text(name, password)) == {"T": "WPA", "S": name, "P": password}


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=120))
def test_any_text_comes_back_from_the_picture(text: str) -> None:
    assert read_codes(qr.picture(text, side_px=600, margin=4)) == [text]


def test_a_card_is_a_png_or_an_svg_of_the_same_link(box: Box) -> None:
    png = box.call("GET", "/api/v1/tables/2/card?format=png")
    svg = box.call("GET", "/api/v1/tables/2/card?format=svg")

    assert (png.mimetype, svg.mimetype) == ("image/png", "image/svg+xml")
    picture = Image.open(BytesIO(png.data))
    assert picture.size == (1000, 1000)
    assert read_codes(picture) == [f"http://localhost{box.card(2)}"]
    assert read_codes(_draw_svg(svg.get_data(as_text=True))) == read_codes(picture)
    assert box.call("GET", "/api/v1/tables/2/card?format=gif").status_code == 400


def test_a_card_is_the_same_whenever_it_is_printed_and_differs_by_table(box: Box) -> None:
    assert box.card(1) == box.card(1)
    assert len({box.card(1), box.card(2), box.card(3)}) == 3
    assert len(box.card(1)) >= len("/t/") + 22  # 128 bits


def test_links_carry_the_address_of_the_settings(make_box: Callable[..., Box]) -> None:
    box = make_box(server__address="http://192.168.1.10:8080/")
    assert box.open()["url"].startswith("http://192.168.1.10:8080/s/")
    png = box.call("GET", "/api/v1/tables/1/card").data
    assert read_codes(Image.open(BytesIO(png)))[0].startswith("http://192.168.1.10:8080/t/")


def test_the_box_remembers_what_its_cards_say(box: Box, make_box: Callable[..., Box]) -> None:
    assert _printed(box) is None
    box.call("GET", "/api/v1/tables/cards.pdf")
    assert _printed(box) == "http://localhost"
    box.services.database.close()

    moved = make_box(again=box, server__address="http://10.0.0.7")
    moved.call("GET", "/api/v1/tables/1/card")
    moved.call("GET", "/api/v1/tables/cards.pdf?area=Room")
    assert _printed(moved) == "http://localhost"  # the cards on the other tables still say so
    moved.call("GET", "/api/v1/tables/cards.pdf")
    assert _printed(moved) == "http://10.0.0.7"


def test_the_sheet_has_eight_cards_a_page_with_names_and_words(
    make_box: Callable[..., Box],
) -> None:
    box = make_box(venue__name="Кафе «Ёлка»", venue__default_language="ru", **WIFI)
    for number in range(4, 11):
        body = {"number": f"{number}", "area": "Терраса", "seats": 2}
        box.call("POST", "/api/v1/tables", body)

    answer = box.call("GET", "/api/v1/tables/cards.pdf")
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages]

    assert answer.mimetype == "application/pdf"
    assert [text.count("СТОЛ ") for text in pages] == [8, 2]
    assert [f"СТОЛ {number}" in "\n".join(pages) for number in range(1, 11)] == [True] * 10
    assert "Кафе «Ёлка»" in pages[0]
    assert "Wi-Fi: Гости; 5G" in pages[0]
    assert "1. Сканируйте: вход в Wi-Fi" in pages[0]
    assert "2. Сканируйте: меню и заказ" in pages[0]
    size = PdfReader(BytesIO(answer.data)).pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == (595, 842)
    terrace = box.call("GET", "/api/v1/tables/cards.pdf?area=Терраса").data
    assert len(PdfReader(BytesIO(terrace)).pages) == 1


def test_a_camera_reads_both_codes_of_every_card(make_box: Callable[..., Box]) -> None:
    box = make_box(**WIFI)
    pdf = box.call("GET", "/api/v1/tables/cards.pdf").data
    pictures = [image.image.convert("L") for image in PdfReader(BytesIO(pdf)).pages[0].images]
    read = sorted(text for picture in pictures for text in read_codes(picture))
    assert set(read) == {WIFI_TEXT} | {f"http://localhost{box.card(one)}" for one in (1, 2, 3)}


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is missing")
def test_a_camera_reads_the_printed_sheet(make_box: Callable[..., Box], tmp_path: Path) -> None:
    box = make_box(**WIFI)
    (tmp_path / "cards.pdf").write_bytes(box.call("GET", "/api/v1/tables/cards.pdf").data)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", tmp_path / "cards.pdf", tmp_path / "page"], check=True
    )
    [page] = tmp_path.glob("page*.png")
    read = read_codes(Image.open(page))
    assert set(read) == {WIFI_TEXT} | {f"http://localhost{box.card(one)}" for one in (1, 2, 3)}


def test_without_wifi_there_is_one_code_a_card(box: Box) -> None:
    pdf = PdfReader(BytesIO(box.call("GET", "/api/v1/tables/cards.pdf").data))
    assert len(pdf.pages[0].images) == 3
    assert "Wi-Fi" not in pdf.pages[0].extract_text()


def test_without_a_font_names_are_spelled_in_latin_and_the_sheet_says_so() -> None:
    look = Look(venue="Щука & Co", wifi_name="", wifi_password="", lang="ru")
    pdf = cards.sheet(
        [Card("7", "Терраса", "http://x/t/y")], look, made_at=datetime(2026, 11, 20, tzinfo=UTC),
        face=None,
    )  # fmt: skip
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert "Shchuka & Co" in text
    assert "STOL 7" in text
    assert "Terrasa" in text
    assert cards.NO_FONT in text


@pytest.mark.parametrize("name", ["", "x" * 300, "ก鱼", "\U0001f37a bar", "مطعم"])
def test_any_name_makes_a_sheet(name: str) -> None:
    look = Look(venue=name, wifi_name=name[:32], wifi_password="p", lang="xx")
    for face in (None, cards.typeface()):
        made_at = datetime(2026, 11, 20, tzinfo=UTC)
        pdf = cards.sheet([Card("1" * 12, name, "http://x/t/y")], look, made_at=made_at, face=face)
        assert "TABLE 111111111111" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_a_venue_without_tables_gets_an_empty_page() -> None:
    look = Look(venue="V", wifi_name="", wifi_password="", lang="en")
    pdf = cards.sheet([], look, made_at=datetime(2026, 11, 20, tzinfo=UTC), face=cards.typeface())
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def _printed(box: Box) -> str | None:
    with box.services.database.read() as tx:
        return tx.value("SELECT value FROM fact WHERE name = 'cards_address'")


def _parse_wifi(text: str) -> dict[str, str]:
    """Read the fields as a phone does: a backslash takes the next letter as it is."""
    fields, now, letters = {}, "", iter(text.removeprefix("WIFI:"))
    for letter in letters:
        if letter == "\\":
            now += next(letters)
        elif letter == ";":
            fields |= dict([now.split(":", 1)]) if now else {}
            now = ""
        else:
            now += letter
    return fields


def _draw_svg(svg: str) -> Image.Image:
    """Draw the modules of the path, each ``M x,y`` with a square of one."""
    size = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    picture = Image.new("L", (size, size), 255)
    path = svg.split(' d="')[1].split('"')[0]
    for square in path.split("M")[1:]:
        x, y = square.split("H")[0].split(",")
        picture.putpixel((int(x), int(y)), 0)
    return picture.resize((size * 8, size * 8), Image.Resampling.NEAREST)
