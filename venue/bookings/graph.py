"""Reservations and stays in GraphQL."""

from dataclasses import asdict

from venue.bookings import store
from venue.core.graph import Ask, Graph, Node, by_id
from venue.core.money import wire

MOST, BEYOND = 100, 2**53
SDL = """
type Money @shareable {
  amount: Int!
  currency: String!
}

type Booking @key(fields: "id") {
  id: ID!
  number: Int!
  name: String!
  stays: [Stay!]
}

"One room of a booking."
type Stay {
  id: ID!
  arrival: String!
  departure: String!
  adults: Int!
  children: Int!
  state: String!
  price: Money!
  room: Room
  folio: Folio
}

type Room @key(fields: "id") {
  id: ID!
  "Who stays there now."
  stay: Stay
}

type Folio @key(fields: "id") {
  id: ID!
}

type Query {
  "Bookings whose name or number has these words, newest first."
  bookings(query: String! = "", first: Int! = 50): [Booking!]
  booking(id: ID!): Booking
}

type Subscription {
  "A booking that was made or changed, or whose guests came or went."
  bookingChanged: Booking
}
"""


def bookings(ask: Ask, query: str = "", first: int = 50) -> list[Node]:
    """Return a page of bookings."""
    return store.search(ask.tx, query.strip()[:80], BEYOND, max(1, min(first, MOST)))


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return bookings by id."""
    return by_id(store.reservations(ask.tx, ids))


def booking(ask: Ask, id: str) -> Node | None:
    """Return one booking; None when there is none."""
    return load(ask, [id]).get(id)


def stays(ask: Ask, bookings: list[Node]) -> list[list[Node]]:
    """Return each booking's stays."""
    found: dict[str, list[Node]] = {}
    for one in store.stays_of(ask.tx, [str(one["id"]) for one in bookings]):
        found.setdefault(one.reservation_id, []).append(_node(ask, asdict(one)))
    return [found.get(str(one["id"]), []) for one in bookings]


def in_rooms(ask: Ask, rooms: list[Node]) -> list[Node | None]:
    """Return who stays in each room now."""
    here = {str(one.room_id): _node(ask, asdict(one)) for one in store.in_house(ask.tx)}
    return [here.get(str(room["id"])) for room in rooms]


def _node(ask: Ask, stay: Node) -> Node:
    return stay | {
        "price": wire(stay["price_minor"], ask.services.currency),
        "room": {"id": stay["room_id"]} if stay["room_id"] else None,
        "folio": {"id": stay["folio_id"]} if stay["folio_id"] else None,
    }


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.bookings": bookings, "Query.booking": booking},
    batched={"Booking.stays": stays, "Room.stay": in_rooms},
    entities={"Booking": load},
    needs=dict.fromkeys(
        (
            "Query.bookings",
            "Query.booking",
            "Booking.name",
            "Booking.stays",
            "Room.stay",
            "Subscription.bookingChanged",
        ),
        "bookings.view",
    ),
    news={"bookingChanged": ("booking", "id")},
)
