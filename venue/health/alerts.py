"""What staff are told of disk and clock before either hurts."""

from typing import Any

from venue.core.clock import BUILT_AT
from venue.core.db import Database
from venue.core.tx import LOWEST_FREE_BYTES, ReadTx
from venue.health.machine import DISK_BAD, DISK_WARN, used_percent


def of_the_machine(database: Database, _tx: ReadTx) -> list[dict[str, Any]]:
    """Return the alerts of a disk that fills and of a clock that lost its time."""
    return [*_disk(database), *_clock(database)]


def _disk(database: Database) -> list[dict[str, Any]]:
    usage = database.disk_usage()
    percent = used_percent(usage.total, usage.free)
    if usage.free < LOWEST_FREE_BYTES:
        return [_alert("disk_refuses", {})]
    if percent >= DISK_BAD:
        return [_alert("disk_nearly_full", {"percent": percent})]
    return [_alert("disk_fills", {"percent": percent})] if percent >= DISK_WARN else []


def _clock(database: Database) -> list[dict[str, Any]]:
    now = database.clock.now()
    if now < BUILT_AT:
        return [_alert("clock_lost", {"date": f"{now:%Y-%m-%d}"})]
    return [] if database.clock.trusted() else [_alert("clock_untrusted", {})]


def _alert(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    # Of unknown age: the newest of all, below what guests wait for.
    return {
        "id": kind,
        "kind": kind,
        "text_key": f"alert.{kind}",
        "values": values,
        "age_s": 0,
        "permission": "status.view",
    }
