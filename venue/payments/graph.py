"""Payments in GraphQL: a bill charged to a room."""

from venue.bills.tariff import tariff_of
from venue.core.graph import Ask, Graph, Node
from venue.core.jsonx import dumps
from venue.core.parse import clean_text, convert
from venue.folios import service as folios
from venue.payments import service
from venue.payments.bodies import Take

SDL = """
type Folio @key(fields: "id") {
  id: ID!
}

type RoomCharge {
  billId: ID!
  tenderId: ID!
  state: String!
  folio: Folio
}

type Mutation {
  "Charge an amount of a bill, in minor units, to a guest's room. The key makes it happen once."
  chargeRoom(key: ID!, billId: ID!, amount: Int!, room: String!, name: String!): RoomCharge
}
"""


def charge_room(ask: Ask, key: str, billId: str, amount: int, room: str, name: str) -> Node:
    """Take a payment by room; the guest signed the slip.

    Raises:
        NotFound, Conflict, Invalid: As ``POST /api/v1/bills/{id}/tenders``.
    """
    asked = {
        "method": "room",
        "amount": {"amount": amount, "currency": ask.services.currency},
        "room": clean_text(room, field="the room", longest=120),
        "name": clean_text(name, field="the name", longest=120),
        "signature": {"kind": "slip"},
    }
    wanted, tariff = convert(asked, Take), tariff_of(ask.services.settings)
    given = wanted.given()
    bill: Node = ask.command(
        key,
        f"chargeRoom {billId} {dumps(asked)}",
        lambda tx: service.take(
            tx, billId, tariff, method="room", amount_minor=amount, tip_minor=0, part_id=None,
            given=given,
        ),
    )  # fmt: skip
    tender = bill["tender"]
    folio_id = folios.folio_of(ask.tx, tender["id"])
    return {
        "bill_id": billId,
        "tender_id": tender["id"],
        "state": tender["state"],
        "folio": {"id": folio_id} if folio_id else None,
    }


GRAPH = Graph(
    sdl=SDL,
    roots={"Mutation.chargeRoom": charge_room},
    needs={"Mutation.chargeRoom": "bills.settle"},
)
