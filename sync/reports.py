"""What people hear of the clouds: a condition that changed is logged, journalled and shown once."""

import logging
from collections.abc import Mapping
from typing import Any

from sync import queries, store
from sync.health import (
    BROKEN,
    CHECKING,
    CLOCK_LIMIT_S,
    KEY_REFUSED,
    OFF,
    ONLINE,
    Condition,
    overall,
)
from sync.poll import STUCK_AFTER
from sync.provider import Provider
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

ROOMS = ("floor", "status")


class Reports:
    """Collects the conditions of all providers, and how far the box's clock is off."""

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self._providers = providers
        self.ahead_s = 0.0

    def changed(self, tx: Tx, provider: Provider, before: Condition, after: Condition) -> None:
        """Write a provider's new condition down and tell everybody."""
        queries.save_condition(tx, provider.name, after)
        queries.set_refused(tx, provider.name, after.state == KEY_REFUSED)
        if before.state == CHECKING and after.state == ONLINE:
            return
        say = log.warning if after.state in BROKEN else log.info
        say("%s is %s, was %s: %s", provider.title, after.state, before.state, after.words)
        tx.journal("sync.changed", {"provider": provider.name, "state": after.state})
        alert_id = f"sync:{provider.name}"
        if after.state == KEY_REFUSED:
            tx.tell(ROOMS, "alert", {"alert": self._alert(provider, after, tx.run_ms)})
        elif before.state == KEY_REFUSED:
            tx.tell(ROOMS, "alert_gone", {"id": alert_id})
        tx.tell(("sync", "status"), "sync", {"provider": provider.name, "state": after.state})

    def alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        """Return what needs a person: a refused key, dead letters, polls, a wrong clock."""
        found = [
            self._alert(self._providers[name], condition, tx.run_ms)
            for name, condition in queries.conditions(tx).items()
            if condition.state == KEY_REFUSED and name in self._providers
        ]
        dead = sum(row["dead"] for row in store.counts(tx))
        if dead:
            found.append(_office("dead_letters", {"count": dead}))
        differences = queries.count_differences(tx)
        if differences:
            found.append(_office("differences", {"count": differences}))
        stuck = queries.count_stuck(tx, STUCK_AFTER)
        if stuck:
            found.append(_office("polls", {"count": stuck}))
        if abs(self.ahead_s) > CLOCK_LIMIT_S:
            found.append(_office("clock", {"minutes": round(abs(self.ahead_s) / 60)}))
        return found

    def _alert(self, provider: Provider, condition: Condition, run_ms: int) -> dict[str, Any]:
        return {
            "id": f"sync:{provider.name}",
            "kind": "sync",
            "text_key": f"alert.sync.{condition.state}",
            "values": {"provider": provider.title},
            "age_s": max(0, run_ms - condition.since_run_ms) // 1000,
        }


def view(
    tx: ReadTx, titles: Mapping[str, str], conditions: Mapping[str, Condition]
) -> dict[str, Any]:
    """Return ``{state, providers}``: each provider's condition and what waits for it.

    Args:
        titles: What people call each provider, by its name.
    """
    counts = {row["provider"]: row for row in store.counts(tx)}
    modes, stored = queries.modes(tx), queries.conditions(tx)
    # Where no server runs, nobody works for a connected provider: its last condition is shown.
    conditions = {
        name: stored.get(name, Condition()) if one.state == OFF and name in modes else one
        for name, one in conditions.items()
    }
    items = [
        {"name": name, "title": title, "mode": modes.get(name)}
        | _item(conditions[name], counts.get(name), tx.run_ms)
        for name, title in sorted(titles.items())
    ]
    return {"state": overall([one["state"] for one in items]), "providers": items}


def line(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the banner of staff screens: ``{state, since_s, waiting, providers}``.

    ``providers`` are those that do not work now, by title; a refused key is always among them.
    """
    items = [one for one in view["providers"] if one["state"] in BROKEN]
    return {
        "state": view["state"],
        "since_s": max((one["since_s"] for one in items), default=0),
        "waiting": sum(one["waiting"] for one in view["providers"]),
        "providers": [
            {"title": one["title"], "state": one["state"], "since_s": one["since_s"]}
            for one in items
        ],
    }


def _item(
    condition: Condition,
    count: Mapping[str, Any] | None,
    run_ms: int,
) -> dict[str, Any]:
    oldest = count["oldest_run_ms"] if count else None
    return {
        "state": condition.state,
        "code": condition.code,
        "words": condition.words,
        "since_at": condition.since_at or None,
        "since_s": max(0, run_ms - condition.since_run_ms) // 1000,
        "waiting": count["waiting"] if count else 0,
        "unknown": count["unknown"] if count else 0,
        "dead_letters": count["dead"] if count else 0,
        "oldest_s": None if oldest is None else max(0, run_ms - oldest) // 1000,
    }


def _office(name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"sync:{name}",
        "kind": "sync",
        "text_key": f"alert.sync.{name}",
        "values": values,
        "age_s": 0,
        "permission": "sync.view",
    }
