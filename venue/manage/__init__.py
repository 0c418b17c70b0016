"""What a manager sees of the whole house: overview, settings, audit, the allergen sheet."""

from venue.core.modules import Module
from venue.manage.routes import register

MODULE = Module(name="manage", needs=("staff", "devices", "printing"), register=register)
