"""Figures that a feature shows to those who watch the box: read when asked, never stored."""

from collections.abc import Mapping
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure of this moment.

    Attributes:
        name: Prometheus' rules: ``venue_…`` with the unit at the end; a counter ends in ``_total``.
        meaning: One line.
        labels: Few values each, and never a person's or a table's.
    """

    name: str
    meaning: str
    value: float
    labels: Mapping[str, str] = {}
