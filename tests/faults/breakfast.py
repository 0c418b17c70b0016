"""A life of the box that ends while, or right after, a breakfast card becomes an order.

Run by `test_breakfast`: ``python -m tests.faults.breakfast FOLDER within|behind``.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.hotel.test_breakfast import EVENING, guest, house, put, until
from tests.hotel.test_roomservice import Inn
from venue.core.clock import ManualClock
from venue.roomservice.breakfast import store


def main() -> None:
    """Fill in a card and die when its time comes."""
    folder, where = sys.argv[1:]
    box = house(Path(folder), Path(folder), ManualClock(EVENING))
    _, phone = guest(Inn(box))
    put(phone)
    if where == "within":
        # The order and its tickets are written, the card does not know it yet.
        store.end = die
    until(box, 8)
    die()


def die(*_args: Any, **_kw: Any) -> None:
    """End as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
