"""All SQL of finding, telling and forgetting words about guests; `places` says where they lie."""

from collections.abc import Sequence

from venue.core.tx import ReadTx, Row, Tx
from venue.privacy.places import Place

SEPARATOR = "/"  # between the columns of a key of several


def has(tx: ReadTx, place: Place) -> bool:
    """Tell whether this venue has the table: a restaurant has none of a hotel's."""
    found = tx.value(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", (place.table,)
    )
    return bool(found)


def find(tx: ReadTx, place: Place, words: Sequence[str], limit: int) -> list[Row]:
    """Return rows in which any of ``words`` stands: ``row_key``, ``busy`` and the words' columns.

    Phone numbers are met however they are spaced; the newest come first.
    """
    terms, params = [], []
    for column in place.words:
        text = f"CAST({column} AS TEXT)"
        close = f"replace(replace(replace({text}, ' ', ''), '-', ''), '(0)', '')"
        for word in words:
            terms.append(f"instr({close if word.lstrip('+').isdigit() else text}, ?) > 0")
            params.append(word)
    order = place.at or place.keys[0]
    return tx.rows(
        f"SELECT {_columns(place)} FROM {place.table} WHERE {' OR '.join(terms)} "
        f"ORDER BY {order} DESC LIMIT ?",
        (*params, limit),
    )


def row(tx: ReadTx, place: Place, row_key: str) -> Row | None:
    """Return one row as `find` does, or None."""
    return tx.row(
        f"SELECT {_columns(place)} FROM {place.table} WHERE {_where(place)}",
        row_key.split(SEPARATOR),
    )


def blank(tx: Tx, place: Place, row_key: str) -> bool:
    """Take the words out of a row; tell whether there was one."""
    keys = row_key.split(SEPARATOR)
    if place.drop:
        sql = f"DELETE FROM {place.table} WHERE {_where(place)}"
        return tx.execute(sql, keys).rowcount > 0
    what = ", ".join(f"{column} = ?" for column in place.words)
    sql = f"UPDATE {place.table} SET {what} WHERE {_where(place)}"
    return tx.execute(sql, (*[place.blank] * len(place.words), *keys)).rowcount > 0


def note(tx: Tx, place: str, row_key: str) -> None:
    """Remember that a row's words were forgotten."""
    tx.execute(
        "INSERT OR IGNORE INTO erasure (place, row_key, erased_at) VALUES (?, ?, ?)",
        (place, row_key, tx.now),
    )


def noted(tx: ReadTx, most: int) -> list[tuple[str, str]]:
    """Return the newest ``most`` rows that were forgotten, oldest first."""
    found = tx.execute(
        "SELECT place, row_key FROM erasure ORDER BY erased_at DESC, place, row_key LIMIT ?",
        (most,),
    )
    return [(one[0], one[1]) for one in found][::-1]


def _columns(place: Place) -> str:
    key = f" || '{SEPARATOR}' || ".join(place.keys)
    words = ", ".join(f"CAST({column} AS TEXT) AS {column}" for column in place.words)
    at = place.at or "NULL"
    busy = place.busy or "0"
    return f"CAST({key} AS TEXT) AS row_key, {at} AS happened_at, ({busy}) AS busy, {words}"


def _where(place: Place) -> str:
    return " AND ".join(f"CAST({key} AS TEXT) = ?" for key in place.keys)
