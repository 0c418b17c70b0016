"""Modules of other packages: found, tried, run and dropped while the box serves."""
