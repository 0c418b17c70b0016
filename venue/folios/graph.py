"""Rooms' bills in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id, numbers
from venue.core.money import wire
from venue.folios import service, store

SDL = """
type Money @shareable {
  amount: Int!
  currency: String!
}

"A guest in house and what is charged to the room."
type Folio @key(fields: "id") {
  id: ID!
  room: String!
  name: String!
  open: Boolean!
  noPost: Boolean!
  balance: Money!
  charges: [Charge!]
}

"A restaurant bill that was charged to a room."
type Charge {
  id: ID!
  billId: ID!
  amount: Money!
  tip: Money!
  at: String!
}

type Query {
  "Guests in house."
  folios: [Folio!]
  folio(id: ID!): Folio
}

type Subscription {
  "A folio to which something was charged or paid."
  folioChanged: Folio
}
"""


def folios(ask: Ask) -> list[Node]:
    """Return the folios of those in house."""
    return [service.view(one, ask.services.currency) for one in store.in_house(ask.tx)]


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return folios by id."""
    found = store.folios(ask.tx, numbers(ids))
    return by_id([service.view(one, ask.services.currency) for one in found])


def folio(ask: Ask, id: str) -> Node | None:
    """Return one folio; None when there is none."""
    return load(ask, [id]).get(id)


def charges(ask: Ask, folios: list[Node]) -> list[list[Node]]:
    """Return what is charged to each folio."""
    currency = ask.services.currency
    found: dict[str, list[Node]] = {}
    for row in store.charges_of(ask.tx, numbers([str(one["id"]) for one in folios])):
        found.setdefault(str(row["folio_id"]), []).append(
            {
                "id": row["id"],
                "bill_id": row["bill_id"],
                "amount": wire(row["amount_minor"], currency),
                "tip": wire(row["tip_minor"], currency),
                "at": row["charged_at"],
            }
        )
    return [found.get(str(one["id"]), []) for one in folios]


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.folios": folios, "Query.folio": folio},
    batched={"Folio.charges": charges},
    entities={"Folio": load},
    needs=dict.fromkeys(
        (
            "Query.folios",
            "Query.folio",
            "Folio.name",
            "Folio.balance",
            "Folio.charges",
            "Subscription.folioChanged",
        ),
        "folios.view",
    ),
    news={"folioChanged": ("folio", "id")},
)
