"""Digital check-in: the form of each guest, on their own phone, before arrival or at the desk."""

from venue.checkin.routes import register
from venue.checkin.schema import MIGRATIONS
from venue.core.modules import HOTEL, Module

MODULE = Module(
    name="checkin",
    needs=("staff", "rooms", "bookings"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
)
