"""`venue demo`: a whole venue to try, from one command."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click
import qrcode

from config import settings as settings_file
from printers import service as printers
from sync.sandbox.server import Sandbox
from venue import app
from venue.commands import demo_hotel, serving, setup
from venue.commands.box import SETTINGS_FILE, Box, takes_box
from venue.core import facts
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.devices import service as devices
from venue.menu import service as menu
from venue.menu.files import exchange
from venue.menu.files import service as menu_files
from venue.rooms import service as rooms
from venue.staff import service as staff
from venue.staff.access import permissions_of
from venue.tables import links
from venue.tables import service as tables

FOLDER = Path(settings_file.__file__).parent / "demo"
DEMO_FILE = "demo.json"
CLOUDS_FOLDER = "clouds"


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--mode", type=click.Choice(["eventlet", "threading"]), default="eventlet")
@click.option("--bookings/--no-bookings", default=True, help="Guests in the hotel.")
@click.option("--fresh", is_flag=True, help="Throw the demo venue away and start over.")
@takes_box
def demo(box: Box, host: str, port: int, mode: str, bookings: bool, fresh: bool) -> None:
    """Make a demo venue (once) and serve it; secrets are printed and in demo.json."""
    if box.running():
        raise click.ClickException(f"a server already runs on {box.data}")
    if fresh:
        _throw_away(box)
    wanted = tomllib.loads((FOLDER / "venue.toml").read_text())
    if not (box.data / app.DATABASE_FILE).exists():
        click.echo("Making the demo venue …")
        setup.create(box, wanted["settings"])
        _fill(box, wanted, with_bookings=bookings)
    elif not box.settings().flag("demo.enabled"):
        raise click.ClickException(f"{box.data} holds a real venue; choose another folder")
    settings = box.settings().with_changes(server__host=host, server__port=port, server__mode=mode)

    clouds = _clouds(box.data)
    clouds.start()

    def ready(url: str, services: Services) -> None:
        _tell(box.data, services, wanted, url, clouds.url)

    try:
        serving.run(box, settings, on_ready=ready)
    finally:
        clouds.stop()


def _clouds(data: Path) -> Sandbox:
    """Return the demo's stand-in clouds, at the address they had before if it is still free."""
    told = json.loads((data / DEMO_FILE).read_text()).get("sandbox_url")
    folder = data / CLOUDS_FOLDER
    try:
        return Sandbox(folder, port=urlsplit(told).port or 0 if told else 0)
    except OSError:
        return Sandbox(folder)


def _throw_away(box: Box) -> None:
    """Remove a demo venue; anything else is left alone."""
    if (box.data / SETTINGS_FILE).exists() and box.settings().flag("demo.enabled"):
        shutil.rmtree(box.data)
    elif box.data.exists() and any(box.data.iterdir()):
        raise click.ClickException(f"{box.data} is not a demo venue; it was not touched")


def _fill(box: Box, wanted: dict[str, Any], *, with_bookings: bool) -> None:
    """Put menu, tables, staff, codes, printers and rooms into the new venue."""
    appliance = app.build(box.data, box.settings())
    services = appliance.services
    try:
        hashes = {
            one["name"]: staff.hash_pin(services, one["pin"], one["role"])
            for one in wanted["staff"]
        }
        key = services.database.write(lambda tx: _fill_in(tx, services, wanted, hashes))
        if with_bookings:
            services.database.write(lambda tx: demo_hotel.fill(tx, services, wanted))
        path = box.data / DEMO_FILE
        settings_file.write_whole(path, json.dumps({"api_key": key}))
    finally:
        appliance.stop()


def _fill_in(tx: Tx, services: Services, wanted: dict[str, Any], hashes: dict[str, str]) -> str:
    """Fill everything in one transaction; return the demo's API key."""
    tx.actor = "demo"
    dishes = exchange.read("toml", (FOLDER / "menu.toml").read_text(), currency=services.currency)
    if dishes.problems:
        raise click.ClickException(f"the demo menu: {dishes.problems[0]}")
    loaded = menu_files.load(tx, dishes, replace=True)
    if loaded["problems"]:
        raise click.ClickException(f"the demo menu: {loaded['problems'][0]}")
    _place(tx, services, wanted)
    for one in wanted["staff"]:
        staff.add(tx, name=one["name"], role=one["role"], pin_hash=hashes[one["name"]])
    for role, code in wanted["pair_codes"].items():
        devices.make_code(tx, role=role, station=None, reusable=True, code=code)
    for slug, name in wanted["printers"].items():
        printer = printers.add(tx, name=name, driver="virtual")
        menu.set_station_printer(tx, menu.station_by_slug(tx, slug).id, printer.id)
    permissions = permissions_of("manager")
    return devices.create_api_key(tx, name="demo", role="manager", permissions=permissions)[1]


def _place(tx: Tx, services: Services, wanted: dict[str, Any]) -> None:
    for area in wanted["areas"]:
        for number, seats in area["tables"]:
            tables.add_table(tx, services.vault, number=number, area=area["name"], seats=seats)
    for kind in wanted["room_types"]:
        for number in kind["rooms"]:
            rooms.add(tx, number=number, room_type=kind["name"], sleeps=kind["sleeps"])


def _tell(
    data: Path, services: Services, wanted: dict[str, Any], url: str, clouds_url: str
) -> None:
    """Write demo.json for programs and print the same for people."""
    path = data / DEMO_FILE
    with services.database.read() as tx:
        facts = _facts(tx, services, wanted, url) | {
            "api_key": json.loads(path.read_text())["api_key"],
            "sandbox_url": clouds_url,
        }
    settings_file.write_whole(path, json.dumps(facts, indent=2, ensure_ascii=False))
    card = facts["tables"][0]
    click.echo(f"\n{services.settings.text('venue.name')} is open at {url}\n")
    click.echo(f"  guest    {card['card_url']}  (table {card['number']}, code below)")
    for page in ("/pair", "/waiter", "/kitchen/all", "/desk", "/status"):
        click.echo(f"  staff    {url}{page}")
    for one in facts["printers"]:
        click.echo(f"  paper    {one['preview_url']}  ({one['name']})")
    click.echo(f"  clouds   {facts['sandbox_url']}  (stand-ins for Cloudbeds, Airalo and TON)")
    codes = ", ".join(f"{role} {code}" for role, code in facts["pair_codes"].items())
    click.echo(f"\n  pairing codes: {codes}")
    people = ", ".join(f"{one['name']} ({one['role']}) {one['pin']}" for one in facts["staff"])
    click.echo(f"  PINs: {people}\n")
    code = qrcode.QRCode(border=1)
    code.add_data(card["card_url"])
    code.print_ascii(invert=True)
    click.echo("Stop with Ctrl-C; nothing is lost.")


def _facts(tx: ReadTx, services: Services, wanted: dict[str, Any], url: str) -> dict[str, Any]:
    people = {one["name"]: one["id"] for one in staff.index(tx)["items"]}
    roles = [one["role"] for one in wanted["staff"]]
    return {
        "url": url,
        "restaurant_id": facts.get(tx, facts.VENUE_ID),
        "staff": [one | {"id": people[one["name"]]} for one in wanted["staff"]],
        "pins": {role: wanted["staff"][roles.index(role)]["pin"] for role in roles},
        "pair_codes": wanted["pair_codes"],
        "tables": [
            {
                "number": one["number"],
                "id": one["id"],
                "card_url": links.card(tx, services.vault, one["id"], url).url,
            }
            for one in tables.floor_view(tx)["items"]
        ],
        "bookings": [],
        "printers": [
            {"name": one.name, "preview_url": f"{url}/printers/{quote(one.name)}/preview"}
            for one in printers.index(tx)
            if one.driver == "virtual"
        ],
    }


COMMANDS = (demo,)
