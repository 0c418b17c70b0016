"""Paying by a charge to a guest's room: found by room and name, signed, and printed."""

import re
from typing import Any

from printers import service as printers
from printers.model import Kind
from printers.models.hotel import RoomChargeSlip
from printers.models.money import Figure
from venue.bills.paper import bill_printer, local_time, word
from venue.bills.tariff import Tariff
from venue.core.errors import Invalid
from venue.core.tx import Tx
from venue.folios import service as folios
from venue.folios.model import Folio
from venue.folios.service import Signature
from venue.payments.methods import Begun, Draft

# A drawing is the path of an SVG: moves and lines between whole numbers, nothing that could run.
DRAWING = re.compile(r"(?:[ML]\d{1,4} \d{1,4} ?){2,3000}")


def take(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Charge a room; the slip is printed for the guest to sign, or as a copy of what was signed.

    Raises:
        NotFound: ``folios.unknown_guest``.
        Conflict: ``folios.no_post``, ``folios.over_limit``, ``folios.closed``.
        Invalid: ``folios.not_signed``, ``payments.bad_signature``.
    """
    given = draft.given
    folio = folios.find(tx, room=str(given.get("room") or ""), name=str(given.get("name") or ""))
    signature = _signature(given.get("signature") or {})
    number = folios.charge(
        tx,
        folio,
        bill_id=draft.bill_id,
        tender_id=draft.tender_id,
        amount_minor=draft.amount_minor,
        tip_minor=draft.tip_minor,
        bands=draft.bands,
        signature=signature,
    )
    _print_slip(tx, tariff, draft, folio)
    return Begun(details={"folio_id": folio.id, "charge_id": number, "room": folio.room})


def give_back(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Take a charge off a room again.

    Raises:
        Conflict: ``folios.closed`` - the guest left: pay it out in cash.
    """
    kept = draft.original.details if draft.original else {}
    folio_id = folios.take_back(
        tx,
        original_tender_id=draft.original.id if draft.original else 0,
        bill_id=draft.bill_id,
        tender_id=draft.tender_id,
        amount_minor=-draft.amount_minor,
        tip_minor=-draft.tip_minor,
        bands={band: -minor for band, minor in draft.bands.items()},
    )
    return Begun(details={"folio_id": folio_id, "room": kept.get("room", "")})


def _signature(given: dict[str, Any]) -> Signature:
    kind, drawing = str(given.get("kind") or ""), str(given.get("drawing") or "")
    if kind == "drawing" and not DRAWING.fullmatch(drawing):
        raise Invalid("payments.bad_signature", "the signature could not be read; sign again")
    return Signature(kind, drawing if kind == "drawing" else "")


def _print_slip(tx: Tx, tariff: Tariff, draft: Draft, folio: Folio) -> None:
    printer_id = bill_printer(tx, tariff)
    if printer_id is None:
        return
    printers.enqueue(
        tx,
        printer_id=printer_id,
        kind=Kind.ROOM_CHARGE,
        document=RoomChargeSlip(
            room=folio.room,
            guest=folio.name,
            bill=str(draft.bill_number),
            at=local_time(tx.now, tariff),
            currency=tariff.currency,
            figures=(Figure(name=word("tip", tariff), amount_minor=draft.tip_minor),)
            if draft.tip_minor
            else (),
            total_minor=draft.amount_minor + draft.tip_minor,
            lang=tariff.language,
        ),
        dedupe_key=f"room_charge:{draft.tender_id}",
    )
