"""Printing: the queue, the printers' threads, and what is on each paper."""

from printers.routes import register
from printers.schema import MIGRATIONS
from venue.core.modules import Module

MODULE = Module(name="printing", core=True, migrations=MIGRATIONS, register=register)
