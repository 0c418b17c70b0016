"""What is read of Cloudbeds, how often, and the nightly comparison.

Polling is the truth; an unsigned webhook is only a hint to poll (cloudbeds.md, 6.2 and 9).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.cloudbeds import store
from sync.cloudbeds.client import Cloudbeds
from sync.cloudbeds.mapping import state_here, state_of
from sync.cloudbeds.rows import Reservation
from sync.cloudbeds.taking import Taker
from sync.model import Outcome, Result
from sync.provider import Compare, Pull, Pulled, Theirs, Webhook
from venue.bookings import reads
from venue.core.clock import rfc3339
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx
from venue.rooms import service as rooms

DONE = Result(outcome=Outcome.DONE)
TEXT = "%Y-%m-%d %H:%M:%S"
OVERLAP = timedelta(hours=2)  # clock skew, the autumn hour, lists that lag
BACK_DAYS, AHEAD_DAYS = 2, 30
DAY_S = 86_400.0
LIVE = ("expected", "in_house")


def pulls(taker: Taker) -> tuple[Pull, ...]:
    """Return the polls; the first finds out which rooms are which, the others need it."""
    return (
        Pull(name="place", every_s=DAY_S / 4, fetch=_place, take=taker.place),
        Pull(name="reservations", every_s=60.0, fetch=_changed, take=taker.reservation),
        Pull(name="housekeeping", every_s=300.0, fetch=_care, take=taker.housekeeping),
        Pull(name="guests", every_s=DAY_S / 4, fetch=_guests, take=taker.guest),
        Pull(name="window", every_s=DAY_S, fetch=_window, take=taker.reservation),
    )


WEBHOOK = Webhook(verify=None, wakes=("reservations", "housekeeping"))


def compares() -> tuple[Compare, ...]:
    """Return what is compared by night."""
    return (Compare(name="stays", ours=_ours, theirs=_theirs, moving=_moving),)


def _place(client: Cloudbeds, cursor: str) -> Pulled:
    """Read the property, its types, rooms and tonight's rates."""
    hotel = client.hotel()
    day = _today(client)
    tomorrow = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    item = {
        "hotel": hotel,
        "types": client.room_types(),
        "rooms": client.rooms(),
        "rates": client.rate_plans(day, tomorrow),
    }
    return Pulled(result=DONE, items=[item])


def _changed(client: Cloudbeds, cursor: str) -> Pulled:
    """Read what changed since the newest change seen, less an overlap; at first everything.

    The cloud's own time of change is the cursor: no clock of the box is in it.
    """
    state: dict[str, Any] = loads(cursor) if cursor else {"seen": "", "page": 0, "newest": ""}
    asked_at, page = _now(client), state["page"] + 1
    if state["seen"]:
        got = client.reservations(modified_from=_before(state["seen"]), page=page)
    else:
        got = client.reservations(check_out_from=_day(client, -BACK_DAYS), page=page)
    newest = max([state["newest"], state["seen"], *(one.modified for one in got.rows)])
    if got.more:
        state = state | {"page": page, "newest": newest}
    else:
        state = {"seen": newest, "page": 0, "newest": ""}
    return _pulled(got.rows, asked_at, dumps(state), more=got.more)


def _window(client: Cloudbeds, cursor: str) -> Pulled:
    """Read the days around today whole, also what was deleted: not every change moves a date."""
    which, _, number = (cursor or "stays 0").partition(" ")
    asked_at, page = _now(client), int(number or 0) + 1
    if which == "stays":
        got = client.reservations(
            check_out_from=_day(client, -BACK_DAYS), check_in_to=_day(client, AHEAD_DAYS), page=page
        )
        following = f"stays {page}" if got.more else "deleted 0"
        return _pulled(got.rows, asked_at, following, more=True)
    deleted = client.reservations_with_deleted(check_out_from=_day(client, -BACK_DAYS), page=page)
    gone = [one for one in deleted.rows if one.deleted]
    following = f"deleted {page}" if deleted.more else "stays 0"
    return _pulled(gone, asked_at, following, more=deleted.more)


def _guests(client: Cloudbeds, cursor: str) -> Pulled:
    asked_at = _now(client)
    found = client.guest_list(modified_from=_before(cursor) if cursor else None)
    items = [{"guest": one, "asked_at": asked_at} for one in found]
    return Pulled(result=DONE, items=items, cursor=_local(client).strftime(TEXT))


def _care(client: Cloudbeds, cursor: str) -> Pulled:
    asked_at = _now(client)
    items = [{"room": one, "asked_at": asked_at} for one in client.housekeeping()]
    return Pulled(result=DONE, items=items)


def _pulled(rows: list[Reservation], asked_at: str, cursor: str, *, more: bool) -> Pulled:
    items = [{"reservation": one, "asked_at": asked_at} for one in rows]
    return Pulled(result=DONE, items=items, cursor=cursor, more=more)


def _theirs(client: Cloudbeds) -> Theirs:
    """Return the stays that are to come or in house, by the room's number of the reservation."""
    facts: dict[str, dict[str, Any]] = {}
    page, more, today = 0, True, _today(client)
    while more:
        page += 1
        got = client.reservations(check_out_from=today, page=page)
        more = got.more
        for found in got.rows:
            for part in found.rooms:
                state = _word(found, part)
                if state in LIVE:
                    facts[part.sub_reservation_id] = {
                        # Nights that are over are no matter: see `building._book`.
                        "arrival": max(part.start_date, today),
                        "departure": part.end_date,
                        "room": part.room_name,
                        "state": state,
                    }
    return Theirs(result=DONE, facts=facts)


def _word(found: Reservation, part: Any) -> str:
    try:
        return state_of(found, part)
    except ValueError:
        return "expected"  # what is not known there is still there


def _ours(tx: ReadTx) -> Mapping[str, Mapping[str, Any]]:
    known, links = store.property_of(tx), store.links(tx)
    today = _local_day(tx, known["zone"] if known else "UTC")
    numbers = {one["id"]: one["number"] for one in rooms.index(tx)["items"]}
    facts = {}
    for stay in reads.leaving_from(tx, today):
        if state_here(stay) in LIVE:
            link = links.get(stay.id, {})
            facts[link.get("sub_id") or f"stay:{stay.id}"] = {
                "arrival": max(stay.arrival, today),
                "departure": stay.departure,
                "room": numbers.get(stay.room_id, ""),
                "state": state_here(stay),
            }
    return facts


def _moving(tx: ReadTx) -> set[str]:
    """Return the subjects of which the box still has to tell something."""
    links, untold = store.links(tx), store.untold(tx)
    return {
        link["sub_id"] or f"stay:{stay_id}"
        for stay_id, link in links.items()
        if f"stay:{stay_id}" in untold
    }


def _before(local: str) -> str:
    """Return a property-local text an overlap earlier; both are its wall clock, without offset."""
    return (datetime.fromisoformat(local) - OVERLAP).strftime(TEXT)


def _now(client: Cloudbeds) -> str:
    return rfc3339(client.transport.clock.now())


def _local(client: Cloudbeds) -> datetime:
    return client.transport.clock.now().astimezone(ZoneInfo(client.hotel().time_zone))


def _today(client: Cloudbeds) -> str:
    return _local(client).date().isoformat()


def _day(client: Cloudbeds, after: int) -> str:
    return (_local(client) + timedelta(days=after)).date().isoformat()


def _local_day(tx: ReadTx, zone: str) -> str:
    return tx.moment.astimezone(ZoneInfo(zone)).date().isoformat()
