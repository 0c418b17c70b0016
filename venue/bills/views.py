"""The BILL of the API: what staff see, and what a guest at the table sees of it."""

from typing import Any

from venue.bills.content import Content, part_owed
from venue.bills.model import class_and_rate
from venue.bills.split import Pick, by_lines, shares_of_lines
from venue.core.actor import Actor
from venue.core.money import wire
from venue.core.tx import Row
from venue.orders.views import line_view

FOR_STAFF = ("adjustments", "wishes")


def round_to(amount_minor: int, coin_minor: int) -> int:
    """Return an amount rounded to the smallest coin, half up: 1.02 to 1.00, 1.03 to 1.05."""
    sign = -1 if amount_minor < 0 else 1
    return sign * ((2 * abs(amount_minor) + coin_minor) // (2 * coin_minor)) * coin_minor


def bill_view(
    content: Content, wishes: list[Row], *, currency: str, coin_minor: int, seq: int
) -> dict[str, Any]:
    """Return the BILL with everything that staff need to take payment."""
    known, paid = content.figures, content.paid
    payable = sum(content.payable.values())
    return {
        "id": content.id,
        "number": content.row["number"],
        "state": content.state,
        "session_id": content.row["table_session_id"],
        "opened_at": content.row["opened_at"],
        "closed_at": content.row["closed_at"],
        "merged_into": content.end["merged_into"] if content.end else None,
        "lines": _lines(content, currency),
        "items": [_item(one, currency) for one in content.items],
        "adjustments": [_adjustment(one, currency) for one in content.adjustments],
        "subtotal": wire(known.subtotal_minor, currency),
        "discount": wire(known.discount_minor, currency),
        "comped": wire(known.comped_minor, currency),
        "service_charge": wire(known.service_minor, currency),
        "tax_included": known.tax_included,
        "taxes": [
            {
                "tax_class": class_and_rate(one.band)[0],
                "rate_bp": class_and_rate(one.band)[1],
                "net": wire(one.net_minor, currency),
                "tax": wire(one.tax_minor, currency),
                "gross": wire(one.gross_minor, currency),
            }
            for one in known.bands
        ],
        "total": wire(content.total_minor, currency),
        "returned": wire(sum(paid.returned.values()), currency),
        "paid": wire(sum(paid.counted.values()), currency),
        "reserved": wire(sum(paid.reserved.values()), currency),
        "tips": wire(paid.tips_minor, currency),
        "owed": wire(content.owed_minor, currency),
        "payable": wire(payable, currency),
        "payable_in_cash": wire(round_to(payable, coin_minor), currency),
        "prebill": _prebill(content, currency),
        "parts": [_part(content, part, currency, coin_minor) for part in content.parts],
        "tenders": paid.tenders,
        "wishes": [
            {
                "guest_id": one["guest_id"],
                "share": one["share"],
                "people": one["people"],
                "method": one["method"],
                "amount": wire(one["amount_minor"], currency),
                "at": one["wished_at"],
            }
            for one in wishes
        ],
        "seq": seq,
    }


def guest_view(bill: dict[str, Any], content: Content, actor: Actor) -> dict[str, Any]:
    """Return the BILL as a guest of the party may see it, with what is the guest's own marked."""
    own = {line.id for order, line in content.sold if order.guest_id == actor.id}
    nets = content.figures.nets
    lines = [line | {"mine": line["id"] in own} for line in bill["lines"]]
    currency = bill["total"]["currency"]
    shown = {key: value for key, value in bill.items() if key not in FOR_STAFF}
    tenders = [
        {"method": one["method"], "state": one["state"], "amount": one["amount"]}
        for one in bill["tenders"]
    ]
    mine = own_share(content, actor.id)
    wish = next((one for one in bill["wishes"] if one["guest_id"] == actor.id), None)
    return shown | {
        "lines": lines,
        "tenders": tenders,
        "mine": wire(min(mine, max(0, content.owed_minor)), currency),
        "mine_before_charges": wire(sum(nets[key] for key in nets if key in own), currency),
        "wish": wish,
    }


def own_share(content: Content, guest_id: int) -> int:
    """Return what a guest's own dishes come to with their tax and service charge."""
    own = [Pick(key=line.id) for order, line in content.sold if order.guest_id == guest_id]
    if not own:
        return 0
    known = content.figures
    shares = shares_of_lines(content.charges, known.nets, [own])
    band = content.terms.service_band
    return sum(by_lines(known.gross, content.charges, shares, known, band)[0].values())


def _lines(content: Content, currency: str) -> list[dict[str, Any]]:
    charges = {one.key: one for one in content.charges}
    nets = content.figures.nets
    return [
        line_view(line, currency)
        | {
            "tax_class": line.tax_class,
            "guest_id": order.guest_id,
            "by": order.by_name,
            "comped": charges[line.id].comped,
            "net": wire(nets.get(line.id, line.total_minor), currency),
        }
        for order, line in content.sold
    ]


def _item(row: Row, currency: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "total": wire(row["amount_minor"], currency),
    }


def _adjustment(row: Row, currency: str) -> dict[str, Any]:
    amount = row["amount_minor"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "line_id": row["line_id"],
        "percent_bp": row["percent_bp"],
        "amount": wire(amount, currency) if amount is not None else None,
        "reason": row["reason"],
        "given_by": row["given_by"],
        "approved_by": row["approved_by"],
    }


def _prebill(content: Content, currency: str) -> dict[str, Any] | None:
    made = content.prebill
    if made is None:
        return None
    return {
        "number": made["number"],
        "total": wire(made["total_minor"], currency),
        "at": made["made_at"],
        "stale": not content.prebilled,
    }


def _part(content: Content, part: Row, currency: str, coin_minor: int) -> dict[str, Any]:
    owed = part_owed(content, part)
    return {
        "id": part["id"],
        "position": part["position"],
        "how": part["how"],
        "seat": part["seat"],
        "line_ids": list(part["lines"]),
        "due": wire(part["due_minor"], currency),
        "paid": wire(content.paid.by_part.get(part["id"], 0), currency),
        "owed": wire(owed, currency),
        "owed_in_cash": wire(round_to(owed, coin_minor), currency),
        "taxes": [
            {"tax_class": band.rpartition(":")[0], "gross": wire(minor, currency)}
            for band, minor in part["bands"].items()
        ],
    }
