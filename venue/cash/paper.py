"""X, Z and cash slips as the printers package wants them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from printers import service as printers
from printers.letterhead import letterhead
from printers.model import Kind
from printers.models.money import CashSlip, DrawerCount, Figure, PrintHealth, Report
from venue.bills import paper as bill_paper
from venue.bills.tariff import Tariff
from venue.cash import store
from venue.cash.reports import HASH_SHOWN, figures, person, require
from venue.core import i18n
from venue.core.errors import Conflict
from venue.core.money import format_minor
from venue.core.tx import ReadTx, Row, Tx

MOVEMENT = {"paid_in": "paid_in", "paid_out": "paid_out", "drop": "drop", "tips": "paid_out"}


def ask_print(tx: Tx, tariff: Tariff, number: int | None, *, pool_bp: int) -> dict[str, Any]:
    """Print a Z by its number, or an X; return ``{number, queued}``.

    Raises:
        NotFound: ``cash.unknown_z``. Conflict: ``receipts.no_printer``.
    """
    printer_id = bill_paper.bill_printer(tx, tariff)
    if printer_id is None:
        raise Conflict("receipts.no_printer", "no printer for bills is named in the settings")
    if number is None:
        known = figures(tx, pool_bp=pool_bp) | {"opened_at": ""}
        made, kind, key = _report(tx, tariff, known, ""), Kind.X_REPORT, f"x:{tx.seq}:{tx.run_ms}"
    else:
        row = require(tx, number)
        made = replace(of_z(tx, tariff, row), copy_no=row["prints"])
        kind, key = Kind.Z_REPORT, f"z:{number}:{row['prints']}"
        store.z_printed(tx, number)
    printers.enqueue(tx, printer_id=printer_id, kind=kind, document=made, dedupe_key=key)
    return {"number": number, "queued": True}


def print_if_can(tx: Tx, tariff: Tariff, number: int, *, pool_bp: int) -> None:
    """Print a new Z where the venue has a printer for bills; else it is on screens alone."""
    if bill_paper.bill_printer(tx, tariff) is not None:
        ask_print(tx, tariff, number, pool_bp=pool_bp)


def print_slip(tx: Tx, tariff: Tariff, session: Row, movement: Mapping[str, Any]) -> None:
    """Queue the slip of cash put in or taken out, to be signed; without a printer there is none.

    Args:
        movement: ``{id, kind, amount_minor, reason, approved_by}``.
    """
    printer_id = bill_paper.bill_printer(tx, tariff)
    if printer_id is None:
        return
    slip = CashSlip(
        movement=MOVEMENT[movement["kind"]],
        amount_minor=movement["amount_minor"],
        currency=tariff.currency,
        reason=movement["reason"],
        by=person(tx, tx.actor),
        approver=person(tx, movement["approved_by"]),
        at=bill_paper.local_time(tx.now, tariff),
        session=session["name"],
        lang=tariff.language,
    )
    printers.enqueue(
        tx,
        printer_id=printer_id,
        kind=Kind.CASH,
        document=slip,
        dedupe_key=f"cash:{movement['id']}",
    )


def of_z(tx: ReadTx, tariff: Tariff, row: Row) -> Report:
    """Return a Z as it is printed: with its number, drawers, print health and journal head."""
    known, previous = row["figures"], row["number"] - 1
    return _report(
        tx, tariff, known, str(row["number"]),
        previous=str(previous) if previous else "",
        closed_at=bill_paper.local_time(row["made_at"], tariff),
        by=person(tx, row["made_by"]),
        head=f"{row['head_seq']} {row['head_hash'][:HASH_SHOWN]}",
    )  # fmt: skip


def _report(
    tx: ReadTx,
    tariff: Tariff,
    known: dict[str, Any],
    number: str,
    *,
    previous: str = "",
    closed_at: str = "",
    by: str = "",
    head: str = "",
) -> Report:
    say = _sayer(tariff)
    opened = known["opened_at"]
    return Report(
        letterhead=letterhead(tx),
        number=number,
        previous=previous,
        opened_at=bill_paper.local_time(opened, tariff) if opened else "",
        closed_at=closed_at or bill_paper.local_time(tx.now, tariff),
        by=by,
        currency=tariff.currency,
        sales=_sales(known, say),
        tenders=_tenders(known, say, tariff.language),
        taxes=bill_paper.tax_rows(known["bands"]),
        reductions=_reductions(known, say),
        extra=_extra(tx, known, say),
        drawer=_drawers(known),
        health=_health(known),
        notes=(*((say("head", head=head),) if head else ()), *_doubts(known, say, tariff.currency),
               *bill_paper.notes_of(tx, tariff.language)),
        lang=tariff.language,
    )  # fmt: skip


def _sayer(tariff: Tariff) -> Any:
    def say(key: str, **values: object) -> str:
        return i18n.text(tariff.language, f"cash.paper.{key}", **values)

    return say


def _sales(known: dict[str, Any], say: Any) -> tuple[Figure, ...]:
    kinds = [
        Figure(name=say(kind), count=times, amount_minor=minor)
        for kind, (times, minor) in known["by_kind"].items()
    ]
    return (
        *kinds,
        Figure(name=say("gross"), amount_minor=known["gross_minor"]),
        Figure(name=say("grand_total"), amount_minor=known["grand_total_minor"]),
    )


def _tenders(known: dict[str, Any], say: Any, lang: str) -> tuple[Figure, ...]:
    found = []
    for method, (times, amount, tips, rounding) in known["methods"].items():
        name = i18n.text(lang, f"bill.method.{method}") if method else say("nothing")
        found.append(Figure(name=name, count=times, amount_minor=amount + tips + rounding))
    return tuple(found)


def _reductions(known: dict[str, Any], say: Any) -> tuple[Figure, ...]:
    closings, voids = known["closings"], known["voids"]
    given = (
        ("voids", voids["times"], voids["amount_minor"]),
        ("discounts", closings["discounts"], closings["discount_minor"]),
        ("comps", closings["comps"], closings["comped_minor"]),
        ("reopened", known["reopened"], 0),
    )
    return tuple(
        Figure(name=say(name), count=times, amount_minor=minor)
        for name, times, minor in given
        if times
    )


def _extra(tx: ReadTx, known: dict[str, Any], say: Any) -> tuple[Figure, ...]:
    tips = [
        Figure(name=say("tips_of", who=person(tx, who)), amount_minor=own)
        for who, (own, _) in known["tips"].items()
    ]
    pool = sum(pool for _, pool in known["tips"].values())
    more = (("tip_pool", None, pool), ("outside", None, known["outside_minor"]))
    desk = [
        Figure(name=say(f"desk_{kind}"), count=times, amount_minor=minor)
        for kind, (times, minor) in known.get("desk", {}).items()
    ]
    counts = [Figure(name=say("open_bills"), count=known["open_bills"], amount_minor=0)]
    drawers = [
        Figure(name=say("difference", name=one["name"]),
               amount_minor=one["counted"] - one["expected"])
        for one in known["cash"]
    ]  # fmt: skip
    return (
        *tips,
        *desk,
        *(Figure(name=say(name), count=times, amount_minor=minor)
          for name, times, minor in more if minor),
        *(counts if known["open_bills"] else []),
        *drawers,
    )  # fmt: skip


def _drawers(known: dict[str, Any]) -> DrawerCount | None:
    """Return all counted drawers and purses together."""
    if not known["cash"]:
        return None

    def whole(name: str) -> int:
        return sum(int(one.get(name, 0)) for one in known["cash"])

    return DrawerCount(
        float_minor=whole("float"),
        paid_in_minor=whole("put_in"),
        paid_out_minor=whole("taken_out"),
        cash_sales_minor=whole("cash"),
        desk_minor=whole("desk"),
        expected_minor=whole("expected"),
        counted_minor=whole("counted"),
    )


def _health(known: dict[str, Any]) -> PrintHealth | None:
    if "health" not in known:
        return None
    printed, unconfirmed, expired, failed, copies, rerouted = known["health"]
    return PrintHealth(
        printed=printed,
        unconfirmed=unconfirmed,
        expired=expired,
        failed=failed,
        copies=copies,
        rerouted=rerouted,
        numbers=tuple(known["numbers"]),
    )


def _doubts(known: dict[str, Any], say: Any, currency: str) -> tuple[str, ...]:
    return tuple(
        say(f"doubt_{state}", number=number, amount=format_minor(minor, currency))
        for number, _, state, minor in known["doubtful"]
    )
