"""eSIM orders in GraphQL, and those that stand on a bill; nothing of them activates an eSIM."""

from venue.core.graph import Ask, Graph, Node, by_id, numbers
from venue.esim import store, views
from venue.esim.terms import Terms

MOST = 100
SDL = """
type Money @shareable {
  amount: Int!
  currency: String!
}

"An eSIM that was sold, or data for one."
type EsimOrder @key(fields: "id") {
  id: ID!
  kind: String!
  state: String!
  mode: String!
  destination: String!
  megabytes: Int
  days: Int
  unlimited: Boolean!
  price: Money!
  bill: Bill
  createdAt: String!
  paidAt: String
  "What is left of its data, in megabytes, as last read."
  remaining: Int
}

type Bill @key(fields: "id") {
  id: ID!
  "eSIMs that are charged on it."
  esims: [EsimOrder!]
}

type Query {
  "The newest first."
  esimOrders(first: Int! = 50): [EsimOrder!]
  esimOrder(id: ID!): EsimOrder
}

type Subscription {
  "An eSIM's order that came a step further."
  esimChanged: EsimOrder
}
"""


def orders(ask: Ask, first: int = 50) -> list[Node]:
    """Return the newest orders."""
    return _nodes(ask, store.listed(ask.tx, ())[: max(1, min(first, MOST))])


def order(ask: Ask, id: str) -> Node | None:
    """Return one order; None when there is none."""
    return load(ask, [id]).get(id)


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return orders by id."""
    return by_id(_nodes(ask, store.orders(ask.tx, numbers(ids))))


def of_bills(ask: Ask, bills: list[Node]) -> list[list[Node]]:
    """Return what was sold on each bill."""
    found: dict[str, list[Node]] = {}
    for node in _nodes(ask, store.of_bills(ask.tx, [str(one["id"]) for one in bills])):
        found.setdefault(node["bill_id"], []).append(node)
    return [found.get(str(one["id"]), []) for one in bills]


def _nodes(ask: Ask, rows: list[Node]) -> list[Node]:
    terms = Terms.of(ask.services)
    return [
        shown | {"bill": {"id": shown["bill_id"]} if shown["bill_id"] else None}
        for shown in (views.order_view(ask.tx, row, terms) for row in rows)
    ]


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.esimOrders": orders, "Query.esimOrder": order},
    batched={"Bill.esims": of_bills},
    entities={"EsimOrder": load},
    needs=dict.fromkeys(
        ("Query.esimOrders", "Query.esimOrder", "Bill.esims", "Subscription.esimChanged"),
        "esim.sell",
    ),
    news={"esimChanged": ("esim", "esim")},
)
