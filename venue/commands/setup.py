"""Commands that make a venue, look after it and say how it is."""

import json
import os
from typing import Any

import click
import msgspec

from config import countries
from config import settings as settings_file
from config.settings import SettingsError
from venue import app
from venue.commands import checks
from venue.commands.address import base_url
from venue.commands.box import SETTINGS_FILE, Box, takes_box
from venue.firstrun import code as setup_codes
from venue.firstrun import making
from venue.firstrun.model import Draft
from venue.firstrun.server import announcement

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--name", help="The venue's name.")
@click.option("--kind", type=click.Choice(["restaurant", "hotel", "both"]))
@click.option("--country", help="ISO 3166 code, such as DE; gives currency, zone and rounding.")
@click.option("--currency", help="ISO 4217 code, such as EUR.")
@click.option("--time-zone", help="IANA name, such as Europe/Rome.")
@click.option("--manager", help="Name of the first manager.")
@click.option("--pin", help="PIN of the first manager, 6 to 8 digits.")
@click.option("--yes", is_flag=True, help="Ask nothing; take defaults for what is not given.")
@takes_box
def init(box: Box, yes: bool, pin: str | None, **given: str | None) -> None:
    """Make a new venue in the data folder."""
    if (box.data / app.DATABASE_FILE).exists():
        raise click.ClickException(f"{box.data} holds a venue already; nothing was changed")
    code = _ask(given["country"], "Country (two letters; empty: none)", "", yes).upper()
    usual = countries.of(code)
    if code and usual is None:
        click.echo(f"Nothing is known of {code}: no defaults are guessed.")
    currency, zone = (usual.currency, usual.time_zone) if usual else ("EUR", "UTC")
    answers = {
        "country": usual.code if usual else "",
        "name": _ask(given["name"], "Name of the venue", "My venue", yes),
        "kind": _ask(given["kind"], "restaurant, hotel or both", "restaurant", yes),
        "currency": _ask(given["currency"], "Currency", currency, yes),
        "time_zone": _ask(given["time_zone"], "Time zone", zone, yes),
    }
    manager = _ask(given["manager"], "Name of the first manager", "Manager", yes)
    if pin is None and not yes:
        pin = click.prompt("PIN of the manager (6 to 8 digits)", hide_input=True)
    draft = msgspec.convert(answers | {"menu": "empty", "manager": manager}, Draft)
    pairing = making.make(box.data, draft, pin)
    click.echo(f"Made {answers['name']} in {box.data}.")
    click.echo(f"Start it with: venue serve --data {box.data}")
    click.echo(f"Pair the manager's tablet at /pair with the code {pairing}")
    if usual:
        click.echo(f"Usual taxes, for you to confirm and set (tax.*): {usual.suggestion()}")
    if pin is None:
        click.echo("Set the manager's PIN with: venue staff pin")


def create(box: Box, values: dict[str, Any]) -> None:
    """Make the data folder, its settings and an empty database.

    Raises:
        click.ClickException: A setting that does not fit; nothing is left behind.
    """
    box.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = box.data / SETTINGS_FILE
    try:
        for key, value in values.items():
            text = value if isinstance(value, str) else json.dumps(value)
            settings_file.change(path, key, text)
    except SettingsError as error:
        path.unlink(missing_ok=True)
        raise click.ClickException(str(error)) from error
    os.chmod(box.data, 0o700)
    app.build(box.data, box.settings()).stop()


@click.command("setup-code")
@takes_box
def setup_code(box: Box) -> None:
    """Show where a box without a venue is set up, and the code that lets one in there."""
    if (box.data / app.DATABASE_FILE).exists():
        raise click.ClickException(f"{box.data} holds a venue; it is set up")
    kept = setup_codes.of(box.data)
    click.echo(announcement(base_url(box.settings()), setup_codes.shown(kept.code)))


@click.group()
def settings() -> None:
    """Read and change settings."""


@settings.command("get")
@click.argument("key", required=False)
@as_json
@takes_box
def settings_get(box: Box, key: str | None, as_json: bool) -> None:
    """Print one setting, or all."""
    values = box.settings().all()
    if key is not None and key not in values:
        raise click.ClickException(f"unknown setting {key}; see: venue settings get")
    chosen = {key: values[key]} if key else values
    if as_json:
        click.echo(json.dumps(chosen, indent=2))
        return
    for name, value in chosen.items():
        hidden = name.endswith(("password", "tls_key")) and value
        click.echo(f"{name} = {'(set)' if hidden else json.dumps(value, ensure_ascii=False)}")


@settings.command("set")
@click.argument("key")
@click.argument("value")
@takes_box
def settings_set(box: Box, key: str, value: str) -> None:
    """Change one setting; a running server takes it at its next start."""
    try:
        stored = settings_file.change(box.settings_path, key, value)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    later = "; restart the server to use it" if box.running() else ""
    click.echo(f"{key} = {json.dumps(stored, ensure_ascii=False)}{later}")


@click.command()
@as_json
@takes_box
def status(box: Box, as_json: bool) -> None:
    """Say how the box is."""
    report = box.call("GET", "/api/v1/status")
    report["server"] = "running" if box.running() else "not running"
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    click.echo(f"{report['venue']['name']} ({report['venue']['kind']}): {report['server']}")
    click.echo(f"clock {'trusted' if report['clock']['trusted'] else 'NOT trusted'}, "
               f"journal at {report['database']['journal_seq']}, "
               f"{report['disk_free_bytes'] // 1_000_000} MB free")  # fmt: skip
    for one in report["modules"]:
        click.echo(f"  module {one['name']}: {one['words']}")
    for one in report["printers"]:
        click.echo(f"  printer {one['name']}: {one['words']}, {one['queued']} waiting")


@click.command()
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then look again.")
@as_json
@takes_box
def doctor(box: Box, fix: bool, as_json: bool) -> None:
    """Look for what is or will be wrong, each with its cure."""
    findings = checks.look(box)
    if fix:
        for words in checks.mend(box, findings):
            click.echo(f"fix  {words}", err=True)
        findings = checks.look(box)
    if as_json:
        click.echo(json.dumps([finding.view() for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = {"ok": "ok  ", "warn": "WARN", "bad": "BAD "}[finding.level]
            click.echo(f"{mark} {finding.words()}")
            if finding.cure():
                click.echo(f"     {finding.cure()}")
    if any(finding.level == "bad" for finding in findings):
        raise SystemExit(1)


@click.group()
def modules() -> None:
    """Look at the parts of the box."""


@modules.command("list")
@as_json
@takes_box
def modules_list(box: Box, as_json: bool) -> None:
    """List modules and how each is."""
    found = box.call("GET", "/api/v1/status")["modules"]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for one in found:
        click.echo(f"{one['name']}\t{one['state']}\t{one['words']}")


def _ask(given: str | None, question: str, default: str, yes: bool) -> str:
    if given is not None:
        return given
    answer: str = default if yes else click.prompt(question, default=default)
    return answer


COMMANDS = (init, setup_code, settings, status, doctor, modules)
