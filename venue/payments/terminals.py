"""Use cases of terminals: which there are, paying on one, finding out what became of a payment."""

from typing import Any

from printers.address import allowed
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.payments import store, zvt
from venue.payments.desk import Desk
from venue.payments.methods import Begun, Draft, note_card
from venue.payments.model import Tender
from venue.payments.service import require_tender
from venue.payments.zvt_bytes import ZvtError

NAME_LONGEST = 40


def driver(vault: Vault, currency: str, terminal: Row) -> zvt.Zvt:
    """Return the driver of a terminal.

    Raises:
        ZvtError: a currency that the protocol does not know.
    """
    password = vault.open(terminal["password_sealed"])
    return zvt.Zvt(terminal["host"], terminal["port"], password=password, currency=currency)


def add(
    tx: Tx, vault: Vault, *, name: str, host: str, port: int, password: str, currency: str
) -> dict[str, Any]:
    """Add a terminal on the venue's network; return it.

    Raises:
        Invalid: ``payments.bad_terminal`` - no name, not a local address, not a password of up to
            six digits, a currency that it does not know.
    """
    name = " ".join(clean_text(name, field="the name", longest=NAME_LONGEST).split())
    if not name or not allowed(host) or not 1 <= port <= 65535:
        raise Invalid("payments.bad_terminal", "a terminal has a name and an address on the LAN")
    try:
        zvt.Zvt(host, port, password=password, currency=currency)
    except ZvtError as error:
        raise Invalid("payments.bad_terminal", f"a ZVT terminal: {error}") from error
    sealed = vault.seal(password)
    terminal_id = store.insert_terminal(tx, name=name, host=host, port=port, password_sealed=sealed)
    tx.journal("terminal.added", {"terminal": terminal_id})
    return {"id": terminal_id, "name": name, "host": host, "port": port}


def remove(tx: Tx, terminal_id: int) -> dict[str, Any]:
    """Use a terminal no more.

    Raises:
        NotFound: ``payments.unknown_terminal``.
    """
    require(tx, terminal_id)
    store.remove_terminal(tx, terminal_id)
    tx.journal("terminal.removed", {"terminal": terminal_id})
    return {"id": terminal_id, "removed": True}


def require_idle(tx: ReadTx, terminal_id: int) -> Row:
    """Return a terminal in use that no payment is under way on.

    Raises:
        NotFound: ``payments.unknown_terminal``. Conflict: ``payments.terminal_busy``.
    """
    found = require(tx, terminal_id)
    if any(one["busy"] for one in index(tx) if one["id"] == terminal_id):
        raise Conflict("payments.terminal_busy", "this terminal has a payment to finish first")
    return found


def index(tx: ReadTx) -> list[dict[str, Any]]:
    """Return the terminals in use: ``[{id, name, address, busy}]``."""
    busy = {one.details.get("terminal_id") for one in store.in_states(tx, ("awaiting",))}
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "address": f"{row['host']}:{row['port']}",
            "busy": row["id"] in busy,
        }
        for row in store.terminals(tx)
    ]


def require(tx: ReadTx, terminal_id: int) -> Row:
    """Return a terminal in use.

    Raises:
        NotFound: ``payments.unknown_terminal``.
    """
    found = store.terminal(tx, terminal_id)
    if found is None or found["removed_at"] is not None:
        raise NotFound("payments.unknown_terminal", "there is no such terminal")
    return found


def on_card(tx: Tx, tariff: Tariff, draft: Draft, desk: Desk) -> Begun:
    """Pay (or give back) by card: noted as staff read it, or on a terminal the box speaks with.

    Raises:
        NotFound: ``payments.unknown_terminal``. Conflict: ``payments.terminal_busy``.
        Invalid: what `note_card` refuses.
    """
    terminal_id = draft.given.get("terminal_id")
    if terminal_id is None:
        return note_card(tx, tariff, draft)
    terminal = require(tx, int(terminal_id))
    waiting = store.in_states(tx, ("awaiting", "unknown"))
    if any(one.details.get("terminal_id") == terminal["id"] for one in waiting):
        raise Conflict("payments.terminal_busy", "this terminal has a payment to finish first")
    tx.after_commit(lambda: desk.start(draft.tender_id, terminal))
    return Begun(state="awaiting", details={"terminal_id": terminal["id"]})


def require_unknown(tx: ReadTx, tender_id: int) -> Tender:
    """Return a payment whose end nobody knows.

    Raises:
        NotFound: ``payments.unknown_tender``. Conflict: ``payments.illegal_move``.
    """
    tender = require_tender(tx, tender_id)
    if tender.state != "unknown":
        raise Conflict(
            "payments.illegal_move", f"this payment is {tender.state}", state=tender.state
        )
    return tender
