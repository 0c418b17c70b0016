"""`venue headoffice …`: many venues' journals in one file, on the head office's own machine."""

import signal
import threading
from pathlib import Path
from typing import Any

import click

from sync.headoffice import office, store
from sync.headoffice.nats import Nats, Refused

FILE = click.option(
    "--file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The head office's SQLite file.",
)


@click.group()
def headoffice() -> None:
    """Journals of many venues in one file, for reports; runs where no venue runs."""


@headoffice.command("follow")
@click.argument("address")
@FILE
@click.option("--user", default="", help="At the NATS server.")
@click.option("--password-file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--authority",
    type=click.Path(path_type=Path, exists=True),
    help="PEM of the authority behind the server's certificate.",
)
def follow(
    address: str, file: Path, user: str, password_file: Path | None, authority: Path | None
) -> None:
    """Read what venues publish at ADDRESS (nats://host or tls://host) until stopped."""
    password = password_file.read_text().strip() if password_file else ""
    ca = authority.read_text() if authority else ""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())

    def connect() -> Nats:
        return Nats(address, user=user, password=password, ca=ca, name="head office")

    with store.opened(file) as connection:
        try:
            office.follow(connection, connect, told=click.echo, stopping=ended.is_set)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal


@headoffice.command("report")
@FILE
@click.option("--from-day", default=1, show_default=True, help="Number of the first business day.")
@click.option("--json", "as_json", is_flag=True)
def report(file: Path, from_day: int, as_json: bool) -> None:
    """Say how far each venue is, what was wrong, and its takings by day."""
    with store.opened(file) as connection:
        if as_json:
            click.echo(office.report(connection, first_day=from_day))
            return
        for one in store.venues(connection):
            click.echo(_venue(one))
        for one in store.takings(connection, from_day):
            click.echo(
                f"{one['venue']}\tday {one['business_day']}\t{one['method'] or '-'}\t"
                f"{one['receipts']} receipts\t{one['amount_minor']} + {one['tip_minor']} tips"
            )


@headoffice.command("verify")
@FILE
def verify(file: Path) -> None:
    """Check every link of every venue's chain; exit 1 at the first that is broken."""
    with store.opened(file) as connection:
        for one in store.venues(connection):
            fault = office.proven(connection, one["venue"])
            if fault:
                raise click.ClickException(f"{one['venue']}: {fault}")
            click.echo(f"{one['venue']}: {one['entries']} entries hold")


def _venue(one: dict[str, Any]) -> str:
    more = f", {one['replaced']} replaced by restores" if one["replaced"] else ""
    wrong = f", {one['faults']} faults, the last: {one['last_fault']}" if one["faults"] else ""
    return f"{one['venue']}\t{one['entries']} entries until {one['last_at']}{more}{wrong}"


COMMANDS = (headoffice,)
