"""`venue standby …`: a second box that follows, and takes the first one's place."""

import json
from contextlib import closing

import click

from config import settings as settings_file
from sync.headoffice.nats import Down, Refused
from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json
from venue.core.errors import Unavailable
from venue.standby import base, promotion
from venue.standby import role as roles
from venue.standby.serving import opens


@click.group()
def standby() -> None:
    """Let a second box follow this venue, and take its place when it is needed."""


@standby.command("join")
@click.option("--server", help="The NATS server, nats://host or tls://host; else the setting.")
@click.option("--user", help="The user at that server.")
@click.option("--venue", default="", help="The venue's id, where several serve.")
@click.option("--key", help="The venue's recovery key; asked for when it is not given.")
@takes_box
def join(box: Box, server: str | None, user: str | None, venue: str, key: str | None) -> None:
    """Make this box a standby; a venue that is there is moved aside."""
    if box.running():
        raise click.ClickException(f"a server is running in {box.data}; stop it first")
    settings = box.settings()
    given = {"standby__server": server, "standby__user": user}
    settings = settings.with_changes(**{name: value for name, value in given.items() if value})
    if not settings.text("standby.server"):
        raise click.ClickException("name the server: --server nats://host")
    if key is None:
        key = click.prompt("Recovery key (on the serving box: venue backup key)")
    try:
        with closing(opens(settings)()) as nats:
            wanted = base.the_venue(nats, venue)
            joined = base.join(box.data, nats, venue=wanted, key=key, tell=click.echo)
    except (Down, Refused) as error:
        raise Unavailable("standby.no_server", str(error)) from error
    for name in ("standby.server", "standby.user"):
        settings_file.change(box.settings_path, name, json.dumps(settings.text(name)))
    click.echo(f"This box stands by: it has everything up to journal entry {joined.reached.seq}.")
    if joined.left_behind:
        click.echo(
            f"The venue moved aside had {joined.left_behind} entries that the other box never got: "
            f"they are in {box.data}/before-…; a person has to look (venue journal export)."
        )
    click.echo(f"Start it with: venue serve --data {box.data}")


@standby.command("status")
@as_json
@takes_box
def status(box: Box, as_json: bool) -> None:
    """Say what this box is, and how far the standby is."""
    role = roles.load(box.data)
    told = {"role": role.name, "epoch": role.epoch, "box": role.box}
    if role.name == roles.STANDS_BY:
        told |= {"seq": role.seq, "number": role.number, "heard_at": role.heard_at}
    elif role.name == roles.SERVES and box.running():
        told |= box.call("GET", "/api/v1/status").get("standby", {"state": "off"})
    told |= {"words": role.words or told.get("words", "")}
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        if value != "":
            click.echo(f"{name}: {value}")


@standby.command("promote")
@click.option(
    "--without-lease",
    is_flag=True,
    help="Although the NATS server is away: only when the old box is off for sure.",
)
@takes_box
def promote(box: Box, without_lease: bool) -> None:
    """Make this box the one that serves; the old one refuses from then on."""
    told = promotion.ask(box.data, without_lease=without_lease)
    if told.words:
        raise click.ClickException(told.words)
    click.echo(
        f"This box serves the venue now: everything up to journal entry {told.seq} "
        f"(record {told.number}); epoch {told.epoch}."
    )
    if not told.has_lease:
        click.echo("The old box does not know yet: keep it off until the NATS server is back.")


COMMANDS = (standby,)
