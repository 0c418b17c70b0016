"""`venue tls …`: HTTPS on the LAN for staff."""

import json

import click

from config import settings as settings_file
from venue.commands.address import base_url
from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json
from venue.core.clock import SystemClock
from venue.front import certificate_names
from venue.tls import authority, folder

DEFAULT_PORT = 8443


@click.group()
def tls() -> None:
    """HTTPS for staff tablets: the box's own authority, or your certificate."""


@tls.command("setup")
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="Where HTTPS is served.")
@takes_box
def setup(box: Box, port: int) -> None:
    """Make the box's authority and certificate, and serve HTTPS beside HTTP.

    Guests keep plain HTTP; staff devices are led to HTTPS and known there alone.
    """
    settings = box.settings()
    clock = SystemClock()
    if not clock.trusted():
        click.echo("No time service has set this clock: check the date before you go on.")
        click.confirm(f"Is it {clock.now():%Y-%m-%d %H:%M} UTC?", abort=True)
    facts = folder.make(
        box.data, settings.text("venue.name"), certificate_names(settings), clock.now()
    )
    settings_file.change(box.settings_path, "server.tls_port", str(port))
    _tell(box, facts)
    click.echo("Restart the box; then pair the staff tablets again, at the https address.")


@tls.command("show")
@as_json
@takes_box
def show(box: Box, as_json: bool) -> None:
    """Show the authority's fingerprint, which each tablet must show too, and what ends when."""
    found = folder.files(box.data, box.settings())
    if found is None:
        raise click.ClickException("there is no certificate; make one: venue tls setup")
    leaf = authority.facts_of(found[0].read_bytes())
    pem = folder.own_authority(box.data)
    own = authority.facts_of(pem) if pem else None
    if as_json:
        told = {
            "certificate": {"ends_at": leaf.ends_at.isoformat(), "names": leaf.names},
            "authority": own and {"ends_at": own.ends_at.isoformat(), "sha256": own.fingerprint},
        }
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(f"The certificate names {', '.join(leaf.names)} and ends {leaf.ends_at:%Y-%m-%d}.")
    if own is not None:
        _tell(box, own)


def _tell(box: Box, facts: authority.Facts) -> None:
    click.echo(f"Staff tablets: open {base_url(box.settings())}/tls and compare, in SHA-256:")
    half = len(facts.fingerprint) // 2 + 1
    click.echo(f"  {facts.fingerprint[:half]}\n  {facts.fingerprint[half:]}")


COMMANDS = (tls,)
