"""The fault matrix over all Cloudbeds writes, against the stand-in on a real port.

Each cell lives one stay from booking to check-out, with a second one beside it; the fault and the
power cut strike the message of the kind under test. What counts is the stand-in's own list of
effects.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import requests

from sync import inbox, service
from sync.cloudbeds.handlers import HANDLERS
from sync.cloudbeds.provider import PROVIDER, opener
from sync.cloudbeds.pulling import WEBHOOK
from sync.provider import Provider
from sync.sandbox.server import Sandbox
from tests.sync.cloud import Cloud
from tests.sync.house import Box, PowerCut
from venue.core import http
from venue.core.clock import ManualClock

DEADLINE_S = 0.25
STAY, OTHER = "stay:1", "stay:2"
REF = {"$ref": "stay:1:book"}


def booking(token: str, type_id: str) -> dict[str, Any]:
    return {
        "token": token, "type": type_id, "arrival": "2026-11-23", "departure": "2026-11-25",
        "adults": 1, "children": 0, "first": "Ada", "last": "Lovelace", "email": "a@example.org",
        "phone": "", "country": "GB", "zip": "SW1",
    }  # fmt: skip


def posting(reference: str, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference, "lines": [["standard", 1500], ["reduced", 800]], "tip_minor": 200,
        "at": ["2026-11-23 12:30:00", "2026-11-23T12:30:00+01:00"], "currency": "EUR", **more,
    }  # fmt: skip


DATES = {"type": "2", "adults": 1, "children": 0}
# Key -> kind, aggregate, body, and what the stand-in calls the effect.
LIFE: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "stay:1:book": ("book", STAY, booking("token-1", "2"), "postReservation"),
    "guest": ("guest", STAY, {"stay": REF, "first": "Ada", "last": "King",
              "email": "k@example.org", "phone": ""}, "putGuest"),
    "dates": ("dates", STAY, {"stay": REF, "was": ["2026-11-23", "2026-11-25"],
              "dates": ["2026-11-23", "2026-11-24"], **DATES}, "putReservation"),
    "assign": ("assign", STAY, {"stay": REF, "was": "", "room": "", "type": "2"},
               "postRoomAssign"),
    "check_in": ("check_in", STAY, {"stay": REF}, "postRoomCheckIn"),
    "charge": ("charge", STAY, posting("ref-1", stay=REF), "postCustomItem"),
    "charge_check": ("charge_check", STAY, posting("ref-2", stay=REF), "check"),
    "take_back_check": ("take_back_check", STAY, {"stay": REF, "whole": True,
                        "sold": {"$ref": "charge_check"}}, "check_void"),
    "charge 2": ("charge", STAY, posting("ref-3", stay=REF), "postCustomItem"),
    "take_back": ("take_back", STAY, {"stay": REF, "whole": True,
                  "sold": {"$ref": "charge 2"}}, "postVoidItem"),
    "payment": ("payment", STAY, {"stay": REF, "token": "pay-1", "method": "cash", "ours": "cash",
                "amount_minor": 13_400, "currency": "EUR"}, "postPayment"),
    "payment 2": ("payment", STAY, {"stay": REF, "token": "pay-2", "method": "cash",
                  "ours": "cash", "amount_minor": 500, "currency": "EUR"}, "postPayment"),
    "take_back_payment": ("take_back_payment", STAY, {"stay": REF,
                          "paid": {"$ref": "payment 2"}}, "postVoidPayment"),
    "check_out": ("check_out", STAY, {"stay": REF}, "postRoomCheckOut"),
    "stay:2:book": ("book", OTHER, booking("token-2", "1"), "postReservation"),
    "cancel": ("cancel", OTHER, {"stay": {"$ref": "stay:2:book"}}, "putReservation"),
    "stay:3:book": ("book", "stay:3", booking("token-3", "1"), "postReservation"),
    "no_show": ("no_show", "stay:3", {"stay": {"$ref": "stay:3:book"}}, "putReservation"),
    "room": ("room_state", "room:1", {"room": "1-1", "condition": "dirty"},
             "postHousekeepingStatus"),
    "house": ("house_account", "house:Bar", {"name": "Bar"}, "postNewHouseAccount"),
    "sale": ("sale", "bill:1", posting("ref-4", account={"$ref": "house"}, method="cash",
             ours="cash"), "postCustomItem"),
    "sale_check": ("sale_check", "bill:2", posting("ref-5", account={"$ref": "house"},
                   method="cash", ours="cash"), "check"),
}  # fmt: skip
PATHS = {"check": "/folio/v1/checks", "check_void": "/folio/v1/checks/*"}
# Fault of the matrix -> the stand-in's own.
FAULTS: dict[str, dict[str, Any]] = {
    "time-out before the effect": {"kind": "slow", "when": "before", "seconds": DEADLINE_S * 1.4},
    "429 with Retry-After": {"kind": "throttle", "retry_after_s": 7},
    "429 without Retry-After": {"kind": "throttle"},
    "500 before the effect": {"kind": "error"},
    "200 with success:false": {"kind": "refuse", "message": "No"},
    "200 with a web page": {"kind": "portal"},
    "time-out after the effect": {"kind": "slow", "when": "after", "seconds": DEADLINE_S * 1.4},
    "reset in the answer": {"kind": "cut_body"},
    "500 after the effect": {"kind": "error", "when": "after"},
    "wrong JSON": {"kind": "wrong_json"},
    "success without id": {"kind": "no_id"},
    "slow drip": {"kind": "drip", "seconds": DEADLINE_S * 2},
    "token expired": {"kind": "token_expired"},
    "key revoked": {"kind": "key_revoked"},
    "list lag": {"kind": "slow", "when": "after", "seconds": DEADLINE_S * 1.4},
}
LAG_S = 90.0
LAGGING = ("*getReservations", "*transactions", "*getHouse*")


@dataclass(frozen=True)
class HotelKind:
    """One message of the life, by its key."""

    key: str


HOTEL_KINDS = {f"Cloudbeds {key.partition(':1:')[2] or key}": HotelKind(key) for key in LIFE
               if key not in ("charge 2", "payment 2", "stay:2:book", "stay:3:book")}  # fmt: skip


class Stage:
    """A stand-in and a box, and what is asked of both."""

    vendor, root, method, lagging = "cloudbeds", "/api/v1.3/", "*", LAGGING

    def __init__(self, folder: Path, detour: Callable[[str], str] | None) -> None:
        self.clock = ManualClock()
        self.clock.wall = self.clock.wall.replace(day=23, hour=12)
        self.sandbox = Sandbox(folder / "clouds", clock=self.clock)
        self.sandbox.start()
        self.control(limits=False)
        self._detour, self._struck, self._aimed = detour, False, False
        (folder / "box").mkdir()
        self.box = Box(
            folder / "box",
            Cloud(self.clock),
            self.clock,
            provider=replace(self.provider(), lanes=1),
            credentials=self.credentials(),
        )

    def provider(self) -> Provider:
        return replace(PROVIDER, open=opener("EUR"), handlers=HANDLERS)

    def credentials(self) -> dict[str, str]:
        return {
            "base_url": f"{self.sandbox.url}/cloudbeds", "api_key": "cbat_sandbox",
            "property_id": "37", "url": "", "key": "",
        }  # fmt: skip

    def close(self) -> None:
        self.box.close()
        self.sandbox.stop()

    def control(self, **wishes: Any) -> Any:
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            del state
        return requests.post(f"{self.sandbox.url}/_control", json=wishes, timeout=10).json()

    def effects(self) -> list[dict[str, Any]]:
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            return [one for one in state.effects() if one["provider"] == self.vendor]

    def aim(self, what: str, fault: str) -> None:
        """Let the next call of this kind meet the fault."""
        path = PATHS.get(what, f"{self.root}{what}")
        if fault in FAULTS:
            aimed = {"provider": self.vendor, "path": path, "method": self.method}
            rules = [aimed | FAULTS[fault]]
            if fault == "list lag":
                lag = {"kind": "list_lag", "seconds": LAG_S, "times": None}
                rules += [lag | {"path": one} for one in self.lagging]
            self.control(add=rules)
        self._aimed = self._detour is not None

    @contextmanager
    def line(self) -> Iterator[None]:
        """Give every call little time, and send the first write after `aim` elsewhere."""
        real = http.exchange

        def exchange(method: str, url: str, **options: Any) -> http.Reply:
            options["deadline_s"] = min(DEADLINE_S, options["deadline_s"])
            read = method == "GET" or url.endswith(("/transactions", "/token"))
            if self._aimed and not self._struck and not read and self._detour is not None:
                self._struck = True
                return real(method, self._detour(url), **options)
            return real(method, url, **options)

        with mock.patch.object(http, "exchange", exchange):
            yield
        assert self._struck or not self._aimed, "the fault never struck"


def hotel_cell(
    kind: HotelKind,
    fault: str,
    cut: tuple[int, str] | None,
    folder: Path,
    detour: Callable[[str], str] | None,
) -> str:
    """Run one combination; return ``once`` or ``held``.

    Raises:
        AssertionError: An effect is missing, doubled or out of order, or nobody would know.
    """
    stage = Stage(folder, detour)
    try:
        with stage.line():
            return _live(stage, kind.key, fault, cut)
    finally:
        stage.close()


def _live(stage: Stage, target: str, fault: str, cut: tuple[int, str] | None) -> str:
    box, before = stage.box, _needed(target)
    _put(stage, before)
    box.run()
    # On a busy machine an answer may miss its real deadline here; then it was looked up.
    assert set(box.states().values()) <= {"accepted", "reconciled"}, box.states()
    stage.aim(LIFE[target][3], fault)
    after = [key for key in LIFE if key not in before]
    box._writes, box.cut_at = 0, cut
    _put(stage, after)
    _run(box)
    held = _decide(stage)
    _check(stage)
    if fault == "duplicate webhook":
        for _ in range(2):
            assert inbox.opened(replace(PROVIDER, webhook=WEBHOOK), {}, {}, b"{}") is None
        _check(stage)
    return "held" if held else "once"


def _needed(target: str) -> list[str]:
    """Return what comes before a message: its own aggregate's, and what it refers to."""
    keys = list(LIFE)
    mine = LIFE[target][1]
    return [
        key for key in keys[: keys.index(target)]
        if LIFE[key][1] == mine or (key == "house" and "account" in LIFE[target][2])
    ]  # fmt: skip


def _put(stage: Stage, keys: list[str]) -> None:
    free = _free_room(stage)
    for key in keys:
        kind, aggregate, body, _ = LIFE[key]
        if key == "assign":
            body = body | {"room": free}
        stage.box.put(kind, aggregate, key, body=body)


def _free_room(stage: Stage) -> str:
    from sync.sandbox.cloudbeds import rows

    with stage.sandbox.clouds.store.change(stage.clock.now()) as state:
        doubles = [one["id"] for one in state.every("cb.room") if one["type"] == "2"]
        return next(one for one in doubles if rows.is_free(state, one, "2026-11-23", "2026-11-26"))


def _run(box: Box) -> None:
    try:
        box.run()
    except PowerCut:
        box.reopen()
        box.run()


def _decide(stage: Stage) -> bool:
    """Be the person: enter the key again, look there for each dead letter, decide."""
    box, held = stage.box, False
    for _ in range(12):
        left = [one for one in box.states().values() if one not in ("accepted", "reconciled",
                                                                     "fixed")]  # fmt: skip
        if not left:
            return held
        held = True
        refused = box.channel.health.condition.state == "key_refused"
        assert box.dead() or refused, f"{box.states()}, and nobody would know"
        for letter in box.dead():
            box.act(service.retry, letter["id"])
        if refused:
            box.connect()
        _run(box)
    raise AssertionError("deciding never came to an end")


def _check(stage: Stage) -> None:
    effects = stage.effects()
    found = [one["kind"] for one in effects]
    due = [what for _, _, _, what in LIFE.values()]
    assert sorted(found) == sorted(due), sorted(found)
    first = next(one["id"] for one in effects if one.get("reference") == "token-1")
    mine = [
        one["kind"] for one in effects
        if first in (one.get("id"), one.get("source"), str(one.get("reference")).split("-")[0])
        or one["kind"] == "putGuest" or one.get("reference") == "token-1"
    ]  # fmt: skip
    assert mine == [what for _, aggregate, _, what in LIFE.values() if aggregate == STAY], mine
