"""eSIM orders as staff, the guest and the manager see them, and on paper."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from printers import service as printers
from printers.model import Kind
from printers.models.hotel import EsimSlip
from venue.bills.paper import bill_printer, local_time
from venue.core.errors import Conflict, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.esim import catalogue, service, store
from venue.esim.claims import service as asking
from venue.esim.claims import store as claims
from venue.esim.model import OFFICE_CODES, WAITING, words_of
from venue.esim.terms import Terms

APPLE = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata="
ANDROID = "https://esimsetup.android.com/esim_qrcode_provisioning?carddata="
LISTS: Mapping[str, Sequence[str]] = {
    "all": (), "unpaid": ("quoted",), "waiting": WAITING, "refunds": ("refund_due",), "low": (),
}  # fmt: skip


def order_view(tx: ReadTx, row: Row, terms: Terms) -> dict[str, Any]:
    """Return the ESIM_ORDER of the API for staff: nothing of it activates an eSIM."""
    waits = row["state"] in WAITING
    late_ms = (row["deadline_run_ms"] or 0) - tx.run_ms
    countries = store.countries_of(tx, row["slug"])
    return {
        "id": row["id"],
        "kind": row["kind"],
        "slug": row["slug"],
        "country": countries[0] if len(countries) == 1 else "",
        "by_guest": bool(row["by_guest"]),
        "topup_of": row["topup_of"],
        "state": row["state"],
        "mode": row["mode"],
        "destination": row["destination"],
        "megabytes": row["megabytes"],
        "days": row["days"],
        "unlimited": bool(row["unlimited"]),
        "price": wire(row["price_minor"], terms.currency),
        "bill_id": row["bill_id"],
        "created_at": row["created_at"],
        "paid_at": row["paid_at"],
        "deadline_s": max(0, late_ms // 1000) if waits else None,
        "code": row["code"],
        "words": words_of(row["state"], row["code"]),
        "remaining": row["remaining"],
        "total": row["total"],
        "low": row["usage_state"] == "low",
        "usage_at": row["usage_at"],
        "expires_at": row["expires_at"],
    }


def index(tx: ReadTx, terms: Terms, *, which: str, before: int = 0) -> dict[str, Any]:
    """Return ``{items, more, seq}``: the newest orders with attempts and CLAIM.

    Args:
        which: One of `LISTS`. ``before``: the number after which the list goes on; 0: its start.

    Raises:
        NotFound: ``esim.unknown_list``.
    """
    if which not in LISTS:
        raise NotFound("esim.unknown_list", f"the lists are {', '.join(LISTS)}")
    rows = store.listed(tx, LISTS[which], low=which == "low", before=before)
    asked = claims.of_orders(tx, [row["id"] for row in rows])
    items = [
        order_view(tx, row, terms)
        | {"attempts": row["attempts"], "claim": asking.view(asked.get(row["id"]))}
        for row in rows
    ]
    return {"items": items, "more": len(rows) == store.MOST_LISTED, "seq": tx.seq}


def one(tx: ReadTx, terms: Terms, order_id: int) -> dict[str, Any]:
    """Return one ESIM_ORDER with its CLAIM.

    Raises:
        NotFound: ``esim.unknown_order``.
    """
    row = service.require(tx, order_id)
    claim = claims.of_orders(tx, [order_id]).get(order_id)
    return order_view(tx, row, terms) | {"claim": asking.view(claim)}


def of_pass(tx: ReadTx, terms: Terms, guest_pass: str) -> Row:
    """Return the order that a guest's own link opens.

    Raises:
        NotFound: ``esim.unknown_pass``.
    """
    row = store.by_pass(tx, terms.mac(guest_pass))
    if row is None:
        raise NotFound("esim.unknown_pass", "this link leads to no eSIM")
    return row


def guest_view(tx: ReadTx, row: Row, terms: Terms) -> dict[str, Any]:
    """Return an eSIM as its guest sees it, with the code and the links that install it."""
    shown = order_view(tx, row, terms)
    for name in ("code", "words", "bill_id", "price", "topup_of", "by_guest"):
        del shown[name]
    topups = [
        {"state": one["state"], "megabytes": one["megabytes"], "days": one["days"]}
        for one in store.topups_of(tx, row["id"])
        if one["state"] != "dropped"
    ]
    return shown | {"topups": topups, "install": install_of(row, terms)}


def install_of(row: Row, terms: Terms) -> dict[str, str] | None:
    """Return what installs an eSIM; None: it is not there yet, or no longer kept."""
    if row["sealed"] is None:
        return None
    kept = terms.open(row["sealed"])
    # Apple's page and Android's read the code as it is, with its dollar signs and colons.
    code = quote(kept["lpa_code"], safe="$:")
    return {
        "lpa_code": kept["lpa_code"],
        "smdp": kept["smdp"],
        "activation_code": kept["matching_id"],
        "iccid_tail": kept["iccid"][-4:],
        "apple": APPLE + code,
        "android": ANDROID + code,
    }


def print_slip(tx: Tx, row: Row, terms: Terms) -> int | None:
    """Print an eSIM on the bill printer; return the job.

    Raises:
        Conflict: ``esim.no_esim``, ``esim.no_printer``.
    """
    install = install_of(row, terms)
    if install is None:
        raise Conflict("esim.no_esim", "there is no eSIM to print", state=row["state"])
    printer_id = bill_printer(tx, terms.tariff)
    if printer_id is None:
        raise Conflict("esim.no_printer", "no printer prints bills here")
    sandbox = " (SANDBOX)" if row["mode"] == "sandbox" else ""
    slip = EsimSlip(
        plan=f"{row['destination']}{sandbox}",
        data="∞" if row["unlimited"] else f"{row['megabytes']} MB",
        validity=f"{row['days']} d",
        lpa_code=install["lpa_code"],
        smdp=install["smdp"],
        activation_code=install["activation_code"],
        iccid_tail=install["iccid_tail"],
        at=local_time(tx.now, terms.tariff),
        lang=terms.tariff.language,
    )
    tx.journal("esim.printed", {"order": row["id"]})
    return printers.enqueue(
        tx, printer_id=printer_id, kind=Kind.ESIM, document=slip,
        dedupe_key=f"esim:{row['id']}:{tx.seq}",
    )  # fmt: skip


def show(tx: Tx, row: Row) -> None:
    """Note that the guest has seen the eSIM."""
    if row["state"] == "fulfilled":
        service.become(tx, row, "shown")


def report(tx: ReadTx, terms: Terms) -> dict[str, Any]:
    """Return credit, the catalogue's age, and by month what was sold and what it cost.

    Price is in the venue's currency, cost in US dollars: no rate is guessed between them.
    """
    account = store.account(tx)
    months = [
        {
            "month": one["month"],
            "state": one["state"],
            "orders": one["orders"],
            "sold": wire(one["price_minor"], terms.currency),
            "cost": wire(one["cost_cents"], "USD"),
        }
        for one in store.margin(tx)
    ]
    balance = account["balance_cents"]
    return {
        "mode": account["mode"],
        "online": catalogue.is_online(tx),
        "currency": terms.currency,
        "balance": None if balance is None else wire(balance, "USD"),
        "reserved": wire(store.open_cost(tx), "USD"),
        "catalogue_at": account["catalogue_at"],
        "markup_bp": terms.rule.markup_bp,
        "months": months,
        "seq": tx.seq,
    }


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return what staff must act on: money owed to guests, orders the office holds up, low data."""
    counts = store.alert_counts(tx, OFFICE_CODES)
    return [
        {
            "id": name,
            "kind": name,
            "text_key": f"alert.{name}",
            "values": {"count": count},
            "age_s": 0,
            "permission": "esim.sell",
        }
        for name, count in counts.items()
        if count
    ]
