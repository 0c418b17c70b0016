"""What was sold, by whom and how fast: figures of closed bills, kept by business day."""

from venue.core.modules import RESTAURANT, Module
from venue.reports.routes import register
from venue.reports.schema import MIGRATIONS

MODULE = Module(
    name="reports",
    needs=("bills", "payments", "kitchen"),
    kinds=RESTAURANT,
    migrations=MIGRATIONS,
    register=register,
)
