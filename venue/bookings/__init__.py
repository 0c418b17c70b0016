"""Reservations and stays: who has which room from when to when."""

from venue.bookings.graph import GRAPH
from venue.bookings.routes import register
from venue.bookings.schema import MIGRATIONS
from venue.core.modules import HOTEL, Module

MODULE = Module(
    name="bookings",
    needs=("staff", "rooms", "folios"),
    kinds=HOTEL,
    migrations=MIGRATIONS,
    register=register,
    graph=GRAPH,
)
