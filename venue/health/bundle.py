"""What a helper far away needs to see, and nothing of guests or staff.

Only what cannot be about a person goes in: counts, kinds, states, versions, numbers, the checks'
names. Free text never does: of a setting it says that it was changed, of a log line the addresses
are struck out. The box's log is written without guests' data.
"""

import io
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from config.settings import Settings
from venue import __version__
from venue.core.clock import rfc3339
from venue.core.jsonx import encode
from venue.core.tx import ReadTx
from venue.health import queries
from venue.health.model import Finding

# IPv4, and IPv6 but no time of day: that has neither letters nor two colons side by side.
ADDRESS = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:])(?=[0-9a-f:]*(?:::|[a-f]))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])",
    re.IGNORECASE,
)
MOST_LOG_LINES = 2_000
LONGEST_LOG_LINE = 2_000
CHANGED = "(changed)"


def make(
    *,
    findings: Iterable[Finding],
    settings: Settings | None,
    defaults: Settings,
    database: Mapping[str, Any] | None,
    log: Iterable[str],
) -> bytes:
    """Return a ZIP of JSON files and the log.

    Args:
        settings: None: the file cannot be understood.
        database: What `database` returned; None: it cannot be read.
        log: The newest lines of the service's log, oldest first.
    """
    parts: dict[str, Any] = {
        "about.json": _about(),
        "findings.json": [_finding(one) for one in findings],
        "settings.json": _settings(settings, defaults) if settings else None,
        "database.json": database,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in parts.items():
            archive.writestr(name, encode(told))
        archive.writestr("log.txt", "".join(f"{line}\n" for line in _lines(log)))
    return out.getvalue()


def _about() -> dict[str, Any]:
    return {
        "made_at": rfc3339(datetime.now(UTC)),
        "version": __version__,
        "python": sys.version.split()[0],
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
    }


def _finding(found: Finding) -> dict[str, Any]:
    """Return a finding with its numbers; a name in it may be somebody's."""
    numbers = {key: value for key, value in found.values.items() if isinstance(value, int | float)}
    return {"check": found.check, "level": found.level, "key": found.key, "values": numbers}


def _settings(settings: Settings, defaults: Settings) -> Mapping[str, Any]:
    usual = defaults.all()
    return {key: _setting(value, usual.get(key)) for key, value in settings.all().items()}


def _setting(value: Any, usual: Any) -> Any:
    if value == usual or isinstance(value, bool | int):
        return value
    return f"{CHANGED}, {len(value)} of them" if isinstance(value, list) else CHANGED


def database(tx: ReadTx) -> dict[str, Any]:
    """Return ``{journal_seq, rows, queue, kinds, newest}``: counts, kinds and moments."""
    return {
        "journal_seq": tx.seq,
        "rows": {name: queries.count(tx, name) for name in queries.tables(tx)},
        "queue": queries.queue(tx),
        "kinds": queries.journal_kinds(tx),
        "newest": queries.newest_entries(tx),
    }


def _lines(log: Iterable[str]) -> list[str]:
    lines = list(log)[-MOST_LOG_LINES:]
    return [ADDRESS.sub("(address)", line)[:LONGEST_LOG_LINE] for line in lines]
