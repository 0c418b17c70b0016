"""All SQL of TON."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sync.rates.model import Seen
from sync.ton.model import Fact, Request
from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row, Tx

REQUEST = "tender_id, code, account, asset, units_due, tolerance_units, price, expires_utime"
FACT = "network, account, lt, hash, utime, kind, asset, units, sender, comment, tender_id"
OPEN = "('awaiting', 'partial', 'unknown', 'unverified')"
MOST_OPEN = 500


def merchant(tx: ReadTx, state: str) -> Row | None:
    """Return the address that is ``proposed`` or ``active``."""
    return tx.row("SELECT * FROM ton_merchant WHERE state = ?", (state,))


def watched(tx: ReadTx, network: str) -> list[str]:
    """Return the accounts to read: every one that a code was ever shown for, newest first."""
    rows = tx.rows(
        """
        SELECT DISTINCT account FROM ton_merchant
        WHERE network = ? AND state IN ('active', 'retired') ORDER BY id DESC LIMIT 5
        """,
        (network,),
    )
    return [row["account"] for row in rows]


def insert_merchant(tx: Tx, account: str, network: str) -> int:
    """Propose an address; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO ton_merchant (account, network, state, proposed_by, proposed_at,
            proposed_run_ms) VALUES (?, ?, 'proposed', ?, ?, ?) RETURNING id
        """,
        (account, network, tx.actor, tx.now, tx.run_ms),
    )
    return int(cursor.fetchone()[0])


def end_merchant(tx: Tx, state: str, to: str) -> None:
    """Move the proposed or active address to its end, if there is one."""
    tx.execute("UPDATE ton_merchant SET state = ? WHERE state = ?", (to, state))


def confirm_merchant(tx: Tx, number: int) -> None:
    """Make a proposed address the one in use."""
    tx.execute(
        """
        UPDATE ton_merchant SET state = 'active', confirmed_by = ?, confirmed_at = ?,
            confirmed_run_ms = ? WHERE id = ?
        """,
        (tx.actor, tx.now, tx.run_ms, number),
    )


def insert_request(tx: Tx, values: Mapping[str, Any]) -> None:
    """Store what is asked for."""
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    tx.execute(f"INSERT INTO ton_request ({names}) VALUES ({marks})", dict(values))


def request(tx: ReadTx, tender_id: int) -> Request | None:
    """Return what was asked for by a tender."""
    row = tx.row(f"SELECT {REQUEST} FROM ton_request WHERE tender_id = ?", (tender_id,))
    return Request(**row) if row else None


def quote(tx: ReadTx, tender_id: int) -> Row:
    """Return ``{sources, quoted_at, unverified_run_ms}`` of a request."""
    row = tx.row(
        "SELECT sources, quoted_at, unverified_run_ms FROM ton_request WHERE tender_id = ?",
        (tender_id,),
    )
    return row or {}


def tenders_by_code(tx: ReadTx, codes: Iterable[str]) -> list[int]:
    """Return the tenders that some codes belong to."""
    rows = tx.rows(
        "SELECT tender_id FROM ton_request WHERE code IN (SELECT value FROM json_each(?))",
        (dumps(sorted(codes)),),
    )
    return [row["tender_id"] for row in rows]


def open_tenders(tx: ReadTx) -> list[int]:
    """Return the tenders that the chain may still decide."""
    rows = tx.rows(
        f"""
        SELECT tender.id FROM tender JOIN ton_request ON ton_request.tender_id = tender.id
        WHERE tender.state IN {OPEN} ORDER BY tender.id LIMIT ?
        """,
        (MOST_OPEN,),
    )
    return [row["id"] for row in rows]


def untouched(tx: ReadTx) -> list[tuple[int, str]]:
    """Return open tenders that nothing came for: ``(id, what their bill held)``."""
    rows = tx.execute(
        """
        SELECT tender.id, bill_content FROM tender JOIN ton_request ON tender_id = tender.id
        WHERE tender.state IN ('awaiting', 'unknown')
        AND NOT EXISTS (SELECT 1 FROM ton_fact WHERE ton_fact.tender_id = tender.id)
        ORDER BY tender.id LIMIT ?
        """,
        (MOST_OPEN,),
    )
    return [(row[0], row[1]) for row in rows]


def last_of_bill(tx: ReadTx, bill_id: str) -> int | None:
    """Return a bill's last request that is under way or waits for a person."""
    found = tx.value(
        f"""
        SELECT max(tender.id) FROM tender JOIN ton_request ON ton_request.tender_id = tender.id
        WHERE tender.bill_id = ? AND (tender.state IN {OPEN} OR tender.state = 'review')
        """,
        (bill_id,),
    )
    return None if found is None else int(found)


def note_unverified(tx: Tx, tender_id: int) -> None:
    """Note when a payment was taken at the venue's own risk."""
    tx.execute(
        "UPDATE ton_request SET unverified_run_ms = ? WHERE tender_id = ?", (tx.run_ms, tender_id)
    )


def unverified_minor(tx: ReadTx) -> int:
    """Return what is taken at the venue's own risk at the moment."""
    return int(tx.value(
        """
        SELECT coalesce(sum(amount_minor + tip_minor), 0) FROM tender
        JOIN ton_request ON ton_request.tender_id = tender.id WHERE state = 'unverified'
        """
    ) or 0)  # fmt: skip


def insert_fact(tx: Tx, fact: Fact) -> int | None:
    """Store a fact once; return its number, or None: it is known."""
    cursor = tx.execute(
        f"""
        INSERT INTO ton_fact ({FACT}, seen_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (network, account, lt) DO NOTHING RETURNING id
        """,
        (
            fact.network, fact.account, fact.lt, fact.hash, fact.utime, fact.kind, fact.asset,
            fact.units, fact.sender, fact.comment, fact.tender_id, tx.now,
        ),
    )  # fmt: skip
    made = cursor.fetchone()
    return int(made[0]) if made else None


def facts_of(tx: ReadTx, tender_id: int) -> list[Fact]:
    """Return what carries a tender's code, or was put to it by hand."""
    rows = tx.rows(f"SELECT {FACT} FROM ton_fact WHERE tender_id = ? ORDER BY lt", (tender_id,))
    return [Fact(**row) for row in rows]


def fact(tx: ReadTx, number: int) -> Row | None:
    """Return a fact with what was decided about it."""
    return tx.row("SELECT * FROM ton_fact WHERE id = ?", (number,))


def attach(tx: Tx, number: int, tender_id: int, reason: str) -> None:
    """Put a fact to a tender."""
    tx.execute(
        """
        UPDATE ton_fact SET tender_id = ?, decision = 'attached', decided_by = ?, reason = ?
        WHERE id = ?
        """,
        (tender_id, tx.actor, reason, number),
    )


def decide(tx: Tx, number: int, decision: str, reason: str, sent_back_to: str) -> None:
    """Note what a person decided about money, and the account that it went back to."""
    tx.execute(
        """
        UPDATE ton_fact SET decision = ?, decided_by = ?, reason = ?, sent_back_to = ? WHERE id = ?
        """,
        (decision, tx.actor, reason, sent_back_to, number),
    )


def undecided(tx: ReadTx, limit: int) -> list[Row]:
    """Return the money that belongs to no payment and that nobody decided about, newest first."""
    return tx.rows(
        """
        SELECT * FROM ton_fact WHERE tender_id IS NULL AND decision = '' ORDER BY id DESC LIMIT ?
        """,
        (limit,),
    )


def in_review(tx: ReadTx, limit: int) -> list[Row]:
    """Return the payments that wait for a person, and settled ones that brought too much."""
    return tx.rows(
        """
        SELECT tender.id, tender.state, tender.details FROM tender
        JOIN ton_request ON ton_request.tender_id = tender.id
        WHERE tender.state IN ('review', 'unknown', 'unverified') ORDER BY tender.id DESC LIMIT ?
        """,
        (limit,),
    )


def over_facts(tx: ReadTx, limit: int) -> list[Row]:
    """Return money for payments that had ended before it came, undecided, newest first."""
    return tx.rows(
        """
        SELECT ton_fact.* FROM ton_fact JOIN tender ON tender.id = ton_fact.tender_id
        JOIN ton_request ON ton_request.tender_id = tender.id
        WHERE ton_fact.decision = '' AND tender.state IN ('settled', 'declined', 'lost')
        AND (SELECT sum(earlier.units) FROM ton_fact AS earlier
             WHERE earlier.tender_id = ton_fact.tender_id AND earlier.id <= ton_fact.id
             AND earlier.asset = ton_request.asset) > ton_request.units_due
        ORDER BY ton_fact.id DESC LIMIT ?
        """,
        (limit,),
    )


def watch(tx: ReadTx) -> Row:
    """Return how far the chain was read, and when it was asked last."""
    return tx.rows("SELECT * FROM ton_watch")[0]


def note_sync(tx: Tx, *, synced_utime: int, chain_utime: int) -> None:
    """Note that the chain was read without a gap up to a moment; it never goes back."""
    tx.execute(
        """
        UPDATE ton_watch SET synced_utime = max(synced_utime, ?), chain_utime = ?,
            checked_run_ms = ?
        """,
        (synced_utime, chain_utime, tx.run_ms),
    )


def note_usdt(tx: Tx, *, agrees: bool, locked: bool) -> None:
    """Note whether the index knows the USDT wallet that we derive, and whether it is locked."""
    tx.execute(
        "UPDATE ton_watch SET usdt_agrees = ?, usdt_locked = ?, usdt_checked_run_ms = ?",
        (int(agrees), int(locked), tx.run_ms),
    )


def save_rates(tx: Tx, prices: Mapping[str, Iterable[Seen]]) -> None:
    """Keep what the sources said, instead of what they said before."""
    tx.execute("DELETE FROM ton_rate")
    for asset, seen in prices.items():
        for one in seen:
            tx.execute(
                "INSERT INTO ton_rate (asset, source, price, age_s, run_ms) VALUES (?,?,?,?,?)",
                (asset, one.source, str(one.price), one.age_s, tx.run_ms),
            )


def rates(tx: ReadTx, asset: str) -> list[Seen]:
    """Return what the sources said, as old as it is by now."""
    rows = tx.rows("SELECT source, price, age_s, run_ms FROM ton_rate WHERE asset = ?", (asset,))
    return [
        Seen(
            source=row["source"],
            price=Decimal(row["price"]),
            age_s=row["age_s"] + (tx.run_ms - row["run_ms"]) / 1000,
        )
        for row in rows
    ]


def rates_run_ms(tx: ReadTx) -> int | None:
    """Return when the sources were last heard, in running time."""
    found = tx.value("SELECT min(run_ms) FROM ton_rate")
    return None if found is None else int(found)
