"""Receipts: drawn with the payment, without gaps; copies, invoices, and the fiscal device."""

from venue.core.modules import RESTAURANT, Module
from venue.receipts.routes import register
from venue.receipts.schema import MIGRATIONS

MODULE = Module(
    name="receipts",
    needs=("payments",),
    kinds=RESTAURANT,
    core=True,
    migrations=MIGRATIONS,
    register=register,
)
