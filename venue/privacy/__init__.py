"""What the house knows of one guest: found everywhere, told, and forgotten."""

from venue.core.modules import Module
from venue.privacy.routes import register
from venue.privacy.schema import MIGRATIONS

MODULE = Module(
    name="privacy", needs=("staff", "receipts"), migrations=MIGRATIONS, register=register
)
