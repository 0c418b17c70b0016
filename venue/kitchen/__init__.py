"""The boards over orders: what each station has to make, and who has seen it."""

from venue.core.modules import RESTAURANT, Module
from venue.kitchen.graph import GRAPH
from venue.kitchen.routes import register
from venue.kitchen.schema import MIGRATIONS

MODULE = Module(
    name="kitchen",
    needs=("orders",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
