"""Makes a signed release file: `python -m scripts.release --key release.key --wheels DIR`.

``--wheels`` holds every package of requirements.lock for the machines it is meant for:
``pip download --require-hashes -r requirements.lock -d DIR`` on each of them. The key is made with
``openssl genpkey -algorithm ed25519 -out release.key``; its public half is release.pub, which
install.sh puts on a box: ``openssl pkey -in release.key -pubout -out release.pub``.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from venue.updates import release

PACKAGES = ("config", "printers", "sync", "venue")
FILES = ("setup.py", "pyproject.toml", "README.md")


def make(source: Path, wheels: Path, key: Ed25519PrivateKey, out: Path) -> Path:
    """Build the wheel of a checkout, pack it with all others and return the release file."""
    found = re.search(r'^\s*version="([^"]+)"', (source / "setup.py").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{source} is no checkout")
    version = found[1]
    with tempfile.TemporaryDirectory() as name:
        folder, build = Path(name) / "release", Path(name) / "build"
        shutil.copytree(wheels, folder / "wheels")
        shutil.copytree(source / "systemd", folder / "systemd")
        for one in ("install.sh", "requirements.lock"):
            shutil.copy(source / one, folder / one)
        (folder / "VERSION").write_text(version)
        for one in PACKAGES:
            shutil.copytree(source / one, build / one, ignore=shutil.ignore_patterns("__pycache__"))
        for one in FILES:
            shutil.copy(source / one, build / one)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps"),
                *("--no-build-isolation", "-w", str(folder / "wheels"), str(build)),
            ],
            check=True,
            timeout=600,
        )
        target = out / f"venue-{version}{release.SUFFIX}"
        release.pack(target, folder, version, key)
    return target


def main() -> None:
    """Read the options and say where the release is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--key", type=Path, required=True, help="private key, PEM")
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path())
    given = parser.parse_args()
    key = load_pem_private_key(given.key.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{given.key} is no Ed25519 key")
    sys.stdout.write(f"{make(Path(), given.wheels, key, given.out)}\n")


if __name__ == "__main__":
    main()
