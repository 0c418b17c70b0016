"""Commands for tables, menu and printers."""

import json
from pathlib import Path

import click

from printers.model import Driver
from venue.commands.address import base_url
from venue.commands.box import Box, takes_box

ANSWERS = {True: "answers as a receipt printer", False: "does not answer as one", None: ""}
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def tables() -> None:
    """Tables and their printed cards."""


@tables.command("list")
@as_json
@takes_box
def tables_list(box: Box, as_json: bool) -> None:
    """List tables."""
    found = box.call("GET", "/api/v1/tables")["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['id']}\t{one['number']}\t{one['area']}\t{one['seats']}\t{one['state']}")


@tables.command("add")
@click.argument("number")
@click.option("--area", default="Dining room", show_default=True)
@click.option("--seats", type=click.IntRange(1, 99), default=4, show_default=True)
@takes_box
def tables_add(box: Box, number: str, area: str, seats: int) -> None:
    """Add a table."""
    box.call("POST", "/api/v1/tables", {"number": number, "area": area, "seats": seats})
    click.echo(f"added table {number} in {area}")


@tables.command("qr")
@click.argument("number", required=False)
@click.option("--format", "kind", type=click.Choice(["pdf", "png", "svg"]), default="pdf")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@takes_box
def tables_qr(box: Box, number: str | None, kind: str, out: Path) -> None:
    """Write the sheet of all cards (PDF), or one table's code (PNG, SVG)."""
    if kind == "pdf":
        out.write_bytes(box.call("GET", "/api/v1/tables/cards.pdf"))
        click.echo(f"wrote {out}")
        return
    found = [one for one in box.call("GET", "/api/v1/tables")["items"] if one["number"] == number]
    if not found:
        raise click.ClickException(f"there is no table {number}; see: venue tables list")
    out.write_bytes(box.call("GET", f"/api/v1/tables/{found[0]['id']}/card?format={kind}"))
    click.echo(f"wrote {out}")


@click.group()
def menu() -> None:
    """The menu, as one file."""


@menu.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--replace", is_flag=True, help="Take dishes that are not in the file off the menu.")
@takes_box
def menu_import(box: Box, file: Path, dry_run: bool, replace: bool) -> None:
    """Read a CSV or TOML menu; all of it or nothing."""
    kind = file.suffix.lstrip(".").lower()
    if kind not in ("csv", "toml"):
        raise click.ClickException("the file must end in .csv or .toml")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text") from None
    answer = box.call(
        "POST",
        "/api/v1/menu/import",
        {"format": kind, "text": text, "dry_run": dry_run, "replace": replace},
    )
    for problem in answer["problems"]:
        click.echo(f"line {problem['line']}: {problem['words']}", err=True)
    if answer["problems"]:
        raise click.ClickException("nothing was changed")
    counts = ", ".join(
        f"{answer[what]} {what}" for what in ("added", "changed", "moved", "removed")
        if what in answer
    )  # fmt: skip
    click.echo(f"{counts}; {'nothing was changed' if dry_run else 'done'}")


@menu.command("export")
@click.option("--format", "kind", type=click.Choice(["csv", "toml"]), default="toml")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@takes_box
def menu_export(box: Box, kind: str, out: Path) -> None:
    """Write the menu to a file."""
    text = box.call("GET", f"/api/v1/menu/export?format={kind}")
    out.write_bytes(text if isinstance(text, bytes) else str(text).encode())
    click.echo(f"wrote {out}")


@click.group()
def printers() -> None:
    """Ticket printers."""


@printers.command("list")
@as_json
@takes_box
def printers_list(box: Box, as_json: bool) -> None:
    """List printers and how each is."""
    found = box.call("GET", "/api/v1/printers")["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['id']}\t{one['name']}\t{one['driver']}\t{one['words']}")


@printers.command("add")
@click.argument("name")
@click.option(
    "--driver", type=click.Choice([str(one) for one in Driver]), default="tcp", show_default=True
)
@click.option("--host", default="", help="Address, or device such as /dev/usb/lp0.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the driver's usual one.")
@click.option("--width", type=click.Choice(["58", "80"]), default="80", show_default=True)
@click.option("--station", help="Slug of the station whose tickets it prints.")
@takes_box
def printers_add(
    box: Box, name: str, driver: str, host: str, port: int | None, width: str, station: str | None
) -> None:
    """Add a printer."""
    body = {"name": name, "driver": driver, "host": host, "port": port, "width_mm": int(width)}
    added = box.call("POST", "/api/v1/printers", body)
    if station is not None:
        box.call("POST", f"/api/v1/stations/{station}/printer", {"printer_id": added["id"]})
    click.echo(f"added printer {name} as number {added['id']}")
    if "poll_path" in added:
        click.echo(f"set the printer's CloudPRNT address to {base_url(box.settings())}"
                   f"{added['poll_path']}; it is shown this once")  # fmt: skip


@printers.command("discover")
@click.option("--sweep", is_flag=True, help="Knock at every address of the own subnet too.")
@as_json
@takes_box
def printers_discover(box: Box, sweep: bool, as_json: bool) -> None:
    """Look for printers: announced ones, USB ones, with --sweep the subnet's."""
    if not as_json:
        click.echo("Looking; this takes some seconds …", err=True)
    found = box.call("POST", "/api/v1/printers/discover", {"sweep": sweep})["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        note = f"added as {one['known_as']}" if one["known_as"] else ANSWERS[one["answers"]]
        where = f"{one['host']}:{one['port']}" if one["port"] else one["host"]
        click.echo(f"{one['driver']}\t{where}\t{one['name']}\t{one['mac']}\t{note}")
    if not found:
        click.echo("nothing found; try --sweep, or add it by its address")


@printers.command("test")
@click.argument("printer_id", type=int)
@takes_box
def printers_test(box: Box, printer_id: int) -> None:
    """Print the test page."""
    box.call("POST", f"/api/v1/printers/{printer_id}/test")
    click.echo("the test page is queued")


@printers.command("resume")
@click.argument("printer_id", type=int)
@takes_box
def printers_resume(box: Box, printer_id: int) -> None:
    """Let a paused printer print again."""
    box.call("POST", f"/api/v1/printers/{printer_id}/resume")
    click.echo("resumed")


COMMANDS = (tables, menu, printers)
