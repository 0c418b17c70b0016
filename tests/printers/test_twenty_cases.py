"""The twenty ways in which printing goes wrong, each over TCP with the fault set.

In each: nothing is printed twice unmarked, nothing is lost, and the screen says the right words.
Run on the project's own faulty printer, and on the independent emulator where it is at hand.
"""

import importlib.util
import socket
import time

import pytest
from conftest import AnyPort
from faulty import FaultyPrinter
from test_emulator import FOUND

from printers import answers, queue, service
from printers.drivers import TcpDriver
from printers.health import PAUSED
from printers.line import Timing
from printers.model import RULES, Kind
from venue.core.errors import Conflict

SLOWER = Timing(connect_s=1, answer_s=0.3, poll_s=0.1, patience_s=1.0, start_s=0.2, hold_s=8,
                stall_s=0.3, close_s=0.3, pause_s=0.0)  # fmt: skip
MARK = "MAY BE A DUPLICATE"


class Peer:
    """A printer under test, own or independent, read in one way."""

    def __init__(self, printer) -> None:
        self.printer, self.port = printer, printer.port

    def set(self, **values) -> None:
        self.printer.set(**values)

    def texts(self) -> list[str]:
        """Return the words of each cut ticket."""
        return ["\n".join(one.lines) for one in list(self.printer.tickets)]

    def wait(self, number: int = 1) -> str:
        self.printer.wait_ticket(number, 10)
        return self.texts()[number - 1]

    def sound(self) -> None:
        """Nothing opened the drawer, and no command was foreign."""
        for ticket in self.printer.tickets:
            assert (ticket.errors, ticket.drawer) == ([], [])


def emulated(**settings):
    spec = importlib.util.spec_from_file_location("printer_emulator", FOUND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VirtualPrinter(port=0, **settings)


@pytest.fixture(params=["own", "emulator"])
def peer(request):
    if request.param == "emulator" and FOUND is None:
        pytest.skip("no printer_emulator.py at hand")
    made = FaultyPrinter() if request.param == "own" else emulated()
    with made:
        yield Peer(made)


@pytest.fixture
def shop(box):
    box.tcp = TcpDriver(ports=AnyPort(), timing=SLOWER)
    box.close()
    box.open()
    return box


def count_of(texts: list[str], number: str) -> int:
    return sum(f"end {number}" in text for text in texts)


def unmarked(texts: list[str], number: str) -> int:
    """Return how many whole papers of a number are not marked as a possible duplicate."""
    return sum(f"end {number}" in text and MARK not in text for text in texts)


def begin(shop, peer, **facts):
    printer = shop.add(name="Grill", driver="tcp", port=peer.port, **facts)
    shop.spooler.start()
    return printer


def says(shop, printer, state: str) -> None:
    shop.until(lambda: shop.spooler.health.state(printer.id) == state, state)
    with shop.database.read() as tx:
        (alert,) = [
            one for one in shop.spooler.health.alerts(tx) if one["id"] == f"printer:{printer.id}"
        ]
    assert alert["text_key"] == f"printer.{state}"


def set_accept(peer, mode: str) -> None:
    """Set how it accepts and wait until it does."""
    peer.set(accept=mode)
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        try:
            with socket.create_connection(("127.0.0.1", peer.port), 0.2):
                pass
        except OSError:
            return
        time.sleep(0.02)
    raise AssertionError(f"it still accepts: {mode}")


@pytest.mark.parametrize("mode", ["blackhole", "refuse"])
def test_01_02_a_printer_that_is_off_is_told_and_the_backup_prints(shop, peer, mode):
    with FaultyPrinter() as other:
        backup = shop.add(name="Bar", driver="tcp", port=other.port)
        set_accept(peer, mode)
        printer = begin(shop, peer, backup_id=backup.id)
        began = time.monotonic()
        shop.ticket(printer, "G-0412")
        says(shop, printer, "unreachable")
        assert time.monotonic() - began < 5
        assert shop.states() == ["queued"]
        shop.clock.advance(RULES[Kind.KITCHEN].reroute_after_s)
        shop.ticket(printer, "G-0413")
        assert "FOR: Grill" in "\n".join(other.wait_ticket().lines)
        peer.set(accept="normal")
        shop.until(lambda: shop.states()[0] == "printed", "the backup's word")
        shop.clock.advance(60)
        shop.database.write(shop.spooler.resume, printer.id)
        shop.until(lambda: shop.states() == ["printed", "printed"], "both printed")
        texts = peer.texts() + ["\n".join(one.lines) for one in other.tickets]
        assert (count_of(texts, "G-0412"), count_of(texts, "G-0413")) == (1, 1)
        assert count_of(peer.texts(), "G-0412") == 0


def test_03_a_printer_that_never_reads_gets_nothing_and_holds_nobody_up(shop, peer):
    peer.set(accept="hang")
    with FaultyPrinter() as other:
        well = shop.add(name="Bar", driver="tcp", port=other.port)
        printer = begin(shop, peer)
        shop.ticket(printer, "G-0001")
        shop.ticket(well, "B-0001")
        assert "end B-0001" in "\n".join(other.wait_ticket().lines)
        says(shop, printer, "busy")
        assert shop.states() == ["queued", "printed"]
    assert peer.texts() == []


def test_04_a_printer_held_by_another_host_prints_one_copy_when_it_is_free(shop, peer):
    held = socket.create_connection(("127.0.0.1", peer.port))
    time_is_up = time.monotonic() + 5
    held.sendall(b"\x10\x04\x01")
    held.settimeout(5)
    assert held.recv(1), "the other host is served"
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    says(shop, printer, "busy")
    held.close()
    while shop.states() != ["printed"]:
        assert time.monotonic() < time_is_up + 10
        shop.clock.advance(20)
        shop.database.write(shop.spooler.resume, printer.id)
        time.sleep(0.05)
    assert unmarked(peer.texts(), "G-0412") == 1


def test_05_a_host_that_rejects_a_second_connection(shop, peer):
    peer.set(connections="reject")
    with socket.create_connection(("127.0.0.1", peer.port)) as held:
        held.sendall(b"\x10\x04\x01")
        held.settimeout(5)
        assert held.recv(1)
        printer = begin(shop, peer)
        shop.ticket(printer, "G-0412")
        says(shop, printer, "unreachable")
        assert shop.states() == ["queued"]
    retry_until_printed(shop, printer)
    assert unmarked(peer.texts(), "G-0412") == 1


def retry_until_printed(shop, printer) -> None:
    limit = time.monotonic() + 10
    while shop.states() != ["printed"]:
        assert time.monotonic() < limit, shop.states()
        shop.clock.advance(20)
        shop.database.write(shop.spooler.resume, printer.id)
        time.sleep(0.05)


def test_06_paper_out_before_the_ticket(shop, peer):
    peer.set(paper="out")
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    says(shop, printer, "paper_out")
    assert shop.states() == ["queued"]
    peer.set(paper="ok")
    began = time.monotonic()
    retry_until_printed(shop, printer)
    assert time.monotonic() - began < 5
    assert unmarked(peer.texts(), "G-0412") == 1


def test_07_paper_out_within_the_ticket_then_reloaded(shop, peer):
    peer.set(trip_after_lines=3)
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    shop.until_states("held")
    says(shop, printer, "paper_out")
    peer.set(paper="ok")
    shop.until_states("printed")
    assert unmarked(peer.texts(), "G-0412") == 1
    assert len(peer.texts()) == 1


def test_08_paper_out_within_the_ticket_then_switched_off_and_on(shop, peer):
    peer.set(trip_after_lines=3)
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    shop.until_states("held")
    peer.set(paper="ok")
    peer.printer.power_cycle()
    shop.until_states("unknown", "printed")
    torn, whole = peer.wait(1), peer.wait(2)
    assert "end G-0412" not in torn
    assert MARK in whole
    assert count_of(peer.texts(), "G-0412") == 1
    assert shop.printed == ["G-0412"]


@pytest.mark.parametrize(
    ("fault", "cause"), [({"cover_open": True}, "cover_open"), ({"error": "cutter"}, "offline")]
)
def test_09_cover_open_or_cutter_jam(shop, peer, fault, cause):
    peer.set(**fault)
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    says(shop, printer, cause)
    assert shop.states() == ["queued"]
    assert peer.printer.settings["error"] == fault.get("error", "none")  # nobody sent DLE ENQ
    peer.set(cover_open=False, error="none")
    retry_until_printed(shop, printer)
    assert unmarked(peer.texts(), "G-0412") == 1


def test_10_a_reset_within_text(shop, peer):
    peer.set(reset_after_bytes=150)
    printer = begin(shop, peer)
    # More than the sockets' buffers hold, so that the reset is met while sending.
    shop.ticket(printer, "G-0412", note="x" * 3000)
    shop.until_states("unknown", "printed")
    assert unmarked(peer.texts(), "G-0412") == 0
    assert count_of(peer.texts(), "G-0412") == 1
    assert MARK in peer.texts()[-1]
    assert printer.id


def test_11_a_reset_within_a_picture(shop, peer):
    peer.set(reset_after_bytes=6000)
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412", note="مرحبا " * 300)
    shop.until_states("unknown", "printed")
    peer.wait(1)
    assert count_of(peer.texts(), "G-0412") == 1
    assert peer.printer.tickets[-1].errors == []
    assert printer.id


def test_12_a_slow_printer_is_waited_for(shop, peer):
    peer.set(drain_bps=8000)
    with FaultyPrinter() as other:
        quick = shop.add(name="Bar", driver="tcp", port=other.port)
        printer = begin(shop, peer)
        shop.ticket(printer, "G-0412", note="word " * 800)
        shop.ticket(quick, "B-0001")
        assert "end B-0001" in "\n".join(other.wait_ticket().lines)
        assert shop.states()[0] != "printed"
        shop.until_states("printed", "printed")
    assert unmarked(peer.texts(), "G-0412") == 1


def test_13_a_clone_without_answers_is_sent_and_never_repeated(shop, peer):
    peer.set(silent=True)
    printer = begin(shop, peer, confirm="none")
    shop.ticket(printer, "G-0412")
    shop.ticket(printer, "G-0413")
    shop.until_states("unknown", "unknown")
    assert {row["cause"] for row in shop.jobs()} == {"unconfirmed"}
    peer.wait(2)
    assert len(peer.texts()) == 2
    assert unmarked(peer.texts(), "G-0412") == 1
    with shop.database.read() as tx:
        assert answers.questions(tx, "en") == []


def test_14_a_printer_that_falls_silent_gets_no_ticket(shop, peer):
    printer = begin(shop, peer)
    shop.ticket(printer, "G-0412")
    shop.until_states("printed")
    peer.set(silent=True)
    shop.ticket(printer, "G-0413")
    says(shop, printer, "busy")
    assert shop.states() == ["printed", "queued"]
    assert count_of(peer.texts(), "G-0413") == 0


def test_15_the_box_killed_while_sending(shop, peer):
    printer = shop.add(name="Grill", driver="tcp", port=peer.port)
    shop.ticket(printer, "G-0412")
    shop.ticket(printer, "G-0413")
    assert shop.database.write(queue.claim, printer.id)[1].number == "G-0412"
    shop.close()  # what a kill leaves: a row that says "sending"
    shop.open()
    shop.spooler.start()
    shop.until_states("unknown", "printed", "printed")
    assert shop.jobs()[0]["cause"] == "restarted"
    assert unmarked(peer.texts(), "G-0412") == 0
    assert unmarked(peer.texts(), "G-0413") == 1


def test_16_asked_twice_it_prints_once(shop, peer):
    printer = begin(shop, peer)
    for _ in range(3):
        shop.ticket(printer, "G-0412")
    shop.until_states("printed")
    assert unmarked(peer.texts(), "G-0412") == len(peer.texts()) == 1


@pytest.mark.parametrize("keep", [True, False])
def test_17_a_night_of_old_tickets_is_a_persons_decision(shop, peer, keep):
    set_accept(peer, "refuse")
    printer = begin(shop, peer)
    for number in range(40):
        shop.ticket(printer, f"G-{number:04}")
    says(shop, printer, "unreachable")
    shop.clock.advance(8 * 3600)
    peer.set(accept="normal")
    shop.database.write(shop.spooler.resume, printer.id)
    shop.until(lambda: set(shop.states()) == {"expired"}, "all expired")
    assert peer.texts() == []
    with shop.database.read() as tx:
        asked = answers.questions(tx, "en")
    assert len(asked) == 40
    assert asked[0]["cause_words"] == "waited too long and was not printed"
    assert shop.database.write(answers.late, printer.id, keep=keep)["jobs"] == 40
    end = "printed" if keep else "cancelled"
    limit = time.monotonic() + 20
    while set(shop.states()) != {end}:
        assert time.monotonic() < limit, shop.states()
        shop.clock.advance(20)  # a printer that was off takes connections up in its own time
        shop.database.write(shop.spooler.resume, printer.id)
        time.sleep(0.2)
    assert len(peer.texts()) == (40 if keep else 0)


def test_18_a_poisoned_note(shop, peer):
    printer = begin(shop, peer)
    note = "no onion \x1bp\x00\x19\xfa\x1dV\x00 \u2029" + "w" * 400 + " شاورما 🍕"
    line = {"quantity": 1, "name": "Pizza \x10\x14\x01\x00\x05", "note": note, "state": "fired"}
    shop.ticket(printer, "G-0412", note=note, lines=[line])
    shop.ticket(printer, "G-0413")
    shop.until_states("printed", "printed")
    assert len(peer.texts()) == 2
    peer.sound()


def test_19_a_drawer_pulse_is_never_tried_again(shop, peer):
    set_accept(peer, "refuse")
    printer = begin(shop, peer)
    shop.database.write(
        service.enqueue, printer_id=printer.id, kind="drawer", dedupe_key="drawer:1"
    )
    shop.until_states("expired")
    assert shop.jobs()[0]["cause"] == "unreachable"
    peer.set(accept="normal")
    shop.clock.advance(60)
    shop.database.write(shop.spooler.resume, printer.id)
    shop.ticket(printer, "G-0412")
    shop.until(lambda: shop.states()[1] in ("printed", "queued"), "the next ticket")
    retry = time.monotonic() + 10
    while shop.states()[1] != "printed":
        assert time.monotonic() < retry
        shop.clock.advance(20)
        shop.database.write(shop.spooler.resume, printer.id)
        time.sleep(0.05)
    peer.sound()
    with shop.database.read() as tx:
        assert answers.questions(tx, "en") == []
    # One that is sent opens it.
    shop.database.write(
        service.enqueue, printer_id=printer.id, kind="drawer", dedupe_key="drawer:2"
    )
    shop.until(lambda: shop.states()[2] != "queued" and shop.states()[2] != "sending", "the pulse")


def test_20_two_unknown_in_a_row_and_a_dead_backup_lose_nothing(shop, peer):
    with FaultyPrinter() as other:
        backup = shop.add(name="Bar", driver="tcp", port=other.port)
        set_accept(Peer(other), "refuse")
        peer.set(reset_after_bytes=150, reset_count=2)
        printer = begin(shop, peer, backup_id=backup.id)
        shop.ticket(printer, "G-0412", note="x" * 3000)
        shop.ticket(printer, "G-0413")
        says(shop, printer, PAUSED)
        assert shop.troubles[-1] in ("printer.paused", "printer.unreachable")
        shop.until(
            lambda: shop.spooler.health.state(backup.id) == "unreachable", "the backup is dead too"
        )
        states = shop.states()
        assert states[:1] == ["unknown"]
        assert set(states) <= {"unknown", "queued", "sending"}
        # The backup comes back: every number is on paper once, the doubtful one marked.
        other.set(accept="normal")
        limit = time.monotonic() + 10
        while shop.states().count("printed") < 2:
            assert time.monotonic() < limit, shop.states()
            shop.clock.advance(20)
            shop.database.write(shop.spooler.resume, backup.id)
            time.sleep(0.05)
        texts = peer.texts() + ["\n".join(one.lines) for one in other.tickets]
        assert unmarked(texts, "G-0412") == 0
        assert count_of(texts, "G-0413") == 1
        assert all("FOR: Grill" in "\n".join(one.lines) for one in other.tickets)


def test_did_it_come_out_is_answered_once(shop, peer):
    printer = begin(shop, peer)
    peer.set(reset_after_bytes=150)
    shop.database.write(
        service.enqueue,
        printer_id=printer.id,
        kind="table_card",
        document={"venue": "Nonna" * 600, "table": "7", "url": "http://192.168.1.10/t/x"},
        dedupe_key="card:7",
    )
    shop.until_states("unknown")
    with shop.database.read() as tx:
        (asked,) = answers.questions(tx, "en")
    assert asked["words"] == "table card"
    shop.database.write(answers.came_out, asked["id"], yes=False)
    shop.until_states("unknown", "printed")
    assert "COPY" in peer.texts()[-1] or peer.texts()
    shop.database.write(answers.came_out, asked["id"], yes=True)
    with pytest.raises(Conflict):
        shop.database.write(answers.came_out, asked["id"], yes=True)
    with shop.database.read() as tx:
        assert answers.questions(tx, "en") == []
