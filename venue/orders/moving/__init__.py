"""Parties that change tables, sit together and apart again, and lines that change bills."""
