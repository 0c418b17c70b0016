"""The business day: ends at a configured hour, and never because a clock jumped."""

from datetime import date, datetime, timedelta

from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.orders.books import store

SHORTEST_DAY_MS = 12 * 3600 * 1000
NEXT_DAY = timedelta(days=1)
LOOK_S = 30


def business_date(now: datetime, rules: Rules) -> date:
    """Return the date that a moment belongs to: 02:00 is still the evening before."""
    return (now.astimezone(rules.zone) - timedelta(hours=rules.day_ends_hour)).date()


def is_due(tx: ReadTx, today: date, *, trusted: bool) -> bool:
    """Tell whether a new business day has begun.

    A clock that nobody vouches for is believed only for the very next day, and only after the box
    ran for half a day: a box without a time service must still count its days. A time service that
    was wrong by more than a day is put right after half a day: its date must not stay for years.
    """
    _, on_date, opened_run_ms = store.today(tx)
    if not on_date:
        return True
    present = date.fromisoformat(on_date)
    ran_ms = tx.run_ms - opened_run_ms
    if today <= present:
        ahead = present - today > NEXT_DAY
        return trusted and ahead and ran_ms >= SHORTEST_DAY_MS
    return trusted or (today == present + NEXT_DAY and ran_ms >= SHORTEST_DAY_MS)


def open_if_due(services: Services, rules: Rules) -> None:
    """Open the next business day when it has begun; order numbers start anew with it."""
    clock = services.database.clock
    today, trusted = business_date(clock.now(), rules), clock.trusted()
    with services.database.read() as tx:
        if not is_due(tx, today, trusted=trusted):
            return

    def act(tx: Tx) -> None:
        if is_due(tx, today, trusted=trusted):
            tx.actor = "box"
            day = store.open_day(tx, today.isoformat())
            tx.journal("day.opened", {"day": day, "on": today.isoformat()})

    services.database.write(act)
