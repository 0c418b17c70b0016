"""Setting printers up: what the test page taught, where kitchen work goes, where a printer went."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from printers import neighbours, queries, queue, store
from printers.bell import bell
from printers.discovery import answers
from printers.health import Health
from printers.model import CANDIDATES, HOPS_MOST, Confirm, Driver, Printer
from venue.core.db import Database
from venue.core.errors import Conflict, Invalid
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

LOST_MS = 30_000  # unreachable for so long: it may have another address now
SECRET_BYTES = 24
# Dots of font A's lines at 203 dpi; 42 columns are the older 180 dpi heads.
DOTS = {32: 384, 35: 420, 42: 512, 48: 576, 64: 832}


def learn(
    tx: Tx,
    printer_id: int,
    *,
    tables: list[int] | None = None,
    columns: int | None = None,
    native_qr: bool | None = None,
    cutter: bool | None = None,
    buzzer: bool | None = None,
    confirm: str | None = None,
) -> Printer:
    """Store what a person ticked beside the test page; None leaves a thing as it was.

    Args:
        tables: The code tables whose line read right, in the order to try.
        columns: The longest ruler that stayed on one line.

    Raises:
        NotFound: ``printing.unknown_printer``.
        Invalid: ``printing.bad_table``, ``printing.bad_size``.
    """
    printer = _printer(tx, printer_id)
    known: dict[str, Any] = {
        name: int(value)
        for name, value in (("native_qr", native_qr), ("cutter", cutter), ("buzzer", buzzer))
        if value is not None
    }
    if tables is not None:
        if not set(tables) <= set(CANDIDATES):
            raise Invalid("printing.bad_table", "a table that is not on the test page")
        known["tables"] = ",".join(map(str, dict.fromkeys(tables)))
    if columns is not None:
        if columns not in DOTS:
            raise Invalid(
                "printing.bad_size", "one of the rulers on the test page", columns=columns
            )
        known |= {"columns": columns, "dots": DOTS[columns]}
    if confirm is not None and printer.confirm is not Confirm.REPLY:
        known["confirm"] = Confirm(confirm)
    queries.learn(tx, printer_id, known)
    tx.journal("printer.learned", {"printer": printer_id, "what": sorted(known)})
    return _printer(tx, printer_id)


def set_backup(tx: Tx, printer_id: int, backup_id: int | None) -> None:
    """Say where kitchen work goes when a printer is down.

    Raises:
        NotFound: ``printing.unknown_printer``.
        Conflict: ``printing.backup_circle`` - the chain would come back to where it began.
    """
    _printer(tx, printer_id)
    seen, at = {printer_id}, backup_id
    while at is not None:
        if at in seen:
            raise Conflict("printing.backup_circle", "a printer cannot be its own backup's backup")
        seen.add(at)
        at = _printer(tx, at).backup_id
    queries.set_backup(tx, printer_id, backup_id)
    facts = {"printer": printer_id, "backup": backup_id, "most": HOPS_MOST}
    tx.journal("printer.backup_set", facts)


def new_secret() -> str:
    """Return a secret for a CloudPRNT address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def follow(database: Database, health: Health, table: Mapping[str, str] | None = None) -> int:
    """Learn the printers' hardware addresses, and find those again that moved; return how many.

    Called every little while on a thread of its own. A new address is believed only when a
    receipt printer answers there.

    Args:
        table: Hardware addresses by IP address; None: the kernel's.
    """
    with database.read() as tx:
        printers = [one for one in store.printers(tx) if one.driver is Driver.TCP]
        lost = [one for one in printers if _is_lost(health, one, tx.run_ms)]
    known = dict(table) if table is not None else neighbours.arp()
    if lost and table is None:
        neighbours.knock(neighbours.own_networks())
        known = neighbours.arp()
    for printer in printers:
        mac = known.get(printer.host, "")
        if mac and not printer.mac and health.state(printer.id) == "ready":
            database.write(_place, printer, printer.host, mac)
    moved = 0
    for printer in lost:
        places = [host for host, mac in known.items() if mac == printer.mac]
        for host in places:
            if host != printer.host and answers(host, printer.port):
                log.warning("printer %s is at %s now", printer.name, host)
                database.write(_moved, printer, host)
                moved += 1
                break
    return moved


def _is_lost(health: Health, printer: Printer, run_ms: int) -> bool:
    found = health.condition(printer.id)
    return (
        bool(printer.mac)
        and found is not None
        and found.state == "unreachable"
        and run_ms - found.since_run_ms > LOST_MS
    )


def _place(tx: Tx, printer: Printer, host: str, mac: str) -> None:
    queries.set_place(tx, printer.id, host=host, mac=mac)


def _moved(tx: Tx, printer: Printer, host: str) -> None:
    _place(tx, printer, host, printer.mac)
    store.retry_now(tx, printer.id)
    tx.journal("printer.moved", {"printer": printer.id, "from": printer.host, "to": host})
    tx.after_commit(bell(printer.id).set)


def _printer(tx: ReadTx, printer_id: int) -> Printer:
    printer = store.printer(tx, printer_id)
    if printer is None:
        raise queue.unknown_printer(printer_id)
    return printer
