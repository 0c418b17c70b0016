"""`venue keys …`: which keys there are, and a new one."""

from pathlib import Path

import click

from venue import app
from venue.commands.box import Box, takes_box
from venue.core import keyring, whole
from venue.core.clock import SystemClock
from venue.keys import service

FROM = click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Where the key is a credential: its content in a file.",
)


@click.group()
def keys() -> None:
    """The keys that seal secrets and guests' data on the disk."""


@keys.command("show")
@FROM
@takes_box
def show(box: Box, source: Path | None) -> None:
    """Show each key's id, age and use; never the key."""
    box.require()
    ring = keyring.load(source or box.data / app.KEY_FILE)
    under = whole.fact(box.data / app.DATABASE_FILE, service.UNDER)
    click.echo("root    links, PINs and the redo log hang on it: it stays")
    for key in ring.keys:
        if key.waiting:
            use = "seals as soon as a backup holds it"
        elif key != ring.current:
            use = "goes when nothing is sealed with it any more"
        elif under == key.id:
            use = "seals everything"
        else:
            use = "seals what is new; the rest is sealed anew within minutes of the server's start"
        click.echo(f"{key.id}  {key.made_at}  {use}")
    if not ring.keys:
        click.echo("It seals everything; a key of its own for that: venue keys rotate")


@keys.command("rotate")
@FROM
@click.option("--out", type=click.Path(path_type=Path), help="With --from: where the new one goes.")
@takes_box
def rotate(box: Box, source: Path | None, out: Path | None) -> None:
    """Make a new key and seal everything with it; killed anywhere, it goes on at the next start.

    Backups made before hold the older key and stay readable with the recovery key.
    """
    if (source is None) != (out is None):
        raise click.UsageError("--from and --out go together, for a key that is a credential")
    box.require()
    path = source or box.data / app.KEY_FILE
    made = service.rotate(path, SystemClock(), out)
    click.echo(f"The key {made.id} was made.")
    if out is not None:
        click.echo(f"Encrypt {out} into the credential, restart the server, then delete {out}.")
    elif box.running():
        click.echo("The running server seals everything anew; see: venue keys show")
    else:
        _at_once(box)


def _at_once(box: Box) -> None:
    """Seal everything anew where no server runs."""
    appliance = app.build(box.data, box.settings())
    try:
        keys = service.Keys(appliance.services)
        keys.look()
        keys.look()
    finally:
        appliance.stop()
    click.echo("Everything is sealed with it.")


COMMANDS = (keys,)
