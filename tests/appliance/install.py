"""The whole life of an installation in a clean Debian (`python -m tests.appliance.install`).

Needs root, debootstrap and, the first time, the Internet; the walk itself runs in a network
namespace that has none. systemd does not run in a chroot: `tests/appliance/systemctl` stands in for
it, so Type=notify, the watchdog, restarts, timers, the sandbox of the units and avahi are not
exercised here; test_units.py has systemd itself read every unit.
"""

import argparse
import re
import tempfile
from pathlib import Path

from tests.appliance import updating
from tests.appliance.machine import Machine, bootstrap, inside_own_world, source, wheels

PIN = "246810"
MENU = """
[[station]]
key = "hot"
name = "Hot"
prefix = "H"
catch_all = true
target_s = 600
[[section]]
key = "food"
name = "Food"
[[item]]
key = "soup"
section = "food"
station = "hot"
name = "Soup"
price = "6.50"
"""


def main() -> None:
    """Walk through it; end with exit code 1 at the first promise that is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, help="a Debian made before, or where to make it")
    parser.add_argument("--wheels", type=Path, help="a folder of wheels, or where to fetch them")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    base = Path(tempfile.gettempdir()) / "venue-appliance"
    root, folder = given.root or base / "root", given.wheels or base / "wheels"
    if not given.inside:
        bootstrap(root)
        wheels(folder)
    inside_own_world("tests.appliance.install")
    machine = Machine(root)
    machine.prepare(folder)
    updating.make_releases(machine, folder)
    for step in STEPS:
        step(machine)
        print(f"ok  {step.__name__.replace('_', ' ')}: {(step.__doc__ or '').splitlines()[0]}")


def install(machine: Machine) -> None:
    """From a folder of wheels without a network; a second time changes nothing."""
    source(machine.path("/root/src"), {})
    updating.trust(machine.path("/root/src/release.pub"))
    first = machine.run("/root/src/install.sh", "--wheels", "/root/wheels")
    assert "is installed" in first, first
    laid = machine.path("/opt/venue/0.1.0/complete").stat().st_mtime_ns
    again = machine.run("/root/src/install.sh", "--wheels", "/root/wheels")
    assert "version 0.1.0 is there" in again, again
    assert machine.path("/opt/venue/0.1.0/complete").stat().st_mtime_ns == laid
    assert "venue" in machine.run("id", "venue")
    assert oct(machine.path("/var/lib/venue").stat().st_mode)[-3:] == "700"


def start(machine: Machine) -> None:
    """`venue init` as root makes files of the user venue; the server answers."""
    told = machine.run(
        "venue", "init", "--yes", "--name", "Trial", "--manager", "Ada", "--pin", PIN
    )
    code = re.search(r"code (\d+)", told)
    assert code, told
    owners = machine.run("find", "/var/lib/venue", "-not", "-user", "venue")
    assert owners == "", owners
    machine.path("/root/menu.toml").write_text(MENU)
    machine.run("sh", "-c", "cp /root/menu.toml /tmp/menu.toml && chmod 644 /tmp/menu.toml")
    machine.run("venue", "menu", "import", "/tmp/menu.toml")
    machine.run("venue", "tables", "add", "1")
    machine.run("systemctl", "start", "venue")
    machine.ready()
    machine.post("/api/v1/devices/pair", {"code": code[1]})
    people = machine.get("/api/v1/staff/names")["items"]
    machine.post("/api/v1/staff/sign-in", {"staff_id": people[0]["id"], "pin": PIN})


def order(machine: Machine) -> None:
    """One order over HTTP."""
    machine.session.headers["X-Order"] = machine.order()


def stop_and_start(machine: Machine) -> None:
    """The order is there after a stop and a start."""
    machine.run("systemctl", "stop", "venue")
    machine.run("systemctl", "start", "venue")
    machine.ready()
    assert machine.get(f"/api/v1/orders/{machine.session.headers['X-Order']}")["lines"]


def back_up(machine: Machine) -> None:
    """A backup is made and checked by the command line."""
    machine.run("venue", "backup", "create")
    made = next(machine.path("/var/lib/venue/backups").glob("*.venuebackup"))
    told = machine.run("venue", "backup", "verify", f"/var/lib/venue/backups/{made.name}")
    assert "is whole" in told, told


def restore(machine: Machine) -> None:
    """The data folder is lost; the backup and its key bring the order back."""
    key = machine.run("venue", "backup", "key").strip()
    made = next(machine.path("/var/lib/venue/backups").glob("*.venuebackup"))
    machine.run(
        "sh", "-c", f"cp /var/lib/venue/backups/{made.name} /tmp/kept && chmod 644 /tmp/kept"
    )
    machine.run("systemctl", "stop", "venue")
    machine.run("find", "/var/lib/venue", "-mindepth", "1", "-delete")
    told = machine.run("venue", "restore", "/tmp/kept", "--key", key)
    assert "Restored" in told, told
    machine.run("systemctl", "start", "venue")
    machine.ready()
    assert machine.get(f"/api/v1/orders/{machine.session.headers['X-Order']}")["lines"]


def uninstall(machine: Machine) -> None:
    """Everything goes but the data; with --purge the data too."""
    machine.run("/opt/venue/current/install.sh", "--uninstall")
    assert not machine.path("/opt/venue").exists()
    assert not machine.path("/usr/local/bin/venue").exists()
    assert not list(machine.path("/etc/systemd/system").glob("venue*"))
    assert machine.path("/var/lib/venue/venue.db").exists()
    machine.run("/root/src/install.sh", "--uninstall", "--purge")
    assert not machine.path("/var/lib/venue").exists()
    assert "no such user" in machine.run("id", "venue", check=False)


STEPS = (
    *(install, start, order, stop_and_start),
    *(updating.forged, updating.update, updating.migration_fails, updating.not_well),
    *(updating.cut_off, updating.back, back_up, restore, uninstall),
)

if __name__ == "__main__":
    main()
