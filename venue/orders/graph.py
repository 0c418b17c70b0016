"""Orders in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id
from venue.core.jsonx import dumps
from venue.core.parse import convert
from venue.core.settings_view import Rules, rules_of
from venue.orders import listing, service
from venue.orders.wish import Wish, checked, session_of

MOST, MOST_ACTIVE = 100, 500
SDL = """
type Money @shareable {
  amount: Int!
  currency: String!
}

"One send to the kitchen."
type Order @key(fields: "id") {
  id: ID!
  number: String!
  status: String!
  origin: String!
  note: String!
  total: Money!
  placedAt: String!
  acknowledgedAt: String
  ageS: Int!
  billId: ID
  table: Table
  lines: [Line!]
}

type Line {
  id: ID!
  item: Item
  name: String!
  quantity: Int!
  note: String!
  state: String!
  course: Int
  unitPrice: Money!
  total: Money!
}

type Table @key(fields: "id") {
  id: ID!
  "Its orders that are not at their end."
  orders: [Order!]
}

type Item @key(fields: "id") {
  id: ID!
}

input LineInput {
  itemId: ID!
  quantity: Int! = 1
  modifiers: [ID!]! = []
  note: String! = ""
  course: Int
}

type Query {
  "Orders that are not at their end, oldest first."
  orders(first: Int! = 50): [Order!]
  order(id: ID!): Order
}

type Mutation {
  "Place an order for a party. The key becomes the order's id and makes it happen once."
  placeOrder(key: ID!, tableSessionId: ID!, lines: [LineInput!]!, note: String! = ""): Order
}

type Subscription {
  "An order that was placed or changed."
  orderChanged: Order
}
"""


def orders(ask: Ask, first: int = 50) -> list[Node]:
    """Return the active orders."""
    page = listing.page(ask.tx, active=True, cursor=None, limit=max(1, min(first, MOST)))
    return _views(ask, page.ids)


def order(ask: Ask, id: str) -> Node | None:
    """Return one order; None when there is none."""
    return load(ask, [id]).get(id)


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return orders by id."""
    return by_id(_views(ask, ids))


def place(ask: Ask, key: str, tableSessionId: str, lines: list[Node], note: str = "") -> Node:
    """Place an order, by the rules of ``POST /api/v1/orders``.

    Raises:
        Invalid, Conflict, NotFound: As there.
    """
    asked = {
        "lines": [
            {
                "item_id": line["itemId"],
                "quantity": line["quantity"],
                "modifiers": line["modifiers"],
                "note": line["note"],
                "course": line.get("course"),
            }
            for line in lines
        ],
        "note": note,
        "table_session_id": tableSessionId,
    }
    origin = "api" if ask.actor.kind == "api" else "staff"
    wish = checked(convert(asked, Wish), origin)
    session_id, rules = session_of(ask.actor, wish.table_session_id), _rules(ask)
    placed: Node = ask.command(
        key,
        f"placeOrder {dumps(asked)}",
        lambda tx: service.place(
            tx, wish, order_id=key, actor=ask.actor, session_id=session_id, rules=rules
        ),
    )
    return _node(placed)


def of_tables(ask: Ask, tables: list[Node]) -> list[list[Node]]:
    """Return each table's orders: one look at all that are under way."""
    found: dict[str, list[Node]] = {}
    page = listing.page(ask.tx, active=True, cursor=None, limit=MOST_ACTIVE)
    for one in _views(ask, page.ids):
        if one["table"] is not None:
            found.setdefault(str(one["table"]["id"]), []).append(one)
    return [found.get(str(table["id"]), []) for table in tables]


def items_of(_ask: Ask, lines: list[Node]) -> list[Node]:
    """Return a reference to what each line is."""
    return [{"id": line["item_id"]} for line in lines]


def _views(ask: Ask, ids: list[str]) -> list[Node]:
    return [_node(one) for one in listing.views(ask.tx, ids, _rules(ask))]


def _node(view: Node) -> Node:
    table_id = view["table"]["id"]
    return view | {"table": {"id": table_id} if table_id else None}


def _rules(ask: Ask) -> Rules:
    return rules_of(ask.services.settings)


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.orders": orders, "Query.order": order, "Mutation.placeOrder": place},
    batched={"Table.orders": of_tables, "Line.item": items_of},
    entities={"Order": load},
    needs={
        "Query.orders": "orders.list",
        "Query.order": "orders.list",
        "Order.lines": "orders.list",
        "Table.orders": "orders.list",
        "Mutation.placeOrder": "orders.place",
        "Subscription.orderChanged": "orders.list",
    },
    news={"orderChanged": ("order", "order")},
)
