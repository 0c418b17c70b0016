"""The spooler on a real file: every job ends where the rules say, and nothing twice in silence."""

import sqlite3

import pytest
from fake_printer import FakePrinter, free_port

from printers import queue, store, virtual
from printers.delivery import Outcome, Result
from printers.model import RULES, Kind
from printers.virtual_driver import Fault
from venue.core.errors import NotFound
from venue.core.jsonx import loads


def read(ticket: bytes) -> str:
    return "\n".join(virtual.print_on(ticket, 576).lines)


def told(box, kind: str) -> list:
    return [(news.room, loads(news.payload)) for news in box.news if news.kind == kind]


def test_a_ticket_prints_once_and_is_told(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("printed")
    assert "end G-0412" in read(fake.wait_printed(1)[0])
    assert box.printed == ["G-0412"]
    assert box.kinds() == ["printer.added", "print.printed"]
    assert fake.connections == 1


def test_asked_twice_it_prints_once(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    box.spooler.start()
    first = box.ticket(printer, "G-0412")
    assert (first is not None, box.ticket(printer, "G-0412")) == (True, None)
    box.until_states("printed")
    assert len(fake.printed) == 1


def test_a_rolled_back_order_prints_nothing(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    box.spooler.start()

    def order(tx):
        queue.enqueue(tx, printer_id=printer.id, kind="kitchen_ticket", document={}, dedupe_key="x")
        raise LookupError("refused after all")

    with pytest.raises(LookupError):
        box.database.write(order)
    box.ticket(printer, "G-0413")
    box.until_states("printed")
    assert len(fake.printed) == 1


def test_an_unknown_printer_is_refused(box):
    with pytest.raises(NotFound):
        box.database.write(
            queue.enqueue, printer_id=9, kind="kitchen_ticket", document={}, dedupe_key="x"
        )


def test_tickets_come_out_in_order(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    for number in range(1, 6):
        box.ticket(printer, f"G-{number:04}")
    box.spooler.start()
    tickets = fake.wait_printed(5)
    assert [read(ticket).split("end ")[1].strip() for ticket in tickets] == [
        "G-0001",
        "G-0002",
        "G-0003",
        "G-0004",
        "G-0005",
    ]


def test_a_printer_that_is_off_is_tried_again_and_people_are_told(box):
    port = free_port()
    printer = box.add(name="Grill", driver="tcp", port=port)
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until(lambda: box.spooler.health.state(printer.id) == "unreachable", "trouble")
    assert box.states() == ["queued"]
    assert box.troubles == ["printer.unreachable"]
    rooms = [room for room, _ in told(box, "alert")]
    assert rooms == ["floor", "status"]
    alert = told(box, "alert")[0][1]["alert"]
    assert (alert["id"], alert["kind"]) == (f"printer:{printer.id}", "printer")
    assert alert["values"] == {"printer": "Grill"}
    box.database.write(
        lambda tx: tx.execute("UPDATE printer SET driver = 'tcp', host = '127.0.0.1'")
    )
    fake = FakePrinter()
    box.database.write(lambda tx: tx.execute("UPDATE printer SET port = ?", (fake.port,)))
    box.clock.advance(20)
    box.database.write(box.spooler.resume, printer.id)
    box.until_states("printed")
    assert told(box, "alert_gone")[0] == ("floor", {"id": f"printer:{printer.id}"})
    assert len(fake.printed) == 1
    fake.close()


def test_a_lost_connection_gives_one_marked_copy(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    fake.drop_after = 60
    box.spooler.start()
    box.ticket(printer, "G-0412", note="x" * 3000)
    box.until_states("unknown", "printed")
    paper = read(fake.wait_printed(1)[0])
    assert "MAY BE A DUPLICATE OF" in paper
    assert paper.count("end G-0412") == 1
    first, copy = box.jobs()
    assert (copy["copy_of"], copy["number"]) == (first["id"], "G-0412")
    # The torn piece is cut off before the copy.
    assert fake.printed[0].startswith(b"\x1b@\n\x1dV\x01")
    assert box.printed == ["G-0412"]
    assert box.spooler.health.state(printer.id) == "ready"


def test_an_unknown_card_is_left_to_a_person(box):
    printer = box.add(name="Office", driver="virtual")
    box.virtual.faults[printer.id] = Fault.UNKNOWN
    box.spooler.start()
    box.ticket(printer, "C-1", kind="table_card", url="http://192.168.1.10/t/x")
    box.until_states("unknown")
    assert "print.copied" not in box.kinds()


def test_two_unknown_in_a_row_pause_the_printer_until_a_person_resumes(box):
    printer = box.add(name="Grill", driver="virtual")
    box.virtual.faults[printer.id] = Fault.UNKNOWN
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until(lambda: box.spooler.health.state(printer.id) == "paused", "the pause")
    box.ticket(printer, "G-0413")
    assert box.states() == ["unknown", "unknown", "queued", "queued"]
    del box.virtual.faults[printer.id]
    box.database.write(box.spooler.resume, printer.id)
    box.until_states("unknown", "unknown", "printed", "printed")
    assert box.troubles == ["printer.no_confirmation", "printer.paused"]


def test_the_pause_survives_a_restart(box):
    printer = box.add(name="Grill", driver="virtual")
    box.virtual.faults[printer.id] = Fault.UNKNOWN
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until(lambda: box.spooler.health.state(printer.id) == "paused", "the pause")
    box.close()
    box.virtual.faults.clear()
    box.open()
    box.spooler.start()
    box.ticket(printer, "G-0413")
    assert box.spooler.health.state(printer.id) == "paused"
    assert box.states()[-1] == "queued"
    with box.database.read() as tx:
        assert box.spooler.health.alerts(tx)[0]["text_key"] == "printer.paused"


@pytest.mark.parametrize("state", ["sending", "held"])
def test_what_was_under_way_at_a_power_cut_comes_out_marked(box, state):
    printer = box.add(name="Grill", driver="virtual")
    box.ticket(printer, "G-0412")
    box.ticket(printer, "G-0413")
    box.database.write(
        lambda tx: tx.execute("UPDATE print_job SET state = ? WHERE id = 1", (state,))
    )
    box.close()
    box.open()
    box.spooler.start()
    assert box.states()[0] == "unknown"
    box.until_states("unknown", "printed", "printed")
    first, _, copy = box.jobs()
    assert (first["cause"], copy["copy_of"]) == ("restarted", 1)


def test_old_kitchen_work_expires_by_running_time_only(box):
    printer = box.add(name="Grill", driver="virtual")
    box.virtual.faults[printer.id] = Fault.OFFLINE
    box.ticket(printer, "G-0412")
    box.clock.jump(86_400)
    box.spooler.start()
    box.until(lambda: box.spooler.health.state(printer.id) == "unreachable", "trouble")
    assert box.states() == ["queued"]
    box.clock.advance(RULES[Kind.KITCHEN].expires_s)
    del box.virtual.faults[printer.id]
    box.ticket(printer, "G-0413")
    box.until_states("expired", "printed")
    assert box.jobs()[0]["cause"] == "too_late"


def test_paper_out_before_the_ticket_waits_and_says_so(box):
    printer = box.add(name="Grill", driver="virtual")
    box.virtual.faults[printer.id] = Fault.PAPER_OUT
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until(lambda: box.spooler.health.state(printer.id) == "paper_out", "the cause")
    with box.database.read() as tx:
        (shown,) = box.spooler.status(tx, "en")
    assert (shown["state"], shown["words"], shown["queued"]) == ("paper_out", "paper is out", 1)
    del box.virtual.faults[printer.id]
    box.database.write(box.spooler.resume, printer.id)
    box.until_states("printed")


def test_a_held_ticket_is_told_and_printed_once(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    fake.trip = "paper"
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("held")
    box.until(lambda: box.spooler.health.state(printer.id) == "paper_out", "the cause")
    fake.set("ready")
    box.until_states("printed")
    assert len(fake.printed) == 1


def test_kitchen_work_goes_to_the_backup_printer_marked(box, fake):
    backup = box.add(name="Bar", driver="tcp", port=fake.port)
    printer = box.add(name="Grill", driver="virtual", backup_id=backup.id)
    box.virtual.faults[printer.id] = Fault.OFFLINE
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until(lambda: box.spooler.health.state(printer.id) == "unreachable", "trouble")
    assert box.states() == ["queued"]
    box.clock.advance(RULES[Kind.KITCHEN].reroute_after_s)
    box.ticket(printer, "G-0413")
    box.until(lambda: len(fake.printed) >= 1, "the backup")
    assert "FOR: Grill" in read(fake.printed[0])
    assert box.jobs()[0]["rerouted_from"] == printer.id
    assert "print.rerouted" in box.kinds()


def test_a_clone_that_never_answers_is_never_reprinted(box, fake):
    fake.silent = True
    printer = box.add(name="Grill", driver="tcp", port=fake.port, confirm="none")
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.ticket(printer, "G-0413")
    box.until_states("unknown", "unknown")
    assert {row["cause"] for row in box.jobs()} == {"unconfirmed"}
    assert box.printed == []
    assert box.spooler.health.state(printer.id) == "ready"


def test_one_dead_printer_does_not_delay_another(box, fake):
    fake.hung = True
    dead = box.add(name="Grill", driver="tcp", port=fake.port)
    well = box.add(name="Bar", driver="virtual")
    box.spooler.start()
    box.ticket(dead, "G-0001")
    box.ticket(well, "B-0001")
    box.until(lambda: box.states()[1] == "printed", "the bar's ticket")
    assert box.states()[0] in ("queued", "sending")


def test_a_printer_added_while_running_prints(box):
    box.spooler.start()
    printer = box.add(name="Grill", driver="virtual")
    box.ticket(printer, "G-0412")
    box.until_states("printed")


def test_stopping_cuts_off_a_held_ticket_as_unknown(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    fake.trip = "paper"
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("held")
    assert box.spooler.stop(0.1)
    assert box.states() == ["unknown", "queued"]


def test_a_callback_that_fails_is_undone_and_does_not_stop_the_paper(box):
    def half(tx, job):
        tx.journal("order.acknowledged", {})
        raise LookupError(job.id)

    printer = box.add(name="Grill", driver="virtual")
    box.spooler.on_printed.insert(0, half)
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("printed")
    assert box.printed == ["G-0412"]
    assert "order.acknowledged" not in box.kinds()


def test_a_claim_whose_answer_was_lost_is_settled_by_the_next_step(box, monkeypatch):
    printer = box.add(name="Grill", driver="virtual")
    real, once = queue.claim, [True]

    def claim(tx, printer_id):
        found = real(tx, printer_id)
        return None if found and once and once.pop() else found

    monkeypatch.setattr(queue, "claim", claim)
    monkeypatch.setattr("printers.worker.FAULT_S", 0.01)
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("unknown", "printed")


def test_an_outcome_is_written_again_when_the_disk_refuses_once(box, monkeypatch):
    printer = box.add(name="Grill", driver="virtual")
    real, refusals = queue.settle, [sqlite3.OperationalError("disk I/O error")]

    def settle(tx, *facts):
        if refusals:
            raise refusals.pop()
        real(tx, *facts)

    monkeypatch.setattr(queue, "settle", settle)
    monkeypatch.setattr("printers.worker.FAULT_S", 0.01)
    box.spooler.start()
    box.ticket(printer, "G-0412")
    box.until_states("printed")


def test_a_document_nobody_can_lay_out_prints_as_plain_words(box, fake):
    printer = box.add(name="Grill", driver="tcp", port=fake.port)
    box.spooler.start()
    box.ticket(printer, "G-0412", lines="not a list of lines")
    box.ticket(printer, "G-0413")
    box.until_states("printed", "printed")
    assert "not a list of lines" in read(fake.printed[0])


def test_claim_refuses_while_a_job_is_under_way(box):
    printer = box.add(name="Grill", driver="virtual")
    box.ticket(printer, "G-0412")
    box.ticket(printer, "G-0413")
    assert box.database.write(queue.claim, printer.id)[1].number == "G-0412"
    assert box.database.write(queue.claim, printer.id) is None


def test_purge_forgets_payloads_and_keeps_outcomes(box):
    printer = box.add(name="Grill", driver="virtual")
    box.ticket(printer, "G-0412")
    box.ticket(printer, "G-0413")
    claimed = box.database.write(queue.claim, printer.id)
    box.database.write(queue.settle, *claimed, Result(outcome=Outcome.PRINTED))
    assert box.database.write(queue.purge) == 0
    box.clock.jump(400 * 86_400)
    assert box.database.write(queue.purge) == 0
    box.clock.advance(31 * 86_400)
    assert box.database.write(queue.purge) == 1
    first, second = box.jobs()
    assert (first["document"], first["state"], first["number"]) == (None, "printed", "G-0412")
    assert second["document"] is not None


def test_the_index_of_unfinished_jobs_is_used(box):
    with box.database.read() as tx:
        plan = tx.rows(
            f"EXPLAIN QUERY PLAN SELECT * FROM print_job WHERE printer_id = 1 AND "
            f"{store.UNFINISHED} AND state = 'queued' ORDER BY id"
        )
    assert "print_job_unfinished" in plan[0]["detail"]
