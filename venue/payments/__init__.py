"""Taking and giving back money: tenders by every method, terminals, vouchers, house accounts."""

from venue.core.modules import RESTAURANT, Module
from venue.payments.graph import GRAPH
from venue.payments.routes import register
from venue.payments.schema import MIGRATIONS

MODULE = Module(
    name="payments",
    needs=("bills", "folios"),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
