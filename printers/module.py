"""Printing as a module of the appliance."""

from printers.routes import register
from printers.schema import MIGRATIONS
from venue.core.modules import Module

MODULE = Module(
    name="printing", needs=("staff",), core=True, migrations=MIGRATIONS, register=register
)
