"""Measure the desk on a grown hotel: ``python -m tests.bench.hotel``.

200 rooms with five years of stays lie in the file; the today board and the tape chart are asked
for through their doors, and SQLite says by which index it finds them.
"""

import argparse
import gc
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from tests.inside import Inside, Person
from tests.served import make_demo
from venue.core.ids import uuid7
from venue.core.tx import Tx
from venue.rooms import service as rooms

ROOMS = 200
YEARS = 5
AHEAD = 120
NIGHTS = 3
DOORS = ("/api/v1/bookings/today", "/api/v1/bookings/chart?days=60", "/api/v1/housekeeping/rounds")
PLANS = (
    "SELECT count(*) FROM room_night INDEXED BY night_of_house WHERE night >= ? AND night < ?",
    "SELECT count(*) FROM stay INDEXED BY stay_by_arrival WHERE arrival = ? AND state = ?",
)


def furnish(tx: Tx) -> list[dict[str, int]]:
    """Add rooms until there are enough; return ``{id, room_type_id, slot}`` of each."""
    while (have := len(rooms.index(tx)["items"])) < ROOMS:
        rooms.add(tx, number=str(1000 + have), room_type="Double", sleeps=2)
    return tx.rows(
        "SELECT id, room_type_id, "
        "row_number() OVER (PARTITION BY room_type_id ORDER BY id) AS slot FROM room"
    )


def sell(tx: Tx, room: dict[str, int], today: date) -> int:
    """Sell a room from five years ago until some months ahead; return how often."""
    first, count = today - timedelta(days=YEARS * 365 + room["id"] % NIGHTS), 0
    while first < today + timedelta(days=AHEAD):
        _stay(tx, room, first, today)
        first, count = first + timedelta(days=NIGHTS), count + 1
    return count


def _stay(tx: Tx, room: dict[str, int], first: date, today: date) -> None:
    last = first + timedelta(days=NIGHTS)
    state = "assigned" if first >= today else "checked_in" if last > today else "checked_out"
    booking = uuid7()
    tx.execute(
        "INSERT INTO reservation (id, number, name, email, phone, note, made_at) "
        "VALUES (?, ?, 'Ann Lee', '', '', '', ?)",
        (booking, tx.counter("reservation"), tx.now),
    )
    stay = tx.execute(
        "INSERT INTO stay (reservation_id, room_type_id, room_id, arrival, departure, adults, "
        "children, state, price_minor, left_on) VALUES (?, ?, ?, ?, ?, 2, 0, ?, 30000, ?) "
        "RETURNING id",
        (booking, room["room_type_id"], room["id"], first.isoformat(), last.isoformat(), state,
         last.isoformat() if state == "checked_out" else None),
    ).fetchone()[0]  # fmt: skip
    for day in range(NIGHTS):
        tx.execute(
            "INSERT INTO room_night VALUES (?, ?, ?, 'stay', ?, ?)",
            (room["room_type_id"], (first + timedelta(days=day)).isoformat(), room["slot"],
             stay,
             room["id"]),
        )  # fmt: skip


def measure(person: Person, door: str, times: int) -> tuple[float, float, int]:
    """Return p50 and p99 in ms, and the bytes of the answer."""
    took, size = [], 0
    for _ in range(times + 5):
        began = time.perf_counter()
        size = len(person.get(door).data)
        took.append((time.perf_counter() - began) * 1000)
    ranks = statistics.quantiles(took[5:], n=100)
    return ranks[49], ranks[98], size


def main() -> None:
    """Fill a file, ask, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=200)
    times = options.parse_args().times
    with tempfile.TemporaryDirectory(prefix="hotel-") as folder:
        make_demo(Path(folder) / "demo")
        box = Inside(Path(folder) / "demo", Path(folder) / "box")
        person = box.staff("Lena")
        person.client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
        today = date.fromisoformat(person.json(DOORS[0])["day"])
        write = box.services.database.write
        stays = sum(write(sell, room, today) for room in write(furnish))
        print(f"{ROOMS} rooms, {stays} stays, {YEARS} years\n")
        # As `venue serve` does: what is loaded is not looked at for garbage again.
        gc.collect()
        gc.freeze()
        for door in DOORS:
            p50, p99, size = measure(person, door, times)
            print(f"{door:40} p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  {size / 1000:6.0f} KB")
        for plan in PLANS:
            print(box.rows(f"EXPLAIN QUERY PLAN {plan}", "2026-01-01", "2026-03-01")[0]["detail"])
        box.close()


if __name__ == "__main__":
    main()
