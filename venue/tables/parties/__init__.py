"""Parties without a table: bar tabs, takeaway, delivery, rooms."""
