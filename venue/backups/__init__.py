"""Backups: verified, encrypted copies of the venue, and the way back from one."""

from venue.backups.routes import register
from venue.core.modules import Module

MODULE = Module(name="backups", needs=("staff",), register=register)
