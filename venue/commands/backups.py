"""`venue backup …` and `venue restore`."""

import json
from pathlib import Path
from typing import Any

import click

from config import settings as settings_file
from venue.backups import copies, service, sftp
from venue.backups.sealing import recovery_key
from venue.commands.box import Box, takes_box
from venue.commands.setup import as_json
from venue.firstrun import making


@click.group()
def backup() -> None:
    """Make backups, look at them, and try whether they would save the venue."""


@backup.command("create")
@as_json
@takes_box
def create(box: Box, as_json: bool) -> None:
    """Make a backup now, served or not."""
    made = box.call("POST", "/api/v1/backups")
    click.echo(json.dumps(made, indent=2) if as_json else f"Made {_line(made)}")
    if not as_json and box.call("GET", "/api/v1/backups")["status"]["same_disk"]:
        click.echo("It is on the same disk as the venue: set backup.folder to another medium.")


@backup.command("list")
@as_json
@takes_box
def index(box: Box, as_json: bool) -> None:
    """List the backups, newest first."""
    found = box.call("GET", "/api/v1/backups")
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for one in found["items"]:
        click.echo(_line(one))
    click.echo(f"{len(found['items'])} in {found['status']['folder']}")


@backup.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", help="The recovery key; without it this venue's own.")
@takes_box
def verify(box: Box, file: Path, key: str | None) -> None:
    """Restore a backup on trial and check every page and the whole journal."""
    manifest = service.verify(file, key or recovery_key(box.data))
    click.echo(f"{file.name} is whole: made {manifest.made_at}, journal entry {manifest.seq}")


@backup.command("drill")
@takes_box
def drill(box: Box) -> None:
    """Try the newest backup against the living venue."""
    found = box.call("POST", "/api/v1/backups/drill")
    if found["fault"]:
        raise click.ClickException(found["fault"])
    click.echo(f"{found['name']} would bring the venue back up to journal entry {found['seq']}")


@backup.command("key")
@takes_box
def key(box: Box) -> None:
    """Print the recovery key; keep it off this box, a backup opens with nothing else."""
    box.require()
    click.echo(recovery_key(box.data))


@backup.command("schedule")
@click.argument("minutes", type=click.IntRange(0, 10_080))
@click.option("--folder", type=click.Path(path_type=Path), help="On another medium.")
@takes_box
def schedule(box: Box, minutes: int, folder: Path | None) -> None:
    """Say how often a backup is made (0: never), and where; holds from the next start."""
    settings_file.change(box.settings_path, "backup.every_minutes", str(minutes))
    if folder is not None:
        settings_file.change(box.settings_path, "backup.folder", str(folder))
    click.echo(f"Every {minutes} minutes" if minutes else "No backups by themselves")


@backup.command("mark")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@takes_box
def mark(box: Box, folder: Path) -> None:
    """Keep copies of the backups in FOLDER too, whenever it is there; from the next start."""
    box.require()
    folder = folder.absolute()
    copies.mark(folder)
    known = settings_file.load(box.settings_path).many("backup.copies")
    wanted = [*dict.fromkeys([*known, str(folder)])]
    settings_file.change(box.settings_path, "backup.copies", json.dumps(wanted))
    click.echo(f"{folder} gets a copy of each new backup from the next start on")


@backup.group("target")
def target() -> None:
    """Servers that get a copy of each new backup, by OpenSSH's sftp."""


@target.command("add")
@click.argument("url")
@click.option("--fingerprint", help="The server's, SHA256:…; asked about when it is not given.")
@takes_box
def add_target(box: Box, url: str, fingerprint: str | None) -> None:
    """Send copies to URL, sftp://user@host:port/folder, from the next start on."""
    box.require()
    to = sftp.target(url)
    keys = sftp.offered(to)
    for shown in keys:
        click.echo(f"The server at {to.host}:{to.port} shows the key {shown}")
    if fingerprint is None:
        fingerprint = click.prompt("Compare it at the server, then type or paste it here")
    if fingerprint not in keys:
        raise click.ClickException("this is none of the server's keys; nothing was changed")
    sftp.pin(box.data, to, keys[fingerprint])
    known = settings_file.load(box.settings_path).many("backup.targets")
    wanted = [*dict.fromkeys([*known, url])]
    settings_file.change(box.settings_path, "backup.targets", json.dumps(wanted))
    click.echo("Put this line into the user's .ssh/authorized_keys on the server:")
    click.echo(sftp.public_key(box.data))
    click.echo(f"Then try it: venue backup target try {url}")


@target.command("try")
@click.argument("url")
@takes_box
def try_target(box: Box, url: str) -> None:
    """Bring the newest backup to URL now and read it back."""
    box.require()
    settings = settings_file.load(box.settings_path)
    folder = Path(settings.text("backup.folder") or box.data / "backups")
    told = sftp.Sender(box.data, sftp.target(url)).bring(folder, settings.number("backup.keep"))
    if told.fault:
        raise click.ClickException(told.fault)
    click.echo(f"{told.name} is at {url}")


@target.command("remove")
@click.argument("url")
@takes_box
def remove_target(box: Box, url: str) -> None:
    """Send no more copies to URL, from the next start on; what is there stays."""
    known = settings_file.load(box.settings_path).many("backup.targets")
    if url not in known:
        raise click.ClickException(f"{url} gets no copies")
    left = [one for one in known if one != url]
    settings_file.change(box.settings_path, "backup.targets", json.dumps(left))
    click.echo(f"{url} gets no copies from the next start on")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", help="The recovery key; asked for when it is not given.")
@click.option("--redo", type=click.Path(path_type=Path), help="The second medium's folder.")
@click.option("--replace", is_flag=True, help="Move the venue that is there aside.")
@takes_box
def restore(box: Box, file: Path, key: str | None, redo: Path | None, replace: bool) -> None:
    """Bring a venue back from a backup, on this box or a new one."""
    if box.running():
        raise click.ClickException(f"a server is running in {box.data}; stop it first")
    if key is None:
        key = click.prompt("Recovery key")
    restored = service.restore(box.data, file, key, redo=redo, replace=replace)
    manifest, reached, replaced = restored
    making.note(box.data, reached, replaced)
    click.echo(f"Restored the venue as of {manifest.made_at}, journal entry {reached.seq}.")
    if replaced is not None:
        lost = replaced.seq - reached.seq
        click.echo(f"The venue moved aside was at entry {replaced.seq}: {lost} more.")
    click.echo(f"Start it with: venue serve --data {box.data}")


def _line(one: dict[str, Any]) -> str:
    return f"{one['name']}  {one['bytes'] / 1_000_000:.1f} MB  journal entry {one['seq']}"


COMMANDS = (backup, restore)
