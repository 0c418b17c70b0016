"""Orders that another program sends: a delivery platform, a web shop, a call centre.

The program's own reference makes an order unique in its channel, beside the idempotency key: a
platform that sends the same order again next week, with a new key, hears of the first one.
"""

from dataclasses import replace
from typing import Any, Literal

from venue.core.actor import Actor
from venue.core.errors import Invalid
from venue.core.parse import NAME_LONGEST, Body, clean_text
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import service
from venue.orders.external import store
from venue.orders.wish import Wish, WishLine, checked
from venue.tables.parties import service as parties
from venue.tables.parties.service import Wanted
from venue.tables.sessions import House

CHANNEL_LONGEST = 24


class External(Body, frozen=True):
    """An order from outside; tickets show ``channel``, ``reference`` is the program's own."""

    channel: str
    reference: str
    lines: tuple[WishLine, ...]
    service_type: Literal["takeaway", "delivery"] = "takeaway"
    name: str = ""
    phone: str = ""
    address: str = ""
    due_at: str | None = None
    note: str = ""


def place(
    tx: Tx, wanted: External, *, order_id: str, actor: Actor, house: House, rules: Rules
) -> dict[str, Any]:
    """Place an order from outside once per reference; return the ORDER with its ``reference``.

    Raises:
        Invalid: ``orders.no_reference`` and what `open_party` and `place` refuse.
        Conflict: ``orders.needs_confirmation``. NotFound: ``menu.unknown_item``.
    """
    channel = _word(wanted.channel, "channel", CHANNEL_LONGEST)
    reference = _word(wanted.reference, "reference", NAME_LONGEST)
    known = store.order_id(tx, channel, reference)
    if known is not None:
        return service.view(tx, known, rules) | {"reference": reference, "repeated": True}
    party = Wanted(
        kind=wanted.service_type,
        name=wanted.name,
        phone=wanted.phone,
        address=wanted.address,
        due_at=wanted.due_at,
    )
    session, _ = parties.open_party(tx, house, party, channel=channel)
    wish = checked(Wish(lines=wanted.lines, note=wanted.note), "api")
    placed = service.place(
        tx,
        wish,
        order_id=order_id,
        actor=replace(actor, name=channel),
        session_id=session.id,
        rules=rules,
    )
    store.insert(tx, channel=channel, reference=reference, order_id=order_id)
    return placed | {"reference": reference, "repeated": False}


def _word(text: str, field: str, longest: int) -> str:
    word = " ".join(clean_text(text, field=f"the {field}", longest=longest).split())
    if not word:
        raise Invalid("orders.no_reference", f"an order from outside needs a {field}")
    return word
