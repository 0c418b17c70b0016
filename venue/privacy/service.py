"""Use cases for one guest: found by name, address or phone; told all; forgotten."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from venue.core import idempotency, outbox
from venue.core.errors import Invalid, NotFound, VenueError
from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.privacy import store
from venue.privacy.places import BY_NAME, LAW, PLACES, Place
from venue.profiles import service as profiles
from venue.receipts import service as receipts

SHORTEST = 3
MOST_OF_A_PLACE = 50
MOST_CHOSEN = 500
BUSY = "busy"
SAME_WORDS = {"name", "email", "phone", "by_name"}  # as stored answers and messages have them
PHONE = re.compile(r"[+0-9 ()/.-]{6,}")


class Asked(NamedTuple):
    """Who somebody is, as they say; empty: not said."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def words(self) -> list[str]:
        """Return what to look for, in the ways it may be written.

        Raises:
            Invalid: ``privacy.too_short``.
        """
        said = [one.strip() for one in (self.name, self.email) if one.strip()]
        if any(len(one) < SHORTEST for one in said) or not (said or self.phone.strip()):
            raise Invalid("privacy.too_short", "say a name, an address or a phone of three letters")
        found = [form for one in said for form in (one, one.lower(), one.upper(), one.title())]
        if self.phone.strip():
            found.append(_digits(self.phone))
        return list(dict.fromkeys(found))


class House(NamedTuple):
    """What the use cases need of the venue."""

    vault: Vault
    currency: str


def search(tx: ReadTx, house: House, asked: Asked) -> dict[str, Any]:
    """Return ``{items: [MATCH], full, seq}``; ``full`` names places with more than are shown.

    MATCH: ``{place, key, at, words, keep}``; ``keep``: why it cannot be forgotten, or "".

    Raises:
        Invalid: ``privacy.too_short``.
    """
    words = asked.words()
    items: list[dict[str, Any]] = []
    full = []
    for place in PLACES:
        if not store.has(tx, place):
            continue
        found = [_match(place, row) for row in store.find(tx, place, words, MOST_OF_A_PLACE)]
        if len(found) == MOST_OF_A_PLACE:
            full.append(place.name)
        items += found
    if store.has(tx, BY_NAME["invoices"]):
        items += _buyers(tx, house, words, {one["key"] for one in items if _is_invoice(one)})
    return {"items": items, "full": full, "seq": tx.seq}


def tell(tx: Tx, house: House, chosen: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return ``{made_at, items: [MATCH + more]}`` of what was chosen; it is journalled by count.

    A profile brings its bookings, check-in forms and folios along.

    Raises:
        Invalid: ``privacy.too_many``. NotFound: ``privacy.unknown``.
    """
    items = [_told(tx, house, _require(tx, one), one[0]) for one in _few(chosen)]
    tx.journal("privacy.exported", {"rows": len(items)})
    return {"made_at": tx.now, "items": items}


def forget(tx: Tx, chosen: Sequence[tuple[str, str]], asked: Asked) -> dict[str, Any]:
    """Forget what was chosen; return ``{forgotten, kept: [{place, key, keep}]}``.

    Stored answers and messages that went out lose the words too. Asked again it does nothing.

    Raises:
        Invalid: ``privacy.too_many``, ``privacy.too_short``. NotFound: ``privacy.unknown``.
    """
    words = set(asked.words())
    done, kept = 0, []
    for name, key in _few(chosen):
        row, place = _require(tx, (name, key)), BY_NAME[name]
        why = _match(place, row)["keep"] or _let_go(tx, place, key)
        if why:
            kept.append({"place": name, "key": key, "keep": why})
            continue
        store.note(tx, name, key)
        words |= {row[one] for one in SAME_WORDS & set(place.words) if len(row[one] or "") > 2}
        done += 1
    if done:
        for word in sorted(words):
            idempotency.forget_words(tx, word)
            outbox.forget_words(tx, word)
        tx.journal("privacy.forgotten", {"rows": done})
    return {"forgotten": done, "kept": kept, "seq": tx.seq}


def forget_again(tx: Tx, name: str, key: str) -> bool:
    """Forget a row that a restored backup brought back; tell whether there was one."""
    place = BY_NAME.get(name)
    if place is None or not store.has(tx, place):
        return False
    store.note(tx, name, key)
    return name not in OWN and store.blank(tx, place, key)


def _profile(tx: Tx, key: str) -> None:
    profiles.erase(tx, int(key))


OWN: dict[str, Callable[[Tx, str], None]] = {"profiles": _profile}


def _let_go(tx: Tx, place: Place, key: str) -> str:
    """Forget a row; return why not, or an empty text."""
    if place.name not in OWN:
        store.blank(tx, place, key)
        return ""
    try:
        OWN[place.name](tx, key)
    except VenueError as refusal:
        return refusal.code
    return ""


def _match(place: Place, row: Row) -> dict[str, Any]:
    words = {column: row[column] for column in place.words if row[column]}
    keep = place.keep or (BUSY if row["busy"] else "")
    at = row["happened_at"]
    return {"place": place.name, "key": row["row_key"], "at": at, "words": words, "keep": keep}


def _told(tx: Tx, house: House, row: Row, name: str) -> dict[str, Any]:
    told = _match(BY_NAME[name], row)
    if name == "profiles":
        key = int(row["row_key"])
        told["more"] = profiles.everything(tx, house.vault, key, house.currency)
    if name == "invoices":
        told["words"] |= receipts.buyer(tx, house.vault, int(row["row_key"]))
    return told


def _buyers(
    tx: ReadTx, house: House, words: Sequence[str], known: set[str]
) -> list[dict[str, Any]]:
    """Return invoices whose sealed buyer has the words."""
    found = []
    for key, at, sealed in receipts.buyers(tx):
        buyer = loads(house.vault.open(sealed))
        text = "\n".join(buyer.values())
        if str(key) not in known and any(word in text for word in words):
            one = {"place": "invoices", "key": str(key), "at": at, "words": buyer, "keep": LAW}
            found.append(one)
    return found[:MOST_OF_A_PLACE]


def _is_invoice(match: dict[str, Any]) -> bool:
    return bool(match["place"] == "invoices")


def _require(tx: ReadTx, chosen: tuple[str, str]) -> Row:
    place = BY_NAME.get(chosen[0])
    found = store.row(tx, place, chosen[1]) if place and store.has(tx, place) else None
    if found is None:
        raise NotFound("privacy.unknown", f"there is no {chosen[0]} {chosen[1]}")
    return found


def _few(chosen: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    if not 0 < len(chosen) <= MOST_CHOSEN:
        raise Invalid("privacy.too_many", f"choose from 1 to {MOST_CHOSEN}")
    return chosen


def _digits(phone: str) -> str:
    """Return a phone number as it is compared: no spaces, no trunk zero, no prefix.

    Raises:
        Invalid: ``privacy.too_short``.
    """
    if not PHONE.fullmatch(phone.strip()):
        raise Invalid("privacy.too_short", "say the phone with its digits, at least six")
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    return digits.lstrip("0")
