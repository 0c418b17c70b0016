"""What the TCP driver concludes from each way a printer can behave."""

import socket
import threading
import time

import pytest
from conftest import QUICK, AnyPort
from fake_printer import FakePrinter, free_port

from printers import escpos
from printers.delivery import Outcome, Payload, Watch
from printers.drivers import FileDriver, TcpDriver
from printers.layout import Cut, line
from printers.model import Confirm, Driver, Printer
from printers.talking import Refused


def printer_at(port: int, **facts) -> Printer:
    return Printer(id=1, name="Grill", host="127.0.0.1", port=port, **facts)


def payload(printer: Printer, lines: int = 5) -> Payload:
    tag = escpos.tag_of(812)
    blocks = [*(line(f"line {at}") for at in range(lines)), Cut()]
    return Payload(data=escpos.encode(blocks, printer, tag=tag), tag=tag)


def deliver(printer: Printer, lines: int = 5, **watch):
    seen: list[str] = []
    driver = TcpDriver(ports=AnyPort(), timing=QUICK)
    result = driver.deliver(
        printer, payload(printer, lines), Watch(**({"held": seen.append} | watch))
    )
    return str(result.outcome), result.cause, seen


def test_a_confirming_printer_prints(fake):
    assert deliver(printer_at(fake.port)) == ("printed", "", [])
    assert len(fake.printed) == 1
    assert fake.printed[0].startswith(b"\x1b@\x1bt\x13line 0\n")


def test_a_printer_with_the_fence_alone_prints(fake):
    fake.confirms = False
    printer = printer_at(fake.port, confirm=Confirm.STATUS)
    assert deliver(printer) == ("printed", "", [])


def test_a_tag_that_never_comes_is_unknown(fake):
    fake.confirms = False
    assert deliver(printer_at(fake.port)) == ("unknown", "no_confirmation", [])


def test_a_closed_port_is_safe():
    assert deliver(printer_at(free_port())) == ("safe", "unreachable", [])


def test_a_silent_printer_that_used_to_answer_gets_no_ticket(fake):
    fake.silent = True
    assert deliver(printer_at(fake.port)) == ("safe", "busy", [])
    assert b"line" not in fake.received[0]
    assert bytes(8192) in fake.received[0]


def test_a_hung_printer_gets_no_ticket(fake):
    fake.hung = True
    assert deliver(printer_at(fake.port)) == ("safe", "busy", [])


def test_a_clone_that_never_answers_is_sent_not_printed(fake):
    fake.silent = True
    printer = printer_at(fake.port, confirm=Confirm.NONE)
    assert deliver(printer) == ("sent", "unconfirmed", [])
    fake.wait_printed(1)


@pytest.mark.parametrize(("state", "cause"), [("paper", "paper_out"), ("cover", "cover_open")])
def test_trouble_before_the_ticket_is_safe(fake, state, cause):
    fake.set(state)
    assert deliver(printer_at(fake.port)) == ("safe", cause, [])
    assert b"line" not in fake.received[0]


def test_a_reset_within_the_ticket_is_unknown(fake):
    fake.drop_after = 60
    assert deliver(printer_at(fake.port), lines=400) == ("unknown", "connection_lost", [])


def test_paper_out_within_the_ticket_is_held_then_printed(fake):
    fake.trip = "paper"
    seen: list[str] = []

    def held(cause: str) -> None:
        seen.append(cause)
        fake.set("ready")

    assert deliver(printer_at(fake.port), held=held)[:2] == ("printed", "")
    assert set(seen) == {"paper_out"}
    assert len(fake.printed) == 1


def test_a_held_ticket_waits_longer_than_a_ticket_may_take(fake):
    fake.trip = "paper"
    seen: list[float] = []

    def held(cause: str) -> None:
        seen.append(time.monotonic())
        if seen[-1] - seen[0] > 2 * QUICK.patience_s:
            fake.set("ready")

    assert deliver(printer_at(fake.port), held=held)[:2] == ("printed", "")


def test_a_held_ticket_is_unknown_when_the_box_stops(fake):
    fake.trip = "cover"
    abort = threading.Event()
    result = deliver(printer_at(fake.port), held=lambda cause: abort.set(), abort=abort)
    assert result[:2] == ("unknown", "restarted")


def test_an_old_tag_confirms_nothing(fake):
    printer = printer_at(fake.port)
    old = Payload(data=payload(printer).data, tag=b"zzzz")
    result = TcpDriver(ports=AnyPort(), timing=QUICK).deliver(
        printer, old, Watch(held=lambda cause: None)
    )
    assert result.outcome is Outcome.UNKNOWN


def test_a_printer_held_by_another_host_is_busy(fake):
    with socket.create_connection(("127.0.0.1", fake.port)):
        fake.wait(lambda: fake.connections == 1, "the other host")
        assert deliver(printer_at(fake.port)) == ("safe", "busy", [])


@pytest.mark.parametrize(
    ("set_up", "found"),
    [
        ({}, Confirm.PROCESS_ID),
        ({"confirms": False}, Confirm.STATUS),
        ({"silent": True}, Confirm.NONE),
    ],
)
def test_probe_finds_what_a_printer_says(fake, set_up, found):
    for name, value in set_up.items():
        setattr(fake, name, value)
    driver = TcpDriver(ports=AnyPort(), timing=QUICK)
    assert driver.probe(printer_at(fake.port)) is found


def test_check_sends_nothing_to_print(fake):
    driver = TcpDriver(ports=AnyPort(), timing=QUICK)
    assert driver.check(printer_at(fake.port)) == ""
    fake.set("cover")
    assert driver.check(printer_at(fake.port)) == "cover_open"
    assert set(b"".join(fake.received)) <= set(b"\x10\x04\x01\x02")


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("8.8.8.8", 9100),
        ("127.0.0.1", 22),
        ("127.0.0.1", 8080),
        ("::", 9100),
        ("x" * 70 + ".local", 9100),
    ],
)
def test_other_machines_and_ports_are_refused(host, port):
    driver = TcpDriver(timing=QUICK)
    printer = Printer(id=1, name="x", host=host, port=port)
    result = driver.deliver(printer, payload(printer), Watch(held=lambda cause: None))
    assert (result.outcome, result.cause) == (Outcome.SAFE, "refused")
    assert driver.check(printer) == "refused"
    with pytest.raises(Refused):
        driver.probe(printer)


def test_two_printers_do_not_wait_for_each_other(fake):
    fake.hung = True
    other = FakePrinter()
    started = time.monotonic()
    slow = threading.Thread(target=deliver, args=(printer_at(fake.port),))
    slow.start()
    assert deliver(printer_at(other.port))[0] == "printed"
    assert time.monotonic() - started < 0.3
    slow.join()
    other.close()


def test_a_file_gets_the_bytes_and_confirms_nothing(tmp_path):
    driver = FileDriver(tmp_path)
    printer = Printer(
        id=1, name="f", driver=Driver.FILE, host=str(tmp_path / "out.bin"), confirm=Confirm.NONE
    )
    job = payload(printer)
    assert driver.check(printer) == ""
    result = driver.deliver(printer, job, Watch(held=lambda cause: None))
    assert result.outcome is Outcome.SENT
    assert (tmp_path / "out.bin").read_bytes() == job.data


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "/dev/sda", "/dev/usb/../mem"])
def test_a_file_elsewhere_is_refused(tmp_path, path):
    driver = FileDriver(tmp_path / "paper")
    printer = Printer(id=1, name="f", driver=Driver.FILE, host=path)
    result = driver.deliver(printer, payload(printer), Watch(held=lambda cause: None))
    assert (result.outcome, result.cause) == (Outcome.SAFE, "refused")
