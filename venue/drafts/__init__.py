"""The basket that the phones of a table share until somebody sends it."""

from venue.core.modules import RESTAURANT, Module
from venue.drafts.routes import register
from venue.drafts.schema import MIGRATIONS

MODULE = Module(
    name="drafts",
    needs=("orders",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
)
