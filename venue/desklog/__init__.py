"""The desk's own books: wake-up calls and the shift log."""

from venue.core.modules import HOTEL, Module
from venue.desklog.routes import register
from venue.desklog.schema import MIGRATIONS

MODULE = Module(
    name="desklog",
    needs=("staff", "rooms", "bookings"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
