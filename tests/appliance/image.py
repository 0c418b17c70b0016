"""The Dockerfile's steps without an engine (`python -m tests.appliance.image`).

Every COPY and RUN of the first stage is done in a folder of its own with an empty environment, and
what the second stage starts is started as its user and asked by its HEALTHCHECK. The base image
itself, its layers and ``groupadd`` are not looked at; needs root and pip's index.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.served import free_port

ROOT = Path(__file__).parents[2]
PREFIX, DATA = "/opt/venue", "/var/lib/venue"
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc")
PYTHON = "/usr/bin/python3"  # Debian's, as in the base image; its user must be able to read it
STEP_LIMIT_S, START_LIMIT_S = 900, 60


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions and their words, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    found = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(word, rest.strip()) for word, _, rest in found]


def build(folder: Path) -> list[tuple[str, str]]:
    """Do the first stage under `folder`; return the second stage's instructions.

    Raises:
        SystemExit: A step failed, as it would in the image.
    """
    steps = instructions()
    second = [at for at, (word, _) in enumerate(steps) if word == "FROM"][1]
    source = folder / "src"
    source.mkdir()
    environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder)}
    (folder / "bin").mkdir()
    (folder / "bin/python").symlink_to(PYTHON)
    for word, rest in steps[1:second]:
        began = time.monotonic()
        if word == "COPY":
            *given, target = rest.split()
            for name in given:
                copy(ROOT / name, source / target / (name if len(given) > 1 else ""))
        elif word == "RUN":
            done = subprocess.run(
                rest.replace(PREFIX, f"{folder}{PREFIX}"), shell=True, check=False, cwd=source,
                env=environment, timeout=STEP_LIMIT_S, capture_output=True, text=True,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(f"{rest}: {done.stderr[-2000:]}")
        print(f"ok  {time.monotonic() - began:5.1f} s  {word} {rest[:80]}", flush=True)
    return steps[second + 1 :]


def copy(source: Path, target: Path) -> None:
    """Copy a file into a folder, or a folder's content, as COPY does."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=NOT_COPIED, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def start(folder: Path, steps: list[tuple[str, str]]) -> None:
    """Start what the image starts, as its user, until its own check finds it healthy."""
    said = dict(steps)
    user, group = map(int, said["USER"].split(":"))
    data = folder / "data"
    data.mkdir(mode=0o700)
    os.chown(data, user, group)
    port = str(free_port())
    venv = f"{folder}{PREFIX}"
    command = [
        f"{venv}/bin/venue", *(one.replace(DATA, str(data)) for one in json.loads(said["CMD"])),
        "--port", port,
    ]  # fmt: skip
    check = json.loads(said["HEALTHCHECK"].partition("CMD")[2])
    asked = [f"{venv}/bin/python", *(one.replace(":8080", f":{port}") for one in check[1:])]
    environment = {"PATH": f"{venv}/bin:/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}
    # As compose.yaml says to do first.
    first = ["init", "--data", str(data), "--yes", "--kind", "both", "--pin", "123456"]
    subprocess.run(
        [f"{venv}/bin/venue", *first], check=True, env=environment, cwd="/", user=user, group=group
    )
    began = time.monotonic()
    served = subprocess.Popen(command, env=environment, cwd="/", user=user, group=group)
    try:
        while subprocess.run(
            asked, check=False, env=environment, cwd="/", capture_output=True
        ).returncode:
            if served.poll() is not None or time.monotonic() - began > START_LIMIT_S:
                raise SystemExit("it did not become healthy")
            time.sleep(0.5)
        print(f"ok  healthy as {user}:{group} after {time.monotonic() - began:.1f} s")
    finally:
        served.terminate()
        print(f"ok  ended with {served.wait(30)}")
    strangers = [path for path in Path(venv).rglob("*") if path.lstat().st_uid == user]
    assert not strangers, f"the program's own files were written by its user: {strangers[:3]}"
    size = sum(one.lstat().st_size for one in Path(venv).rglob("*") if one.is_file())
    print(f"ok  {size / 2**20:.0f} MB of program; its user owns none of it")


def main() -> None:
    """Build and start; end with exit code 1 at the first step that fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        start(folder, build(folder))


if __name__ == "__main__":
    main()
