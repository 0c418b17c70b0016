"""`venue plan`, `venue apply` and `venue rollback`: the venue as one file."""

import json
from pathlib import Path
from typing import Any

import click

from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json

venue_file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
replacing = click.option(
    "--replace", is_flag=True, help="Take dishes that are not in the file off the menu."
)


@click.command()
@venue_file
@replacing
@as_json
@takes_box
def plan(box: Box, file: Path, replace: bool, as_json: bool) -> None:
    """Show what a venue file would change; change nothing."""
    _tell(_send(box, "plan", file, replace=replace), as_json=as_json, done="nothing was changed")


@click.command()
@venue_file
@replacing
@as_json
@takes_box
def apply(box: Box, file: Path, replace: bool, as_json: bool) -> None:
    """Make the venue what the file says: settings, tables, printers and menu, all or nothing."""
    _tell(_send(box, "apply", file, replace=replace), as_json=as_json, done="done")


@click.command()
@as_json
@takes_box
def rollback(box: Box, as_json: bool) -> None:
    """Take the last applied venue file back."""
    answer = box.call("POST", "/api/v1/venue-file/rollback")
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    for words in answer["stays"]:
        click.echo(words)
    click.echo("The venue is as it was before the file; some settings need a new start.")


def _send(box: Box, what: str, file: Path, *, replace: bool) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text") from None
    body = {"text": text, "replace": replace}
    answer: dict[str, Any] = box.call("POST", f"/api/v1/venue-file/{what}", body)
    return answer


def _tell(answer: dict[str, Any], *, as_json: bool, done: str) -> None:
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        for one in answer["changes"]:
            fields = f" ({', '.join(one['fields'])})" if one["fields"] else ""
            click.echo(f"{one['what']:8} {one['kind']} {one['key']}{fields}")
        for one in answer["problems"]:
            click.echo(f"line {one['line']}: {one['words']}", err=True)
    if answer["problems"]:
        raise click.ClickException("nothing was changed")
    if not as_json:
        click.echo(f"{len(answer['changes'])} changes; {done}")


COMMANDS = (plan, apply, rollback)
