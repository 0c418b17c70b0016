"""The venue file: settings, tables, printers and menu as one text that is planned and applied."""

from venue.core.modules import RESTAURANT, Module
from venue.venuefile.routes import register

MODULE = Module(
    name="venuefile",
    needs=("menu", "tables", "printing", "manage"),
    kinds=RESTAURANT,
    register=register,
)
