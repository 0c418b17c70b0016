"""Commands for the clouds: how they are, what waits, keys, decisions."""

import json
from typing import Any

import click

from venue.commands.box import Box, takes_box
from venue.commands.place import as_json

PATH = "/api/v1/sync"
MESSAGE = click.argument("message", type=click.IntRange(1))


@click.group()
def sync() -> None:
    """Clouds, mail and what waits for them."""


@sync.command("status")
@as_json
@takes_box
def sync_status(box: Box, as_json: bool) -> None:
    """Say how each provider is and what waits or needs a decision."""
    found = box.call("GET", PATH)
    letters = box.call("GET", f"{PATH}/messages?list=dead_letter")["items"]
    if as_json:
        click.echo(json.dumps(found | {"dead_letters": letters}, indent=2, ensure_ascii=False))
        return
    click.echo(f"line: {found['state']}")
    for one in found["providers"]:
        mode = one["mode"] or "not connected"
        words = f" ({one['words']})" if one["words"] else ""
        click.echo(
            f"{one['title']}\t{mode}\t{one['state']}{words}\t{one['waiting']} waiting\t"
            f"{one['dead_letters']} to decide"
        )
    for letter in letters:
        click.echo(f"#{letter['id']}\t{letter['provider']} {letter['kind']}\t{letter['words']}")


@sync.command("run")
@takes_box
def sync_run(box: Box) -> None:
    """Ask every connected provider now, so that what waits goes at once."""
    for one in box.call("GET", PATH)["providers"]:
        if one["mode"] is None:
            continue
        answer = box.call("POST", f"{PATH}/providers/{one['name']}/probe", {})
        click.echo(f"{one['title']}: {answer['state']} {answer['words']}".rstrip())


@sync.command("retry")
@MESSAGE
@click.option("--body", help="The corrected message, as JSON.")
@takes_box
def sync_retry(box: Box, message: int, body: str | None) -> None:
    """Send a message again."""
    try:
        corrected = None if body is None else json.loads(body)
    except ValueError as error:
        raise click.UsageError(f"--body is no JSON: {error}") from error
    answer = box.call("POST", f"{PATH}/messages/{message}/retry", {"body": corrected})
    click.echo(f"message {message} is {answer['state']}")


@sync.command("waive")
@MESSAGE
@click.option("--reason", required=True, prompt=True, help="Why; kept with the message.")
@takes_box
def sync_waive(box: Box, message: int, reason: str) -> None:
    """Give a message up."""
    box.call("POST", f"{PATH}/messages/{message}/waive", {"reason": reason})
    click.echo(f"message {message} is given up")


@sync.command("fix")
@MESSAGE
@click.option("--reason", required=True, prompt=True, help="How it was settled by hand.")
@click.option("--reference", default="", help="The cloud's id for it.")
@takes_box
def sync_fix(box: Box, message: int, reason: str, reference: str) -> None:
    """Say that a message's effect is there, by somebody's hand."""
    said = {"reason": reason, "vendor_ref": reference}
    box.call("POST", f"{PATH}/messages/{message}/fix", said)
    click.echo(f"message {message} is settled by hand")


@sync.command("reconcile")
@as_json
@takes_box
def sync_reconcile(box: Box, as_json: bool) -> None:
    """Compare both sides now, as every night, and list what differs."""
    box.call("POST", f"{PATH}/compare", {})
    found = box.call("GET", f"{PATH}/differences")["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        where = f"{one['provider']} {one['compare']}"
        click.echo(f"#{one['id']}\t{where}\t{one['subject']}\t{one['kind']}")
    click.echo(f"{len(found)} differences")


@sync.command("connect")
@click.argument("provider")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Instead of a prompt.")
@takes_box
def sync_connect(box: Box, provider: str, given: tuple[str, ...]) -> None:
    """Enter a provider's keys; they are tried, then stored sealed."""
    asked = box.call("GET", f"{PATH}/providers/{provider}")
    known = dict(one.partition("=")[::2] for one in given)
    fields = {one["name"]: known.get(one["name"]) or _ask(one) for one in asked["fields"]}
    answer = box.call("POST", f"{PATH}/providers/{provider}/connect", {"fields": fields})
    click.echo(f"{asked['title']} is connected ({answer['mode']})")


def _ask(field: dict[str, Any]) -> str:
    kind = click.Choice(field["choices"]) if field["choices"] else str
    answer = click.prompt(
        field["name"],
        default=field["default"],
        hide_input=field["secret"],
        type=kind,
        show_default=not field["secret"],
    )
    return str(answer)


COMMANDS = (sync,)
