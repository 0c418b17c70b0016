"""Airalo's partner API v2: eSIMs."""
