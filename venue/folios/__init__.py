"""Guests in house and their accounts: what a restaurant charges to a room."""

from venue.core.modules import Module
from venue.folios.graph import GRAPH
from venue.folios.routes import register
from venue.folios.schema import MIGRATIONS

MODULE = Module(
    name="folios",
    needs=("staff",),
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
