"""The venue file: the venue as one text that is planned, applied, taken back and written."""

from venue.core.modules import Module
from venue.venuefile.routes import register
from venue.venuefile.schema import MIGRATIONS

MODULE = Module(
    name="venuefile",
    needs=("printing", "manage", "staff"),
    migrations=MIGRATIONS,
    register=register,
)
