"""`venue journal …`: the chain checked, exported, and an exported file checked by itself."""

import csv
import json
from pathlib import Path

import click

from venue import app
from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json
from venue.core import db
from venue.core import journal as chain
from venue.manage import ledger

LAST = 2**53


@click.group()
def journal() -> None:
    """The chained list of everything that happened."""


@journal.command("verify")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@as_json
@takes_box
def verify(box: Box, file: Path | None, as_json: bool) -> None:
    """Check every link of the chain, or of an exported FILE; exit 1 at the first that is broken."""
    if file is None:
        box.require()
        connection = db.open_reader(box.data / app.DATABASE_FILE)
        try:
            verdict = chain.verify(connection)
        finally:
            connection.close()
    else:
        verdict = _of_file(file)
    facts = {
        "entries": verdict.entries,
        "head": verdict.head.hash.hex(),
        "fault": verdict.fault,
    }
    if as_json:
        click.echo(json.dumps(facts))
    elif verdict.fault is None:
        click.echo(f"{verdict.entries} entries hold; head {facts['head']}")
    if verdict.fault is not None:
        raise click.ClickException(f"the journal does not hold: {verdict.fault}")


@journal.command("export")
@click.option("--from-seq", default=1, show_default=True, type=click.IntRange(1, LAST))
@click.option("--to-seq", default=LAST, type=click.IntRange(1, LAST), help="Default: the newest.")
@click.option("--format", "form", type=click.Choice(list(ledger.FILES)), default="jsonl")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@takes_box
def export(box: Box, from_seq: int, to_seq: int, form: str, out: Path) -> None:
    """Write entries as JSON lines or CSV, with the hashes that prove their chain."""
    box.require()
    if out.exists():
        raise click.ClickException(f"{out} is there already")
    connection = db.open_reader(box.data / app.DATABASE_FILE)
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.writelines(
                ledger.text(ledger.pages(connection.execute, from_seq - 1, to_seq), form)
            )
    finally:
        connection.close()
    click.echo(f"{out}: {_of_file(out).entries} entries, and their chain holds")


def _of_file(file: Path) -> chain.Verdict:
    with file.open(encoding="utf-8", newline="") as opened:
        lines = csv.DictReader(opened) if file.suffix == ".csv" else map(json.loads, opened)
        try:
            return chain.verify_export(lines)
        except (KeyError, ValueError, TypeError) as error:
            raise click.ClickException(f"{file} is no exported journal: {error}") from error


COMMANDS = (journal,)
