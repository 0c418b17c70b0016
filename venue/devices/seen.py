"""When each device last asked anything: kept in memory, stored now and then.

A write for every request would cost an fsync each and wear the card.
"""

from venue.core.tx import Tx
from venue.devices import store


class LastSeen:
    """The running time of each device's newest request, by device id.

    Attributes:
        news: What was not stored yet.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self.news: dict[int, int] = {}

    def note(self, device_id: int, run_ms: int) -> None:
        """Remember a request; called from any thread."""
        self._seen[device_id] = self.news[device_id] = run_ms

    def age_s(self, device_id: int, *, stored_run_ms: int, run_ms: int) -> int:
        """Return how many seconds ago a device was seen."""
        return max(0, run_ms - self._seen.get(device_id, stored_run_ms)) // 1000

    def store(self, tx: Tx) -> None:
        """Store what is new."""
        news, self.news = self.news, {}
        for device_id, run_ms in list(news.items()):
            store.set_seen(tx, device_id, run_ms)
