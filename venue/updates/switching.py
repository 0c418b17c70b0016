"""From one version to another: backup, trial on a copy, switch, health check, and the way back."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from venue.core import http, whole
from venue.core.errors import Unavailable
from venue.updates import versions

DATABASE = "venue.db"
KEPT_COPY = "before-update"
SERVER, SAFE = "venue.service", "venue-safe.service"
PROGRAM_LIMIT_S = 1800
HEALTH_LIMIT_S = 60
HEALTH_PAUSE_S = 0.5
PATIENCE_S = 5

Tell = Callable[[str], None]
Parts = dict[str, str]


class Place(NamedTuple):
    """Where it all is.

    Attributes:
        versions: Usually ``/opt/venue``.
        data: Usually ``/var/lib/venue``.
        redo: The folder of the second medium, or None.
    """

    versions: Path
    data: Path
    redo: Path | None


def move(place: Place, version: str, tell: Tell) -> None:
    """Use another version that is already laid; on any fault the old one goes on.

    Raises:
        Unavailable: ``updates.failed`` - what went wrong, in words; the box is as it was.
    """
    versions.require(place.versions, version)
    before = versions.current(place.versions)
    tell("Making a backup")
    _program(place, before, "backup", "create")
    tell(f"Trying version {version} on a copy of the data")
    _program(place, version, "trial")
    if not _active():
        _take(place, version)
        tell("The server was not running and was not started")
        return
    parts: Parts = {}
    # One that is not well now may need this very update.
    with suppress(Unavailable):
        parts = _parts(place, ends=time.monotonic() + PATIENCE_S)
    tell("Switching")
    _systemctl("stop", SERVER)
    _keep_copy(place.data)
    _take(place, version)
    _systemctl("start", SERVER)
    fault = _fault(place, parts)
    if fault:
        tell(f"Version {version} is not well ({fault}); going back to {before}")
        _go_back(place, before, tell)
        raise Unavailable(
            "updates.failed", f"version {version} is not well: {fault}; {before} runs again"
        )


def _take(place: Place, version: str) -> None:
    versions.switch(place.versions, version)
    _run(["bash", str(place.versions / version / "install.sh"), "--units"])


def _go_back(place: Place, before: str, tell: Tell) -> None:
    """Let the old version go on, with all that was stored meanwhile wherever it can read it."""
    _systemctl("stop", SERVER, SAFE)
    _take(place, before)
    try:
        _program(place, before, "trial")
    except Unavailable:
        aside = _bring_back(place)
        tell(f"What was stored since the switch could not be kept; it is in {aside}")
    _systemctl("reset-failed", SERVER, SAFE, check=False)
    _systemctl("start", SERVER)
    fault = _fault(place, {})
    if fault:
        raise Unavailable("updates.failed", f"version {before} does not start again: {fault}")


def _keep_copy(data: Path) -> None:
    """Keep the stopped server's database beside it, as the old version left it."""
    folder = data / KEPT_COPY
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    whole.copy(data / DATABASE, folder / DATABASE)
    _give_to_owner(data, folder, folder / DATABASE)


def _bring_back(place: Place) -> Path:
    aside = place.data / f"after-update-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    _give_to_owner(place.data, aside)
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        with suppress(FileNotFoundError):
            os.replace(place.data / name, aside / name)
    os.replace(place.data / KEPT_COPY / DATABASE, place.data / DATABASE)
    if place.redo:
        whole.begin_anew(place.data / DATABASE)
        for log in place.redo.glob("redo.log*"):
            os.replace(log, aside / log.name)
    return aside


def _fault(place: Place, parts: Parts) -> str:
    """Return what is wrong with the running server in words; empty when it is well.

    Args:
        parts: What ran before, by name; it has to run again.
    """
    try:
        now = _parts(place, ends=time.monotonic() + HEALTH_LIMIT_S)
    except Unavailable as error:
        return error.message
    lost = [name for name, words in parts.items() if words == "running" != now.get(name)]
    return f"not running any more: {', '.join(lost)}" if lost else ""


def _parts(place: Place, *, ends: float) -> Parts:
    """Wait until the server takes orders; return its modules and how each is."""
    told = "it does not answer"
    while time.monotonic() < ends:
        try:
            report = _report(place.data)
        except (Unavailable, OSError, ValueError):
            report = {}
        if report.get("ready"):
            return dict(report["modules"])
        told = "; ".join(report.get("reasons", [])) or told
        time.sleep(HEALTH_PAUSE_S)
    raise Unavailable("updates.not_well", told)


def _report(data: Path) -> dict[str, Any]:
    address = json.loads((data / "server.json").read_text())
    reply = http.call(
        "GET",
        f"{address['local_url']}/readyz",
        headers={},
        timeout_s=5,
        verify=address["certificate"] or True,
    )
    report: dict[str, Any] = json.loads(reply.body)
    return report


def _program(place: Place, version: str, *words: str) -> None:
    """Run a version's own command as the owner of the data."""
    command = [str(place.versions / version / "bin/venue"), *words, "--data", str(place.data)]
    owner = place.data.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        who = [f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--init-groups"]
        command = ["setpriv", *who, *command]
    _run(command)


def _run(command: list[str], *, check: bool = True) -> int:
    try:
        ended = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=PROGRAM_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable("updates.failed", f"{command[0]}: {error}") from error
    if check and ended.returncode:
        said = ended.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        raise Unavailable("updates.failed", said[0].removeprefix("Error: "))
    return ended.returncode


def _active() -> bool:
    return (
        shutil.which("systemctl") is not None
        and _run(["systemctl", "is-active", "--quiet", SERVER], check=False) == 0
    )


def _systemctl(verb: str, *units: str, check: bool = True) -> None:
    _run(["systemctl", verb, *units], check=check)


def _give_to_owner(data: Path, *paths: Path) -> None:
    owner = data.stat()
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)
