"""What is on each paper, read back from the stream that a printer gets."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printers import documents, escpos, virtual
from printers.documents import office
from printers.layout import Text
from printers.model import Job, Kind, Printer, State
from printers.render import paper_png, render
from printers.words import WORDS, say

WIDE = Printer(id=1, name="Grill")
NARROW = Printer(id=2, name="Bar", columns=32, dots=384)


def dish(
    quantity=1, name="Steak", modifiers=(), note="", allergy=False, course=None, state="fired"
):
    return {
        "quantity": quantity,
        "name": name,
        "modifiers": list(modifiers),
        "note": note,
        "allergy": allergy,
        "course": course,
        "state": state,
    }


def ticket(*lines, **facts):
    return {
        "kind": "ticket",
        "station": "Grill",
        "number": "G-0412",
        "previous": "G-0411",
        "table": "12",
        "covers": 4,
        "order_number": 812,
        "by": "Ana",
        "placed_at": "19:42:07",
        "note": "",
        "lang": "en",
        "lines": list(lines),
    } | facts


def paper(document, printer=WIDE, make=documents.kitchen_ticket):
    data = escpos.encode(make(document, printer.columns), printer)
    done = virtual.print_on(data, printer.dots)
    # The test page's rulers that are wider than this paper are meant to run over.
    rulers = office.WIDTHS if make is documents.test_page else ()
    too_wide = [width for width in rulers if width > printer.columns]
    assert done.errors == [f"line of {width} cells is too wide" for width in too_wide]
    return done


def job(document, **facts):
    return Job(
        **{
            "id": 7,
            "printer_id": 1,
            "kind": Kind.KITCHEN,
            "number": "G-0412",
            "document": document,
            "state": State.SENDING,
            "cause": "",
            "copy_of": None,
            "copy_no": 0,
            "rerouted_from": None,
            "attempts": 1,
            "not_before_run_ms": 0,
            "expires_run_ms": 0,
            "created_at": "",
            "created_run_ms": 0,
            "done_at": None,
        }
        | facts
    )


def test_a_kitchen_ticket_80_mm():
    lines = [
        dish(2, "Entrecôte 250 g", ["saignant", "- sans oignon"]),
        dish(1, "Crème brûlée", note="NUTS", allergy=True),
        dish(1, "Tarte Tatin avec une boule de glace", course=2, state="held"),
    ]
    assert paper(ticket(*lines)).lines == [
        "GRILL             G-0412",
        "TABLE 12        guests 4",
        "19:42:07 Ana               order 812 prev G-0411",
        "-" * 48,
        "2  Entrecôte 250 g",
        "   + saignant",
        "   - sans oignon",
        "1  Crème brûlée",
        "    !! ALLERGY: NUTS !! ",
        "--------------- COURSE 2 (hold) ----------------",
        "1  Tarte Tatin avec une",
        "   boule de glace",
        "-" * 48,
        " !! ALLERGY: 1 Crème brûlée: NUTS !! ",
        "items 4                               end G-0412",
        "",
    ]


def test_a_kitchen_ticket_58_mm_in_russian():
    document = ticket(dish(2, "Борщ украинский с пампушками"), lang="ru", by="Аня", station="Гриль")
    assert paper(document, NARROW).lines == [
        "ГРИЛЬ                     G-0412",
        "СТОЛ 12                 гостей 4",
        "19:42:07 Аня",
        "          заказ 812 пред. G-0411",
        "-" * 32,
        "2  Борщ украинский с пампушками",
        "-" * 32,
        "блюд 2              конец G-0412",
        "",
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "void"}, "*** VOID ***"),
        ({"duplicate_of": "G-0412"}, "MAY BE A DUPLICATE OF"),
        ({"duplicate_of": ""}, "MAY BE A DUPLICATE"),
        ({"for_station": "Grill"}, "FOR: Grill (printer"),
        ({"note": "birthday"}, "NOTE: birthday"),
    ],
)
def test_what_a_cook_must_not_overlook_is_on_top(facts, said):
    lines = paper(ticket(dish(), **facts)).lines
    assert any(said in one for one in lines[:4])


def test_a_void_has_its_own_number():
    lines = paper(ticket(dish(state="void"), kind="void")).lines
    assert lines[-2].endswith("end G-0412V")
    assert lines[-2].startswith("items 1")


def test_a_void_line_on_a_ticket_is_marked_and_not_counted():
    lines = paper(ticket(dish(2), dish(3, "Soup", state="void"))).lines
    assert " *** VOID *** " in lines
    assert lines[-2].startswith("items 2")


def test_an_arabic_dish_is_drawn_and_the_rest_stays_text():
    done = paper(ticket(dish(1, "شاورما دجاج"), dish(2, "Chips")))
    assert "2  Chips" in done.lines
    assert not any("شاورما" in one for one in done.lines)


words = st.text(max_size=80)
dishes = st.builds(
    dish,
    quantity=st.integers(1, 999),
    name=words,
    modifiers=st.lists(words, max_size=3),
    note=words,
    allergy=st.booleans(),
    course=st.none() | st.integers(1, 5),
    state=st.sampled_from(["fired", "held", "void"]),
)
tickets = st.builds(
    lambda lines, **facts: ticket(*lines, **facts),
    lines=st.lists(dishes, max_size=4),
    station=words,
    table=words,
    by=words,
    note=words,
    covers=st.none() | st.integers(0, 99),
    kind=st.sampled_from(["ticket", "void"]),
    lang=st.sampled_from(["en", "ru"]),
)


@settings(max_examples=120, deadline=None)
@given(tickets, st.sampled_from([24, 32, 42, 48, 64]))
def test_no_line_is_wider_than_the_paper(document, columns):
    for block in documents.kitchen_ticket(document, columns):
        assert not isinstance(block, Text) or block.cells <= columns


@settings(max_examples=60, deadline=None)
@given(tickets, st.sampled_from([WIDE, NARROW]))
def test_any_ticket_prints_whole_and_cuts_once(document, printer):
    done = paper(document, printer)
    assert done.cuts == 1
    assert any("G-0412" in one for one in done.lines[-3:])


@pytest.mark.parametrize("printer", [WIDE, NARROW])
def test_both_codes_of_a_table_card_scan(printer):
    url, wifi = "http://192.168.1.10/t/" + "Ab3_" * 7, "WIFI:T:WPA;S:Nonna;P:se\\;cret;;"
    document = {"venue": "Trattoria Nonna", "table": "Terrace 7", "url": url, "wifi_code": wifi}
    done = paper(document | {"wifi_name": "Nonna"}, printer, documents.table_card)
    assert {code.text for code in zxingcpp.read_barcodes(done.image())} == {url, wifi}
    assert "Terrace 7" in done.lines
    assert url.removeprefix("http://") in "".join(done.lines)


@pytest.mark.parametrize("printer", [WIDE, NARROW])
def test_the_test_page_shows_every_table_and_both_codes(printer):
    document = {"name": "Grill", "address": "192.168.1.50:9100", "at": "2026-11-20 19:00"}
    done = paper(document, printer, documents.test_page)
    assert " 17 cp866   Ж" in done.lines
    assert len(zxingcpp.read_barcodes(done.image())) == 2


def test_marks_come_from_the_job_not_from_the_document():
    data = render(job(ticket(dish()), copy_of=3, rerouted_from=2), WIDE)
    said = " ".join(virtual.print_on(data, 576).lines)
    assert "MAY BE A DUPLICATE OF" in said
    assert "FOR: Grill" in said


@pytest.mark.parametrize("broken", [{"lines": 7}, {"lines": [{"quantity": "x"}]}, {"lines": ["x"]}])
def test_a_broken_document_prints_as_plain_words(broken):
    done = virtual.print_on(render(job(ticket() | broken, copy_of=1), WIDE), 576)
    assert done.errors == []
    assert done.lines[0] == "MAY BE A DUPLICATE OF G-0412"
    assert "station: Grill" in done.lines


def test_the_papers_picture_is_a_png():
    assert paper_png(job(ticket(dish())), WIDE).startswith(b"\x89PNG\r\n")


def test_words_are_whole_in_both_languages():
    for key, words in WORDS.items():
        assert len(words) == (3 if key.startswith("paper.") else len(words)) >= 2, key
        assert all(words), key
        assert len({one.count("{") for one in words}) == 1, key


def test_braces_in_a_note_stay():
    assert say("en", "print.note", note="{number} {") == "NOTE: {number} {"
