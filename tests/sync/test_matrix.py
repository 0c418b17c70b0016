"""The fault matrix in its short form: every kind and fault, three of the power cuts by turns.

The whole of it: ``python -m tests.sync.matrix``.
"""

from itertools import product
from pathlib import Path

import pytest

from tests.sync.esimcloud import ESIM_KINDS
from tests.sync.hotelcloud import HOTEL_KINDS
from tests.sync.matrix import CUTS, FAULTS, KINDS, cell

OWN = sorted(KINDS.keys() - HOTEL_KINDS.keys() - ESIM_KINDS.keys())
ROWS = [(kind, fault, number) for number, (kind, fault) in enumerate(product(OWN, FAULTS))]
# Of the stand-in's hotel, which costs more, each fault strikes two kinds, by turns.
HOTEL = [
    (sorted(HOTEL_KINDS)[(2 * number + half) % len(HOTEL_KINDS)], fault, CUTS[(3 * number) % 13])
    for number, fault in enumerate(FAULTS)
    for half in (0, 1)
]
# So do the eSIMs': each fault strikes one kind.
ESIMS = [
    (sorted(ESIM_KINDS)[number % len(ESIM_KINDS)], fault, CUTS[(5 * number + 1) % 13])
    for number, fault in enumerate(FAULTS)
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


@pytest.mark.parametrize(("kind", "fault", "cut"), HOTEL, ids=str)
def test_each_write_to_cloudbeds_happens_once_or_a_person_is_asked(
    kind: str, fault: str, cut: tuple[int, str] | None, memory: Path
) -> None:
    assert cell(KINDS[kind], fault, cut, memory) in ("once", "held")


@pytest.mark.parametrize(("kind", "fault", "cut"), ESIMS, ids=str)
def test_no_esim_is_bought_twice_or_forgotten(
    kind: str, fault: str, cut: tuple[int, str] | None, memory: Path
) -> None:
    assert cell(KINDS[kind], fault, cut, memory) in ("once", "held")
