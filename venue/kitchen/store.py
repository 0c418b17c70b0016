"""SQL of the kitchen's own tables."""

from venue.core.tx import ReadTx, Tx


def item_paces(tx: ReadTx) -> dict[int, int]:
    """Return the seconds of work of items that have their own, by item id."""
    return dict(tx.execute("SELECT item_id, cook_s FROM item_pace").fetchall())


def station_paces(tx: ReadTx) -> dict[int, int]:
    """Return the seconds of work of a dish at stations that have their own, by station id."""
    return dict(tx.execute("SELECT station_id, cook_s FROM station_pace").fetchall())


def set_item_pace(tx: Tx, item_id: int, cook_s: int | None) -> None:
    """Store an item's seconds of work; None: those of its station."""
    if cook_s is None:
        tx.execute("DELETE FROM item_pace WHERE item_id = ?", (item_id,))
    else:
        tx.execute("INSERT OR REPLACE INTO item_pace VALUES (?, ?)", (item_id, cook_s))


def set_station_pace(tx: Tx, station_id: int, cook_s: int | None) -> None:
    """Store a station's seconds of work for a dish; None: the venue's."""
    if cook_s is None:
        tx.execute("DELETE FROM station_pace WHERE station_id = ?", (station_id,))
    else:
        tx.execute("INSERT OR REPLACE INTO station_pace VALUES (?, ?)", (station_id, cook_s))
