"""TON as a module of the appliance."""

from sync.ton.routes import register
from sync.ton.schema import MIGRATIONS
from venue.core.modules import RESTAURANT, Module

MODULE = Module(
    name="ton",
    needs=("sync", "payments", "tables"),
    kinds=RESTAURANT,
    migrations=MIGRATIONS,
    register=register,
)
