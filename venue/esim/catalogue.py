"""The copy of the vendor's catalogue: taken whole, searched, priced, and shown with its age."""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.core.errors import Conflict, NotFound
from venue.core.jsonx import loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.esim import store
from venue.esim.model import HIDDEN_MS, STALE_MS
from venue.esim.terms import Terms


def take(tx: Tx, packages: Sequence[Mapping[str, Any]]) -> None:
    """Replace the copy by a complete pass; an empty one is a fault and changes nothing."""
    if not packages:
        return
    count = store.put_catalogue(tx, packages)
    tx.journal("esim.catalogue", {"packages": count})
    tx.tell("esim", "catalogue", {"packages": count})


def age_ms(tx: ReadTx) -> int | None:
    """Return how old the copy is, in running time; None: there is none."""
    taken = store.account(tx)["catalogue_run_ms"]
    return None if taken is None else max(0, tx.run_ms - taken)


def index(
    tx: ReadTx, terms: Terms, *, country: str = "", slug: str = "", topup: bool = False
) -> dict[str, Any]:
    """Return ``{items, age_s, stale, hidden, mode}``: plans for a country or destination.

    Those whose buyer must prove their identity are listed and marked, and not sold.
    """
    age = age_ms(tx)
    hidden = age is None or age > HIDDEN_MS
    rows = [] if hidden else store.packages(tx, country=country, slug=slug, topup=topup)
    return _frame(tx, age) | {"items": [view(one, terms) for one in rows]}


def destinations(tx: ReadTx) -> dict[str, Any]:
    """Return every destination with its ISO country codes; screens name them in the guest's
    language by the table their browser has (CLDR)."""
    age = age_ms(tx)
    hidden = age is None or age > HIDDEN_MS
    items = [
        {"slug": one["slug"], "name": one["destination"], "countries": loads(one["countries"])}
        for one in ([] if hidden else store.destinations(tx))
    ]
    return _frame(tx, age) | {"items": items}


def require_sellable(tx: ReadTx, package_id: str, *, topup: bool) -> Row:
    """Return a plan that may be sold now.

    Raises:
        Conflict: ``esim.stale`` - its price is too old; ``esim.needs_identity``.
        NotFound: ``esim.unknown_plan``.
    """
    age = age_ms(tx)
    if age is None or age > HIDDEN_MS:
        raise Conflict("esim.stale", "prices are too old to sell by; the line must come back first")
    found = store.package(tx, package_id)
    if found is None or found["net_minor"] is None or bool(found["topup"]) != topup:
        raise NotFound("esim.unknown_plan", "this plan is not for sale")
    if found["needs_identity"]:
        raise Conflict(
            "esim.needs_identity", "the guest must prove who they are for this plan; not sold here"
        )
    return found


def price_minor(plan: Row, terms: Terms) -> int:
    """Return what a plan costs here."""
    return terms.rule.price_minor(plan["net_minor"], plan["retail_minor"])


def view(plan: Row, terms: Terms) -> dict[str, Any]:
    """Return the PLAN of the API."""
    return {
        "id": plan["package_id"],
        "slug": plan["slug"],
        "destination": plan["destination"],
        "countries": loads(plan["countries"]),
        "operator": plan["operator"],
        "megabytes": plan["megabytes"],
        "days": plan["days"],
        "unlimited": bool(plan["unlimited"]),
        "price": wire(price_minor(plan, terms), terms.currency),
        "for_sale": not plan["needs_identity"],
    }


def _frame(tx: ReadTx, age: int | None) -> dict[str, Any]:
    return {
        "age_s": None if age is None else age // 1000,
        "stale": age is None or age > STALE_MS,
        "hidden": age is None or age > HIDDEN_MS,
        "mode": store.account(tx)["mode"],
    }
