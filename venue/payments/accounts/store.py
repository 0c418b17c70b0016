"""All SQL of house accounts; a balance is the sum of the entries."""

from venue.core.tx import ReadTx, Row, Tx

SELECT = """
SELECT a.id, a.name, a.limit_minor, a.active,
       (SELECT coalesce(sum(e.amount_minor), 0) FROM account_entry e WHERE e.account_id = a.id)
           AS balance_minor
FROM house_account a
"""
MOST = 500


def insert(tx: Tx, name: str, limit_minor: int) -> int | None:
    """Store a new account; return its number, or None: the name is taken."""
    found = tx.execute(
        """
        INSERT INTO house_account (name, limit_minor, active, opened_at) VALUES (?, ?, 1, ?)
        ON CONFLICT (name) DO NOTHING RETURNING id
        """,
        (name, limit_minor, tx.now),
    ).fetchone()
    return int(found[0]) if found else None


def change(tx: Tx, account_id: int, *, limit_minor: int, active: bool) -> None:
    """Set an account's limit and whether it may be used."""
    tx.execute(
        "UPDATE house_account SET limit_minor = ?, active = ? WHERE id = ?",
        (limit_minor, int(active), account_id),
    )


def account(tx: ReadTx, account_id: int) -> Row | None:
    """Return an account with its balance."""
    return tx.row(f"{SELECT} WHERE a.id = ?", (account_id,))


def accounts(tx: ReadTx) -> list[Row]:
    """Return every account by name."""
    return tx.rows(f"{SELECT} ORDER BY a.name LIMIT {MOST}")


def book(
    tx: Tx, account_id: int, *, bill_id: str, tender_id: int | None, amount_minor: int
) -> None:
    """Add to what an account owes; a negative amount is a payment of it."""
    tx.execute(
        """
        INSERT INTO account_entry (account_id, bill_id, tender_id, amount_minor, booked_at)
        VALUES (?, ?, ?, ?, ?)
        """,
        (account_id, bill_id, tender_id, amount_minor, tx.now),
    )


def entries(tx: ReadTx, account_id: int) -> list[Row]:
    """Return the newest entries of an account, oldest first."""
    rows = tx.rows(
        f"""
        SELECT e.id, e.bill_id, b.number AS bill_number, e.tender_id, e.amount_minor, e.booked_at
        FROM account_entry e JOIN bill b ON b.id = e.bill_id
        WHERE e.account_id = ? ORDER BY e.id DESC LIMIT {MOST}
        """,
        (account_id,),
    )
    return rows[::-1]
