"""The hotel half: the doors and what is sold behind them."""

from venue.core.modules import HOTEL, Module
from venue.rooms.graph import GRAPH
from venue.rooms.routes import register
from venue.rooms.schema import MIGRATIONS

MODULE = Module(
    name="rooms",
    needs=("staff",),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
