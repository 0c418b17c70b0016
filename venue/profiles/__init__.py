"""Guests as the house knows them: who came when, and their right to be forgotten."""

from venue.core.modules import HOTEL, Module
from venue.profiles.routes import register
from venue.profiles.schema import MIGRATIONS

MODULE = Module(
    name="profiles",
    needs=("staff", "bookings", "folios", "checkin"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
