"""One JSON line an event: for programs that read logs; no guest's words and no addresses' ids."""

import logging
from datetime import UTC, datetime

from venue.core.jsonx import dumps

EXTRA = ("request_id", "rule", "method")


class Lines(logging.Formatter):
    """Formats an event as one line of JSON: at, level, logger, event, and what it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is a member of it."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        told |= {name: value for name in EXTRA if (value := getattr(record, name, ""))}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return dumps(told)
