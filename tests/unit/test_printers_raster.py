"""Drawing: any text at all, the right font for each character, codes that scan."""

import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printers import fonts, raster
from printers.layout import Align, Run, Text, line

DOTS = 576


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.invert(image).getbbox()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.integers(1, 4), st.integers(1, 4), st.booleans(), st.booleans())
def test_any_text_is_drawn_within_the_paper(text, wide, high, bold, inverse):
    image = raster.draw_line(line(text, wide=wide, high=high, bold=bold, inverse=inverse), DOTS)
    assert image.width == DOTS
    assert image.height == max(raster.PITCH, raster.ROW * high)


@pytest.mark.parametrize("poison", ["\x85", "\u2029", "\x1c", "\u202e", "\ud800", "\x00", "\u0300"])
def test_what_makes_pillow_raise_is_drawn(poison):
    raster.draw_line(line(f"a{poison}b"), DOTS)


@pytest.mark.parametrize("text", ["مرحبا بكم", "שלום", "Ελλάδα", "Борщ ₽", "ქართული"])
def test_scripts_are_drawn(text):
    assert ink(raster.draw_line(line(text), DOTS)) is not None
    assert "?" not in "".join(piece.letters for piece in raster._pieces(line(text).runs))


def test_what_no_font_has_is_a_question_mark_or_nothing_never_an_empty_box():
    words = line("a\U00013000b🐟\U0001f9ff")
    letters = "".join(piece.letters for piece in raster._pieces(words.runs))
    assert letters == "a?b"
    for piece in raster._pieces(line("鱼 ไม่ é Ж \U00013000").runs):
        assert {ord(letter) for letter in piece.letters} <= piece.face.covers


@pytest.mark.parametrize("bold", [False, True])
def test_the_character_maps_are_read_as_fonttools_reads_them(bold):
    for face in fonts.faces(bold):
        if face.source.endswith(".ttf"):
            assert face.covers == set(TTFont(face.source).getBestCmap())


def test_without_system_fonts_pillows_own_is_used_and_doctor_says_so(monkeypatch):
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.faces.cache_clear()
    try:
        assert ink(raster.draw_line(line("Table 12"), DOTS)) is not None
        raster.draw_line(line("Борщ مرحبا"), DOTS)
        assert "apt install fonts-dejavu-core" in {found.cure for found in fonts.font_findings()}
    finally:
        fonts.faces.cache_clear()


def test_without_fribidi_right_to_left_is_turned_and_doctor_says_so(monkeypatch):
    monkeypatch.setattr(fonts, "shapes", lambda: False)
    assert raster._ordered("שלום") == "םולש"
    assert raster._ordered("abc") == "abc"
    assert "apt install libfribidi0" in {found.cure for found in fonts.font_findings()}


def test_a_quantity_stays_left_of_a_name_read_from_the_right():
    both = Text(runs=(Run("2  "), Run("شاورما")), wide=2, high=2)
    whole, name = (
        raster.draw_line(both, DOTS),
        raster.draw_line(line("شاورما", wide=2, high=2), DOTS),
    )
    left = whole.crop((0, 0, 3 * 24, whole.height))
    alone = raster.draw_line(line("2  ", wide=2, high=2), DOTS).crop((0, 0, 3 * 24, whole.height))
    assert left.tobytes() == alone.tobytes()
    assert ink(name) is not None


@pytest.mark.parametrize(("align", "side"), [(Align.LEFT, 0), (Align.RIGHT, 2)])
def test_alignment(align, side):
    box = ink(raster.draw_line(line("HHH", align=align), DOTS))
    assert box is not None
    assert abs(box[side] - (0, 0, DOTS)[side]) <= 3


def test_an_inverse_line_is_a_bar():
    image = raster.draw_line(line(" " * 24, inverse=True, wide=2, high=2), DOTS)
    assert set(image.tobytes()) == {raster.BLACK}


@pytest.mark.parametrize("dots", [384, 576])
def test_a_code_fits_and_scans(dots):
    url = "http://192.168.1.10/t/" + "Ab3_" * 12
    image = raster.qr_picture(url, module=12, dots=dots)
    assert image.width == dots
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [url]


def test_a_bitmap_keeps_every_dot():
    image = raster.draw_line(line("Entrecôte", high=2), DOTS)
    bitmap = raster.to_bitmap(image)
    assert len(bitmap.data) == bitmap.width * bitmap.rows
    back = Image.frombytes("1", (bitmap.width * 8, bitmap.rows), bitmap.data).convert("L")
    black = image.crop((0, 0, bitmap.width * 8, image.height)).point(
        lambda value: 255 if value < 128 else 0
    )
    assert back.tobytes() == black.tobytes()
