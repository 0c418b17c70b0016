"""An independent emulator of a printer reads our bytes: a second opinion, where it is at hand.

VENUE_PRINTER_EMULATOR names its file; without it these tests are skipped, and the project's own
fake printer covers the rest.
"""

import importlib.util
import os
from pathlib import Path

import pytest
from conftest import QUICK, AnyPort

from printers import documents, escpos
from printers.delivery import Outcome, Payload, Watch
from printers.drivers import TcpDriver
from printers.model import Printer

PLACES = (
    os.environ.get("VENUE_PRINTER_EMULATOR", ""),
    str(Path(__file__).parents[3] / "shared/peers/printer_emulator.py"),
)
FOUND = next((place for place in PLACES if place and Path(place).is_file()), None)
pytestmark = pytest.mark.skipif(FOUND is None, reason="no printer_emulator.py at hand")

LINES = [
    {"quantity": 2, "name": "Entrecôte 250 g", "modifiers": ["- sans oignon"], "state": "fired"},
    {"quantity": 1, "name": "Борщ", "note": "орехи", "allergy": True, "state": "fired"},
    {"quantity": 1, "name": "شاورما", "state": "held", "course": 2},
    {"quantity": 1, "name": "x \x1bp\x00\x19\xfa\x1dV\x00 y\u2029z", "note": "w" * 400},
]
TICKET = {
    "station": "Grill",
    "number": "G-0412",
    "table": "12",
    "by": "Ana",
    "placed_at": "19:42:07",
    "lines": LINES,
}


@pytest.fixture(scope="module")
def emulator():
    spec = importlib.util.spec_from_file_location("printer_emulator", FOUND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stream(document, columns=48, dots=576, **facts) -> tuple[Printer, bytes]:
    printer = Printer(id=1, name="Grill", host="127.0.0.1", columns=columns, dots=dots, **facts)
    blocks = documents.kitchen_ticket(document, columns)
    return printer, escpos.encode(blocks, printer, tag=b"ab01")


WITHIN_PICTURE = stream(TICKET)[1].index(b"\x1dv0") + 700


@pytest.mark.parametrize(("columns", "dots"), [(48, 576), (32, 384)])
def test_a_ticket_is_read_without_an_error_or_a_warning(emulator, columns, dots):
    _, data = stream(TICKET, columns, dots)
    (ticket,) = emulator.decode_bytes(data, dots=dots)
    assert (ticket.errors, ticket.warnings, ticket.drawer) == ([], [], [])
    assert ticket.cut == "partial"
    assert "2  Entrecôte 250 g" in ticket.lines
    assert "1  Борщ" in ticket.lines
    assert ticket.lines[-2].endswith("end G-0412")
    assert ticket.images


@pytest.mark.parametrize("make", [documents.table_card, documents.test_page])
@pytest.mark.parametrize("native_qr", [True, False])
def test_cards_and_test_pages_scan(emulator, make, native_qr):
    document = {"venue": "Nonna", "table": "7", "url": "http://192.168.1.10/t/abc", "name": "Grill"}
    printer = Printer(id=1, name="Grill", native_qr=native_qr)
    (ticket,) = emulator.decode_bytes(escpos.encode(make(document, 48), printer))
    # A test page's longest ruler is meant to be too long.
    meant = ["line too long, wrapped by the printer"] if make is documents.test_page else []
    assert (ticket.errors, [one["what"] for one in ticket.warnings]) == ([], meant)
    assert ticket.codes


def deliver(emulated, document=TICKET, held=lambda cause: None):
    printer, data = stream(document, port=emulated.port)
    driver = TcpDriver(ports=AnyPort(), timing=QUICK)
    return driver.deliver(printer, Payload(data=data, tag=b"ab01"), Watch(held=held))


@pytest.mark.parametrize(
    ("settings", "outcome", "cause"),
    [
        ({}, "printed", ""),
        ({"paper": "near"}, "printed", ""),
        ({"paper": "out"}, "safe", "paper_out"),
        ({"cover_open": True}, "safe", "cover_open"),
        ({"error": "cutter"}, "safe", "offline"),
        ({"accept": "hang"}, "safe", "busy"),
        ({"silent": True}, "safe", "busy"),
        ({"reset_after_bytes": 200}, "unknown", "connection_lost"),
        ({"reset_after_bytes": WITHIN_PICTURE}, "unknown", "connection_lost"),
        ({"drain_bps": 40_000}, "printed", ""),
    ],
)
def test_outcomes(emulator, settings, outcome, cause):
    with emulator.VirtualPrinter(port=0, **settings) as emulated:
        result = deliver(emulated)
        assert (str(result.outcome), result.cause) == (outcome, cause)
        assert len(emulated.tickets) == (outcome == "printed")


@pytest.mark.parametrize("accept", ["refuse", "blackhole"])
def test_a_printer_that_is_off(emulator, accept):
    with emulator.VirtualPrinter(port=0) as emulated:
        emulated.set(accept=accept)
        # The emulator takes the setting up within its own poll.
        assert any(deliver(emulated).cause == "unreachable" for _ in range(50))
        before = len(emulated.tickets)
        assert deliver(emulated).outcome is Outcome.SAFE
        assert len(emulated.tickets) == before


def test_paper_out_within_the_ticket_then_reloaded_is_one_ticket(emulator):
    with emulator.VirtualPrinter(port=0, trip_after_lines=6) as emulated:
        result = deliver(emulated, held=lambda cause: emulated.set(paper="ok"))
        assert result.outcome is Outcome.PRINTED
        assert len(emulated.tickets) == 1


def test_after_a_reset_within_a_picture_the_next_ticket_is_whole(emulator):
    with emulator.VirtualPrinter(port=0, reset_after_bytes=WITHIN_PICTURE) as emulated:
        assert deliver(emulated).outcome is Outcome.UNKNOWN
        assert deliver(emulated).outcome is Outcome.PRINTED
        ticket = emulated.wait_ticket(1)
        assert ticket["errors"] == []
        assert [one for one in ticket["lines"] if "end G-0412" in one]


def test_probe_of_the_emulator(emulator):
    with emulator.VirtualPrinter(port=0) as emulated:
        printer, _ = stream(TICKET, port=emulated.port)
        found = TcpDriver(ports=AnyPort(), timing=QUICK).probe(printer)
        assert str(found) == "process_id"
        assert emulated.tickets == []
