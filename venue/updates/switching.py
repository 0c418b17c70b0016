"""From one version to another: backup, trial on a copy, switch, health check, and the way back.

Each stage is noted before it begins (`pending`), and each can be begun again where a power cut
ended it: `settle` at the next boot before the server, `judge` behind its start.
"""

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

from msgspec.structs import replace

from venue.core import http, whole
from venue.core.errors import Unavailable
from venue.updates import pending, versions
from venue.updates.pending import Pending

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
    aside = f"after-update-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    begun = Pending(version=version, before=before, stage="forward", aside=aside, parts=parts)
    _systemctl("stop", SERVER)
    _keep_copy(place.data)
    pending.put(place.versions, begun)
    _take(place, version)
    _systemctl("start", SERVER)
    judge(place, tell)


def settle(place: Place, tell: Tell) -> None:
    """Finish what a power cut left of an update; before the server starts, which is not done here.

    Whether a version that was just taken is well is left to `judge`.
    """
    begun = pending.read(place.versions)
    if begun is None:
        return
    if begun.stage != "forward":
        _lay_back(place, begun, tell)
        pending.drop(place.versions)
    elif versions.current(place.versions) == begun.version:
        _take(place, begun.version)
        tell(f"The power went while version {begun.version} was taken; it is judged when it runs")
    else:
        _take(place, begun.before)
        pending.drop(place.versions)
        tell(f"The power went before version {begun.version} was taken; {begun.before} goes on")


def judge(place: Place, tell: Tell) -> None:
    """Keep a version that was just taken when it is well, or let the one before go on.

    Raises:
        Unavailable: ``updates.failed`` - what is wrong with it.
    """
    begun = pending.read(place.versions)
    if begun is None or begun.stage != "forward":
        return
    fault = _fault(place, begun.parts)
    if fault:
        tell(f"Version {begun.version} is not well ({fault}); going back to {begun.before}")
        _go_back(place, begun, tell)
    pending.drop(place.versions)
    if fault:
        words = f"version {begun.version} is not well: {fault}; {begun.before} runs again"
        raise Unavailable("updates.failed", words)


def _take(place: Place, version: str) -> None:
    versions.switch(place.versions, version)
    _run(["bash", str(place.versions / version / "install.sh"), "--units"])


def _go_back(place: Place, begun: Pending, tell: Tell) -> None:
    pending.put(place.versions, replace(begun, stage="back"))
    _systemctl("stop", SERVER, SAFE)
    _lay_back(place, replace(begun, stage="back"), tell)
    _systemctl("reset-failed", SERVER, SAFE, check=False)
    _systemctl("start", SERVER)
    fault = _fault(place, {})
    if fault:
        words = f"version {begun.before} does not start again: {fault}"
        raise Unavailable("updates.failed", words)


def _lay_back(place: Place, begun: Pending, tell: Tell) -> None:
    """Put the old version back, with all that was stored meanwhile wherever it can read it."""
    _take(place, begun.before)
    if begun.stage == "back":
        try:
            _program(place, begun.before, "trial")
            return
        except Unavailable:
            pending.put(place.versions, replace(begun, stage="data_back"))
    aside = _bring_back(place, begun.aside)
    tell(f"What was stored since the switch could not be kept; it is in {aside}")


def _keep_copy(data: Path) -> None:
    """Keep the stopped server's database beside it, as the old version left it."""
    folder = data / KEPT_COPY
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    whole.copy(data / DATABASE, folder / DATABASE)
    _give_to_owner(data, folder, folder / DATABASE)


def _bring_back(place: Place, name: str) -> Path:
    """Set the new version's data aside; begun again it goes on where a power cut ended it."""
    aside, kept = place.data / name, place.data / KEPT_COPY / DATABASE
    aside.mkdir(mode=0o700, exist_ok=True)
    _give_to_owner(place.data, aside)
    if kept.exists():
        # A second name for it, so that at no moment there is no database at all.
        with suppress(FileExistsError):
            os.link(place.data / DATABASE, aside / DATABASE)
        for beside in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
            with suppress(FileNotFoundError):
                os.replace(place.data / beside, aside / beside)
        os.replace(kept, place.data / DATABASE)
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
