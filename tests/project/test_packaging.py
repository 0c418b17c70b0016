"""The customer's packages, and what this one must not do to others."""

import re
from importlib import metadata
from pathlib import Path
from unittest.mock import patch

import pytest

ROOT = Path(__file__).parents[2]
CUSTOMERS = {
    "flask": "flask",
    "flask-socketio": "flask_socketio",
    "eventlet": "eventlet",
    "sqlite-utils": "sqlite_utils",
    "qrcode": "qrcode",
    "pillow": "PIL",
    "apscheduler": "apscheduler",
    "requests": "requests",
    "click": "click",
}
OURS = ("venue", "sync", "printers", "config")


def given() -> dict[str, object]:
    with patch("setuptools.setup") as called:
        exec(compile((ROOT / "setup.py").read_text(), "setup.py", "exec"), {})
    kwargs: dict[str, object] = called.call_args.kwargs
    return kwargs


@pytest.mark.parametrize("package", CUSTOMERS)
def test_setup_lists_the_customers_package_with_a_range(package: str) -> None:
    listed = [one for one in given()["install_requires"] if one.startswith(package)]  # type: ignore[attr-defined]
    assert any(re.fullmatch(re.escape(package) + r">=[\d.]+,<[\d.]+", one) for one in listed)


@pytest.mark.parametrize(("package", "module"), CUSTOMERS.items())
def test_the_customers_package_is_used(package: str, module: str) -> None:
    pattern = re.compile(rf"^\s*(import {module}|from {module})\b", re.MULTILINE)
    files = [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    assert any(pattern.search(path.read_text()) for path in files), f"{package} is not used"


def test_no_dependency_installs_a_package_of_our_names() -> None:
    for distribution in metadata.distributions():
        if distribution.name == "venue":
            continue
        tops = {str(file).split("/")[0] for file in distribution.files or []}
        assert not tops & set(OURS), distribution.name


def test_the_lock_holds_every_range_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    for one in given()["install_requires"]:  # type: ignore[attr-defined]
        name = re.match(r"[a-z0-9-]+", one)
        assert name
        assert re.search(rf"^{re.escape(name[0])}==\S+ \\$", lock, re.MULTILINE), name[0]
    for line in lock.splitlines():
        if "==" in line:
            assert line.endswith("\\"), "a package without a hash"


def test_the_top_level_is_the_customers() -> None:
    for name in ("venue", "sync", "printers", "config", "setup.py", "systemd", "tests"):
        assert (ROOT / name).exists(), name
