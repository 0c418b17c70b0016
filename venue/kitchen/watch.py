"""The kitchen's watch: tickets that nobody saw, screens that fell silent, pacing that is due."""

from typing import Any

from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.kitchen import pacing, service
from venue.kitchen.model import SECOND_MS, Beat
from venue.kitchen.pacing import PacingRules
from venue.kitchen.screens import Screens
from venue.menu import service as menu
from venue.orders import seen

LOOK_S = 1
PACE_S = 5
# Where screens fell silent their paper need not wait for the usual time.
DESERTED_AFTER_S = 3
ROOMS = ("floor", "status")


def register(services: Services, rules: Rules, paces: PacingRules, screens: Screens) -> None:
    """Add the jobs, alerts and status of the watch."""
    services.alerts.append(service.unseen_alerts)
    services.alerts.append(
        lambda tx: [_alert(who, beat, tx) for who, beat in screens.lost().items()]
    )
    services.jobs.every(LOOK_S, "escalate", lambda: _escalate(services, rules, screens))
    services.jobs.every(LOOK_S, "kitchen screens", lambda: _look(services, screens))
    services.jobs.every(PACE_S, "pacing", lambda: _pace(services, paces))

    def status() -> list[dict[str, Any]]:
        with services.database.read() as tx:
            return screens.view(tx.run_ms)

    services.status["kitchen_screens"] = status


def _escalate(services: Services, rules: Rules, screens: Screens) -> None:
    """Ask with a read first: a quiet box must not write once a second."""
    with services.database.read() as tx:
        deserted = screens.deserted(
            [one.slug for one in menu.stations(tx) if one.active], tx.run_ms
        )
        patience_s = DESERTED_AFTER_S if deserted else rules.unseen_after_s
        late = seen.unseen(tx, tx.run_ms - patience_s * SECOND_MS, 1)
    if not late:
        return

    def act(tx: Tx) -> None:
        service.escalate(tx, rules, deserted=deserted, deserted_after_s=DESERTED_AFTER_S)

    services.database.write(act)


def _look(services: Services, screens: Screens) -> None:
    with services.database.read() as tx:
        fell, back = screens.turned(tx.run_ms)
    if not fell and not back:
        return

    def act(tx: Tx) -> None:
        for who, beat in fell.items():
            tx.journal("kitchen.screen_lost", {"screen": who, "station": beat.station})
            tx.tell(ROOMS, "alert", {"alert": _alert(who, beat, tx)})
        for who, beat in back.items():
            tx.journal("kitchen.screen_back", {"screen": who, "station": beat.station})
            tx.tell(ROOMS, "alert_gone", {"id": _alert_id(who)})

    services.database.write(act)


def _pace(services: Services, paces: PacingRules) -> None:
    with services.database.read() as tx:
        is_due = pacing.due(tx, paces)
    if is_due:
        services.database.write(lambda tx: pacing.follow(tx, paces))


def _alert_id(who: str) -> str:
    return f"screen_lost:{who}"


def _alert(who: str, beat: Beat, tx: ReadTx) -> dict[str, Any]:
    return {
        "id": _alert_id(who),
        "kind": "screen_lost",
        "text_key": "alert.screen_lost",
        "values": {"name": beat.name, "station": beat.station},
        "age_s": (tx.run_ms - beat.run_ms) // SECOND_MS,
    }
