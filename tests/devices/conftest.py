"""The same house as for staff."""

from tests.staff.conftest import house, make_house, quick_hashes

__all__ = ["house", "make_house", "quick_hashes"]
