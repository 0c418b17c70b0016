"""Use cases of pacing: slow down, pause and resume the orders of guests."""

from dataclasses import asdict
from typing import Any

from config.settings import Settings
from venue.core import facts
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.kitchen import store
from venue.kitchen.model import (
    NORMAL,
    PAUSED,
    SECOND_MS,
    SLOW,
    Limits,
    Paces,
    Pacing,
    decided,
    load,
    next_pacing,
)
from venue.menu import service as menu
from venue.orders import limits, listing

FACT = "kitchen.pacing"
# A person who resumes by hand wants orders now, whatever the load says; for this long.
RESUMED_MIN = 15
EVERYBODY = "*"


class PacingRules:
    """The settings of pacing, as they are now."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def limits(self) -> Limits:
        """Return from how much queued work guests are slowed and paused."""
        return Limits(
            slow_at_min=self._settings.number("kitchen.slow_at_min"),
            pause_at_min=self._settings.number("kitchen.pause_at_min"),
        )

    @property
    def cook_s(self) -> int:
        """Return the work of one dish unless its item or station says otherwise."""
        return self._settings.number("kitchen.cook_s")

    @property
    def slow_per_minute(self) -> int:
        """Return how many orders the whole room may send while slowed."""
        return self._settings.number("kitchen.slow_orders_per_minute")


def current(tx: ReadTx) -> Pacing:
    """Return the pacing in force."""
    stored = facts.get(tx, FACT)
    return Pacing(**loads(stored)) if stored else Pacing()


def view(tx: ReadTx) -> dict[str, Any]:
    """Return ``{state, by, promised_minutes?, until_s?}``: PACING of the API."""
    return _shown(current(tx), tx.run_ms)


def loads_view(tx: ReadTx, rules: PacingRules) -> list[dict[str, Any]]:
    """Return ``[{station, name, queued_s, cook_s}]`` of the stations in use."""
    paces = _paces(tx, rules)
    queued = load(listing.cooking(tx), paces)
    return [
        {
            "station": one.slug,
            "name": one.name,
            "queued_s": queued.get(one.id, 0),
            "cook_s": paces.stations.get(one.id, paces.venue_s),
        }
        for one in menu.stations(tx)
        if one.active
    ]


def decide(tx: Tx, state: str, minutes: int | None, rules: PacingRules) -> dict[str, Any]:
    """Take a person's word on the orders of guests; return PACING and ``seq``.

    Args:
        state: ``normal``, ``slow`` or ``paused``.
        minutes: How long it holds; None: until the next word, or for `RESUMED_MIN` when resuming.
    """
    if state == NORMAL and minutes is None:
        minutes = RESUMED_MIN
    wanted = decided(state, minutes, _most_s(tx, rules), tx.run_ms)
    _store(tx, wanted, rules)
    return view(tx) | {"seq": tx.seq}


def due(tx: ReadTx, rules: PacingRules) -> bool:
    """Tell whether time or load ask for another pacing: a read, an idle box writes nothing."""
    now = current(tx)
    return next_pacing(now, _most_s(tx, rules), rules.limits, tx.run_ms) != now


def follow(tx: Tx, rules: PacingRules) -> None:
    """Bring the pacing in line with time and load."""
    now = current(tx)
    wanted = next_pacing(now, _most_s(tx, rules), rules.limits, tx.run_ms)
    if wanted != now:
        _store(tx, wanted, rules)


def set_item_pace(tx: Tx, item_id: int, cook_s: int | None) -> dict[str, Any]:
    """Say how long an item takes; None: as its station says.

    Raises:
        NotFound: ``menu.unknown_item``.
    """
    menu.require_items(tx, [item_id])
    store.set_item_pace(tx, item_id, cook_s)
    tx.journal("kitchen.item_paced", {"item_id": item_id, "cook_s": cook_s})
    return {"item_id": item_id, "cook_s": cook_s, "seq": tx.seq}


def set_station_pace(tx: Tx, slug: str, cook_s: int | None) -> dict[str, Any]:
    """Say how long a dish of a station takes; None: as the venue says.

    Raises:
        NotFound: ``menu.unknown_station``.
    """
    station = menu.station_by_slug(tx, slug)
    store.set_station_pace(tx, station.id, cook_s)
    tx.journal("kitchen.station_paced", {"station_id": station.id, "cook_s": cook_s})
    return {"station": slug, "cook_s": cook_s, "seq": tx.seq}


def item_paces(tx: ReadTx) -> dict[int, int]:
    """Return the seconds of items that have their own."""
    return store.item_paces(tx)


def _paces(tx: ReadTx, rules: PacingRules) -> Paces:
    return Paces(items=store.item_paces(tx), stations=store.station_paces(tx), venue_s=rules.cook_s)


def _most_s(tx: ReadTx, rules: PacingRules) -> int:
    return max(load(listing.cooking(tx), _paces(tx, rules)).values(), default=0)


def _store(tx: Tx, pacing: Pacing, rules: PacingRules) -> None:
    per_minute = {NORMAL: None, SLOW: rules.slow_per_minute, PAUSED: 0}[pacing.state]
    limits.limit_guests(tx, per_minute)
    facts.put(tx, FACT, dumps(asdict(pacing)))
    tx.journal("kitchen.paced", {"state": pacing.state, "by": pacing.by})
    tx.tell(EVERYBODY, "pacing", {"pacing": _shown(pacing, tx.run_ms)})


def _shown(pacing: Pacing, run_ms: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"state": pacing.state, "by": pacing.by}
    if pacing.promised_minutes is not None:
        shown["promised_minutes"] = pacing.promised_minutes
    if pacing.until_run_ms is not None:
        left_ms = max(0, pacing.until_run_ms - run_ms)
        shown["until_s"] = left_ms // SECOND_MS
    return shown
