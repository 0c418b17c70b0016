"""The sync as a module of the appliance."""

from sync.routes import register
from sync.schema import MIGRATIONS
from venue.core.modules import Module

MODULE = Module(name="sync", needs=("staff",), migrations=MIGRATIONS, register=register)
