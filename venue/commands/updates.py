"""`venue update` and `venue trial`."""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from venue import app
from venue.commands.box import Box, takes_box
from venue.core import keyring, whole
from venue.core.errors import Conflict, Invalid, Unavailable
from venue.core.jsonx import loads
from venue.updates import release, switching, versions

VERSIONS = Path("/opt/venue")
TRUSTED = Path("/etc/venue/release.pub")
LAY_LIMIT_S = 1800
WORK = ".venue-work-trial-"


@click.command()
@click.argument("target", required=False)
@click.option("--back", is_flag=True, help="Go back to the version used before.")
@click.option("--settle", is_flag=True, help="At boot: finish what a power cut left of an update.")
@click.option("--judge", is_flag=True, help="Behind the start: is a version just taken well?")
@click.option(
    "--versions", "folder", type=click.Path(path_type=Path), default=VERSIONS, show_default=True
)
@click.option(
    "--key", type=click.Path(path_type=Path), default=TRUSTED, show_default=True,
    help="Whose releases are trusted.",
)  # fmt: skip
@takes_box
def update(
    box: Box,
    target: str | None,
    back: bool,
    settle: bool,
    judge: bool,
    folder: Path,
    key: Path,
) -> None:
    """Take a release file, or go to a version that is already on this box.

    A backup comes first, the new version is tried on a copy of the data, and a server that is not
    well afterwards gives way to the old one.
    """
    if [back, settle, judge, target is not None].count(True) != 1:
        raise click.UsageError("name a release file or a version, or say --back")
    box.require()
    if not os.access(folder, os.W_OK):
        raise click.ClickException(f"{folder} cannot be written; run it as root: sudo venue update")
    with _alone(folder):
        redo = box.settings().text("redo.path")
        place = switching.Place(folder, box.data, Path(redo) if redo else None)
        if judge:
            switching.judge(place, click.echo)
            return
        switching.settle(place, click.echo)
        if settle:
            return
        now = versions.current(folder)
        version = versions.previous(folder) if back else _laid(folder, str(target), key)
        if version == now:
            click.echo(f"Version {version} is in use already.")
            return
        switching.move(place, version, click.echo)
        versions.drop_old(folder)
    click.echo(f"Version {version} is in use; go back with: venue update --back")


@click.command()
@takes_box
def trial(box: Box) -> None:
    """Try this version on a copy of the data: its tables are brought up to date and looked over.

    Nothing of the venue itself is touched, and nothing is sent or printed.
    """
    box.require()
    for left in box.data.glob(f"{WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORK, dir=box.data) as name:
        copy = Path(name)
        whole.copy(box.data / app.DATABASE_FILE, copy / app.DATABASE_FILE)
        key = keyring.place_of(box.data / app.KEY_FILE)
        (copy / app.KEY_FILE).write_bytes(key.read_bytes())
        # The second medium belongs to the venue itself.
        settings = box.settings().with_changes(redo__path="", backup__folder="")
        appliance = app.build(copy, settings)
        try:
            answer = appliance.app.test_client().get("/readyz")
            report = loads(answer.data)
        finally:
            appliance.stop()
        checked = whole.check(copy / app.DATABASE_FILE)
    failed = [one.name for one in appliance.loaded if one.state == "failed"]
    if checked.fault or failed or not report["ready"]:
        words = checked.fault or "; ".join(report["reasons"]) or f"modules: {', '.join(failed)}"
        raise Unavailable("updates.trial_failed", f"the trial on a copy failed: {words}")
    click.echo(json.dumps({"ready": True, "journal_seq": checked.head.seq}))


def _laid(folder: Path, target: str, key: Path) -> str:
    """Return the version to go to; a release file is checked and laid beside the others first."""
    if not target.endswith(release.SUFFIX):
        release.order_of(target)
        versions.require(folder, target)
        return target
    source = Path(target)
    if not source.is_file():
        raise click.ClickException(f"there is no file {source}")
    trusted = release.read_key(key)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=folder) as name:
        contents = release.unpack(source, Path(name), trusted)
        newest = versions.current(folder)
        if release.order_of(contents.version) < release.order_of(newest):
            raise Invalid(
                "updates.older", f"{contents.version} is older than {newest}, which is in use"
            )
        click.echo(f"Laying version {contents.version}, signed as it should be")
        _lay(Path(name))
    versions.require(folder, contents.version)
    return contents.version


def _lay(unpacked: Path) -> None:
    """Let the new version's own installer lay it: it alone knows how."""
    ended = subprocess.run(
        ["bash", str(unpacked / "install.sh"), "--lay"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LAY_LIMIT_S,
        check=False,
    )
    if ended.returncode:
        said = ended.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        raise Unavailable("updates.not_laid", f"the new version could not be laid: {said[0]}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with open(folder / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("updates.under_way", "another update is under way") from None
        yield


COMMANDS = (update, trial)
