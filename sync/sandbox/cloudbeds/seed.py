"""A hotel of sixty rooms with guests past, present and to come."""

import hashlib
from datetime import date, timedelta

from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.common import KEY, today
from sync.sandbox.store import Doc, State

# Id, name, short name, cents a night, sleeps, rooms on each of three floors.
TYPES = (
    ("1", "Single", "SGL", 7900, 1, 5),
    ("2", "Double", "DBL", 10900, 2, 8),
    ("3", "Twin", "TWN", 10900, 2, 4),
    ("4", "Family", "FAM", 15900, 4, 2),
    ("5", "Suite", "SUI", 24900, 2, 1),
)
FLOORS = 3
TAXES = (
    ("11", "VAT 19%", "VAT19", 19),
    ("12", "VAT 7%", "VAT7", 7),
    ("13", "City tax 5%", "CITY5", 5),
)
FIRST = ("Ada", "Boris", "Chloé", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ilse", "Jonas",
         "Katya", "Liam", "Mina", "Noor", "Otto", "Priya", "Quinn", "Rosa", "Sven", "Tala",
         "Uma", "Viktor", "Wen", "Ximena", "Yusuf", "Zoë")  # fmt: skip
LAST = ("Ångström", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Haddad",
        "Ivanova", "Jansen", "Kovács", "Lindqvist", "Moreau", "Novák", "O'Brien", "Petrov",
        "Rossi", "Schäfer", "Tanaka", "Weiß", "Yılmaz", "Żak")  # fmt: skip
LANDS = ("DE", "RU", "FR", "GB", "IT", "ES", "NL", "PL", "TR", "US", "JP", "SE")
# Share of the rooms by their stay: (first night from today, nights, status).
STAYS = (
    (-2, 4, "checked_in"), (-1, 1, "checked_in"), (-3, 6, "checked_in"), (0, 2, "confirmed"),
    (0, 3, "confirmed"), (1, 2, "confirmed"), (2, 5, "confirmed"), (-4, 3, "checked_out"),
    (5, 3, "confirmed"), (-1, 3, "checked_in"), (7, 2, "not_confirmed"), (-1, 1, "no_show"),
    (3, 2, "canceled"),
)  # fmt: skip


def fill(state: State) -> None:
    """Make the property, its rooms and its guests."""
    state.put("cb.key", KEY, {"until": None})
    for key, name, code, percent in TAXES:
        state.put("cb.tax", key, {"id": key, "name": name, "code": code, "percent": percent})
    state.put("cb.house", "499", {"id": "499", "name": "Restaurant"})
    _rooms(state)
    rooms = state.every("cb.room")
    for number, room in enumerate(rooms):
        _stay(state, room, number)
    _merged_guest(state)


def _rooms(state: State) -> None:
    for key, name, short, rate, sleeps, _ in TYPES:
        kind = {"id": key, "name": name, "short": short, "rate_minor": rate, "sleeps": sleeps}
        state.put("cb.type", key, kind | {"description": f"{name} room, {sleeps} to sleep"})
    for floor in range(1, FLOORS + 1):
        kinds = [row[0] for row in TYPES for _ in range(row[5])]
        for place, of in enumerate(kinds, 1):
            number = sum(1 for one in state.every("cb.room") if one["type"] == of)
            key = f"{of}-{number}"
            room = {
                "id": key, "name": f"{floor}{place:02}", "type": of, "blocked": False,
                "condition": "dirty" if place % 3 == 0 else "clean", "roomComments": "",
                "doNotDisturb": False, "refusedService": False, "vacantPickup": False,
            }  # fmt: skip
            state.put("cb.room", key, room)


def _stay(state: State, room: Doc, number: int) -> None:
    after, nights, status = STAYS[number % len(STAYS)]
    first = date.fromisoformat(today(state)) + timedelta(days=after)
    kind = state.get("cb.type", room["type"]) or {}
    fields = {
        **person(number),
        "startDate": first.isoformat(),
        "endDate": (first + timedelta(days=nights)).isoformat(),
        "sourceID": ("s-1", "s-2", "ss-17-1")[number % 3],
        "thirdPartyIdentifier": f"BK-{40000 + number}" if number % 3 == 2 else "",
    }
    # Arrivals: every second one has its room already.
    door = room["id"] if status != "not_confirmed" and (after < 0 or number % 2) else ""
    part = {"type": kind["id"], "room": door, "rate_minor": kind["rate_minor"],
            "adults": min(2, kind["sleeps"]), "children": int(kind["sleeps"] > 3)}  # fmt: skip
    one = rows.new_reservation(state, fields, [part], status=status)
    inside = {"checked_in": "in_house", "checked_out": "checked_out", "confirmed": "not_checked_in",
              "not_confirmed": "not_checked_in"}  # fmt: skip
    one["rooms"][0]["status"] = inside.get(status, "cancelled")
    rows.save(state, one)
    if status == "checked_out" or (status == "checked_in" and number % 4):
        rows.post(state, one["id"], "PAYMENT", str(state.number("cb.payment", first=77123)),
                  -rows.room_total_minor(one), description="credit")  # fmt: skip


def person(number: int) -> Doc:
    """Return the same made-up guest for the same number."""
    spread = hashlib.sha256(str(number).encode()).digest()
    first, last = FIRST[spread[0] % len(FIRST)], LAST[spread[1] % len(LAST)]
    return {
        "guestFirstName": first,
        "guestLastName": last,
        "guestEmail": f"guest{number}@example.org",
        "guestPhone": f"+4930555{number:04}",
        "guestCountry": LANDS[spread[2] % len(LANDS)],
        "guestZip": f"{10000 + spread[3] * 7}",
    }


def _merged_guest(state: State) -> None:
    """One guest whose id is gone, as `getGuest` tells by ``isMerged``."""
    survivor = state.every("cb.guest")[0]["guestID"]
    twin = rows.new_guest(state, person(0))
    found = state.get("cb.guest", twin) or {}
    state.put("cb.guest", twin, found | {"newGuestID": survivor})
