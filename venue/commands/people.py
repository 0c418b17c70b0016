"""Commands for staff and devices."""

import json

import click

from venue.commands.box import Box, takes_box

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def staff() -> None:
    """People who sign in with a PIN."""


@staff.command("list")
@as_json
@takes_box
def staff_list(box: Box, as_json: bool) -> None:
    """List staff."""
    found = box.call("GET", "/api/v1/staff")["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['id']}\t{one['name']}\t{one['role']}\t"
                   f"{'disabled' if one.get('disabled') else ''}")  # fmt: skip


@staff.command("add")
@click.argument("name")
@click.option("--role", required=True)
@click.option("--pin", prompt=True, hide_input=True, confirmation_prompt=True)
@takes_box
def staff_add(box: Box, name: str, role: str, pin: str) -> None:
    """Add a person."""
    added = box.call("POST", "/api/v1/staff", {"name": name, "role": role, "pin": pin})
    click.echo(f"added {name} as number {added['id']}")


@staff.command("pin")
@click.argument("staff_id", type=int)
@click.option("--pin", prompt=True, hide_input=True, confirmation_prompt=True)
@takes_box
def staff_pin(box: Box, staff_id: int, pin: str) -> None:
    """Give a person a new PIN; their sessions end."""
    box.call("POST", f"/api/v1/staff/{staff_id}/pin", {"pin": pin})
    click.echo("the PIN is changed")


@staff.command("disable")
@click.argument("staff_id", type=int)
@takes_box
def staff_disable(box: Box, staff_id: int) -> None:
    """Let a person in no more."""
    box.call("POST", f"/api/v1/staff/{staff_id}/disable")
    click.echo("disabled; all their sessions ended")


@click.group()
def devices() -> None:
    """Paired tablets and screens."""


@devices.command("pair")
@click.option("--role", required=True, help="waiter, kitchen, manager, …")
@click.option("--station", help="Station of a kitchen screen.")
@takes_box
def devices_pair(box: Box, role: str, station: str | None) -> None:
    """Print a one-time code to type on a new device's /pair page."""
    made = box.call("POST", "/api/v1/devices/codes", {"role": role, "station": station})
    click.echo(f"{made['code']}  (valid for {made['expires_in_s'] // 60} minutes)")


@devices.command("list")
@as_json
@takes_box
def devices_list(box: Box, as_json: bool) -> None:
    """List paired devices."""
    found = box.call("GET", "/api/v1/devices")["items"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['id']}\t{one['name']}\t{one['role']}\t{one.get('station') or ''}\t"
                   f"{'revoked' if one.get('revoked') else ''}")  # fmt: skip


@devices.command("revoke")
@click.argument("device_id", type=int)
@takes_box
def devices_revoke(box: Box, device_id: int) -> None:
    """Lock a lost device out at once."""
    box.call("POST", f"/api/v1/devices/{device_id}/revoke")
    click.echo("revoked; its screens were disconnected")


COMMANDS = (staff, devices)
