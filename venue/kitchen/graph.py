"""The kitchen's boards in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id
from venue.core.settings_view import rules_of
from venue.kitchen import service

SDL = """
"What one station has to make of an order."
type Ticket @key(fields: "id") {
  id: ID!
  number: String!
  station: String!
  state: String!
  acknowledged: Boolean!
  escalated: Boolean!
  "Seconds since its first dish was fired; null while all of it is held."
  ageS: Int
  targetS: Int!
  order: Order
  lines: [TicketLine!]
}

type TicketLine {
  id: ID!
  name: String!
  quantity: Int!
  note: String!
  state: String!
}

type Order @key(fields: "id") {
  id: ID!
  tickets: [Ticket!]
}

type Query {
  "Open tickets of a station, oldest first; `all` boards together, or `expo`."
  tickets(station: String! = "all"): [Ticket!]
  ticket(id: ID!): Ticket
}

type Subscription {
  "A ticket that came to a board, or changed there."
  ticketChanged: Ticket
}
"""


def tickets(ask: Ask, station: str = service.ALL) -> list[Node]:
    """Return a station's open tickets.

    Raises:
        NotFound: ``kitchen.unknown_station``.
    """
    board = service.board(ask.tx, station, rules_of(ask.services.settings))
    return [_node(one) for one in board["items"]]


def ticket(ask: Ask, id: str) -> Node | None:
    """Return one ticket; None when there is none."""
    return load(ask, [id]).get(id)


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return tickets by id; an id begins with its order's."""
    orders = sorted({one.partition(".s")[0] for one in ids})
    found = by_id(_of(ask, orders))
    return {one: found[one] for one in ids if one in found}


def of_orders(ask: Ask, orders: list[Node]) -> list[list[Node]]:
    """Return each order's tickets."""
    ids = [str(one["id"]) for one in orders]
    found: dict[str, list[Node]] = {}
    for one in _of(ask, ids):
        found.setdefault(one["order_id"], []).append(one)
    return [found.get(one, []) for one in ids]


def _of(ask: Ask, order_ids: list[str]) -> list[Node]:
    rules = rules_of(ask.services.settings)
    return [_node(one) for one in service.tickets_of(ask.tx, order_ids, rules)]


def _node(view: Node) -> Node:
    return view | {"order": {"id": view["order_id"]}}


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.tickets": tickets, "Query.ticket": ticket},
    batched={"Order.tickets": of_orders},
    entities={"Ticket": load},
    needs=dict.fromkeys(
        ("Query.tickets", "Query.ticket", "Order.tickets", "Subscription.ticketChanged"),
        "kitchen.view",
    ),
    news={"ticketChanged": ("ticket", "ticket")},
)
