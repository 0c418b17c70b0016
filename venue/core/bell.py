"""Wakes threads that look for work in a table when something was committed.

A signal without content: a needless ring costs one look at the queue, so nothing is shared that
could be wrong.
"""

import threading


class Bell:
    """Counts rings; whoever waits says which ring was the last one heard."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """Return the number of rings so far; read it before looking for work."""
        return self._count

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait for a ring after the one ``heard``, at most ``seconds``."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != heard, seconds)
