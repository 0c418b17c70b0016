"""Tables in GraphQL."""

from venue.core.graph import Ask, Graph, Node, by_id
from venue.tables import service

SDL = """
"A place where people sit."
type Table @key(fields: "id") {
  id: ID!
  number: String!
  area: String!
  seats: Int!
  state: String!
  "The party that sits there now."
  sessionId: ID
}

type Query {
  tables: [Table!]
  table(id: ID!): Table
}
"""


def tables(ask: Ask) -> list[Node]:
    """Return every table."""
    return service.plain_tables(ask.tx)


def table(ask: Ask, id: str) -> Node | None:
    """Return one table; None when there is none."""
    return load(ask, [id]).get(id)


def load(ask: Ask, ids: list[str]) -> dict[str, Node]:
    """Return tables by id: one look at the floor, whatever their number."""
    found = by_id(tables(ask))
    return {one: found[one] for one in ids if one in found}


GRAPH = Graph(
    sdl=SDL,
    roots={"Query.tables": tables, "Query.table": table},
    entities={"Table": load},
    needs={
        "Query.tables": "tables.view",
        "Query.table": "tables.view",
        "Table.sessionId": "tables.view",
    },
)
