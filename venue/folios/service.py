"""Use cases of folios: who is in house, charging a room, taking a charge back."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.parse import NAME_LONGEST, clean_text
from venue.core.tx import ReadTx, Tx
from venue.folios import store
from venue.folios.lines import service as lines
from venue.folios.model import Folio, is_named, plain, require_bears

ROOM_LONGEST = 12

# Told of each charge in its transaction: the hotel module tells its cloud. ``takes_back`` is the
# ``{id, amount_minor}`` of the charge that a negative one undoes. Emptied by `register`.
on_charge: list[Callable[[Tx, dict[str, Any]], None]] = []


class Signature(NamedTuple):
    """How the guest agreed: ``slip`` on paper, ``drawing`` on the device, empty when taken back."""

    kind: str
    drawing: str = ""


def open_folio(
    tx: Tx, *, room: str, name: str, limit_minor: int | None, no_post: bool, currency: str
) -> dict[str, Any]:
    """Note a guest in house; return the FOLIO.

    Raises:
        Invalid: ``folios.no_name``.
    """
    room = " ".join(clean_text(room, field="the room", longest=ROOM_LONGEST).split())
    name = " ".join(clean_text(name, field="the name", longest=NAME_LONGEST).split())
    if not room or not name:
        raise Invalid("folios.no_name", "a folio needs a room and a name")
    folio_id = store.insert(tx, room=room, name=name, limit_minor=limit_minor, no_post=no_post)
    tx.journal("folio.opened", {"folio": folio_id, "limit_minor": limit_minor})
    return view(require(tx, folio_id), currency)


def change(
    tx: Tx, folio_id: int, *, limit_minor: int | None, no_post: bool, currency: str
) -> dict[str, Any]:
    """Set a folio's limit and whether it may be charged; return the FOLIO.

    Raises:
        NotFound: ``folios.unknown``.
    """
    require(tx, folio_id)
    store.change(tx, folio_id, limit_minor=limit_minor, no_post=no_post)
    facts = {"folio": folio_id, "limit_minor": limit_minor, "no_post": no_post}
    tx.journal("folio.changed", facts)
    return view(require(tx, folio_id), currency)


def rename_room(tx: Tx, folio_id: int, room: str) -> None:
    """Let a folio follow its guest to another room.

    Raises:
        NotFound: ``folios.unknown``.
    """
    require(tx, folio_id)
    store.set_room(tx, folio_id, room)
    tx.journal("folio.moved", {"folio": folio_id})


def close_folio(tx: Tx, folio_id: int, *, currency: str) -> dict[str, Any]:
    """Let a guest go: nothing more can be charged; return the FOLIO.

    Raises:
        NotFound: ``folios.unknown``. Conflict: ``folios.closed``.
    """
    if not require(tx, folio_id).is_open:
        raise Conflict("folios.closed", "this guest has checked out")
    store.close(tx, folio_id)
    tx.journal("folio.closed", {"folio": folio_id})
    return view(require(tx, folio_id), currency)


def search(tx: ReadTx, said: str) -> list[Folio]:
    """Return guests in house whose room is, or whose name begins with, what was said; "" is all."""
    wanted = plain(said)
    return [
        folio
        for folio in store.in_house(tx)
        if plain(folio.room) == wanted
        or any(word.startswith(wanted) for word in plain(folio.name).split())
        or not wanted
    ]


def find(tx: ReadTx, *, room: str, name: str) -> Folio:
    """Return the folio of the guest who says this room and this name.

    Raises:
        NotFound: ``folios.unknown_guest`` - no such room and name together, or two of them.
    """
    here = [
        one
        for one in store.in_house(tx)
        if plain(one.room) == plain(room) and one.beside_id is None
    ]
    found = [one for one in here if is_named(one, name)]
    if len(found) != 1:
        raise NotFound("folios.unknown_guest", "no guest of this name is in this room")
    return found[0]


def charge(
    tx: Tx,
    folio: Folio,
    *,
    bill_id: str,
    tender_id: int,
    amount_minor: int,
    tip_minor: int,
    bands: Mapping[str, int],
    signature: Signature,
) -> int:
    """Charge a bill's payment to a room; return the charge's number.

    Raises:
        Conflict: ``folios.closed``, ``folios.no_post``, ``folios.over_limit``.
        Invalid: ``folios.not_signed``.
    """
    require_bears(folio, amount_minor + tip_minor)
    if signature.kind not in ("slip", "drawing"):
        raise Invalid("folios.not_signed", "the guest signs the slip or on the device")
    return _book(tx, folio.id, bill_id, tender_id, amount_minor, tip_minor, bands, signature)


def take_back(
    tx: Tx,
    *,
    original_tender_id: int,
    bill_id: str,
    tender_id: int,
    amount_minor: int,
    tip_minor: int,
    bands: Mapping[str, int],
) -> int:
    """Take a charge back, all or in part, by a negative one; return its folio.

    Raises:
        NotFound: ``folios.unknown``. Conflict: ``folios.closed`` - pay it out another way.
    """
    folio = require(tx, store.folio_of_tender(tx, original_tender_id) or 0)
    if not folio.is_open:
        raise Conflict("folios.closed", "this guest has checked out")
    back = store.charge_of_tender(tx, original_tender_id)
    _book(tx, folio.id, bill_id, tender_id, amount_minor, tip_minor, bands, Signature(""), back)
    return folio.id


def folio_of(tx: ReadTx, tender_id: int) -> int | None:
    """Return the folio that a payment by room is on."""
    return store.folio_of_tender(tx, tender_id)


def require(tx: ReadTx, folio_id: int) -> Folio:
    """Return a folio.

    Raises:
        NotFound: ``folios.unknown``.
    """
    found = store.folio(tx, folio_id)
    if found is None:
        raise NotFound("folios.unknown", "there is no such folio", folio_id=folio_id)
    return found


def view(folio: Folio, currency: str) -> dict[str, Any]:
    """Return the FOLIO of the API."""
    limit = folio.limit_minor
    return {
        "id": folio.id,
        "room": folio.room,
        "name": folio.name,
        "limit": wire(limit, currency) if limit is not None else None,
        "no_post": folio.no_post,
        "open": folio.is_open,
        "balance": wire(folio.balance_minor, currency),
        "beside_id": folio.beside_id,
    }


def statement(tx: ReadTx, folio_id: int, currency: str) -> dict[str, Any]:
    """Return the FOLIO with its charges and lines, oldest first, and the folios beside it.

    Raises:
        NotFound: ``folios.unknown``.
    """
    folio = require(tx, folio_id)
    items = [
        {
            "id": one["id"],
            "bill_id": one["bill_id"],
            "tender_id": one["tender_id"],
            "amount": wire(one["amount_minor"], currency),
            "tip": wire(one["tip_minor"], currency),
            "bands": one["bands"],
            "signed": one["signed"],
            "drawing": one["drawing"],
            "at": one["charged_at"],
            "sync": outbox.badge(tx, provider=outbox.PMS, key=f"charge:{one['id']}"),
        }
        for one in store.charges(tx, folio_id)
    ]
    return view(folio, currency) | {
        "charges": items,
        "lines": lines.of_folio(tx, folio_id, currency),
        "beside": [view(one, currency) for one in store.beside(tx, folio_id)],
        "routes": store.routes(tx, folio.beside_id or folio_id),
        "seq": tx.seq,
    }


def _book(
    tx: Tx,
    folio_id: int,
    bill_id: str,
    tender_id: int,
    amount_minor: int,
    tip_minor: int,
    bands: Mapping[str, int],
    signature: Signature,
    takes_back: Mapping[str, Any] | None = None,
) -> int:
    facts = {
        "folio_id": folio_id,
        "bill_id": bill_id,
        "tender_id": tender_id,
        "amount_minor": amount_minor,
        "tip_minor": tip_minor,
        "bands": dict(bands),
        "signed": signature.kind,
    }
    number = store.insert_charge(tx, facts | {"drawing": signature.drawing})
    tx.journal("folio.charged", {"charge": number} | facts)
    for told in on_charge:
        told(tx, {"charge": number, "takes_back": takes_back} | facts)
    return number
