"""What the appliance is made of: pinned, hashed, listed, under licences that it may ship."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
# Weak copyleft is fine for a library that is installed unchanged beside the appliance.
MAY_SHIP = re.compile(
    r"(MIT|MIT-0|MIT-CMU|BSD-[23]-Clause|Apache-2\.0|ISC|PSF-2\.0|MPL-2\.0|OFL-1\.1|"
    r"LGPL-[23]\.[01]-(only|or-later))"
)


def test_every_package_is_pinned_with_its_hashes() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK.read_text().strip())
    named = [one for one in blocks if not one.startswith("#")]
    assert len(named) > 40
    for block in named:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", block), block[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:60]


def test_the_bill_of_materials_and_the_licences_are_those_of_the_lock_file() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/supply.py", "--check"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_may_be_shipped() -> None:
    bill = json.loads((ROOT / "docs" / "sbom.json").read_text())
    for part in bill["components"]:
        [licence] = part["licenses"]
        words = licence.get("expression") or licence["license"]["name"]
        for one in re.split(r" (?:AND|OR) |[()]", words):
            assert not one or MAY_SHIP.fullmatch(one.strip()), f"{part['name']}: {words}"
