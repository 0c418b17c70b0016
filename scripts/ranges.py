"""Writes the ranges of setup.py as input files for the lock, into the folder given."""

import sys
from pathlib import Path
from unittest.mock import patch

root, folder = Path(__file__).parent.parent, Path(sys.argv[1])
with patch("setuptools.setup") as called:
    exec(compile((root / "setup.py").read_text(), "setup.py", "exec"), {})
given = called.call_args.kwargs
# Building the project itself must not reach outside the lock either.
build = ["setuptools>=80", "wheel"]
(folder / "run.in").write_text("\n".join([*given["install_requires"], *build]) + "\n")
lock = (root / "requirements.lock").resolve()
(folder / "test.in").write_text("\n".join([f"-c {lock}", *given["extras_require"]["test"]]) + "\n")
