"""A venue whose engine is a chain of stand-in programs."""

import sys
from pathlib import Path

import pytest

from venue.translator.engines.apertium import Apertium

STAGE = Path(__file__).parent / "stage.py"
PAIRS = ("eng-spa", "spa-eng", "eng-fra", "fra-eng", "eng-ita", "ita-eng", "eng-por", "por-eng")


@pytest.fixture
def modes(tmp_path: Path) -> Path:
    """A folder of mode files whose one program puts the direction before each word."""
    folder = tmp_path / "modes"
    folder.mkdir()
    launcher = tmp_path / "stage"
    launcher.write_text(f'#!/bin/sh\nexec {sys.executable} {STAGE} "$@"\n')
    launcher.chmod(0o755)
    for pair in PAIRS:
        (folder / f"{pair}.mode").write_text(f"{launcher} {pair}:")
    return folder


@pytest.fixture
def apertium(modes: Path) -> Apertium:
    """Apertium over the stand-in programs; eight chains."""
    return Apertium(8, modes)
