"""The money document of a party, and the closing of its table."""

from venue.bills.graph import GRAPH
from venue.bills.routes import register
from venue.bills.schema import MIGRATIONS
from venue.core.modules import RESTAURANT, Module

MODULE = Module(
    name="bills",
    needs=("orders",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
