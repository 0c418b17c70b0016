"""What a person says on the first run, as far as they came; secrets are never in it."""

import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from config import countries
from config import settings as settings_file
from config.settings import SettingsError, write_whole
from venue.core.errors import Invalid
from venue.menu.files import exchange

DRAFT = "setup.json"
STEPS = ("venue", "tables", "printers", "menu", "owner")
HOTEL_STEPS = ("venue", "printers", "owner")
KINDS = ("restaurant", "hotel", "both")
MENUS = ("demo", "empty", "csv")
ZONES, MOST_TABLES, NAME_LONGEST = 4, 200, 60


class Area(msgspec.Struct, frozen=True):
    """A part of the floor with so many tables of so many seats."""

    name: str
    count: int
    seats: int = 4


class FirstPrinter(msgspec.Struct, frozen=True):
    """A printer that was found, or typed in as an address."""

    name: str
    driver: str
    host: str
    port: int


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The answers so far; ``done`` are the steps that were sent.

    Attributes:
        rates: Whether a person confirmed the country's tax rates.
    """

    lang: str = ""
    name: str = ""
    kind: str = "restaurant"
    currency: str = "EUR"
    time_zone: str = "UTC"
    country: str = ""
    rates: bool = False
    areas: tuple[Area, ...] = ()
    printers: tuple[FirstPrinter, ...] = ()
    menu: str = "demo"
    csv: str = ""
    manager: str = ""
    done: frozenset[str] = frozenset()

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the steps of this kind of venue, in order."""
        return HOTEL_STEPS if self.kind == "hotel" else STEPS

    @property
    def next_step(self) -> str:
        """Return the first step that was not sent; the last one is never done before the end."""
        return next(step for step in self.steps if step == "owner" or step not in self.done)


def load(data: Path) -> Draft:
    """Return the draft that was kept; a new one where there is none that can be read."""
    try:
        return msgspec.json.decode((data / DRAFT).read_bytes(), type=Draft)
    except (FileNotFoundError, msgspec.DecodeError):
        return Draft()


def keep(data: Path, draft: Draft) -> None:
    """Write the draft so that a power cut leaves the old one or the new one."""
    write_whole(data / DRAFT, msgspec.json.encode(draft).decode())


def with_country(draft: Draft, code: str) -> Draft:
    """Return the draft with what is usual in a country; what a person sent before stays.

    Raises:
        Invalid: ``setup.bad_value`` - nothing is known of it.
    """
    found = countries.of(code)
    if code and found is None:
        raise Invalid("setup.bad_value", "choose one of the countries, or none")
    chosen = msgspec.structs.replace(draft, country=code, rates=False)
    if found is None or "venue" in draft.done:
        return chosen
    return msgspec.structs.replace(chosen, currency=found.currency, time_zone=found.time_zone)


def with_venue(draft: Draft, form: Mapping[str, str]) -> Draft:
    """Return the draft with the venue's own facts.

    Raises:
        Invalid: ``setup.no_name``, ``setup.bad_value``.
    """
    given = {key: " ".join(form.get(key, "").split()) for key in ("name", "currency", "time_zone")}
    given["currency"] = given["currency"].upper()
    if not 0 < len(given["name"]) <= NAME_LONGEST:
        raise Invalid("setup.no_name", f"a venue needs a name of at most {NAME_LONGEST} characters")
    kind = form.get("kind", "")
    try:
        for key, value in {**given, "kind": kind}.items():
            settings_file.check(f"venue.{key}", value)
    except SettingsError as error:
        raise Invalid("setup.bad_value", str(error)) from error
    rates = bool(draft.country) and form.get("rates") == "yes"
    return _done(msgspec.structs.replace(draft, kind=kind, rates=rates, **given), "venue")


def with_tables(draft: Draft, form: Mapping[str, str]) -> Draft:
    """Return the draft with the floor: up to `ZONES` zones, a row without a name is none.

    Raises:
        Invalid: ``setup.bad_tables``.
    """
    areas = []
    for row in range(ZONES):
        name = " ".join(form.get(f"area{row}", "").split())
        if not name:
            continue
        count, seats = _whole(form.get(f"count{row}", "")), _whole(form.get(f"seats{row}", ""))
        if not (0 < count <= MOST_TABLES and 0 < seats <= 99 and len(name) <= NAME_LONGEST):
            raise Invalid("setup.bad_tables", "a zone needs 1 to 200 tables of 1 to 99 seats")
        areas.append(Area(name, count, seats))
    numbers = sum(area.count for area in areas)
    if numbers > MOST_TABLES or len({area.name for area in areas}) < len(areas):
        raise Invalid("setup.bad_tables", "at most 200 tables in zones of different names")
    return _done(msgspec.structs.replace(draft, areas=tuple(areas)), "tables")


def with_menu(draft: Draft, choice: str, csv: bytes) -> Draft:
    """Return the draft with the menu; a CSV is read here, so that its faults are told at once.

    Raises:
        Invalid: ``setup.bad_menu`` - with the first line at fault.
    """
    if choice not in MENUS:
        raise Invalid("setup.bad_menu", "choose one of the menus")
    text = ""
    if choice == "csv":
        try:
            text = csv.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("setup.bad_menu", "the file is not UTF-8 text") from None
        read = exchange.read("csv", text, currency=draft.currency)
        if read.problems or not text.strip():
            first = read.problems[0] if read.problems else None
            words = f"line {first.line}: {first.words}" if first else "the file is empty"
            raise Invalid("setup.bad_menu", words)
    return _done(msgspec.structs.replace(draft, menu=choice, csv=text), "menu")


def with_printers(draft: Draft, chosen: tuple[FirstPrinter, ...]) -> Draft:
    """Return the draft with the printers that were ticked or typed in; none is an answer too."""
    return _done(msgspec.structs.replace(draft, printers=chosen), "printers")


def time_zones() -> list[str]:
    """Return the names a person may choose from."""
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")


def settings_of(draft: Draft) -> dict[str, Any]:
    """Return the settings that the draft decides."""
    found: dict[str, Any] = {
        f"venue.{key}": getattr(draft, key) for key in ("name", "kind", "currency", "time_zone")
    }
    if draft.lang:
        found["venue.default_language"] = draft.lang
        found["venue.kitchen_language"] = draft.lang
    return found | _of_country(draft)


def _of_country(draft: Draft) -> dict[str, Any]:
    """Return what a country gives beside what a person said; rates only if they were confirmed."""
    country = countries.of(draft.country)
    if country is None:
        return {}
    rates = {f"tax.{name}": bp for name, bp in country.rates.items()} if draft.rates else {}
    usual = countries.defaults(country, draft.currency) | rates
    usual.pop("venue.time_zone")  # asked for by itself
    return usual | {"venue.country": country.code}


def _done(draft: Draft, step: str) -> Draft:
    return msgspec.structs.replace(draft, done=draft.done | {step})


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
