"""How the box is: one table of checks, read by `venue doctor` and by the status page."""

from venue.core.modules import Module
from venue.health.routes import register

MODULE = Module(name="health", needs=("staff", "devices", "printing"), register=register)
