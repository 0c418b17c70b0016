"""What the tests of certificates share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tls.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "data").mkdir()
    made = Town(tmp_path / "data")
    yield made
    made.close()
