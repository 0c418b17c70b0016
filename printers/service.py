"""What can be done with printers."""

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from printers import queries, queue, store
from printers.letterhead import letterhead
from printers.model import CODE_TABLES, Confirm, Driver, Job, Kind, Printer
from printers.models.letterhead import Letterhead
from printers.models.money import PrintHealth
from printers.place import CONFIRM_OF, PORT_OF, check_place
from printers.spooler import Spooler
from printers.text import one_line
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.tx import ReadTx, Tx

NAME_LONGEST = 40
RECENT = 50


def add(
    tx: Tx,
    *,
    name: str,
    driver: str,
    host: str = "",
    port: int | None = None,
    columns: int = 48,
    dots: int = 576,
    confirm: str = "process_id",
    native_qr: bool = True,
    backup_id: int | None = None,
    baud: int = 9600,
    mac: str = "",
    secret_hash: str = "",
    spooler: Spooler | None = None,
) -> Printer:
    """Add a printer; a running ``spooler`` prints on it at once.

    Args:
        host: Address for ``tcp``, ``epos`` and ``ipp``; a device for ``usb`` and ``serial``; a
            path for ``file``; empty for the others.
        port: None: the usual one of the driver.
        columns: 48 on 80 mm paper, 32 on 58 mm; dots 576 and 384.
        confirm: ``process_id``, ``status`` or ``none``; `TcpDriver.probe` finds it out. A file
            never answers; ePOS, CloudPRNT and IPP answer by themselves.
        secret_hash: Of the secret in a CloudPRNT printer's address.

    Raises:
        Invalid: ``printing.bad_name``, ``printing.bad_driver``, ``printing.bad_address``,
            ``printing.bad_size``.
        Conflict: ``printing.name_taken``.
        NotFound: ``printing.unknown_printer`` - the backup.
    """
    name = one_line(name)
    port = PORT_OF.get(driver, 9100) if port is None else port
    _check(name, driver, confirm, columns, dots)
    check_place(driver, host, port, baud)
    _check_free(tx, name, backup_id)
    printer = store.insert_printer(
        tx,
        Printer(
            id=0,
            name=name,
            driver=Driver(driver),
            host=host,
            port=port,
            columns=columns,
            dots=dots,
            confirm=CONFIRM_OF.get(driver, Confirm(confirm)),
            tables=tuple(CODE_TABLES),
            native_qr=native_qr,
            backup_id=backup_id,
            baud=baud,
            mac=mac,
            secret_hash=secret_hash,
        ),
    )
    tx.journal("printer.added", {"printer": printer.id, "driver": driver, "confirm": confirm})
    if spooler is not None:
        tx.after_commit(lambda: spooler.adopt(printer))
    return printer


def enqueue(
    tx: Tx,
    *,
    printer_id: int,
    kind: str,
    document: Any = None,
    number: str | None = None,
    dedupe_key: str,
) -> int | None:
    """Queue a document in the caller's transaction; None when ``dedupe_key`` was queued before.

    Args:
        kind: One of `printers.model.Kind`.
        document: A value from `printers.models`, or its members as a mapping; None for
            ``drawer``. An empty letterhead becomes the venue's.
        number: The document's own number, for people who look for it.
        dedupe_key: Names the fact, such as ``receipt:812``: asked twice, printed once.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    facts = asdict(document) if is_dataclass(document) else dict(document or {})  # type: ignore[arg-type]
    if facts.get("letterhead") == asdict(Letterhead()):
        facts["letterhead"] = asdict(letterhead(tx))
    return queue.enqueue(
        tx, printer_id=printer_id, kind=kind, document=facts, number=number, dedupe_key=dedupe_key
    )


def print_health(tx: ReadTx, *, since_run_ms: int) -> PrintHealth:
    """Return how the tickets since ``since_run_ms`` of running time came out, for the Z report."""
    first = queries.first_since(tx, since_run_ms)
    numbers = queries.doubtful_numbers(tx, first)
    return PrintHealth(**queries.counts_since(tx, first), numbers=tuple(numbers))


def index(tx: ReadTx) -> list[Printer]:
    """Return every printer."""
    return store.printers(tx)


def by_id(tx: ReadTx, printer_id: int) -> Printer:
    """Return a printer by id.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    printer = store.printer(tx, printer_id)
    if printer is None:
        raise queue.unknown_printer(printer_id)
    return printer


def named(tx: ReadTx, name: str) -> Printer:
    """Return a printer by name.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    printer = store.printer_named(tx, name)
    if printer is None:
        raise queue.unknown_printer(name)
    return printer


def test(
    tx: Tx, printer_id: int, *, key: str, lang: str, zone: ZoneInfo, answers: Sequence[str]
) -> int | None:
    """Queue a test page and return its job; None when ``key`` asked before.

    Args:
        answers: What the printer said when it was asked, printed on the page.

    Raises:
        NotFound: ``printing.unknown_printer``.
    """
    printer = store.printer(tx, printer_id)
    if printer is None:
        raise queue.unknown_printer(printer_id)
    at = datetime.fromisoformat(tx.now).astimezone(zone)
    where = f"{printer.host}:{printer.port}" if printer.driver is Driver.TCP else printer.host
    document = {
        "name": printer.name,
        "address": where,
        "mac": printer.mac,
        "at": at.strftime("%Y-%m-%d %H:%M:%S"),
        "facts": [f"{printer.dots} dots, {printer.columns} columns, {printer.confirm}", *answers],
        "lang": lang,
    }
    return queue.enqueue(
        tx,
        printer_id=printer_id,
        kind=Kind.TEST,
        document=document,
        dedupe_key=f"test:{key}",
    )


def recent(tx: ReadTx, printer: Printer) -> list[Job]:
    """Return the printer's last jobs, newest first."""
    return store.recent(tx, printer.id, RECENT)


def job_of(tx: ReadTx, printer: Printer, job_id: int) -> Job:
    """Return one job of a printer.

    Raises:
        NotFound: ``printing.unknown_job`` - none, another printer's, or its payload is purged.
    """
    job = store.job(tx, job_id)
    if job is None or job.printer_id != printer.id or not job.document:
        raise NotFound("printing.unknown_job", "there is no such paper", job=job_id)
    return job


def _check_free(tx: Tx, name: str, backup_id: int | None) -> None:
    if store.printer_named(tx, name) is not None:
        raise Conflict("printing.name_taken", f"there is a printer {name} already", name=name)
    if backup_id is not None and store.printer(tx, backup_id) is None:
        raise queue.unknown_printer(backup_id)


def _check(name: str, driver: str, confirm: str, columns: int, dots: int) -> None:
    if not name or len(name) > NAME_LONGEST or "/" in name:
        raise Invalid("printing.bad_name", f"a name has 1 to {NAME_LONGEST} characters and no /")
    if driver not in set(Driver) or confirm not in set(Confirm):
        raise Invalid("printing.bad_driver", "no such driver or confirmation", driver=driver)
    if not (24 <= columns <= 96 and 192 <= dots <= 1152 and dots % 8 == 0):
        raise Invalid("printing.bad_size", "columns are 24 to 96; dots 192 to 1152 in eights")
