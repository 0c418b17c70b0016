"""Time, as a box without a battery clock must see it.

The order of events is the journal's ``seq``. Durations are running time: milliseconds that the
box has been up, carried over restarts, which no wall clock jump touches. The wall clock is for
people to read, and says itself whether it can be trusted.
"""

import ctypes
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

TIME_ERROR = 5  # adjtimex(2): the clock is not synchronized
LIBC = ctypes.CDLL(None, use_errno=True)
BUILT_AT = datetime(2026, 11, 1, tzinfo=UTC)  # a clock before this has lost its time


class Clock(Protocol):
    """Where every part of the box takes its time from."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""

    def monotonic_ms(self) -> int:
        """Return milliseconds since some moment; never goes back."""

    def trusted(self) -> bool:
        """Tell whether the wall clock is known to be right."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic_ms(self) -> int:
        """Return milliseconds since the machine started, sleep included."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def trusted(self) -> bool:
        """Ask the kernel whether a time service has set the clock (adjtimex(2))."""
        buffer = ctypes.create_string_buffer(512)
        return self.now() > BUILT_AT and LIBC.adjtimex(buffer) not in (-1, TIME_ERROR)


class ManualClock:
    """A clock that tests and drills move by hand."""

    def __init__(self, start: datetime = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)) -> None:
        self.wall = start
        self.mono_ms = 1_000
        self.is_trusted = True

    def now(self) -> datetime:
        """Return the wall clock as set."""
        return self.wall

    def monotonic_ms(self) -> int:
        """Return the running time as set."""
        return self.mono_ms

    def trusted(self) -> bool:
        """Return what the test decided."""
        return self.is_trusted

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass on both clocks."""
        self.wall += timedelta(seconds=seconds)
        self.mono_ms += int(seconds * 1000)

    def jump(self, seconds: float) -> None:
        """Move the wall clock alone, as a late NTP answer does."""
        self.wall += timedelta(seconds=seconds)


def rfc3339(moment: datetime) -> str:
    """Return ``moment`` as RFC 3339 text in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
