"""`venue support`: a file for a helper far away, without anything of guests or staff."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import click

from config.settings import load
from venue.commands import checks
from venue.commands.box import Box, takes_box
from venue.health import bundle
from venue.health.model import Place

LOG_LIMIT_S = 20.0
OUT = click.Path(path_type=Path, dir_okay=False)
LOG = click.Path(path_type=Path, exists=True)


@click.command()
@click.option("--out", required=True, type=OUT, help="The ZIP to write.")
@click.option("--log", type=LOG, help="A log file, where the service has no journal.")
@takes_box
def support(box: Box, out: Path, log: Path | None) -> None:
    """Write versions, findings, counts, kinds of events and the log to a ZIP: nobody's name."""
    place = checks.place_of(box)
    raw = bundle.make(
        findings=checks.look(box),
        settings=place.settings,
        defaults=load(None),
        database=_database(place),
        log=log.read_text(errors="replace").splitlines() if log else _journal(),
    )
    out.write_bytes(raw)
    out.chmod(0o600)
    click.echo(f"{out}: {len(raw) // 1000 + 1} KB; look into it before you send it")


def _database(place: Place) -> dict[str, Any] | None:
    """Return what the database tells; a damaged one is just when help is needed most."""
    try:
        with place.read() as tx:
            return bundle.database(tx)
    except Exception as error:
        click.echo(f"the database cannot be read: {error}", err=True)
        return None


def _journal() -> list[str]:
    """Return the service's newest lines; none where no journal is kept."""
    program = shutil.which("journalctl")
    if program is None:
        return []
    wanted = ["--unit", "venue", "--lines", str(bundle.MOST_LOG_LINES), "--output", "cat"]
    try:
        done = subprocess.run(
            [program, "--no-pager", *wanted], capture_output=True, text=True, timeout=LOG_LIMIT_S,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines()


COMMANDS = (support,)
