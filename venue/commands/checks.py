"""What `venue doctor` looks at: each finding in words, with its cure."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from config.settings import SettingsError, load
from printers.fonts import font_findings
from sync import reports
from sync.health import BROKEN, OFF, Condition
from sync.providers import all_providers
from venue import app
from venue.commands.address import base_url
from venue.commands.box import Box
from venue.core import db, journal
from venue.core.clock import BUILT_AT, SystemClock
from venue.core.tx import ReadTx
from venue.process import own_ip
from venue.tables import links

LOW_DISK_BYTES = 500_000_000


class Finding(NamedTuple):
    """``level`` is ok, warn or bad."""

    level: str
    words: str
    cure: str = ""


def look(box: Box) -> list[Finding]:
    """Return every finding of a venue's folder and this machine."""
    return [
        *_settings(box),
        *_database(box.data / app.DATABASE_FILE),
        *_disk(box.data),
        *_clock(),
        *_address(box),
        *_cards(box),
        *_providers(box),
        *(Finding("warn", words, cure) for words, cure in font_findings()),
    ]


def verify_journal(path: Path) -> journal.Verdict:
    """Check the chain of a database file, served or not."""
    connection = db.open_reader(path)
    try:
        return journal.verify(connection)
    finally:
        connection.close()


def _settings(box: Box) -> list[Finding]:
    try:
        load(box.settings_path)
    except SettingsError as error:
        return [Finding("bad", str(error), f"correct {box.settings_path}")]
    return [Finding("ok", f"settings in {box.settings_path} are understood")]


def _database(path: Path) -> list[Finding]:
    if not path.exists():
        return [Finding("bad", f"there is no venue in {path.parent}", "make one: venue init")]
    connection = db.open_reader(path)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        verdict = journal.verify(connection)
    except sqlite3.DatabaseError as error:
        return [Finding("bad", f"the database cannot be read: {error}", "restore the last backup")]
    finally:
        connection.close()
    if found != "ok":
        return [Finding("bad", f"the database is damaged: {found}", "restore the last backup")]
    if verdict.fault is not None:
        return [Finding("bad", f"the journal does not hold: {verdict.fault}", "keep this file "
                        "and ask for help: somebody or something changed the past")]  # fmt: skip
    return [Finding("ok", f"the database is whole, {verdict.entries} journal entries hold")]


def _disk(data: Path) -> list[Finding]:
    if not data.exists():
        return []
    free = shutil.disk_usage(data).free
    if free < LOW_DISK_BYTES:
        return [Finding("bad", f"only {free // 1_000_000} MB free", "free space on this disk")]
    return [Finding("ok", f"{free // 1_000_000} MB free")]


def _clock() -> list[Finding]:
    if SystemClock().trusted():
        return [Finding("ok", "the clock is set by a time service")]
    return [
        Finding(
            "warn",
            "no time service has set this clock; times on paper may be wrong",
            "install chrony, or a battery clock for days without Internet",
        )
    ]


def _address(box: Box) -> list[Finding]:
    try:
        settings = load(box.settings_path)
    except SettingsError:
        return []
    url = base_url(settings)
    if ".local" in url:
        return [Finding("warn", f"cards say {url}, which many phones cannot find",
                        "set server.address to a reserved IP address or a real name")]  # fmt: skip
    if not settings.text("server.address"):
        return [Finding("warn", f"cards say {url}, the address of now",
                        "reserve it in the router and set server.address")]  # fmt: skip
    return [Finding("ok", f"cards say {url}; this machine is {own_ip()}")]


def _cards(box: Box) -> list[Finding]:
    """Say when cards were printed with an address that is not the box's any more."""
    path = box.data / app.DATABASE_FILE
    if not path.exists() or box.settings().text("venue.kind") == "hotel":
        return []
    connection = db.open_reader(path)
    try:
        printed = links.printed_with(ReadTx(connection, moment=BUILT_AT, run_ms=0))
    finally:
        connection.close()
    now = base_url(box.settings())
    if printed in (None, now):
        return []
    words = f"cards were printed for {printed}, the box is at {now}"
    return [Finding("bad", words, "set server.address back, or: venue tables qr")]


def _providers(box: Box) -> list[Finding]:
    """Name each connected cloud, how it was last, and what waits for it or for a person."""
    path = box.data / app.DATABASE_FILE
    if not path.exists():
        return []
    known = all_providers()
    connection = db.open_reader(path)
    try:
        tx = ReadTx(connection, moment=BUILT_AT, run_ms=0)
        view = reports.view(tx, known, {name: Condition(state=OFF) for name in known})
    finally:
        connection.close()
    return [_provider(one) for one in view["providers"] if one["mode"] is not None]


def _provider(one: dict[str, Any]) -> Finding:
    words = f"{one['title']} ({one['mode']}) is {one['state']}, {one['waiting']} messages wait"
    if one["dead_letters"]:
        words += f", {one['dead_letters']} wait for a person"
    if one["state"] in BROKEN:
        return Finding("warn", f"{words}: {one['words']}", "look at the page /sync")
    return Finding("warn" if one["dead_letters"] else "ok", words, "look at the page /sync")
