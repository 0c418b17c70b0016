"""Drawers and purses: what cash should be there, what was counted, and the X and Z reports."""

from venue.cash.routes import register
from venue.cash.schema import MIGRATIONS
from venue.core.modules import RESTAURANT, Module

MODULE = Module(
    name="cash",
    needs=("folios", "receipts"),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
)
