"""Runs the pure logic of the screens under node's own test runner."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed (apt install nodejs)")
def test_the_screens_logic() -> None:
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    done = subprocess.run(
        [str(NODE), "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    ran = re.search(r"# pass (\d+)", done.stdout)
    assert ran
    assert int(ran[1]) >= 100
