"""The queue of print jobs: put in, taken out, settled; every function within a transaction.

`enqueue` is for other features, inside the transaction of the fact that is printed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from printers import store
from printers.bell import bell
from printers.delivery import Outcome, Result
from printers.model import (
    DAY_MS,
    HOPS_MOST,
    REROUTED,
    RULES,
    Job,
    Kind,
    OnUnknown,
    Printer,
    State,
    move,
    retry_ms,
)
from venue.core.errors import NotFound
from venue.core.tx import ReadTx, Tx

ENDS: Mapping[Outcome, State] = {
    Outcome.PRINTED: State.PRINTED,
    Outcome.UNKNOWN: State.UNKNOWN,
    Outcome.SENT: State.UNKNOWN,
    Outcome.SAFE: State.QUEUED,
}


def enqueue(
    tx: Tx,
    *,
    printer_id: int,
    kind: str,
    document: Mapping[str, Any],
    number: str | None = None,
    dedupe_key: str,
) -> int | None:
    """Queue a document once and return its job, or None when ``dedupe_key`` was queued before.

    Args:
        kind: One of `Kind`.
        document: What to print, a snapshot; see `printers.documents` for each kind's members.
        number: The ticket's own number, such as ``G-0412``.
        dedupe_key: Names the fact, such as ``ticket:<id>``: asked twice, printed once.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    known = Kind(kind)
    if not store.is_known(tx, printer_id):
        raise unknown_printer(printer_id)
    job_id = store.insert_job(
        tx,
        printer_id=printer_id,
        kind=known,
        number=number,
        document=document,
        dedupe_key=dedupe_key,
        lives_ms=RULES[known].expires_s * 1000,
    )
    if job_id is not None:
        # No entry of its own: the fact's entry in this transaction says that it was to be printed.
        tx.after_commit(bell(printer_id).set)
    return job_id


def due_in_ms(tx: ReadTx, printer: Printer) -> int | None:
    """Return how long until there is something to do for a printer; None: nothing waits."""
    if not printer.paused:
        # The oldest alone: tickets come out in the order of the orders, and reading a long queue
        # at every step would cost more than printing it. Later ones expire at the next claim.
        first = store.first_queued(tx, printer.id)
        if first is None:
            return None
        return max(0, min(first.not_before_run_ms, first.expires_run_ms) - tx.run_ms)
    waiting = store.queued(tx, printer.id)
    if not waiting:
        return None
    moments = [job.expires_run_ms for job in waiting]
    if printer.backup_id is not None and any(_movable(job, printer) for job in waiting):
        return 0
    return max(0, min(moments) - tx.run_ms)


def claim(tx: Tx, printer_id: int) -> tuple[Printer, Job] | None:
    """Take the printer's next job to send it; None when there is none that may be sent.

    Jobs that waited longer than their kind lives expire here: a printer that was off must not
    flood the kitchen with what is long served.
    """
    printer = store.printer(tx, printer_id)
    if printer is None:
        return None
    for late in store.overdue(tx, printer_id):
        _end(tx, late, State.EXPIRED, "too_late")
    if printer.paused:
        _reroute(tx, printer, waited_too=False)
        return None
    job = store.first_queued(tx, printer_id)
    if job is None or job.not_before_run_ms > tx.run_ms or store.in_flight(tx, printer_id):
        return None
    state = move(job.state, State.SENDING)
    store.set_sending(tx, job.id)
    return printer, replace(job, state=state, attempts=job.attempts + 1)


def hold(tx: Tx, job: Job, cause: str) -> None:
    """Note that the printer has the job and waits for somebody's hand."""
    if store.state(tx, job.id) is State.SENDING:
        move(State.SENDING, State.HELD)
        store.set_state(tx, job.id, State.HELD, cause=cause, done=False)


def settle(tx: Tx, printer: Printer, job: Job, result: Result) -> None:
    """Write what a try came to, and what follows by the rule of its kind."""
    state = store.state(tx, job.id)
    if state not in (State.SENDING, State.HELD):
        return
    if result.outcome is Outcome.SAFE and not RULES[job.kind].retry_s:
        move(state, State.EXPIRED)
        _end(tx, job, State.EXPIRED, result.cause)
        return
    move(state, ENDS[result.outcome])
    if result.outcome is Outcome.SAFE:
        wait_ms = retry_ms(job.kind, job.attempts)
        store.set_retry(tx, job.id, cause=result.cause, wait_ms=wait_ms)
        _reroute(tx, printer, waited_too=True)
        return
    _end(tx, job, ENDS[result.outcome], result.cause)
    if result.outcome is Outcome.UNKNOWN and RULES[job.kind].on_unknown is OnUnknown.COPY:
        copy(tx, job)


def fail(tx: Tx, job: Job) -> None:
    """Note that a job cannot be turned into print."""
    move(job.state, State.FAILED)
    _end(tx, job, State.FAILED, "unprintable")


def recover(tx: Tx, printer: Printer) -> int:
    """Settle as unknown what was under way when the box stopped; return how many."""
    cut_off = store.in_flight(tx, printer.id)
    for job in cut_off:
        settle(tx, printer, job, Result(outcome=Outcome.UNKNOWN, cause="restarted"))
    return len(cut_off)


def purge(tx: Tx) -> int:
    """Forget what was printed, by the days of `RULES`; return how many. Outcomes stay."""
    gone = 0
    for days in sorted({rule.keep_days for rule in RULES.values()}):
        kinds = [kind for kind, rule in RULES.items() if rule.keep_days == days]
        gone += store.forget_payloads(tx, kinds, before_run_ms=tx.run_ms - days * DAY_MS)
    return gone


def unknown_printer(printer: int | str) -> NotFound:
    """Return the refusal for a printer that does not exist."""
    return NotFound("printing.unknown_printer", "there is no such printer", printer=printer)


def _end(tx: Tx, job: Job, state: State, cause: str) -> None:
    store.set_state(tx, job.id, state, cause=cause, done=True)
    facts = {"job": job.id, "printer": job.printer_id, "number": job.number, "cause": cause}
    tx.journal(f"print.{state}", facts)


def copy(tx: Tx, job: Job) -> int | None:
    """Queue the job once more; its paper says whose duplicate it may be."""
    first = job.copy_of or job.id
    copy_no = job.copy_no + 1
    job_id = store.insert_job(
        tx,
        printer_id=job.printer_id,
        kind=job.kind,
        number=job.number,
        document=job.document,
        dedupe_key=f"copy:{first}:{copy_no}",
        lives_ms=RULES[job.kind].expires_s * 1000,
        copy_of=first,
        copy_no=copy_no,
        rerouted_from=job.rerouted_from,
    )
    facts = {"job": job_id, "of": first, "printer": job.printer_id, "number": job.number}
    tx.journal("print.copied", facts)
    tx.after_commit(bell(job.printer_id).set)
    return job_id


def _reroute(tx: Tx, printer: Printer, *, waited_too: bool) -> None:
    """Give kitchen work to the backup printer, `HOPS_MOST` times at most: no ball games."""
    if printer.backup_id is None:
        return
    moved = [
        job.id
        for job in store.queued(tx, printer.id)
        if _movable(job, printer) and not (waited_too and tx.run_ms < _patience_ends(job))
    ]
    if moved:
        store.reroute(tx, moved, to=printer.backup_id)
        facts = {"jobs": moved, "printer": printer.id, "backup": printer.backup_id}
        tx.journal("print.rerouted", facts)
        tx.after_commit(bell(printer.backup_id).set)


def _movable(job: Job, printer: Printer) -> bool:
    fits = job.kind in REROUTED and job.hops < HOPS_MOST
    return fits and job.rerouted_from != printer.backup_id


def _patience_ends(job: Job) -> int:
    after_s = RULES[job.kind].reroute_after_s or 0
    return job.created_run_ms + after_s * 1000
