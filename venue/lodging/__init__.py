"""What a stay costs and how it is settled: nights, taxes, fees, deposits, the night audit."""

from venue.core.modules import HOTEL, Module
from venue.lodging.routes import register
from venue.lodging.schema import MIGRATIONS

MODULE = Module(
    name="lodging",
    needs=("staff", "rooms", "bookings", "folios"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
