"""docs/security.md names a test for each attack; each must be there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| .* \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
FEWEST = 60


def test_each_attack_has_its_test() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    assert len({test for _, _, test in rows}) == len(rows) >= FEWEST
    for _, file, test in rows:
        source = (ROOT / file).read_text()
        assert re.search(rf"^def {test}\(", source, re.MULTILINE), f"{file}::{test}"
