"""Writes what the appliance is made of: docs/sbom.json (CycloneDX 1.5) and docs/licences.md.

``python scripts/supply.py`` after the lock file or the browser files changed; run it in the tests'
environment, whose installed packages say their licences. ``--check`` writes nothing, and fails when
what is there is no longer true.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LOCK, NOTICES = ROOT / "requirements.lock", ROOT / "NOTICES.md"
SBOM, LICENCES = ROOT / "docs" / "sbom.json", ROOT / "docs" / "licences.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VENDORED = re.compile(r"^\| (\S+) \| (\S+) \| (\S+) \| `", re.M)
CLASSIFIER = "License :: OSI Approved :: "
# Names of the same licence, as packages spell them.
SAME = {
    "MIT License": "MIT", "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "BSD License": "BSD-3-Clause", "BSD": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "PSF": "PSF-2.0", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The MIT License": "MIT", "Apache License, Version 2.0": "Apache-2.0",
}  # fmt: skip

# Read in the package's own LICENSE file, where its metadata says nothing or something else.
READ = {"click-default-group": "BSD-3-Clause"}


class Part(NamedTuple):
    """One package of the appliance; ``kind`` is ``pypi`` or ``npm``."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]


def pinned() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Return name, version and hashes of every package of the lock file."""
    for block in LOCK.read_text().replace("\\\n", " ").splitlines():
        if found := PINNED.match(block):
            yield found[1].lower().replace("_", "-"), found[2], tuple(HASH.findall(block))


def parts() -> list[Part]:
    """Return everything that runs on the box or in its pages, by name."""
    python = [
        Part("pypi", name, version, licence_of(name), hashes) for name, version, hashes in pinned()
    ]
    browser = [
        Part("npm", name, version, licence, ())
        for name, version, licence in VENDORED.findall(NOTICES.read_text())
    ]
    return sorted([*python, *browser])


def licence_of(name: str) -> str:
    """Return a package's licence as SPDX names it, by what it says of itself.

    Raises:
        LookupError: It says nothing.
    """
    if name in READ:
        return READ[name]
    told = metadata.metadata(name)
    expression = told.get("License-Expression")
    named = [
        one.removeprefix(CLASSIFIER)
        for one in told.get_all("Classifier") or []
        if one.startswith(CLASSIFIER)
    ]
    words = expression or " OR ".join(SAME.get(one, one) for one in named) or told.get("License")
    if not words:
        raise LookupError(f"{name} does not say its licence")
    first = words.strip().splitlines()[0]
    return SAME.get(first, first)


def sbom(found: list[Part]) -> str:
    """Return the bill of materials; nothing in it changes from run to run."""
    told: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "venue"}},
        "components": [_component(one) for one in found],
    }
    return json.dumps(told, indent=1) + "\n"


def _component(part: Part) -> dict[str, Any]:
    is_expression = " " in part.licence
    licence = {"expression": part.licence} if is_expression else {"license": {"name": part.licence}}
    made: dict[str, Any] = {
        "type": "library",
        "name": part.name,
        "version": part.version,
        "purl": f"pkg:{part.kind}/{part.name.replace('@', '%40')}@{part.version}",
        "licenses": [licence],
    }
    return made | (
        {"hashes": [{"alg": "SHA-256", "content": one} for one in part.hashes]}
        if part.hashes
        else {}
    )


def licences(found: list[Part]) -> str:
    """Return the page of licences."""
    rows = "".join(f"| {one.name} | {one.version} | {one.licence} |\n" for one in found)
    return (
        "# Licences\n\nMade by `python scripts/supply.py` of `requirements.lock` and NOTICES.md; "
        "docs/sbom.json\nis the same for machines (CycloneDX 1.5).\n\n"
        f"| package | version | licence |\n|---|---|---|\n{rows}"
    )


def main() -> str | None:
    """Write both, or compare; return what is no longer true."""
    found = parts()
    wanted = {SBOM: sbom(found), LICENCES: licences(found)}
    if "--check" in sys.argv:
        stale = [one.name for one, text in wanted.items() if _read(one) != text]
        return f"{', '.join(stale)} is stale: python scripts/supply.py" if stale else None
    for one, text in wanted.items():
        one.write_text(text)
    return None


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
