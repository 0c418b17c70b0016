"""The menu in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id, numbers
from venue.core.money import wire
from venue.menu import queries, service

SDL = """
"An amount in minor units."
type Money @shareable {
  amount: Int!
  currency: String!
}

"What can be ordered."
type Item @key(fields: "id") {
  id: ID!
  name: String!
  section: String!
  price: Money!
  remainingQty: Int
  soldOut: Boolean!
}

type SoldOut {
  item: Item
}

type Query {
  items: [Item!]
  item(id: ID!): Item
}

type Mutation {
  "Note that an item is sold out, or how many are left. The key makes it happen once."
  eightySix(key: ID!, itemId: ID!, remainingQty: Int): SoldOut
}
"""


def items(ask: Ask) -> list[Node]:
    """Return every item on the menu, in its order."""
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "section": row["section_name"],
            "price": wire(row["price_minor"], ask.services.currency),
            "remaining_qty": row["remaining_qty"],
            "sold_out": row["remaining_qty"] == 0,
        }
        for row in queries.offered(ask.tx)
    ]


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return items by id: one look at the menu, whatever their number."""
    found = by_id(items(ask))
    return {one: found[one] for one in ids if one in found}


def item(ask: Ask, id: str) -> Node | None:
    """Return one item; None when it is not on the menu."""
    return load(ask, [id]).get(id)


def eighty_six(ask: Ask, key: str, itemId: str, remainingQty: int | None = None) -> Node:
    """Set what is left of an item; without a number, nothing is.

    Raises:
        NotFound: ``menu.unknown_item``. Invalid: ``menu.bad_quantity``.
    """
    number = next(iter(numbers([itemId])), 0)
    what = f"eightySix {number} {remainingQty}"
    ask.command(key, what, lambda tx: service.set_eighty_six(tx, number, remainingQty))
    return {"item": {"id": number}}


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.items": items, "Query.item": item, "Mutation.eightySix": eighty_six},
    entities={"Item": load},
    needs={
        "Query.items": "menu.view",
        "Query.item": "menu.view",
        "Mutation.eightySix": "menu.eighty_six",
    },
)
