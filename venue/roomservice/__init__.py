"""Room service: the card in a hotel room, the stay's PIN, and what its orders have of their own."""

from venue.core.modules import HOTEL, Module
from venue.roomservice.routes import register
from venue.roomservice.schema import MIGRATIONS

MODULE = Module(
    name="roomservice",
    needs=("staff", "tables", "orders", "rooms", "bookings"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
