"""Reservations of tables: who comes when, late, not at all, or is seated."""
