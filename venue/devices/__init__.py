"""Paired tablets and screens, and the keys of programs."""

from venue.core.modules import Module
from venue.devices.routes import register
from venue.devices.schema import MIGRATIONS

MODULE = Module(name="devices", core=True, migrations=MIGRATIONS, register=register)
