"""X, a look at what was taken since the last Z; and Z, the numbered close that begins a new count.

A Z is made of the receipts between two ids, so that none falls between two Zs whatever the clock
did, and its totals are those of the ``receipt.drawn`` entries between two heads of the journal.
"""

from typing import Any

from printers import service as printers
from venue.cash import queries, store
from venue.cash.model import pool_share, summed
from venue.core.errors import Conflict, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.orders.books import billing
from venue.receipts import fiscal
from venue.receipts.model import summed as summed_bands
from venue.staff import service as staff
from venue.tables.owners import staff_id_of

HASH_SHOWN = 16
AMOUNTS = ("float", "cash", "desk", "put_in", "taken_out", "expected", "counted")


def figures(tx: ReadTx, *, pool_bp: int) -> dict[str, Any]:
    """Return what was taken since the last Z, all of it numbers in minor units.

    ``{receipts, first, last, by_kind: {kind: [times, minor]}, gross_minor, bands: {band: [net,
    tax, gross]}, methods: {name: [times, amount, tips, rounding]}, tips: {actor: [own, pool]},
    closings, voids, reopened, open_bills, outside_minor, doubtful: [[tender, method, state,
    minor]], cash: [SESSION], desk: {kind: [times, minor]}, grand_total_minor, receipt_to,
    closing_to, desk_to}``; a SESSION has its ``id, kind, name`` and ``float, cash, desk, put_in,
    taken_out, expected, counted``. ``desk`` is cash of folios and deposits: no sale, so that it is
    in no gross and no receipt.
    """
    last = store.last_z(tx) or {"receipt_to": 0, "closing_to": 0, "desk_to": 0, "head_seq": 0,
                                "grand_total_minor": 0}  # fmt: skip
    receipt_to, closing_to, desk_to = queries.ends(tx)
    desk = queries.desk(tx, last["desk_to"], desk_to)
    rows = queries.receipts(tx, last["receipt_to"], receipt_to)
    gross = sum(one["amount_minor"] for one in rows)
    tips = summed((one["taken_by"], one["tip_minor"]) for one in rows if one["tip_minor"])
    return {
        "receipts": len(rows),
        "first": min((one["number"] for one in rows), default=0),
        "last": max((one["number"] for one in rows), default=0),
        "by_kind": _counted((one["kind"], one["amount_minor"]) for one in rows),
        "gross_minor": gross,
        "bands": summed_bands([one["bands"] for one in rows]),
        "methods": _methods(rows),
        "tips": {who: list(shares) for who, shares in pool_share(tips, pool_bp).items()},
        "closings": queries.closings(tx, last["closing_to"], closing_to),
        "voids": queries.voids(tx, last["head_seq"]),
        "reopened": queries.reopened(tx, last["head_seq"]),
        "open_bills": queries.open_bills(tx),
        "outside_minor": queries.outside(tx, last["receipt_to"], receipt_to)
        + sum(one["outside_minor"] for one in desk),
        "doubtful": [list(one.values()) for one in queries.doubtful(tx)],
        "cash": [_counted_session(tx, one) for one in store.closed_since_z(tx)],
        "desk": {one["kind"]: [one["times"], one["amount_minor"]] for one in desk},
        "grand_total_minor": last["grand_total_minor"] + gross,
        "receipt_to": receipt_to,
        "closing_to": closing_to,
        "desk_to": desk_to,
    }  # fmt: skip


def close(tx: Tx, *, pool_bp: int, currency: str) -> dict[str, Any]:
    """Close the period by a numbered Z; return the REPORT.

    Raises:
        Conflict: ``cash.still_open`` with the names of drawers and purses that nobody counted;
            ``cash.nothing_new`` - no receipt, no cash of the desk, no counted drawer since.
    """
    live = [one["name"] for one in store.live(tx)]
    if live:
        raise Conflict("cash.still_open", "count these first: " + ", ".join(live), names=live)
    known, last = figures(tx, pool_bp=pool_bp), store.last_z(tx)
    if not known["receipts"] and not known["cash"] and not known["desk"]:
        raise Conflict("cash.nothing_new", "nothing was taken since the last Z")
    since = last["made_run_ms"] if last else 0
    health = printers.print_health(tx, since_run_ms=since)
    number = (last["number"] if last else 0) + 1
    kept = known | {
        "opened_at": last["made_at"] if last else "",
        "health": [health.printed, health.unconfirmed, health.expired, health.failed,
                   health.copies, health.rerouted],
        "numbers": list(health.numbers),
    }  # fmt: skip
    day = billing.business_day(tx)
    totals = ("receipts", "first", "last", "gross_minor", "bands", "methods", "desk",
              "grand_total_minor")  # fmt: skip
    facts = {name: known[name] for name in totals}
    tx.journal("z.closed", {"z": number, "day": day} | facts)
    z_id = store.insert_z(tx, {
        "number": number,
        "business_day": day,
        "receipt_to": known["receipt_to"],
        "closing_to": known["closing_to"],
        "desk_to": known["desk_to"],
        "grand_total_minor": known["grand_total_minor"],
        "figures": kept,
        "head_seq": tx.seq,
        "head_hash": tx.head.hash.hex(),
    })  # fmt: skip
    store.number_sessions(tx, z_id)
    fiscal.close_day(tx, number, {"gross_minor": known["gross_minor"]})
    return view(tx, require(tx, number), currency)


def require(tx: ReadTx, number: int) -> Row:
    """Return a Z's row.

    Raises:
        NotFound: ``cash.unknown_z``.
    """
    found = store.z(tx, number)
    if found is None:
        raise NotFound("cash.unknown_z", "there is no such Z", number=number)
    return found


def view(tx: ReadTx, row: Row, currency: str) -> dict[str, Any]:
    """Return the REPORT of a Z."""
    return {
        "number": row["number"],
        "business_day": row["business_day"],
        "at": row["made_at"],
        "by": person(tx, row["made_by"]),
        "prints": row["prints"],
        "journal": {"seq": row["head_seq"], "hash": row["head_hash"][:HASH_SHOWN]},
    } | shown(tx, row["figures"], currency)


def look(tx: ReadTx, *, pool_bp: int, currency: str) -> dict[str, Any]:
    """Return the REPORT of the period that runs: an X, without a number."""
    last = store.last_z(tx)
    head = {"number": None, "business_day": billing.business_day(tx), "at": tx.now}
    known = figures(tx, pool_bp=pool_bp) | {"opened_at": last["made_at"] if last else ""}
    return head | shown(tx, known, currency) | {"seq": tx.seq}


def shown(tx: ReadTx, known: dict[str, Any], currency: str) -> dict[str, Any]:
    """Return the figures of X and Z with money and names, as screens want them."""

    def money(minor: int) -> dict[str, Any]:
        return wire(minor, currency)

    return {
        "opened_at": known["opened_at"],
        "receipts": {"times": known["receipts"], "first": known["first"], "last": known["last"]},
        "gross": money(known["gross_minor"]),
        "grand_total": money(known["grand_total_minor"]),
        "kinds": [
            {"kind": kind, "times": times, "amount": money(minor)}
            for kind, (times, minor) in known["by_kind"].items()
        ],
        "taxes": [
            {"band": band, "net": money(net), "tax": money(tax), "gross": money(gross)}
            for band, (net, tax, gross) in known["bands"].items()
        ],
        "methods": [
            {"method": name, "times": times, "amount": money(amount), "tips": money(tips),
             "rounding": money(rounding)}
            for name, (times, amount, tips, rounding) in known["methods"].items()
        ],
        "tips": [
            {"who": person(tx, who), "own": money(own), "pool": money(pool)}
            for who, (own, pool) in known["tips"].items()
        ],
        "reductions": {
            "discounts": {"times": known["closings"]["discounts"],
                          "amount": money(known["closings"]["discount_minor"])},
            "comps": {"times": known["closings"]["comps"],
                      "amount": money(known["closings"]["comped_minor"])},
            "voids": {"times": known["voids"]["times"],
                      "amount": money(known["voids"]["amount_minor"])},
            "reopened": {"times": known["reopened"]},
        },
        "bills": known["closings"]["bills"],
        "open_bills": known["open_bills"],
        "outside": money(known["outside_minor"]),
        "doubtful": [
            {"tender_id": number, "method": method, "state": state, "amount": money(minor)}
            for number, method, state, minor in known["doubtful"]
        ],
        "cash": [
            {name: one[name] for name in ("id", "kind", "name")}
            | {name: money(one.get(name, 0)) for name in AMOUNTS}
            | {"difference": money(one["counted"] - one["expected"])}
            for one in known["cash"]
        ],
        # A Z from before the desk had drawers has no such figures.
        "desk": [
            {"kind": kind, "times": times, "amount": money(minor)}
            for kind, (times, minor) in known.get("desk", {}).items()
        ],
    }  # fmt: skip


def person(tx: ReadTx, actor: str) -> str:
    """Return the name of the person behind a label; the label itself where there is none."""
    number = staff_id_of(actor)
    return str(staff.require(tx, number)["name"]) if number else actor


def _counted_session(tx: ReadTx, row: Row) -> dict[str, Any]:
    through = store.drawer(tx, row)
    put_in = through.moved.get("paid_in", 0)
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "float": row["float_minor"],
        "cash": through.cash_minor,
        "desk": through.desk_minor,
        "put_in": put_in,
        "taken_out": sum(through.moved.values()) - put_in,
        "expected": row["expected_minor"],
        "counted": row["counted_minor"],
    }


def _counted(amounts: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, minor in amounts:
        known = found.setdefault(name, [0, 0])
        known[0] += 1
        known[1] += minor
    return found


def _methods(rows: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in rows:
        known = found.setdefault(one["method"], [0, 0, 0, 0])
        figures_of = (1, one["amount_minor"], one["tip_minor"], one["rounding_minor"])
        found[one["method"]] = [a + b for a, b in zip(known, figures_of, strict=True)]
    return found
