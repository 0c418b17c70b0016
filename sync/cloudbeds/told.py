"""What the box tells Cloudbeds, written with the fact itself: stays, rooms, charges, sales.

Each stay is a reservation of its own there: rooms booked together may come and go on days of
their own, and Cloudbeds cancels whole reservations only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sync.cloudbeds import store
from sync.cloudbeds.mapping import CONDITIONS, Place, names
from venue.bookings import reads as bookings
from venue.bookings.model import Stay
from venue.core import outbox
from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Tx
from venue.payments import service as payments
from venue.rooms import service as rooms

ACTOR = "cloudbeds"  # what came from there is not told back
NAME = "cloudbeds"
MONEY = frozenset({"payment", "deposit"})
# A folio's lines that the cloud cannot know of. Nights, their taxes and fees are its own.
EXTRAS = frozenset({"minibar", "service", "extra", "late"})
ENDS: Mapping[str, str] = {
    "checked_in": "check_in",
    "checked_out": "check_out",
    "cancelled": "cancel",
    "no_show": "no_show",
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the venue says of guests who gave nothing, and of the till.

    Attributes:
        methods: The property's payment method by ours.
        house_account: Takes what is sold to people without a room; empty: that is not told.
        checks: Post by `folio/v1/checks`, which the property must have.
    """

    currency: str
    email: str = ""
    country: str = ""
    zip: str = ""
    house_account: str = ""
    methods: Mapping[str, str]
    checks: bool = False


class Teller:
    """Writes messages; each function is called in the transaction of what it tells.

    Args:
        today: The hotel's day.
    """

    def __init__(self, terms: Terms, today: Callable[[ReadTx], str]) -> None:
        self._terms, self._today = terms, today

    def stay(self, tx: Tx, before: Stay | None, now: Stay) -> None:
        """Tell a new stay, or what changed of one that is known there."""
        if _silent(tx):
            return
        if before is None:
            self._book(tx, now)
        elif store.stay(tx, now.id) is not None:
            if now.state == "checked_out" and now.arrival < self._today(tx) < now.departure:
                # Nights that were not slept are not owed there either.
                now = replace(now, departure=self._today(tx))
            had = store.rooms(tx).get(before.room_id or 0, "")
            for kind, facts in _changes(tx, before, now):
                # Whoever gets this room next must not be told before it is free there.
                waits = store.freeing(tx, facts["room"]) if kind == "assign" else ()
                facts |= {"frees": had} if had else {}
                _put(tx, now.id, kind, f"stay:{now.id}:{kind}:{tx.seq}", facts, waits)
            if now.state == "checked_in" and before.state != now.state:
                self._guest(tx, now)

    def room(self, tx: Tx, room_id: int, state: str) -> None:
        """Tell a room's condition, where the cloud has a word for it."""
        cloud_id = store.rooms(tx).get(room_id)
        if _silent(tx) or cloud_id is None:
            return
        body = {"room": cloud_id, "condition": CONDITIONS[state]}
        key = f"room:{room_id}:{tx.seq}"
        outbox.put(tx, provider=NAME, kind="room_state", aggregate=f"room:{room_id}", key=key,
                   body=body, priority=6)  # fmt: skip

    def charge(self, tx: Tx, facts: Mapping[str, Any]) -> None:
        """Tell a restaurant's charge to a room, or that one was taken back."""
        stay = bookings.of_folio(tx, facts["folio_id"])
        if _silent(tx) or stay is None or store.stay(tx, stay.id) is None:
            return
        number, original = facts["charge"], facts["takes_back"]
        if original is not None:
            undone = _undoing(tx, f"charge:{original['id']}", original["amount_minor"], facts)
            if undone is not None:
                _put(tx, stay.id, undone[0], f"charge:{number}", undone[1])
            return
        body = self._posting(tx, facts["bill_id"], number, facts)
        _put(tx, stay.id, self._kind("charge"), f"charge:{number}", body)

    def line(self, tx: Tx, facts: Mapping[str, Any]) -> None:
        """Tell a folio's line: an extra or money. Nights and taxes Cloudbeds posts by itself."""
        stay = bookings.of_folio(tx, facts["folio_id"])
        if _silent(tx) or stay is None or store.stay(tx, stay.id) is None:
            return
        key, kind, amount = f"line:{facts['line']}", facts["kind"], facts["amount_minor"]
        if kind in MONEY | EXTRAS and facts["reverses"] is not None:
            self._reverse(tx, stay.id, key, facts)
        elif kind in MONEY:
            body = {
                # The booking's own number is for ever, also on a box restored from an old copy.
                "token": f"{stay.reservation_id}-{facts['line']}",
                "method": self._terms.methods.get(facts["method"] or kind, ""),
                "ours": facts["method"] or kind,
                "amount_minor": -amount,
                "currency": self._terms.currency,
            }
            _put(tx, stay.id, "payment", key, body)
        elif kind in EXTRAS:
            sold = {"bands": {kind: amount}, "tip_minor": 0}
            body = self._posting(tx, stay.reservation_id, f"l{facts['line']}", sold)
            _put(tx, stay.id, self._kind("charge"), key, body)

    def tender(self, tx: Tx, facts: Mapping[str, Any]) -> None:
        """Tell what was sold to people without a room; a room's charge is told by `charge`."""
        account = self._terms.house_account
        if _silent(tx) or not account or facts["method"] == "room":
            return
        outbox.put(tx, provider=NAME, kind="house_account", aggregate=f"house:{account}",
                   key=f"house:{account}", body={"name": account})  # fmt: skip
        number, target = facts["tender"], {"account": {"$ref": f"house:{account}"}}
        if facts["kind"] == "payment":
            body = self._posting(tx, facts["bill"], f"t{number}", facts) | {
                "method": self._terms.methods.get(facts["method"], ""),
                "ours": facts["method"],
            }
            kind = self._kind("sale")
        else:
            original = payments.require_tender(tx, facts["refund_of"])
            undone = _undoing(tx, f"tender:{original.id}", original.amount_minor, facts)
            if undone is None:
                return
            kind, body = undone
        outbox.put(tx, provider=NAME, kind=kind, aggregate=f"bill:{facts['bill']}",
                   key=f"tender:{number}", body=target | body)  # fmt: skip

    def _book(self, tx: Tx, stay: Stay) -> None:
        person = bookings.require(tx, stay.reservation_id)
        token = uuid7()
        store.save_stay(tx, stay.id, token=token)
        first, last = names(person["name"])
        body = {
            "token": token,
            "type": store.types(tx).get(stay.room_type_id, ""),
            "arrival": stay.arrival,
            "departure": stay.departure,
            "adults": stay.adults,
            "children": stay.children,
            "first": first,
            "last": last,
            "email": person["email"] or self._terms.email,
            "phone": person["phone"],
            "country": self._terms.country,
            "zip": self._terms.zip,
        }
        outbox.put(tx, provider=NAME, kind="book", aggregate=f"stay:{stay.id}",
                   key=f"stay:{stay.id}:book", body=body)  # fmt: skip

    def _guest(self, tx: Tx, stay: Stay) -> None:
        """Tell who came, apart from the stay's own order: a name must hold up no charge."""
        person = bookings.require(tx, stay.reservation_id)
        if not person["name"]:
            return
        first, last = names(person["name"])
        body = {"first": first, "last": last, "email": person["email"], "phone": person["phone"]}
        outbox.put(tx, provider=NAME, kind="guest", aggregate=f"guest:{stay.id}",
                   key=f"guest:{stay.id}:{tx.seq}", body={"stay": _where(tx, stay.id), **body},
                   priority=7)  # fmt: skip

    def _reverse(self, tx: Tx, stay_id: int, key: str, facts: Mapping[str, Any]) -> None:
        undone = _undoing(tx, f"line:{facts['reverses']}", facts["amount_minor"], facts)
        if undone is not None:
            kind, body = undone
            if facts["kind"] in MONEY:
                kind, body = "take_back_payment", {"paid": body["sold"]}
            _put(tx, stay_id, kind, key, body)

    def _kind(self, kind: str) -> str:
        return f"{kind}_check" if self._terms.checks else kind

    def _posting(
        self, tx: Tx, bill_id: str, number: int | str, facts: Mapping[str, Any]
    ) -> dict[str, Any]:
        lines = [[band, minor] for band, minor in sorted(facts["bands"].items()) if minor]
        return {
            # The bill's own number is for ever, also on a box restored from an old copy.
            "reference": f"{bill_id}-{number}",
            "lines": lines,
            "tip_minor": facts["tip_minor"],
            "at": _local(tx),
            "currency": self._terms.currency,
        }


def _undoing(
    tx: ReadTx, key: str, whole_minor: int, facts: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Return kind and body of what takes a posting back; None: it was never told."""
    kind = store.kind_told(tx, key)
    if kind is None:
        return None
    amount = abs(facts["amount_minor"]) + abs(facts.get("tip_minor", 0))
    whole = amount == abs(whole_minor)
    back = "take_back_check" if kind.endswith("_check") else "take_back"
    return back, {"sold": {"$ref": key}, "whole": whole, "amount_minor": amount}


def _changes(tx: ReadTx, before: Stay, now: Stay) -> Iterator[tuple[str, dict[str, Any]]]:
    types, doors = store.types(tx), store.rooms(tx)
    if (before.arrival, before.departure) != (now.arrival, now.departure):
        yield (
            "dates",
            {
                "type": types.get(now.room_type_id, ""),
                "was": [before.arrival, before.departure],
                "dates": [now.arrival, now.departure],
                "adults": now.adults,
                "children": now.children,
            },
        )
    if before.room_id != now.room_id and now.room_id is not None:
        of = rooms.require_room(tx, now.room_id)["room_type_id"]
        yield (
            "assign",
            {
                "was": doors.get(before.room_id or 0, ""),
                "room": doors.get(now.room_id, ""),
                "type": types.get(of, ""),
            },
        )
    if before.state != now.state and now.state in ENDS:
        yield ENDS[now.state], {}


def _put(
    tx: Tx,
    stay_id: int,
    kind: str,
    key: str,
    body: Mapping[str, Any],
    waits: tuple[str, ...] = (),
) -> None:
    outbox.put(
        tx,
        provider=NAME,
        kind=kind,
        aggregate=f"stay:{stay_id}",
        key=key,
        body={"stay": _where(tx, stay_id), **body},
        after=waits,
        # A guest at the desk is before the till's charges.
        priority=4,
    )


def _where(tx: ReadTx, stay_id: int) -> Any:
    link = store.stay(tx, stay_id)
    if link is None or not link["sub_id"]:
        return {"$ref": f"stay:{stay_id}:book"}
    return Place(link["reservation_id"], link["sub_id"], link["guest_id"]).text()


def _silent(tx: Tx) -> bool:
    return tx.actor == ACTOR or not store.is_connected(tx)


def _local(tx: ReadTx) -> list[str]:
    """Return the moment in the property's time, and with its offset; empty before it is known."""
    known = store.property_of(tx)
    if known is None:
        return ["", tx.now]
    local: datetime = tx.moment.astimezone(ZoneInfo(known["zone"]))
    return [local.strftime("%Y-%m-%d %H:%M:%S"), local.isoformat(timespec="seconds")]
