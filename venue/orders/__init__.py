"""Orders: from a sealed wish to tickets that a station has seen."""

from venue.core.modules import RESTAURANT, Module
from venue.orders.graph import GRAPH
from venue.orders.routes import register
from venue.orders.schema import MIGRATIONS

MODULE = Module(
    name="orders",
    needs=("menu", "tables", "printing"),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
