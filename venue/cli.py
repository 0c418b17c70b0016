"""The command line: `venue …`. Every command says in one sentence what went wrong and what next."""

import click

from venue import __version__
from venue.commands import (
    backups,
    demo,
    headoffice,
    hotel,
    journal,
    keys,
    people,
    place,
    sandbox,
    serving,
    setup,
    standby,
    support,
    sync,
    tls,
    updates,
    venuefile,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Run one restaurant or hotel from one box."""


for command in (
    *setup.COMMANDS,
    *serving.COMMANDS,
    *demo.COMMANDS,
    *place.COMMANDS,
    *people.COMMANDS,
    *hotel.COMMANDS,
    *sync.COMMANDS,
    *support.COMMANDS,
    *headoffice.COMMANDS,
    *backups.COMMANDS,
    *standby.COMMANDS,
    *journal.COMMANDS,
    *sandbox.COMMANDS,
    *tls.COMMANDS,
    *keys.COMMANDS,
    *updates.COMMANDS,
    *venuefile.COMMANDS,
):
    main.add_command(command)
