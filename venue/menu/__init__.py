"""What is sold, and the stations that make it."""

from venue.core.modules import RESTAURANT, Module
from venue.menu.graph import GRAPH
from venue.menu.routes import register
from venue.menu.schema import MIGRATIONS

MODULE = Module(
    name="menu",
    needs=("staff",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
