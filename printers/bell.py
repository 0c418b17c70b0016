"""The bell that wakes the printers' threads when a job was committed."""

from venue.core.bell import Bell

BELL = Bell()
