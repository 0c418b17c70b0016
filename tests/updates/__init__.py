"""Releases, versions side by side, and the way from one to another."""
