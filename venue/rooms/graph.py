"""The hotel's rooms in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id
from venue.rooms import service

SDL = """
"A room of the hotel."
type Room @key(fields: "id") {
  id: ID!
  number: String!
  type: String!
  sleeps: Int!
  housekeeping: String!
}

type Query {
  rooms: [Room!]
  room(id: ID!): Room
}

type Subscription {
  "A room that was made ready, taken out of service or given back."
  roomChanged: Room
}
"""


def rooms(ask: Ask) -> list[Node]:
    """Return every room."""
    items: list[Node] = service.index(ask.tx)["items"]
    return items


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return rooms by id: one look at all, whatever their number."""
    found = by_id(rooms(ask))
    return {one: found[one] for one in ids if one in found}


def room(ask: Ask, id: str) -> Node | None:
    """Return one room; None when there is none."""
    return load(ask, [id]).get(id)


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.rooms": rooms, "Query.room": room},
    entities={"Room": load},
    needs=dict.fromkeys(
        ("Query.rooms", "Query.room", "Room.housekeeping", "Subscription.roomChanged"),
        "rooms.view",
    ),
    news={"roomChanged": ("rooms", "room")},
)
