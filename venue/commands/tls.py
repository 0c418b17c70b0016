"""`venue tls …`: HTTPS on the LAN for staff."""

import json
from pathlib import Path
from typing import Any

import click

from config import settings as settings_file
from venue.commands.address import base_url
from venue.commands.box import Box, takes_box
from venue.commands.https import port_option, refuse_named_files, serve_beside
from venue.commands.publicname import public_name, renew
from venue.commands.setup import as_json
from venue.core.clock import SystemClock
from venue.front import certificate_names
from venue.tls import authority, folder, given, plan, public

LARGEST_FILE = 262_144
WORDS = {
    folder.OWN_KIND: "the box's own",
    folder.OWNER_KIND: "yours, imported",
    folder.PUBLIC_KIND: "of a public name, renewed by the box",
    folder.SETTINGS_KIND: "yours, at the place that server.tls_certificate names",
}
PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def tls() -> None:
    """HTTPS for staff tablets: the box's own authority, or your certificate."""


@tls.command("setup")
@port_option
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


@tls.command("import")
@click.argument("certificate", type=PEM)
@click.argument("key", type=PEM)
@port_option
@takes_box
def import_(box: Box, certificate: Path, key: Path, port: int) -> None:
    """Serve your CERTIFICATE with its KEY: PEM files, the chain after the server's own.

    It is checked first, and nothing changes if it cannot serve this box. The next one is imported
    the same way; `venue tls own` goes back to the box's own authority.
    """
    box.require()
    settings = box.settings()
    refuse_named_files(box)
    if plan.load(box.data) is not None:
        raise click.ClickException(
            "the box gets its certificate for a public name; go back first with: venue tls own"
        )
    pem = given.checked(
        _read(certificate), _read(key), certificate_names(settings), SystemClock().now()
    )
    folder.put(box.data, folder.OWNER, pem)
    serve_beside(box, port)
    facts = authority.facts_of(pem)
    click.echo(f"The certificate names {', '.join(facts.names)} and ends {facts.ends_at:%Y-%m-%d}.")


@tls.command("own")
@takes_box
def own(box: Box) -> None:
    """Go back to the box's own authority; a certificate given or fetched is thrown away."""
    refuse_named_files(box)
    if folder.own(box.data) is None:
        raise click.ClickException(
            "this box has no authority of its own; make one first: venue tls setup"
        )
    gone = public.forget(box.data)
    gone = folder.drop(box.data, folder.OWNER) or gone
    if not gone:
        raise click.ClickException("the box serves its own certificate already")
    click.echo("The box serves its own certificate again; tablets must trust its authority.")


@tls.command("show")
@as_json
@takes_box
def show(box: Box, as_json: bool) -> None:
    """Show what is served, the authority's fingerprint for tablets, and what ends when."""
    settings = box.settings()
    found = folder.files(box.data, settings)
    if found is None:
        planned = plan.load(box.data)
        why = f"; {planned.name}: {planned.fault}" if planned else "; make one: venue tls setup"
        raise click.ClickException(f"there is no certificate{why}")
    kind = str(folder.kind_of(box.data, settings))
    leaf = authority.facts_of(found[0].read_bytes())
    pem = folder.own_authority(box.data)
    own = authority.facts_of(pem) if pem else None
    if as_json:
        told: dict[str, Any] = {
            "kind": kind,
            "certificate": {"ends_at": leaf.ends_at.isoformat(), "names": leaf.names},
            "authority": own and {"ends_at": own.ends_at.isoformat(), "sha256": own.fingerprint},
            "public_name": _planned(box),
        }
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(f"The certificate is {WORDS[kind]}.")
    click.echo(f"It names {', '.join(leaf.names)} and ends {leaf.ends_at:%Y-%m-%d}.")
    planned = plan.load(box.data)
    if planned is not None and planned.fault:
        click.echo(f"{planned.name}: {planned.fault}; tried again after {planned.next_at}")
    if own is not None:
        _tell(box, own)


def _planned(box: Box) -> dict[str, Any] | None:
    found = plan.load(box.data)
    if found is None:
        return None
    told = ("name", "directory", "failures", "next_at", "fault")
    return {name: getattr(found, name) for name in told}


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise click.ClickException(f"{path.name} is too large for a certificate or a key")
    return path.read_bytes()


def _tell(box: Box, facts: authority.Facts) -> None:
    click.echo(f"Staff tablets: open {base_url(box.settings())}/tls and compare, in SHA-256:")
    half = len(facts.fingerprint) // 2 + 1
    click.echo(f"  {facts.fingerprint[:half]}\n  {facts.fingerprint[half:]}")


tls.add_command(public_name)
tls.add_command(renew)

COMMANDS = (tls,)
