"""Every document in every script, read back by decoders that share nothing with the encoder.

Text sent as text is read from the stream. A drawn line is compared, dot by dot, with the same words
drawn here from a font named here, and codes are scanned from the paper.
"""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
from decoder import decode
from PIL import Image, ImageChops, ImageDraw, ImageFont, features
from test_emulator import FOUND

from printers import fonts
from printers.model import Driver, Kind, Printer
from printers.models.letterhead import Letterhead
from printers.render import lay_out, render
from printers.samples import LPA, SAMPLES, sample

FONTS = Path("/usr/share/fonts/truetype")
SANS, MONO = "dejavu/DejaVuSans.ttf", "dejavu/DejaVuSansMono.ttf"
# script -> words, the font they must be drawn in, its Debian package; no font: sent as text.
SCRIPTS = {
    "Latin": ("Entrecôte à la crème", "", ""),
    "Cyrillic": ("Борщ со сметаной", "", ""),
    "Greek": ("Μουσακάς σπιτικός", "", ""),
    "Turkish": ("Çiğ köfte ışığı", "", ""),
    "Polish": ("Żurek śląski łosoś", "", ""),
    "Vietnamese": ("Phở bò tái nạm", SANS, "fonts-dejavu-core"),
    "Georgian": ("ხაჭაპური", MONO, "fonts-dejavu-core"),
    "Armenian": ("Խորոված", MONO, "fonts-dejavu-core"),
    "Hebrew": ("שווארמה בפיתה", SANS, "fonts-dejavu-core"),
    "Arabic": ("شاورما دجاج", SANS, "fonts-dejavu-core"),
    "Thai": ("ผัดไทยกุ้งสด", "tlwg/Loma.ttf", "fonts-tlwg-loma-ttf"),
    "Devanagari": ("पनीर टिक्का", "lohit-devanagari/Lohit-Devanagari.ttf", "fonts-lohit-deva"),
    "Chinese": ("北京烤鸭", "wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
    "Japanese": ("すしラーメン", "wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
    "Korean": ("비빔밥김치", "wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
}
WIDTHS = [(48, 576), (32, 384)]
SIZE, ROW, BASE = 20, 24, 19  # how the printers' own characters stand; a drawn line matches them
DIFFERENT = 0.03


def printer_of(columns: int, dots: int, **facts) -> Printer:
    return Printer(id=1, name="P", driver=Driver.TCP, columns=columns, dots=dots, **facts)


def reference(words: str, path: str) -> Image.Image:
    """Return words as black dots on white, cut to their ink."""
    font = ImageFont.truetype(FONTS / path, SIZE)
    image = Image.new("L", (600, 3 * ROW), 255)
    ImageDraw.Draw(image).text((4, ROW + BASE), words, font=font, fill=0, anchor="ls")
    return ink(image)


def ink(image: Image.Image) -> Image.Image:
    black = image.point(lambda value: 255 if value < 128 else 0)
    return black.crop(black.getbbox() or (0, 0, 1, 1))


def shows(pictures: list[Image.Image], wanted: Image.Image) -> bool:
    """Tell whether one of the drawn lines ends or begins with the wanted ink."""
    for picture in pictures:
        found = ink(picture)
        if picture.height > ROW * 2:  # a code
            continue
        if found.height < wanted.height - 1 or found.width < wanted.width:
            continue
        for left in range(found.width - wanted.width + 1):
            for top in range(max(1, found.height - wanted.height + 1)):
                part = found.crop((left, top, left + wanted.width, top + wanted.height))
                if difference(part, wanted) < DIFFERENT:
                    return True
    return False


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageChops.difference(one, other).histogram()[255] / (one.width * one.height)


def filled(kind: Kind, words: str, lang: str = "en"):
    """Return an example of a document whose people's words are ``words``."""
    job = sample(kind, lang=lang, letterhead=Letterhead(name=words, footer=(words,)))
    document = dict(job.document)
    if "lines" in document:
        first = dict(document["lines"][0]) | {"name": words}
        document["lines"] = [first, *document["lines"][1:]]
    for key in ("reason", "plan", "guest", "venue", "name"):
        if isinstance(document.get(key), str):
            document[key] = words
    if kind is Kind.SHEET:
        document["cards"] = [dict(card) | {"venue": words} for card in document["cards"]]
    return replace(job, document=document)


@pytest.fixture(scope="module")
def emulator():
    if FOUND is None:
        return None
    spec = importlib.util.spec_from_file_location("printer_emulator", FOUND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # Epson numbers 1253 as 47 and goes on from there; the emulator counts 1252 in, which is 16.
    module.CODEPAGES.update({number: f"cp{number + 1206}" for number in range(47, 53)})
    return module


def lines_of(tickets) -> str:
    return "\n".join(line for ticket in tickets for line in ticket.lines)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_document_in_every_script(kind, script, emulator):
    words, font, package = SCRIPTS[script]
    if font and not (FONTS / font).is_file():
        pytest.skip(f"{script} needs a font (apt install {package})")
    job = filled(kind, words)
    for columns, dots in WIDTHS:
        printer = printer_of(columns, dots)
        lay_out(job, columns)
        data = render(job, printer)
        tickets = decode(data, dots)
        meant = kind is Kind.TEST
        errors = [one for ticket in tickets for one in ticket.errors]
        assert [one for one in errors if not (meant and str(one).startswith("line of"))] == []
        assert all(ticket.drawer == [] and ticket.cut == "partial" for ticket in tickets)
        if not font:
            plain = lines_of(tickets)
            assert all(word in plain for word in words.split()), plain
        elif kind is not Kind.TEST:
            assert any(ticket.pictures for ticket in tickets)
        if emulator is not None and columns == 48:
            seen = emulator.decode_bytes(data, dots=dots)
            assert [one.errors for one in seen] == [[]] * len(seen)
            assert all(one.drawer == [] for one in seen)
            # Without line ends: the test page's longest ruler is wrapped by the printer.
            assert lines_of(seen).replace("\n", "") == lines_of(tickets).replace("\n", "")


@pytest.mark.parametrize("script", [name for name, (_, font, _) in SCRIPTS.items() if font])
def test_a_drawn_line_shows_the_very_words(script):
    words, font, package = SCRIPTS[script]
    if not (FONTS / font).is_file():
        pytest.skip(f"{script} needs a font (apt install {package})")
    if script in ("Arabic", "Hebrew", "Devanagari") and not features.check("raqm"):
        pytest.skip("joining letters needs a library (apt install libfribidi0)")
    data = render(filled(Kind.BILL, words), printer_of(48, 576))
    (ticket,) = decode(data)
    assert shows(ticket.pictures, reference(words, font))
    assert not shows(ticket.pictures, reference(words[::2] + words[1::2], font))


@pytest.mark.parametrize("native_qr", [True, False])
@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Kind.ESIM, {LPA}),
        (Kind.BILL, {"http://192.168.1.10/pay/812"}),
        (Kind.RECEIPT, {"V0;812;4711"}),
        (Kind.CARD, {"http://192.168.1.10/t/4kX9w2", "WIFI:T:WPA;S:Guests;P:welcome12;;"}),
        (Kind.TEST, {"venue test Grill"}),
    ],
)
def test_codes_scan_from_the_paper(kind, texts, native_qr, emulator):
    job = sample(kind, lang="en", letterhead=Letterhead(name="Nonna"))
    for columns, dots in WIDTHS:
        data = render(job, printer_of(columns, dots, native_qr=native_qr))
        (ticket,) = decode(data, dots)
        assert set(ticket.codes) == texts
        if emulator is not None:
            (seen,) = emulator.decode_bytes(data, dots=dots)
            assert set(seen.codes) == texts


@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
@pytest.mark.parametrize("kind", sorted({*SAMPLES} - {Kind.STATEMENT}))  # its words are given
def test_fixed_words_are_in_the_documents_language(kind, lang):
    job = sample(kind, lang=lang, letterhead=Letterhead(name="Nonna"))
    texts = {}
    for one in ("en", lang):
        data = render(
            replace(job, document=dict(job.document) | {"lang": one}), printer_of(48, 576)
        )
        texts[one] = data
    same = kind in (Kind.SHEET, Kind.TEST, Kind.KITCHEN, Kind.VOID, Kind.CHANGE) and lang == "ar"
    assert (texts["en"] != texts[lang]) == (lang != "en" and not same and kind is not Kind.SHEET)


def test_copies_say_so_and_marks_are_not_forgotten():
    head = Letterhead(name="Nonna")
    # A table's card is the same thing twice, and hangs on a table: no mark.
    for kind in SAMPLES.keys() - {Kind.CARD, Kind.SHEET, Kind.TEST}:
        job = replace(sample(kind, lang="en", letterhead=head), copy_of=3, copy_no=2, number="N-1")
        plain = lines_of(decode(render(job, printer_of(48, 576))))
        wanted = "MAY BE A DUPLICATE" if kind.endswith("ticket") else "COPY 2"
        assert wanted in plain, kind


def test_what_the_fonts_lack_is_a_mark_and_emoji_are_left_out():
    job = filled(Kind.CASH, "A🍕B\U00013000")
    plain = lines_of(decode(render(job, printer_of(48, 576))))
    assert "🍕" not in plain
    assert fonts.face_for("\U00013000", False) is None
