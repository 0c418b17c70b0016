"""The conversations with terminals: one thread each, outside of every transaction.

What the terminal said is written down before it is acknowledged. A conversation that broke, and
one that was under way when the box stopped, is unknown: asked about, never repeated.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from venue.bills.tariff import Tariff
from venue.core.db import Database
from venue.core.errors import Conflict
from venue.core.tx import Row, Tx
from venue.payments import service, store
from venue.payments.methods import Begun
from venue.payments.model import Tender
from venue.payments.port import Outcome, PaymentTerminal, Result

log = logging.getLogger(__name__)

STATES = {
    Outcome.APPROVED: "settled",
    Outcome.DECLINED: "declined",
    Outcome.NOT_SENT: "declined",
    Outcome.UNKNOWN: "unknown",
}
STOP_LIMIT_S = 5.0

Connect = Callable[[Row], PaymentTerminal]


class Desk:
    """Speaks with the venue's terminals.

    Args:
        connect: Makes the driver of a terminal's row.
    """

    def __init__(self, database: Database, tariff: Tariff, connect: Connect) -> None:
        self.database, self._tariff, self._connect = database, tariff, connect
        self._threads: set[threading.Thread] = set()

    def recover(self) -> None:
        """At start: what was under way is unknown, for nobody heard how it ended."""

        def act(tx: Tx) -> None:
            tx.actor = "box"
            for tender in store.in_states(tx, ("created", "awaiting")):
                if "terminal_id" in tender.details:
                    words = {"words": "the box stopped during the payment"}
                    service.become(tx, tender, Begun(state="unknown", details=words))

        self.database.write(act)

    def start(self, tender_id: int, terminal: Row) -> None:
        """Begin a payment's conversation; called after its row is on disk."""
        name = f"terminal {terminal['id']}"
        thread = threading.Thread(
            target=self._run, args=(tender_id, terminal), name=name, daemon=True
        )
        self._threads = {one for one in self._threads if one.is_alive()} | {thread}
        thread.start()

    def stop(self) -> None:
        """Wait a little for conversations; what is left is unknown at the next start."""
        for thread in self._threads:
            thread.join(STOP_LIMIT_S)

    def greet(self, terminal: Row) -> str:
        """Say hello to a terminal, blocking; return why that failed, empty when it did not."""
        return self._connect(terminal).greet()

    def ask(self, tender: Tender, terminal: Row) -> Result:
        """Ask a terminal what became of a payment that is unknown; blocking, nothing is charged.

        The terminal tells its last transaction: ours, one that another payment had already, or
        one that nobody here asked for.
        """
        said = self._connect(terminal).last()
        if said.outcome not in (Outcome.APPROVED, Outcome.DECLINED):
            return Result(outcome=Outcome.UNKNOWN, words=said.words)
        with self.database.read() as tx:
            known = store.trace_seen(tx, terminal["id"], said.trace, tender.id)
        wanted = abs(tender.amount_minor + tender.tip_minor)
        if known:
            return Result(outcome=Outcome.DECLINED, words="the terminal never made it")
        if said.outcome is Outcome.APPROVED and said.amount_minor != wanted:
            return Result(
                outcome=Outcome.UNKNOWN, words="the terminal's last payment has another amount"
            )
        return said

    def _run(self, tender_id: int, terminal: Row) -> None:
        with self.database.read() as tx:
            tender = service.require_tender(tx, tender_id)
        amount = abs(tender.amount_minor + tender.tip_minor)

        def keep(result: Result) -> None:
            self.database.write(lambda tx: self._keep(tx, tender.id, result))

        try:
            driver = self._connect(terminal)
            talk = driver.pay if tender.kind == "payment" else driver.refund
            result = talk(amount, keep)
        except Exception:
            log.exception("payment %d: the conversation with its terminal broke", tender.id)
            result = Result(outcome=Outcome.UNKNOWN, words="the conversation broke")
        if result.outcome is Outcome.APPROVED and result.amount_minor not in (0, amount):
            result = Result(outcome=Outcome.UNKNOWN, words="the terminal has another amount")
        try:
            self.database.write(lambda tx: self.settle(tx, tender.id, result))
        except Exception:
            log.exception(
                "payment %d: its end cannot be written; unknown at the next start", tender.id
            )

    def settle(self, tx: Tx, tender_id: int, result: Result) -> dict[str, Any]:
        """Write how a payment ended; return the BILL.

        Raises:
            Conflict: ``payments.illegal_move`` - it ended before.
        """
        tender = service.require_tender(tx, tender_id)
        tx.actor = tx.actor or tender.taken_by
        done = service.become(tx, tender, Begun(
            state=STATES[result.outcome], details=result.details()
        ))  # fmt: skip
        return service.told(tx, done, self._tariff)

    def _keep(self, tx: Tx, tender_id: int, result: Result) -> None:
        """Keep a result that the terminal was not yet told we have; the state stays."""
        tender = service.require_tender(tx, tender_id)
        if tender.state != "awaiting":
            raise Conflict("payments.illegal_move", "this payment ended before")
        tx.actor = tender.taken_by
        details = {**tender.details, **result.details(), "said": str(result.outcome)}
        store.set_details(tx, tender_id, details)
        tx.journal("tender.said", {"tender": tender_id, "outcome": str(result.outcome)})
