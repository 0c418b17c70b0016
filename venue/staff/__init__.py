"""People who sign in with a PIN on a paired device, and what each role may do."""

from venue.core.modules import Module
from venue.staff.routes import register
from venue.staff.schema import MIGRATIONS

MODULE = Module(
    name="staff", needs=("devices",), core=True, migrations=MIGRATIONS, register=register
)
