"""Checks of the venue itself: files, database, backups, certificates, devices, clouds."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match
from typing import Any

from printers.fonts import font_findings
from sync import reports
from sync.health import BROKEN, OFF, Condition
from sync.providers import titles
from venue.backups import copies
from venue.core import facts, whole
from venue.core.jsonx import loads
from venue.health.model import BAD, OK, WARN, Finding, Place
from venue.tables import links
from venue.tls import folder as tls
from venue.tls import plan

SECRET_FILES = ("venue.db", "venue.key", "recovery.key", "cli.token")
HOUR_MS = 3_600_000
LATE_FACTOR = 3
DRILL_LATE_DAYS = 15
CERTIFICATE_WORDS = {
    tls.OWN_KIND: "own",
    tls.OWNER_KIND: "given",
    tls.SETTINGS_KIND: "given",
    tls.PUBLIC_KIND: "public",
}
SCREEN_LOST_S = 120


def settings(place: Place) -> Iterator[Finding]:
    """See that the settings are understood."""
    values = {"path": str(place.settings_path), "why": place.settings_fault}
    if place.settings_fault:
        yield Finding("settings", BAD, "settings.wrong", values)
    else:
        yield Finding("settings", OK, "settings.ok", values)


def files(place: Place) -> Iterator[Finding]:
    """See that nobody else on this machine can read the venue's secrets."""
    there = [place.data / name for name in SECRET_FILES if (place.data / name).exists()]
    open_ones = [path.name for path in there if path.stat().st_mode & 0o077]
    if open_ones:
        yield Finding("files", BAD, "files.open", {"names": ", ".join(open_ones)}, "close_files")
    else:
        yield Finding("files", OK, "files.ok", {})


def database(place: Place) -> Iterator[Finding]:
    """Check every page, every index and the whole journal."""
    if not place.database.exists():
        yield Finding("database", BAD, "database.missing", {"folder": str(place.data)})
        return
    checked = whole.check(place.database)
    if checked.fault is None:
        yield Finding("database", OK, "database.ok", {"entries": checked.head.seq})
        return
    key = "database.journal" if checked.fault.startswith("the journal") else "database.damaged"
    yield Finding("database", BAD, key, {"why": checked.fault})


def kept_backups(place: Place) -> Iterator[Finding]:
    """Look at the last backup's age, its medium, and how the last trial restore went."""
    if place.settings is None:
        return
    with place.read() as tx:
        last = loads(facts.get(tx, "backup.last") or "{}")
        drilled = loads(facts.get(tx, "backup.drill") or "{}")
        copied = loads(facts.get(tx, "backup.copies") or "{}")
        run_ms = int(facts.get(tx, facts.RUN_MS) or 0)
    hours = max(0, run_ms - last.get("run_ms", 0)) // HOUR_MS
    late_h = place.settings.number("backup.every_minutes") * LATE_FACTOR / 60
    if last.get("fault"):
        yield Finding("backups", BAD, "backups.failed", {"why": last["fault"]}, "backup")
    elif not last:
        yield Finding("backups", WARN, "backups.none", {}, "backup")
    elif late_h and hours > late_h:
        yield Finding("backups", BAD, "backups.late", {"hours": hours}, "backup")
    else:
        yield Finding("backups", OK, "backups.ok", {"hours": hours})
    yield from _medium(place)
    for folder, told in copied.items():
        yield _copy(folder, told, run_ms)
    if last:
        yield from _drill(drilled, run_ms)


def _medium(place: Place) -> Iterator[Finding]:
    chosen = place.settings.text("backup.folder") if place.settings else ""
    if not chosen:
        yield Finding("backups", WARN, "backups.same_disk", {})
    elif not Path(chosen).is_dir():
        yield Finding("backups", BAD, "backups.no_folder", {"folder": chosen})


def _copy(folder: str, told: dict[str, Any], run_ms: int) -> Finding:
    days = max(0, run_ms - int(told["run_ms"])) // (24 * HOUR_MS)
    if told["fault"]:
        return Finding("backups", BAD, "copies.failed", {"folder": folder, "why": told["fault"]})
    late = days >= copies.LATE_DAYS
    key = "copies.late" if late else "copies.ok" if told["name"] else "copies.none"
    return Finding(
        "backups", OK if key == "copies.ok" else WARN, key, {"folder": folder, "days": days}
    )


def _drill(drilled: dict[str, object], run_ms: int) -> Iterator[Finding]:
    if drilled.get("fault"):
        yield Finding("backups", BAD, "drill.failed", {"why": drilled["fault"]}, "drill")
        return
    if not drilled:
        yield Finding("backups", WARN, "drill.none", {}, "drill")
        return
    days = max(0, run_ms - int(str(drilled["run_ms"]))) // (24 * HOUR_MS)
    late = days > DRILL_LATE_DAYS
    key = "drill.late" if late else "drill.ok"
    yield Finding("backups", WARN if late else OK, key, {"days": days}, "drill" if late else "")


def certificates(place: Place) -> Iterator[Finding]:
    """Look at the end of the certificate that is served, and at a public name's renewal."""
    if place.settings is None:
        return
    kind = tls.kind_of(place.data, place.settings)
    found = tls.files(place.data, place.settings)
    if found is not None and not found[0].exists():
        yield Finding("certificates", BAD, "certificates.gone", {"path": str(found[0])})
    elif found is not None:
        yield _certificate(place, str(kind), found[0])
    yield from _public_name(place, found[0] if kind == tls.PUBLIC_KIND and found else None)


def _certificate(place: Place, kind: str, path: Path) -> Finding:
    days = tls.days_left(path, place.clock)
    words = CERTIFICATE_WORDS[kind]
    if days >= tls.warn_days(path):
        return Finding("certificates", OK, f"certificates.{words}", {"days": days})
    level, fix = (BAD if days <= 0 else WARN), ("certificate" if kind == tls.OWN_KIND else "")
    return Finding("certificates", level, f"certificates.{words}_ends", {"days": max(0, days)}, fix)


def _public_name(place: Place, certificate: Path | None) -> Iterator[Finding]:
    """Say what holds up a public name's certificate; a box offline serves on until its end."""
    planned = plan.load(place.data)
    if planned is None:
        return
    values = {"name": planned.name, "why": planned.fault}
    if certificate is None:
        yield Finding("certificates", WARN, "certificates.awaited", values)
    elif planned.fault:
        days = max(0, tls.days_left(certificate, place.clock))
        yield Finding("certificates", WARN, "certificates.renewal", values | {"days": days})


def printers(place: Place) -> Iterator[Finding]:
    """Say how each printer is; only the running server knows."""
    if place.live is None:
        yield Finding("printers", WARN, "live.none", {})
        return
    if not place.live["printers"]:
        yield Finding("printers", WARN, "printers.none", {})
    for one in place.live["printers"]:
        ready = one["state"] in ("ready", "busy")
        values = {"name": one["name"], "why": one["words"]}
        key = "printers.ok" if ready else "printers.fault"
        yield Finding("printers", OK if ready else WARN, key, values)


def screens(place: Place) -> Iterator[Finding]:
    """Say which paired kitchen screens are away; tablets are put down, screens are not."""
    for one in place.live["screens"] if place.live else ():
        if one["role"] not in ("kitchen", "pickup"):
            continue
        away = not one["online"] and (one["last_seen_s"] or 0) > SCREEN_LOST_S
        minutes = (one["last_seen_s"] or 0) // 60
        values = {"name": one["name"], "minutes": minutes}
        key = "screens.away" if away else "screens.ok"
        yield Finding("screens", WARN if away else OK, key, values)


def cards(place: Place) -> Iterator[Finding]:
    """Say when cards were printed with an address that is not the box's any more."""
    if place.settings is None or place.settings.text("venue.kind") == "hotel":
        return
    with place.read() as tx:
        printed = links.printed_with(tx)
    if printed not in (None, place.url):
        yield Finding("cards", BAD, "cards.old", {"printed": printed, "url": place.url})


def providers(place: Place) -> Iterator[Finding]:
    """Name each connected cloud, how it was last, and what waits for it or for a person."""
    known = titles()
    with place.read() as tx:
        view = reports.view(tx, known, {name: Condition(state=OFF) for name in known})
    for one in view["providers"]:
        if one["mode"] is None:
            continue
        values = {name: one[name] for name in ("title", "mode", "state", "waiting")}
        values |= {"dead": one["dead_letters"], "why": one["words"]}
        if one["state"] in BROKEN:
            yield Finding("providers", WARN, "providers.broken", values)
        elif one["dead_letters"]:
            yield Finding("providers", WARN, "providers.dead", values)
        else:
            yield Finding("providers", OK, "providers.ok", values)


def fonts(_place: Place) -> Iterator[Finding]:
    """Say which scripts paper cannot show."""
    found = font_findings()
    for words, cure in found:
        yield Finding("fonts", WARN, "fonts.lacking", {"words": words, "how": cure})
    if not found:
        yield Finding("fonts", OK, "fonts.ok", {})


def libraries(_place: Place) -> Iterator[Finding]:
    """See that every library the program names is installed."""
    lacking = []
    for line in requires("venue") or ():
        name = match(r"[\w.-]+", line)
        if name is None or "extra ==" in line:
            continue
        try:
            version(name[0])
        except PackageNotFoundError:
            lacking.append(name[0])
    if lacking:
        yield Finding("libraries", BAD, "libraries.lacking", {"names": ", ".join(lacking)})
    else:
        yield Finding("libraries", OK, "libraries.ok", {})
