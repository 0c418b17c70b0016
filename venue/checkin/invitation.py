"""The link before arrival: on a screen, as a code, or by mail where the box can be reached."""

from datetime import date, timedelta
from typing import Any

from venue.bookings import reads
from venue.bookings.views import today_board
from venue.checkin import service, store
from venue.core import outbox
from venue.core.errors import Conflict
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.tables import qr


def with_code(url: str) -> dict[str, Any]:
    """Return an address and its picture: ``{url, qr_svg}``."""
    return {"url": url, "qr_svg": qr.svg(url, margin=qr.SCREEN_MARGIN)}


def send(tx: Tx, services: Services, booking_id: str, lang: str) -> dict[str, Any]:
    """Put the invitation into the mail's outbox; return ``{message}``.

    Raises:
        NotFound: ``bookings.unknown``.
        Conflict: ``checkin.no_public_url`` - the Internet has no way to the form,
            ``checkin.no_mail`` - no mail server is connected, ``checkin.no_address``.
    """
    public = services.settings.text("checkin.public_url").rstrip("/")
    if not public:
        raise Conflict(
            "checkin.no_public_url",
            "this house has no address on the Internet; the guest checks in at the desk",
        )
    if not services.connected(tx, "mail"):
        raise Conflict("checkin.no_mail", "no mail server is connected")
    booking = reads.require(tx, booking_id)
    if "@" not in booking["email"]:
        raise Conflict("checkin.no_address", "this booking has no e-mail address")
    secret = service.link(tx, services.vault, booking_id)
    count = store.set_sent(tx, booking_id)
    stays = reads.of_booking(tx, booking_id)
    message = outbox.put(
        tx,
        provider="mail",
        kind="precheckin",
        aggregate=f"checkin:{booking_id}",
        key=f"precheckin:{booking_id}:{count}",
        body={
            "to": booking["email"],
            "template": "precheckin",
            "lang": lang,
            "values": {
                "name": booking["name"],
                "venue": services.settings.text("venue.name"),
                "arrival": min(one.arrival for one in stays),
                "departure": max(one.departure for one in stays),
                "url": f"{public}/checkin/{secret}",
            },
        },
    )
    tx.journal("checkin.invited", {"booking": booking_id, "message": message})
    return {"message": message}


def arrivals(tx: ReadTx, today: str, days: int) -> list[dict[str, Any]]:
    """Return who comes until so many days from now and who is in house, with their forms' state.

    Items are ``{booking_id, number, name, arrival, departure, room, stay_state, status, guests,
    rooms, sent_at}``, those who come first.
    """
    last = (date.fromisoformat(today) + timedelta(days=days)).isoformat()
    board = today_board(tx, last)
    found: dict[str, dict[str, Any]] = {}
    for group in ("late", "arrivals", "stayovers", "departures", "overdue"):
        for row in board[group]:
            told = {name: row[name] for name in ("booking_id", "number", "name", "arrival",
                                                 "departure", "room")}  # fmt: skip
            found.setdefault(row["booking_id"], told | {"stay_state": row["state"]})
    return [
        one | service.overview(tx, booking_id)
        for booking_id, one in sorted(found.items(), key=lambda item: item[1]["arrival"])
    ]
