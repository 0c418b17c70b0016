"""USB, serial, ePOS, CloudPRNT and IPP, each against a stand-in."""

import threading
import time
from io import BytesIO

import pytest
import zxingcpp
from conftest import QUICK, AnyPort
from fake_printer import free_port
from PIL import Image
from pypdf import PdfReader
from stand_ins import Epos, Ipp, Pty
from test_routes import Site

from printers import escpos
from printers.cloudprnt import PullDriver
from printers.delivery import Outcome, Payload, Watch
from printers.device import DeviceDriver
from printers.epos import EposDriver, read
from printers.ipp import IppDriver
from printers.layout import Cut, line
from printers.model import Confirm, Driver, Kind, Printer
from printers.models.letterhead import Letterhead
from printers.render import render
from printers.samples import sample


def payload(printer: Printer) -> Payload:
    blocks = [line("Entrecôte"), line("end G-0412"), Cut()]
    return Payload(data=escpos.encode(blocks, printer, tag=b"ab01"), tag=b"ab01")


def deliver(driver, printer, job=None, **watch):
    held: list[str] = []
    result = driver.deliver(
        printer, job or payload(printer), Watch(**({"held": held.append} | watch))
    )
    return str(result.outcome), result.cause, held


@pytest.fixture
def pty():
    made = Pty()
    yield made
    made.close()


@pytest.mark.parametrize("serial", [False, True])
def test_a_device_is_asked_prints_and_confirms(pty, serial):
    driver = DeviceDriver(("/dev/pts/",), serial=serial, timing=QUICK)
    printer = Printer(id=1, name="U", driver=Driver.USB, host=pty.path, baud=19200)
    assert driver.check(printer) == ""
    assert driver.probe(printer) is Confirm.PROCESS_ID
    assert deliver(driver, printer) == ("printed", "", [])
    (ticket,) = pty.tickets
    assert (ticket.lines[-2:], ticket.errors) == (["Entrecôte", "end G-0412"], [])
    pty.paper_out = True
    assert deliver(driver, printer)[:2] == ("safe", "paper_out")
    assert "DLE EOT 1: 0x1a" in driver.ask(printer)


def test_a_silent_device_gets_no_ticket_and_blocks_nobody(pty):
    pty.silent = True
    driver = DeviceDriver(("/dev/pts/",), timing=QUICK)
    printer = Printer(id=1, name="U", driver=Driver.USB, host=pty.path)
    began = time.monotonic()
    assert deliver(driver, printer)[:2] == ("safe", "busy")
    assert time.monotonic() - began < 2
    assert pty.tickets == []
    clone = Printer(id=1, name="U", host=pty.path, confirm=Confirm.NONE)
    assert deliver(driver, clone)[:2] == ("sent", "unconfirmed")


@pytest.mark.parametrize("host", ["/etc/passwd", "/dev/usb/../sda", "/dev/usb/lp0/../../sda"])
def test_a_device_elsewhere_is_refused(host):
    driver = DeviceDriver(("/dev/usb/lp",), timing=QUICK)
    assert deliver(driver, Printer(id=1, name="U", host=host))[:2] == ("safe", "refused")


def test_a_device_that_is_not_there_or_is_no_serial_line(tmp_path):
    gone = Printer(id=1, name="U", host=f"{tmp_path}/lp0")
    driver = DeviceDriver((str(tmp_path),), serial=True, timing=QUICK)
    assert deliver(driver, gone)[:2] == ("safe", "unreachable")
    (tmp_path / "lp0").touch()
    assert deliver(driver, gone)[:2] == ("safe", "unreachable")


@pytest.fixture
def epos():
    made = Epos()
    yield made
    made.close()


def epos_at(port: int) -> tuple[EposDriver, Printer]:
    printer = Printer(id=1, name="E", driver=Driver.EPOS, host="127.0.0.1", port=port,
                      confirm=Confirm.REPLY)  # fmt: skip
    return EposDriver(ports=AnyPort(), print_s=2), printer


def test_epos_prints_when_it_says_so(epos):
    driver, printer = epos_at(epos.port)
    assert deliver(driver, printer) == ("printed", "", [])
    (ticket,) = epos.tickets
    assert (ticket.lines[-1], ticket.errors) == ("end G-0412", [])
    assert "devid=local_printer" in epos.paths[0]


@pytest.mark.parametrize(
    ("set_up", "outcome", "cause"),
    [
        ({"status": 0x20}, "safe", "cover_open"),
        ({"status": 0x80000}, "safe", "paper_out"),
        ({"status": 0x8}, "safe", "offline"),
        ({"status": 0x1}, "safe", "busy"),
        ({"success": "false", "code": "EPTR_REC_EMPTY"}, "unknown", "paper_out"),
        ({"success": "false", "code": "DeviceNotFound"}, "safe", "replied"),
        ({"success": "false", "code": "PrintSystemError"}, "unknown", "no_confirmation"),
        ({"breaks": True}, "unknown", "connection_lost"),
    ],
)
def test_epos_troubles(epos, set_up, outcome, cause):
    for name, value in set_up.items():
        setattr(epos, name, value)
    driver, printer = epos_at(epos.port)
    assert deliver(driver, printer)[:2] == (outcome, cause)
    assert epos.tickets == []


def test_epos_off_and_hostile_answers():
    driver, printer = epos_at(free_port())
    assert deliver(driver, printer)[:2] == ("safe", "unreachable")
    assert read(b'<!DOCTYPE a [<!ENTITY b "c">]><response success="true"/>') == {}
    assert read(b"<html>login") == {}


@pytest.fixture
def a4():
    made = Ipp()
    yield made
    made.close()


def ipp_at(port: int) -> tuple[IppDriver, Printer]:
    printer = Printer(id=1, name="A4", driver=Driver.IPP, host="127.0.0.1", port=port,
                      confirm=Confirm.REPLY)  # fmt: skip
    return IppDriver(ports=AnyPort(), poll_s=0.02, hold_s=2), printer


@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
def test_ipp_prints_a_registration_card_and_waits_for_the_job(a4, lang):
    driver, printer = ipp_at(a4.port)
    a4.job_states = [3, 5, 9]
    job = sample(Kind.REGISTRATION, lang=lang, letterhead=Letterhead(name="Hotel Nonna"))
    data = render(job, printer)
    assert deliver(driver, printer, Payload(data=data, tag=b"x"))[:2] == ("printed", "")
    (pdf,) = a4.documents
    page = PdfReader(BytesIO(pdf)).pages[0]
    words = page.extract_text()
    assert "Hotel Nonna" in words
    # A line with a script that needs shaping is drawn.
    assert ("R-2051" in words) == (lang != "ar")
    assert round(float(page.mediabox.width)) == 595


@pytest.mark.parametrize(
    ("set_up", "outcome", "cause", "held"),
    [
        ({"state": 5, "reasons": b"media-empty-error"}, "safe", "paper_out", []),
        ({"state": 5}, "safe", "offline", []),
        ({"refuses": 0x040A}, "safe", "replied", []),
        ({"job_states": [8]}, "unknown", "replied", []),
        ({"job_states": [6, 9], "reasons": b"cover-open"}, "printed", "", ["cover_open"]),
    ],
)
def test_ipp_troubles(a4, set_up, outcome, cause, held):
    for name, value in set_up.items():
        setattr(a4, name, value)
    driver, printer = ipp_at(a4.port)
    assert deliver(driver, printer, Payload(data=b"%PDF-1.4", tag=b"x")) == (outcome, cause, held)


def test_ipp_off():
    driver, printer = ipp_at(free_port())
    assert deliver(driver, printer)[:2] == ("safe", "unreachable")


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.close()


class Star:
    """A Star printer: polls, fetches, confirms."""

    def __init__(self, site, path: str) -> None:
        self.client, self.path = site.app.test_client(), path

    def poll(self, status: str = "200%20OK", address: str = "127.0.0.1"):
        body = {"status": "29 a 0 0", "printerMAC": "00:11:62:00:00:01", "statusCode": status}
        return self.client.post(self.path, json=body, environ_base={"REMOTE_ADDR": address})

    def work(self) -> dict:
        limit = time.monotonic() + 5
        while time.monotonic() < limit:
            answer = self.poll().json
            if answer["jobReady"]:
                return answer
            time.sleep(0.02)
        raise AssertionError("no work")


def star(site) -> Star:
    made = site.post("/api/v1/printers", {"name": "Star", "driver": "cloudprnt"})
    assert made.status_code == 201, made.text
    return Star(site, made.json["poll_path"])


def test_cloudprnt_prints_when_the_printer_says_so(site):
    printer = star(site)
    assert printer.poll().json == {"jobReady": False}
    site.post("/api/v1/printers/1/test")
    work = printer.work()
    assert work["mediaTypes"] == ["image/png"]
    got = printer.client.get(f"{printer.path}?token={work['jobToken']}&type=image/png")
    assert got.headers["X-Star-Cut"] == "partial; feed=true"
    assert got.headers["X-Star-CashDrawer"] == "none"
    paper = Image.open(BytesIO(got.data))
    assert (paper.width, paper.mode) == (576, "1")
    assert len(zxingcpp.read_barcodes(paper.convert("L"))) == 2
    done = printer.client.delete(f"{printer.path}?code=200%20OK&token={work['jobToken']}")
    assert done.json == {"known": True}
    site.box.until_states("printed")


def test_cloudprnt_failures(site):
    printer = star(site)
    printer.poll()
    site.post("/api/v1/printers/1/test")
    work = printer.work()
    assert printer.client.get(f"{printer.path}?token=other").status_code == 404
    early = printer.client.delete(f"{printer.path}?code=200&token={work['jobToken']}")
    assert early.json == {"known": False}  # nothing was fetched yet
    printer.client.get(f"{printer.path}?token={work['jobToken']}")
    printer.client.delete(f"{printer.path}?code=410%20Paper&token={work['jobToken']}")
    site.box.until_states("unknown")
    assert site.box.jobs()[0]["cause"] == "paper_out"


def test_cloudprnt_is_for_the_local_network_and_its_own_secret(site):
    printer = star(site)
    assert printer.poll(address="8.8.8.8").status_code == 403
    assert Star(site, "/cloudprnt/guess").poll().status_code == 404
    assert Star(site, "/cloudprnt/guess").client.get("/cloudprnt/guess").status_code == 404
    listed = site.client.get("/api/v1/printers/1").json["printer"]
    assert "secret_hash" not in listed


def test_a_star_printer_that_does_not_ask_is_gone():
    driver = PullDriver(timing=QUICK, silent_s=0.1)
    printer = Printer(id=1, name="S", driver=Driver.CLOUDPRNT)
    assert deliver(driver, printer)[:2] == ("safe", "not_asked")
    driver.polled(1, "410 Paper out")
    assert deliver(driver, printer)[:2] == ("safe", "paper_out")
    driver.polled(1, "200 OK")
    # It asked once and never again: the work is taken back, and nothing was sent.
    assert deliver(driver, printer)[:2] == ("safe", "not_asked")
    assert driver.fetched(1, "") is None


def test_a_star_printer_that_fetches_and_never_confirms_is_unknown():
    driver = PullDriver(timing=QUICK, silent_s=0.3)
    printer = Printer(id=1, name="S", driver=Driver.CLOUDPRNT)
    driver.polled(1, "200 OK")
    taken = threading.Event()

    def fetch() -> None:
        limit = time.monotonic() + 2
        while time.monotonic() < limit and driver.fetched(1, "") is None:
            time.sleep(0.01)
        taken.set()

    thread = threading.Thread(target=fetch)
    thread.start()
    assert deliver(driver, printer)[0] == str(Outcome.UNKNOWN)
    thread.join()
    assert taken.is_set()
