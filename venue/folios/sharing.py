"""Folios beside a guest's own, for who else pays, and which charges go to them by themselves."""

from typing import Any

from venue.core.errors import Conflict, Invalid
from venue.core.parse import NAME_LONGEST, clean_text
from venue.core.tx import ReadTx, Tx
from venue.folios import service, store

# What the house posts of a stay. A restaurant's bill goes where its waiter puts it.
ROUTED = frozenset({"room", "tax", "city_tax", "meal", "late", "minibar", "service", "extra"})
MOST_BESIDE = 5


def open_beside(
    tx: Tx, folio_id: int, *, name: str, kinds: list[str], currency: str
) -> dict[str, Any]:
    """Open a folio for who else pays, and send these kinds of charges to it; return the FOLIO.

    Raises:
        NotFound: ``folios.unknown``. Invalid: ``folios.no_name``, ``folios.not_routed``.
        Conflict: ``folios.closed``, ``folios.not_own``, ``folios.too_many``.
    """
    own = service.require(tx, folio_id)
    words = " ".join(clean_text(name, field="the name", longest=NAME_LONGEST).split())
    if not words:
        raise Invalid("folios.no_name", "say who pays")
    if not own.is_open:
        raise Conflict("folios.closed", "this guest has checked out")
    if own.beside_id is not None:
        raise Conflict("folios.not_own", "open it beside the guest's own folio")
    if len(store.beside(tx, folio_id)) >= MOST_BESIDE:
        raise Conflict("folios.too_many", "this guest has as many folios as there may be")
    number = store.insert(
        tx, room=own.room, name=words, limit_minor=None, no_post=False, beside_id=folio_id
    )
    tx.journal("folio.opened", {"folio": number, "limit_minor": None, "beside": folio_id})
    return route(tx, number, kinds=kinds, currency=currency)


def route(tx: Tx, folio_id: int, *, kinds: list[str], currency: str) -> dict[str, Any]:
    """Say which charges of the guest's own folio go to this one from now on; return the FOLIO.

    Raises:
        NotFound: ``folios.unknown``. Invalid: ``folios.not_routed``.
        Conflict: ``folios.own``, ``folios.closed``.
    """
    folio = service.require(tx, folio_id)
    if folio.beside_id is None:
        raise Conflict("folios.own", "charges are routed from the guest's own folio, not to it")
    if not folio.is_open:
        raise Conflict("folios.closed", "this folio is closed")
    if not set(kinds) <= ROUTED:
        raise Invalid("folios.not_routed", f"these can be routed: {', '.join(sorted(ROUTED))}")
    store.set_routes(tx, folio.beside_id, folio_id, kinds)
    tx.journal("folio.routed", {"folio": folio.beside_id, "to": folio_id, "kinds": sorted(kinds)})
    tx.tell("desk", "folio", {"id": folio.beside_id})
    return service.view(folio, currency)


def own_of(tx: ReadTx, folio_id: int) -> int:
    """Return the guest's own folio of any of theirs."""
    found = store.folio(tx, folio_id)
    return folio_id if found is None or found.beside_id is None else found.beside_id


def every_of(tx: ReadTx, folio_id: int) -> list[int]:
    """Return a guest's folios, their own first, then those beside it, closed ones too."""
    return [folio_id, *(one.id for one in store.beside(tx, folio_id))]


def all_of(tx: ReadTx, folio_id: int) -> list[int]:
    """Return a guest's folios, their own first, then the open ones beside it."""
    return [folio_id, *(one.id for one in store.beside(tx, folio_id) if one.is_open)]
