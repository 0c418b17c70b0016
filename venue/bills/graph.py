"""Bills in GraphQL: which there are, what they came to, and the orders on them."""

from venue.bills import store
from venue.core.graph import Ask, Graph, Node, by_id
from venue.core.money import wire

MOST = 200
SDL = """
type Money @shareable {
  amount: Int!
  currency: String!
}

"The money document of a party."
type Bill @key(fields: "id") {
  id: ID!
  number: Int!
  state: String!
  openedAt: String!
  closedAt: String
  "What it came to; null while it is open."
  total: Money
  orders: [Order!]
}

type Order @key(fields: "id") {
  id: ID!
  "The bills its dishes stand on: several after a split."
  bills: [Bill!]
}

type Query {
  "Open bills, oldest first."
  bills(first: Int! = 50): [Bill!]
  bill(id: ID!): Bill
}

type Subscription {
  "A bill on which something changed."
  billChanged: Bill
}
"""


def bills(ask: Ask, first: int = 50) -> list[Node]:
    """Return the open bills."""
    return _nodes(ask, store.open_ids(ask.tx, max(1, min(first, MOST))))


def bill(ask: Ask, id: str) -> Node | None:
    """Return one bill; None when there is none."""
    return load(ask, [id]).get(id)


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return bills by id."""
    return by_id(_nodes(ask, ids))


def orders(ask: Ask, bills: list[Node]) -> list[list[Node]]:
    """Return references to the orders on each bill."""
    ids = [str(one["id"]) for one in bills]
    return _grouped(ids, store.orders_on(ask.tx, ids), "bill_id", "order_id")


def of_orders(ask: Ask, orders: list[Node]) -> list[list[Node]]:
    """Return references to the bills each order stands on."""
    ids = [str(one["id"]) for one in orders]
    return _grouped(ids, store.bills_with(ask.tx, ids), "order_id", "bill_id")


def _grouped(ids: list[str], rows: list[Node], by: str, to: str) -> list[list[Node]]:
    found: dict[str, list[Node]] = {}
    for row in rows:
        found.setdefault(row[by], []).append({"id": row[to]})
    return [found.get(one, []) for one in ids]


def _nodes(ask: Ask, ids: list[str]) -> list[Node]:
    currency = ask.services.currency
    return [
        {
            **row,
            "state": "open" if row["closed_at"] is None else "closed",
            "total": None if row["total_minor"] is None else wire(row["total_minor"], currency),
        }
        for row in store.outlines(ask.tx, ids)
    ]


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.bills": bills, "Query.bill": bill},
    batched={"Bill.orders": orders, "Order.bills": of_orders},
    entities={"Bill": load},
    needs=dict.fromkeys(
        ("Query.bills", "Query.bill", "Bill.total", "Order.bills", "Subscription.billChanged"),
        "bills.view",
    ),
    news={"billChanged": ("bill", "bill_id")},
)
