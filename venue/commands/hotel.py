"""Commands for rooms and their prices."""

from pathlib import Path

import click

from venue.commands.box import Box, takes_box

MOST_BYTES = 1_000_000
file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
dry_run = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")


@click.group()
def rooms() -> None:
    """The hotel's rooms, as one file."""


@rooms.command("import")
@file
@dry_run
@takes_box
def rooms_import(box: Box, file: Path, dry_run: bool) -> None:
    """Read rooms from a CSV file: number,type,sleeps; all of it or nothing."""
    _load(box, "/api/v1/rooms/import", file, dry_run)


@click.group()
def rates() -> None:
    """The prices of rooms, as one file."""


@rates.command("import")
@file
@dry_run
@takes_box
def rates_import(box: Box, file: Path, dry_run: bool) -> None:
    """Read prices from a CSV file: type,starts,ends,nightly,least_nights; all of it or nothing."""
    _load(box, "/api/v1/rooms/rates/import", file, dry_run)


def _load(box: Box, path: str, file: Path, dry_run: bool) -> None:
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file} is larger than 1 MB")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text") from None
    answer = box.call("POST", path, {"text": text, "dry_run": dry_run})
    for problem in answer["problems"]:
        click.echo(f"line {problem['line']}: {problem['words']}", err=True)
    if answer["problems"]:
        raise click.ClickException("nothing was changed")
    counts = ", ".join(
        f"{answer[what]} {what}" for what in ("added", "changed", "unchanged") if what in answer
    )
    click.echo(f"{counts}; {'nothing was changed' if dry_run else 'done'}")


COMMANDS = (rooms, rates)
