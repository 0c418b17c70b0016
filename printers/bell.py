"""Wakes a printer's thread when a job of its own was committed.

A ring carries nothing: a needless one costs one look at the queue, so nothing is shared that
could be wrong.
"""

import threading
from collections import defaultdict

_BELLS: defaultdict[int, threading.Event] = defaultdict(threading.Event)


def bell(printer_id: int) -> threading.Event:
    """Return a printer's bell; clear it before looking for work, so that no ring is missed."""
    return _BELLS[printer_id]


def ring_all() -> None:
    """Wake every printer's thread."""
    for one in list(_BELLS.values()):
        one.set()
