"""Starts the load generator, and makes the disk slow when wanted."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def missing() -> str:
    """Return why this machine cannot run the benchmark; empty when it can."""
    return "" if shutil.which("node") else "the load generator needs node (apt install nodejs)"


def phases(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Run the generator; yield one row per phase as it comes."""
    if why_not := missing():
        raise SystemExit(why_not)
    with subprocess.Popen(
        ["node", str(HERE / "gen.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as generator:
        assert generator.stdin is not None
        assert generator.stdout is not None
        generator.stdin.write(json.dumps(plan))
        generator.stdin.close()
        for line in generator.stdout:
            yield json.loads(line)
    if generator.returncode:
        raise SystemExit(f"the load generator ended with {generator.returncode}")


def slow_disk(work: Path, microseconds: int) -> dict[str, str]:
    """Return the environment in which each fsync takes ``microseconds`` longer."""
    if not microseconds:
        return {}
    library = work / "slowdisk.so"
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("a slow disk needs a C compiler (apt install gcc)")
    source = str(HERE / "slowdisk.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), source], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_DISK_US": str(microseconds)}
