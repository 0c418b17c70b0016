"""The fault matrix in its short form: every kind and fault, three of the power cuts by turns.

The whole of it: ``python -m tests.sync.matrix``.
"""

from itertools import product
from pathlib import Path

import pytest

from tests.sync.matrix import CUTS, FAULTS, KINDS, cell

ROWS = [
    (kind, fault, number) for number, (kind, fault) in enumerate(product(sorted(KINDS), FAULTS))
]


@pytest.mark.parametrize(("kind", "fault", "number"), ROWS, ids=str)
def test_each_effect_happens_once_or_a_person_is_asked(
    kind: str, fault: str, number: int, memory: Path
) -> None:
    cuts = [CUTS[(number * 5 + step) % len(CUTS)] for step in (0, 4)]
    for place, cut in enumerate(cuts):
        folder = memory / str(place)
        folder.mkdir()
        assert cell(KINDS[kind], fault, cut, folder) in ("once", "held")
