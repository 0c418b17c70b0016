"""What only a person can say: did it come out, print it all the same, forget it."""

from dataclasses import replace
from typing import Any

from printers import queries, queue, store
from printers.bell import bell
from printers.model import DAY_MS, RULES, Job, Kind, State, move
from printers.words import say
from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx, Tx


def questions(tx: ReadTx, lang: str) -> list[dict[str, Any]]:
    """Return the jobs of the last day of running time that a person must decide on."""
    names = {printer.id: printer.name for printer in store.printers(tx)}
    return [
        {
            "id": job.id,
            "printer_id": job.printer_id,
            "printer": names[job.printer_id],
            "kind": str(job.kind),
            "words": say(lang, f"kind.{job.kind}"),
            "number": job.number or f"#{job.id}",
            "state": str(job.state),
            "state_words": say(lang, f"job.{job.state}"),
            "cause_words": say(lang, f"printer.{job.cause}") if job.cause else "",
            "at": job.created_at,
        }
        for job in queries.asked(tx, since_run_ms=tx.run_ms - DAY_MS)
    ]


def came_out(tx: Tx, job_id: int, *, yes: bool) -> dict[str, Any]:
    """Note a person's answer to "did it come out?"; no: print it again, marked as a copy.

    Raises:
        NotFound: ``printing.unknown_job``.
        Conflict: ``printing.not_asked`` - nobody doubts that job; ``printing.forgotten``.
    """
    job = _job(tx, job_id)
    if job.state is not State.UNKNOWN:
        raise Conflict("printing.not_asked", "nobody doubts this paper", state=str(job.state))
    tx.journal("print.answered", {"job": job_id, "came_out": yes})
    if yes:
        move(job.state, State.PRINTED)
        store.set_state(tx, job_id, State.PRINTED, cause="", done=True)
        return {"id": job_id, "state": str(State.PRINTED)}
    return {"id": job_id, "state": str(job.state), "copy": _copy(tx, job)}


def reprint(tx: Tx, job_id: int) -> dict[str, Any]:
    """Print a finished document again; its paper says COPY or that it may be a duplicate.

    Raises:
        NotFound: ``printing.unknown_job``.
        Conflict: ``printing.under_way`` - not finished yet; ``printing.forgotten``.
    """
    job = _job(tx, job_id)
    if job.state not in (State.PRINTED, State.UNKNOWN) or job.kind is Kind.DRAWER:
        raise Conflict("printing.under_way", "only what was printed can be printed again")
    return {"id": job_id, "copy": _copy(tx, job)}


def late(tx: Tx, printer_id: int, *, keep: bool) -> dict[str, Any]:
    """Print everything that came too late on a printer after all, or forget it.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    if store.printer(tx, printer_id) is None:
        raise queue.unknown_printer(printer_id)
    jobs = queries.expired_of(tx, printer_id)
    for job in jobs:
        if keep:
            move(job.state, State.QUEUED)
            queries.queue_again(tx, job.id, lives_ms=RULES[job.kind].expires_s * 1000)
        else:
            move(job.state, State.CANCELLED)
            store.set_state(tx, job.id, State.CANCELLED, cause="too_late", done=True)
    done = "print.late_printed" if keep else "print.late_discarded"
    tx.journal(done, {"printer": printer_id, "jobs": [job.id for job in jobs]})
    tx.after_commit(bell(printer_id).set)
    return {"printer": printer_id, "jobs": len(jobs)}


def cancel(tx: Tx, job_id: int) -> dict[str, Any]:
    """Take a waiting job out of its queue.

    Raises:
        NotFound: ``printing.unknown_job``.
        Conflict: ``printing.illegal_move`` - it does not wait any more.
    """
    job = _job(tx, job_id)
    move(job.state, State.CANCELLED)
    store.set_state(tx, job_id, State.CANCELLED, cause="", done=True)
    tx.journal("print.cancelled", {"job": job_id, "printer": job.printer_id})
    return {"id": job_id, "state": str(State.CANCELLED)}


def _copy(tx: Tx, job: Job) -> int | None:
    if not job.document and job.kind is not Kind.DRAWER:
        raise Conflict("printing.forgotten", "what was on this paper is forgotten by now")
    made = queries.copies_of(tx, job.copy_of or job.id)
    return queue.copy(tx, replace(job, copy_no=max(made, job.copy_no)))


def _job(tx: ReadTx, job_id: int) -> Job:
    job = store.job(tx, job_id)
    if job is None:
        raise NotFound("printing.unknown_job", "there is no such paper", job=job_id)
    return job
