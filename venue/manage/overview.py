"""The house at a glance: tables, waits by station, alerts, what is offline, today."""

from typing import Any

from venue.core.actor import Actor
from venue.core.money import wire
from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx
from venue.kitchen import service as kitchen
from venue.menu import places
from venue.menu import service as menu
from venue.orders import listing
from venue.tables import service as tables

MOST_TABLES = 200
WORKS = frozenset({"ready", "busy"})


def floor(tx: ReadTx) -> dict[str, Any]:
    """Return ``{open, free, covers, awaiting, unseen, bill_requested, waiting, items}``."""
    every = tables.floor_view(tx)["items"]
    open_now = [one for one in every if one["state"] != "free"]

    def total(field: str) -> int:
        return sum(one.get(field) or 0 for one in open_now)

    return {
        "open": len(open_now),
        "free": len(every) - len(open_now),
        "covers": total("covers"),
        "awaiting": total("awaiting"),
        "unseen": total("unseen"),
        "bill_requested": sum(one["state"] == "bill_requested" for one in open_now),
        "waiting": sum(one.get("waiting") or 0 for one in every),
        "items": open_now[:MOST_TABLES],
    }


def stations(tx: ReadTx, rules: Rules) -> list[dict[str, Any]]:
    """Return ``{slug, name, open, late, oldest_s, target_s}`` of each station in use.

    ``late``: tickets older than their target; ``oldest_s``: None while nothing cooks.
    """
    board = kitchen.board(tx, kitchen.ALL, rules)["items"]
    found = []
    for one in menu.stations(tx):
        if not one.active:
            continue
        own = [ticket for ticket in board if ticket["station"] == one.slug]
        ages = [ticket["age_s"] for ticket in own if ticket["age_s"] is not None]
        late = [
            ticket
            for ticket in own
            if ticket["age_s"] is not None and ticket["age_s"] > ticket["target_s"]
        ]
        found.append(
            {
                "slug": one.slug,
                "name": one.name,
                "open": len(own),
                "late": len(late),
                "oldest_s": max(ages, default=None),
                "target_s": one.target_s,
            }
        )
    return found


def today(tx: ReadTx, currency: str) -> dict[str, Any]:
    """Return what was ordered this business day: ``{orders, total, outlets: [{name, ..}]}``."""
    sums = listing.today(tx)
    known = {one["id"]: one["name"] for one in places.outlets(tx)}
    return {
        "orders": sum(one["orders"] for one in sums),
        "total": wire(sum(one["total_minor"] for one in sums), currency),
        "outlets": [
            {
                "id": one["outlet_id"],
                "name": known.get(one["outlet_id"], ""),
                "orders": one["orders"],
                "total": wire(one["total_minor"], currency),
            }
            for one in sums
            if known
        ],
    }


def offline(services: Services, modules: list[Any]) -> list[dict[str, Any]]:
    """Return ``{what, name, words}`` of all that should work and does not."""
    status = {name: part() for name, part in services.status.items()}
    found = [
        {"what": "printer", "name": one["name"], "words": one["words"]}
        for one in status.get("printers", [])
        if one["state"] not in WORKS
    ]
    found += [
        {"what": "screen", "name": one["name"], "words": "", "last_seen_s": one["last_seen_s"]}
        for one in status.get("screens", [])
        if one["role"] == "kitchen" and not one["online"]
    ]
    found += [
        {"what": "module", "name": one.name, "words": one.words}
        for one in modules
        if one.state == "failed"
    ]
    found += [
        {"what": "job", "name": name, "words": words}
        for name, words in services.jobs.faults().items()
    ]
    return found


def alerts(tx: ReadTx, services: Services, actor: Actor) -> list[dict[str, Any]]:
    """Return what staff should look at now, oldest first."""
    found = [one for source in services.alerts for one in source(tx)]
    seen = [one for one in found if actor.may(one.get("permission", "alerts.view"))]
    return sorted(seen, key=lambda one: -one["age_s"])
