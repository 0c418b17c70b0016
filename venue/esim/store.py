"""All SQL of eSIMs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.esim.model import LIVING, WAITING

PACKAGE = (
    "package_id", "slug", "destination", "countries", "operator", "topup", "retail_minor",
    "net_minor", "cost_cents", "megabytes", "days", "unlimited", "needs_identity",
)  # fmt: skip
MOST_LISTED = 200


def account(tx: ReadTx) -> Row:
    """Return what is known of the partner's account, and the catalogue's age."""
    found = tx.row("SELECT * FROM esim_account WHERE id = 1")
    assert found is not None
    return found


def set_account(tx: Tx, cents: int, mode: str) -> None:
    """Keep the partner's credit, and whether it buys real eSIMs."""
    tx.execute(
        "UPDATE esim_account SET balance_cents = ?, balance_run_ms = ?, mode = ? WHERE id = 1",
        (cents, tx.run_ms, mode),
    )


def put_catalogue(tx: Tx, packages: Sequence[Mapping[str, Any]]) -> int:
    """Take a complete pass; what was not in it is deleted. Return how many there are."""
    number = account(tx)["pass"] + 1
    names = ", ".join(PACKAGE)
    values = ", ".join(f":{name}" for name in PACKAGE)
    for one in packages:
        tx.execute(
            f"INSERT OR REPLACE INTO esim_package ({names}, pass) VALUES ({values}, :pass)",
            {**one, "pass": number},
        )
    tx.execute("DELETE FROM esim_package WHERE pass <> ?", (number,))
    tx.execute(
        "UPDATE esim_account SET pass = ?, catalogue_at = ?, catalogue_run_ms = ? WHERE id = 1",
        (number, tx.now, tx.run_ms),
    )
    return len(packages)


def package(tx: ReadTx, package_id: str) -> Row | None:
    """Return a plan of the copy, unless the vendor said that it is gone."""
    return tx.row("SELECT * FROM esim_package WHERE package_id = ? AND gone = 0", (package_id,))


def packages(tx: ReadTx, *, country: str, slug: str, topup: bool) -> list[Row]:
    """Return plans that can be priced, smallest first; by ISO country, or by a destination."""
    return tx.rows(
        """
        SELECT * FROM esim_package WHERE topup = ? AND gone = 0 AND net_minor IS NOT NULL
        AND (? = '' OR slug = ?)
        AND (? = '' OR EXISTS (SELECT 1 FROM json_each(countries) WHERE value = ?))
        ORDER BY json_array_length(countries), unlimited, megabytes, days, package_id LIMIT ?
        """,
        (int(topup), slug, slug, country, country, MOST_LISTED),
    )


def destinations(tx: ReadTx) -> list[Row]:
    """Return every destination with the countries it covers."""
    return tx.rows(
        """
        SELECT slug, min(destination) AS destination, min(countries) AS countries,
               min(net_minor) AS net_minor
        FROM esim_package WHERE topup = 0 AND gone = 0 AND net_minor IS NOT NULL
        GROUP BY slug ORDER BY destination
        """
    )


def set_gone(tx: Tx, package_id: str) -> None:
    """Offer a plan no more until a complete pass shows it again."""
    tx.execute("UPDATE esim_package SET gone = 1 WHERE package_id = ?", (package_id,))


def put_devices(tx: Tx, devices: Iterable[Mapping[str, str]]) -> None:
    """Replace the list of phones that take eSIMs."""
    tx.execute("DELETE FROM esim_device")
    for one in devices:
        tx.execute(
            "INSERT OR IGNORE INTO esim_device VALUES (:os, :brand, :name, :found_by)", dict(one)
        )


def devices(tx: ReadTx, words: Sequence[str], most: int) -> list[Row]:
    """Return phones that have every word in brand or model; no words: any."""
    return tx.rows(
        """
        SELECT os, brand, name FROM esim_device WHERE NOT EXISTS (
            SELECT 1 FROM json_each(?) WHERE instr(found_by, value) = 0
        ) ORDER BY brand, length(name), name LIMIT ?
        """,
        (dumps(list(words)), most),
    )


def countries_of(tx: ReadTx, slug: str) -> list[str]:
    """Return the ISO codes of a destination in the copy; empty: it is gone from it."""
    found = tx.value("SELECT countries FROM esim_package WHERE slug = ? LIMIT 1", (slug,))
    return [] if found is None else list(loads(found))


def insert_order(tx: Tx, values: Mapping[str, Any]) -> int:
    """Store an order and return its number."""
    given = {**values, "created_at": tx.now}
    names = ", ".join(given)
    marks = ", ".join(f":{name}" for name in given)
    cursor = tx.execute(f"INSERT INTO esim_order ({names}) VALUES ({marks}) RETURNING id", given)
    return int(cursor.fetchone()[0])


def update(tx: Tx, order_id: int, values: Mapping[str, Any]) -> None:
    """Change members of an order."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    tx.execute(f"UPDATE esim_order SET {sets} WHERE id = :id", {**values, "id": order_id})


def order(tx: ReadTx, order_id: int) -> Row | None:
    """Return an order."""
    return tx.row("SELECT * FROM esim_order WHERE id = ?", (order_id,))


def by_pass(tx: ReadTx, mac: str) -> Row | None:
    """Return the order a guest's link belongs to."""
    return tx.row("SELECT * FROM esim_order WHERE pass_mac = ?", (mac,))


def by_token(tx: ReadTx, token: str) -> Row | None:
    """Return the order of our reference."""
    return tx.row("SELECT * FROM esim_order WHERE token = ?", (token,))


def by_iccid(tx: ReadTx, mac: str) -> Row | None:
    """Return the order whose eSIM this is."""
    return tx.row("SELECT * FROM esim_order WHERE iccid_mac = ? AND kind = 'sim'", (mac,))


def waiting(tx: ReadTx) -> list[Row]:
    """Return paid orders without an eSIM, oldest first, with what became of their messages.

    One that was given up is among them when its eSIM came after all.
    """
    marks = ", ".join("?" * len(WAITING))
    return tx.rows(
        f"""
        SELECT o.*, coalesce(m.state, '') AS message, coalesce(m.code, '') AS message_code,
               m.first_sent_at IS NOT NULL AS sent, coalesce(m.vendor_ref, '') AS vendor_ref
        FROM esim_order o LEFT JOIN outbox_message m ON m.provider = 'airalo' AND m.key = o.token
        WHERE o.state IN ({marks}) OR (o.state = 'refund_due' AND o.sealed IS NULL
              AND m.state IN ('accepted', 'reconciled', 'fixed'))
        ORDER BY o.id LIMIT ?
        """,
        (*WAITING, MOST_LISTED),
    )


def open_cost(tx: ReadTx) -> int:
    """Return the credit that quoted and waiting orders will take, in US cents."""
    states = ("quoted", *WAITING)
    marks = ", ".join("?" * len(states))
    sql = f"SELECT coalesce(sum(cost_cents), 0) FROM esim_order WHERE state IN ({marks})"
    return int(tx.value(sql, states))


def unpaid_by_guests(tx: ReadTx, bill_id: str) -> int:
    """Return how many eSIMs guests put on a bill that is not paid."""
    return int(
        tx.value(
            """
            SELECT count(*) FROM esim_order
            WHERE bill_id = ? AND state = 'quoted' AND by_guest = 1
            """,
            (bill_id,),
        )
    )


def orders(tx: ReadTx, ids: Sequence[int]) -> list[Row]:
    """Return orders by id, with how often each was sent."""
    return _few(tx, "o.id", list(ids))


def of_bills(tx: ReadTx, bill_ids: Sequence[str]) -> list[Row]:
    """Return every order that stands on one of the bills, with how often each was sent."""
    return _few(tx, "o.bill_id", list(bill_ids))


def _few(tx: ReadTx, column: str, values: list[Any]) -> list[Row]:
    return tx.rows(
        f"""
        SELECT o.*, coalesce(m.attempts, 0) AS attempts FROM esim_order o
        LEFT JOIN outbox_message m ON m.provider = 'airalo' AND m.key = o.token
        WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY o.id
        """,
        (dumps(values),),
    )


def has_packages(tx: ReadTx) -> bool:
    """Tell whether there is anything to sell in the copy."""
    sql = "SELECT 1 FROM esim_package WHERE topup = 0 AND net_minor IS NOT NULL LIMIT 1"
    return tx.value(sql) is not None


def listed(tx: ReadTx, states: Sequence[str], *, low: bool = False, before: int = 0) -> list[Row]:
    """Return the newest orders in some states, how often each was sent; no state named: in all.

    Args:
        low: Only those whose data runs out.
        before: Only those of a lower number; 0: from the newest.
    """
    return tx.rows(
        """
        SELECT o.*, coalesce(m.attempts, 0) AS attempts FROM esim_order o
        LEFT JOIN outbox_message m ON m.provider = 'airalo' AND m.key = o.token
        WHERE (:states = '[]' OR o.state IN (SELECT value FROM json_each(:states)))
        AND (NOT :low OR o.usage_state = 'low') AND o.id < :before
        ORDER BY o.id DESC LIMIT :most
        """,
        {
            "states": dumps(list(states)),
            "low": int(low),
            "before": before or 2**62,
            "most": MOST_LISTED,
        },
    )


def alert_counts(tx: ReadTx, codes: Sequence[str]) -> dict[str, int]:
    """Return how many orders are refund tasks, wait with one of the codes, or run out of data."""
    waiting, living = ", ".join("?" * len(WAITING)), ", ".join("?" * len(LIVING))
    found = tx.row(
        f"""
        SELECT count(*) FILTER (WHERE state = 'refund_due') AS esim_refunds,
        count(*) FILTER (WHERE state IN ({waiting})
                         AND code IN (SELECT value FROM json_each(?))) AS esim_waits,
        count(*) FILTER (WHERE state IN ({living}) AND usage_state = 'low') AS esim_low
        FROM esim_order WHERE state IN ('refund_due', {waiting}, {living})
        """,
        (*WAITING, dumps(list(codes)), *LIVING, *WAITING, *LIVING),
    )
    assert found is not None
    return dict(found)


def topups_of(tx: ReadTx, order_id: int) -> list[Row]:
    """Return what was bought for an eSIM later, oldest first."""
    return tx.rows("SELECT * FROM esim_order WHERE topup_of = ? ORDER BY id", (order_id,))


def due_for_usage(tx: ReadTx, before_run_ms: int, most: int) -> list[Row]:
    """Return living eSIMs whose usage was read before then, the longest ago first."""
    marks = ", ".join("?" * len(LIVING))
    return tx.rows(
        f"""
        SELECT * FROM esim_order WHERE kind = 'sim' AND sealed IS NOT NULL
        AND state IN ({marks}) AND (usage_run_ms IS NULL OR usage_run_ms < ?)
        ORDER BY coalesce(usage_run_ms, -1) LIMIT ?
        """,
        (*LIVING, before_run_ms, most),
    )


def forget_secrets(tx: Tx, before_run_ms: int) -> int:
    """Delete what activates eSIMs that ended before then; return of how many."""
    return tx.execute(
        "UPDATE esim_order SET sealed = NULL WHERE sealed IS NOT NULL AND ended_run_ms < ?",
        (before_run_ms,),
    ).rowcount


def margin(tx: ReadTx) -> list[Row]:
    """Return what was sold, by month and state: how many, for how much, and its cost."""
    return tx.rows(
        """
        SELECT substr(paid_at, 1, 7) AS month, state, count(*) AS orders,
               sum(price_minor) AS price_minor, sum(cost_cents) AS cost_cents
        FROM esim_order WHERE paid_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT 400
        """
    )
