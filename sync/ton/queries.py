"""SQL of what the sources of the rate said last."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sync.rates.model import Seen
from venue.core.tx import ReadTx, Tx


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
