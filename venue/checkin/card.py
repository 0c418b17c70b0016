"""The registration card of a guest, as the printers' document."""

from typing import Any

from printers.letterhead import letterhead
from printers.models.hotel import Entry, RegistrationCard
from venue.bookings import reads
from venue.checkin.model import PAPER
from venue.core import i18n
from venue.core.tx import ReadTx, Row
from venue.rooms import service as rooms
from venue.rooms.model import nights

ON_CARD = (
    "family_name", "given_names", "birth_date", "sex", "nationality", "residence",
    "document_kind", "document_number", "document_country", "document_expires", "car_plate",
)  # fmt: skip
SPOKEN = ("sex", "document_kind")  # their values are words of ours


def card(tx: ReadTx, row: Row, form: dict[str, str], lang: str) -> RegistrationCard:
    """Return a guest's card; fields left empty are lines to write on."""
    stay = reads.stay(tx, row["stay_id"])
    booking = reads.require(tx, row["reservation_id"])
    signature = form.get("signature", "")
    name = " ".join(form.get(one, "") for one in ("given_names", "family_name")).strip()
    return RegistrationCard(
        letterhead=letterhead(tx),
        booking=str(booking["number"]),
        room=rooms.require_room(tx, stay.room_id)["number"] if stay.room_id else "",
        arrival=stay.arrival,
        departure=stay.departure,
        nights=len(nights(stay.arrival, stay.departure)),
        guest=tuple(
            Entry(label=i18n.text(lang, f"checkin.field.{one}"), value=_value(form, one, lang))
            for one in ON_CARD
            if one != "car_plate" or form.get(one)
        ),
        terms=(i18n.text(lang, "checkin.terms"),),
        signers=(name,) if name else (),
        drawing="" if signature == PAPER else signature,
        at=(row["submitted_at"] or "")[:10],
        lang=lang,
    )


def _value(form: dict[str, Any], name: str, lang: str) -> str:
    value = str(form.get(name, ""))
    return i18n.text(lang, f"checkin.{name}.{value}") if value and name in SPOKEN else value
