"""Which kitchen screens are alive: they say so themselves every few seconds.

A socket may stay open while the page behind it is frozen or covered; so each screen tells what it
shows and when it last painted. Kept in memory: after a restart the screens say it again.
"""

import threading
from collections.abc import Iterable
from typing import Any

from venue.kitchen.model import SECOND_MS, SILENT_AFTER_S, Beat, health

ALL = "all"
MOST_SCREENS = 200
FORGOTTEN_AFTER_S = 3600


class Screens:
    """The last beat of each screen, by who it is and what it shows."""

    def __init__(self) -> None:
        self._beats: dict[str, Beat] = {}
        self._lost: dict[str, Beat] = {}
        self._lock = threading.Lock()

    def note(self, who: str, beat: Beat) -> None:
        """Take a beat."""
        with self._lock:
            self._beats.pop(who, None)
            self._beats[who] = beat
            while len(self._beats) > MOST_SCREENS:
                self._beats.pop(next(iter(self._beats)))

    def view(self, run_ms: int) -> list[dict[str, Any]]:
        """Return ``[{name, station, state, seen_s, open, waiting}]`` of the last hour's screens."""
        return [
            {
                "name": beat.name,
                "station": beat.station,
                "state": health(beat, run_ms),
                "seen_s": (run_ms - beat.run_ms) // SECOND_MS,
                "open": beat.open,
                "waiting": beat.waiting,
            }
            for beat in self._known(run_ms)
        ]

    def deserted(self, stations: Iterable[str], run_ms: int) -> set[str]:
        """Return the stations that had a screen, and have none now that anybody can read."""
        beats = self._known(run_ms)
        alive = {beat.station for beat in beats if health(beat, run_ms) == "ok"}
        had = {beat.station for beat in beats}
        if ALL in alive:
            return set()
        return {one for one in stations if one not in alive and (one in had or ALL in had)}

    def turned(self, run_ms: int) -> tuple[dict[str, Beat], dict[str, Beat]]:
        """Return the screens that fell silent and those that came back since the last look."""
        with self._lock:
            silent = {
                who: beat
                for who, beat in self._beats.items()
                if run_ms - beat.run_ms > SILENT_AFTER_S * SECOND_MS
            }
            fell = {who: beat for who, beat in silent.items() if who not in self._lost}
            back = {who: beat for who, beat in self._lost.items() if who not in silent}
            self._lost = silent
        return fell, back

    def lost(self) -> dict[str, Beat]:
        """Return the screens that are silent, as of the last look."""
        return dict(self._lost)

    def _known(self, run_ms: int) -> list[Beat]:
        with self._lock:
            forgotten = [
                who
                for who, beat in self._beats.items()
                if run_ms - beat.run_ms > FORGOTTEN_AFTER_S * SECOND_MS
            ]
            for who in forgotten:
                del self._beats[who]
            return list(self._beats.values())
