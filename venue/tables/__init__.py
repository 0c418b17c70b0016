"""Tables, the parties at them, the phones of a party, and what guests call for."""

from venue.core.modules import RESTAURANT, Module
from venue.tables.graph import GRAPH
from venue.tables.routes import register
from venue.tables.schema import MIGRATIONS

MODULE = Module(
    name="tables",
    needs=("staff",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
