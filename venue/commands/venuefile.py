"""`venue plan`, `apply`, `rollback` and `export`: the venue as one file."""

import json
import tomllib
from pathlib import Path
from typing import Any

import click

from config.settings import write_whole
from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json

PATH = "/api/v1/venue-file"
venue_file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
replacing = click.option(
    "--replace", is_flag=True, help="What the file's parts do not name goes, such as dishes."
)


@click.command()
@venue_file
@replacing
@as_json
@takes_box
def plan(box: Box, file: Path, replace: bool, as_json: bool) -> None:
    """Show what a venue file would change; change nothing."""
    answer = box.call("POST", f"{PATH}/plan", {"text": _text(file), "replace": replace})
    _tell(answer, as_json=as_json, done="nothing was changed")


@click.command()
@venue_file
@replacing
@as_json
@takes_box
def apply(box: Box, file: Path, replace: bool, as_json: bool) -> None:
    """Make the venue what the file says, all of it or nothing; keys of clouds are asked for."""
    body = {"text": _text(file), "replace": replace}
    planned = box.call("POST", f"{PATH}/plan", body)
    secrets = _secrets(file, planned["secrets"]) if not planned["problems"] else {}
    answer = box.call("POST", f"{PATH}/apply", body | {"secrets": secrets})
    _tell(answer, as_json=as_json, done="done")


@click.command()
@as_json
@takes_box
def rollback(box: Box, as_json: bool) -> None:
    """Take the last applied venue file back."""
    answer = box.call("POST", f"{PATH}/rollback")
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    for words in answer["stays"]:
        click.echo(words)
    click.echo("The venue is as it was before the file; some settings need a new start.")


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@takes_box
def export(box: Box, out: Path | None) -> None:
    """Write the venue as a file: no PINs, no secrets, nothing of this box's network."""
    text = box.call("GET", PATH)["text"]
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text)
        click.echo(f"written to {out}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text") from None


def _secrets(file: Path, needed: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Return the keys of the clouds: from the files that the venue file names, else typed in."""
    named = {one["name"]: one.get("secrets", "prompt") for one in _providers(file)}
    return {
        cloud: {name: _typed(cloud, name) for name in fields}
        if named[cloud] == "prompt"
        else _kept(file.parent / named[cloud])
        for cloud, fields in needed.items()
    }


def _providers(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(_text(file)).get("provider", [])
    return found


def _typed(cloud: str, name: str) -> str:
    return str(click.prompt(f"{cloud} {name}", hide_input=True, default="", show_default=False))


def _kept(path: Path) -> dict[str, str]:
    """Read ``field = "value"`` from a file that nobody else may read."""
    try:
        if path.stat().st_mode & 0o077:
            raise click.ClickException(f"others can read {path}: chmod 600 {path}")
        return {str(name): str(value) for name, value in tomllib.loads(path.read_text()).items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The words of a parser could show a piece of the secret.
        raise click.ClickException(f"{path} cannot be read as secrets") from None


def _tell(answer: dict[str, Any], *, as_json: bool, done: str) -> None:
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        for one in answer["changes"]:
            fields = f" ({', '.join(one['fields'])})" if one["fields"] else ""
            click.echo(f"{one['what']:8} {one['kind'].replace('_', ' ')} {one['key']}{fields}")
        for one in answer["problems"]:
            click.echo(f"line {one['line']}: {one['words']}", err=True)
        for words in [*answer["suggestions"], *answer.get("to_do", [])]:
            click.echo(words)
    if answer["problems"]:
        raise click.ClickException("nothing was changed")
    if not as_json:
        click.echo(f"{len(answer['changes'])} changes; {done}")


COMMANDS = (plan, apply, rollback, export)
