"""Packages with modules, installed into a folder of the test's own."""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-module"
HEAD = """
import os, sys, time
from sqlite_utils import Migrations
from venue.core.graph import Graph
from venue.core.modules import Module
from venue.core.commands import json
from venue.staff.access import PUBLIC, guard
def nothing(app, services): pass
"""
ROUTE = """
def register(app, services):
    @app.get("/api/v1/{name}/door")
    @guard(PUBLIC)
    def door():
        {work}
MODULE = Module(name="{name}", register=register)
"""
HOSTILE = {
    "raises": "raise ImportError('no wheels')",
    "leaves": "os._exit(3)",
    "hangs": "def register(app, services): time.sleep(3600)\n"
    "MODULE = Module(name='hangs', register=register)",
    "wrecks": "M = Migrations('wrecks')\n@M()\ndef m1(db): db.execute('DROP TABLE guest_order')\n"
    "MODULE = Module(name='wrecks', register=nothing, migrations=M)",
    "jobs": "def bad(): raise RuntimeError('job')\n"
    "def register(app, services): services.jobs.every(0.01, 'bad', bad)\n"
    "MODULE = Module(name='jobs', register=register)",
    "routes": ROUTE.format(name="routes", work="raise RuntimeError('route')"),
    "graphs": "MODULE = Module(name='graphs', register=nothing, graph=Graph("
    "sdl='type Table @key(fields: \"id\") { id: ID! number: Int }'))",
    "old": "MODULE = Module(name='old', register=nothing, api=0)",
}


def install(folder: Path, name: str, code: str, version: str = "1") -> None:
    """Put a package with one module into a folder, as pip would."""
    package = folder / f"venue_{name}"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(HEAD + code)
    about = folder / f"venue_{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: venue-{name}\nVersion: {version}\n"
    )
    (about / "RECORD").write_text(f"venue_{name}/__init__.py,,\n")
    # Last: a package is there when its entry point is.
    (about / "entry_points.txt").write_text(f"[venue.modules]\n{name} = venue_{name}:MODULE\n")


def remove(folder: Path, name: str) -> None:
    """Take a package away, as pip would."""
    for path in folder.glob(f"venue_{name}*"):
        shutil.rmtree(path)


def install_example(folder: Path, scratch: Path) -> None:
    """Install the example of docs/ with pip."""
    shutil.copytree(EXAMPLE, scratch)  # the build leaves files beside the source
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "--target", str(folder), str(scratch)],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
