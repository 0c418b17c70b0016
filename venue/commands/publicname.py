"""`venue tls public` and `venue tls renew`: a certificate for a public name, by DNS-01."""

import ipaddress
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec import structs

from config import settings as settings_file
from venue import app
from venue.commands.box import Box, takes_box
from venue.commands.https import port_option, refuse_named_files, serve_beside
from venue.core.clock import SystemClock
from venue.core.errors import Unavailable
from venue.core.vault import Vault
from venue.tls import folder, given, public, records
from venue.tls.authority import facts_of
from venue.tls.plan import Dns, Plan

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
LAN_ENDS = (".local", ".home.arpa", ".localhost", ".internal", ".lan")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("public")
@click.argument("name")
@click.option(
    "--dns",
    "kind",
    type=click.Choice(sorted(records.PROVIDERS)),
    required=True,
    help="How the record gets into the zone.",
)
@click.option("--server", default="", help="rfc2136: the name server that takes updates.")
@click.option("--zone", default="", help="rfc2136: the zone, such as example.com.")
@click.option("--key-name", default="", help="rfc2136: the TSIG key's name.")
@click.option("--key-file", type=FILE, help="rfc2136: a file with the key's secret in base64.")
@click.option(
    "--algorithm",
    type=click.Choice(records.ALGORITHMS),
    default=records.ALGORITHMS[0],
    show_default=True,
    help="rfc2136: the TSIG key's algorithm.",
)
@click.option("--program", default="", help="program: called with present|cleanup NAME. VALUE.")
@click.option(
    "--ask",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Name servers that must show the record first; none: those of the zone.",
)
@click.option(
    "--directory", default=LETS_ENCRYPT, show_default=True, help="The certificate service (ACME)."
)
@click.option("--email", default="", help="Where the service may write to.")
@click.option("--agree", is_flag=True, help="You agree to the service's terms.")
@port_option
@takes_box
def public_name(
    box: Box, name: str, kind: str, server: str, zone: str, key_name: str, key_file: Path | None,
    algorithm: str, program: str, ask: tuple[str, ...], directory: str, email: str, agree: bool,
    port: int,
) -> None:  # fmt: skip
    """Get a certificate for the public NAME of this box, and renew it from now on.

    The box needs no door to the Internet: it proves the name by a TXT record. The name itself must
    lead to the box's address on the LAN.
    """
    box.require()
    refuse_named_files(box)
    name = name.lower().rstrip(".")
    _check_name(name)
    _check_directory(directory)
    secret = key_file.read_text().strip() if key_file else ""
    way = Dns(kind=kind, server=server, zone=zone, key_name=key_name, algorithm=algorithm,
              program=program, ask=ask)  # fmt: skip
    records.checked(way, secret)
    if not agree:
        click.confirm(f"Do you agree to the terms of service of {directory}?", abort=True)
    is_new = _answer_to(box, name)
    vault = Vault(box.data / app.KEY_FILE)
    sealed = structs.replace(way, key=vault.seal(secret) if secret else "")
    public.agree(box.data, Plan(name=name, directory=directory, email=email, dns=sealed))
    if is_new:
        click.echo(f"Restart the box afterwards, so that it answers to {name}.")
    _attempt(box, vault, port)


@click.command("renew")
@port_option
@takes_box
def renew(box: Box, port: int) -> None:
    """Try now to get the public name's certificate, if it is due; orders have a weekly limit."""
    box.require()
    _attempt(box, Vault(box.data / app.KEY_FILE), port)


def _attempt(box: Box, vault: Vault, port: int) -> None:
    click.echo("Asking for the certificate; name servers may take minutes.")
    try:
        public.attempt(box.data, vault, SystemClock(), time.sleep)
    except Unavailable as error:
        raise click.ClickException(
            f"{error.message}; a running box tries again by itself, you with: venue tls renew"
        ) from error
    facts = facts_of((box.data / folder.FOLDER / folder.PUBLIC).read_bytes())
    click.echo(f"The certificate names {', '.join(facts.names)} and ends {facts.ends_at:%Y-%m-%d}.")
    serve_beside(box, port)


def _check_name(name: str) -> None:
    if not HOST.fullmatch(name) or name.endswith(LAN_ENDS):
        raise click.ClickException(f"{name} is no public name, such as osteria.example.com")


def _check_directory(url: str) -> None:
    """Refuse a service that others could pretend to be; one on this machine is its own."""
    parts = urlsplit(url)
    try:
        is_here = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        is_here = False
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise click.ClickException("the certificate service's address must begin with https://")


def _answer_to(box: Box, name: str) -> bool:
    """Have the box answer to the name; return whether that is new."""
    names = box.settings().many("server.names")
    if any(given.covers([name], one.lower()) for one in names):
        return False
    if name.startswith("*."):
        raise click.ClickException(
            f"add the name that guests type to the setting server.names first, one of {name}"
        )
    settings_file.put(box.settings_path, "server.names", [*names, name])
    return True
