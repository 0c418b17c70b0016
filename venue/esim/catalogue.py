"""The copy of the vendor's catalogue: taken whole, searched, priced, and shown with its age."""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.core.errors import Conflict, NotFound
from venue.core.jsonx import loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.esim import store
from venue.esim.model import HIDDEN_MS, ONLINE_MS, STALE_MS
from venue.esim.terms import Terms


def take(tx: Tx, packages: Sequence[Mapping[str, Any]]) -> None:
    """Replace the copy by a complete pass; an empty one is a fault and changes nothing."""
    if not packages:
        return
    count = store.put_catalogue(tx, packages)
    tx.journal("esim.catalogue", {"packages": count})
    tx.tell("esim", "catalogue", {"packages": count})


def is_online(tx: ReadTx) -> bool:
    """Tell whether the vendor answered lately."""
    seen = store.account(tx)["balance_run_ms"]
    return seen is not None and tx.run_ms - seen <= ONLINE_MS


def sells(tx: ReadTx) -> bool:
    """Tell whether there is a copy that may be sold from."""
    age = age_ms(tx)
    return age is not None and age <= HIDDEN_MS and store.has_packages(tx)


def is_open(frame: Mapping[str, Any]) -> bool:
    """Tell whether anything can be sold now, by what `destinations` returned."""
    may_sell = frame["online"] or frame["sells_offline"]
    return bool(not frame["hidden"] and frame["credit"] and may_sell)


def age_ms(tx: ReadTx) -> int | None:
    """Return how old the copy is, in running time; None: there is none."""
    taken = store.account(tx)["catalogue_run_ms"]
    return None if taken is None else max(0, tx.run_ms - taken)


def index(
    tx: ReadTx, terms: Terms, *, country: str = "", slug: str = "", topup: bool = False
) -> dict[str, Any]:
    """Return ``{items, age_s, stale, hidden, mode, ..}``: plans for a country or destination.

    Those whose buyer must prove their identity are listed and marked, and not sold.
    """
    age = age_ms(tx)
    hidden = age is None or age > HIDDEN_MS
    rows = [] if hidden else store.packages(tx, country=country, slug=slug, topup=topup)
    return _frame(tx, terms, age) | {"items": [view(one, terms) for one in rows]}


def destinations(tx: ReadTx, terms: Terms) -> dict[str, Any]:
    """Return every destination with its ISO country codes; screens name them in the guest's
    language by the table their browser has (CLDR)."""
    age = age_ms(tx)
    hidden = age is None or age > HIDDEN_MS
    items = [
        {"slug": one["slug"], "name": one["destination"], "countries": loads(one["countries"])}
        for one in ([] if hidden else store.destinations(tx))
    ]
    return _frame(tx, terms, age) | {"items": items}


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


def _frame(tx: ReadTx, terms: Terms, age: int | None) -> dict[str, Any]:
    account = store.account(tx)
    balance = account["balance_cents"]
    return {
        "age_s": None if age is None else age // 1000,
        "stale": age is None or age > STALE_MS,
        "hidden": age is None or age > HIDDEN_MS,
        "mode": account["mode"],
        "online": is_online(tx),
        "sells_offline": terms.queue_offline,
        "deadline_minutes": terms.deadline_ms // 60_000,
        # Whether the partner's credit covers anything at all; how much it is, the office knows.
        "credit": balance is None or balance - store.open_cost(tx) > 0,
    }
