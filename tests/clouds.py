"""The stand-in clouds inside a test, and clients that talk to them over TCP."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from sync.airalo.client import Airalo
from sync.cloudbeds.client import Cloudbeds
from sync.limits import Bucket
from sync.sandbox.server import Sandbox
from sync.transport import Transport
from venue.core.clock import ManualClock, SystemClock

WHEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Served:
    """A served stand-in.

    Args:
        limits: Whether the vendors' rate limits are in force.
        clock: Moved by hand unless told otherwise.
    """

    def __init__(self, folder: Path, *, limits: bool = False, clock: Any = None) -> None:
        self.clock = clock or ManualClock(WHEN)
        self.sandbox = Sandbox(folder, clock=self.clock)
        self.url = self.sandbox.url
        self.sandbox.start()
        self.control(limits=limits)

    def control(self, path: str = "", **wishes: Any) -> Any:
        """POST to `/_control`."""
        answer = requests.post(f"{self.url}/_control{path}", json=wishes, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, path: str = "*", **more: Any) -> None:
        """Set one fault behind those that wait."""
        self.control(add=[{"kind": kind, "path": path, **more}])

    def effects(self, **wanted: str) -> list[dict[str, Any]]:
        """Return what really happened."""
        found = requests.get(f"{self.url}/_control/effects", params=wanted, timeout=10)
        effects: list[dict[str, Any]] = found.json()["effects"]
        return effects

    def asked(self) -> list[dict[str, Any]]:
        """Return the requests it got."""
        found = requests.get(f"{self.url}/_control/requests", timeout=10)
        asked: list[dict[str, Any]] = found.json()["requests"]
        return asked

    def cloudbeds(self, *, key: str = "cbat_sandbox") -> Cloudbeds:
        """Return a client of the stand-in hotel."""
        return Cloudbeds(transport=self.transport("cloudbeds"), api_key=key, property_id="37")

    def airalo(self, *, secret: str = "sandbox-secret") -> Airalo:
        """Return a client of the stand-in partner account."""
        way = self.transport("airalo/v2")
        return Airalo(way, client_id="sandbox-client", client_secret=secret)

    def transport(
        self, provider: str, *, rate_per_s: float = 1000.0, burst: int = 100
    ) -> Transport:
        """Return the way to a provider, fast enough for a test."""
        clock = SystemClock()
        bucket = Bucket(rate_per_s=rate_per_s, burst=burst, clock=clock, pause=_pause)
        return Transport(base_url=f"{self.url}/{provider}", bucket=bucket, clock=clock)

    def day(self, after: int) -> str:
        """Return a date so many days after today, as the property counts them."""
        return (self.clock.now() + timedelta(days=after)).date().isoformat()


def _pause(seconds: float) -> bool:
    time.sleep(seconds)
    return False


@contextmanager
def served(folder: Path, **options: Any) -> Iterator[Served]:
    """Serve a stand-in for as long as the block lasts."""
    one = Served(folder, **options)
    try:
        yield one
    finally:
        one.sandbox.stop()
