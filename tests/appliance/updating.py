"""The updates of the long walk: good, forged, broken and unwell releases."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scripts.release import make
from tests.appliance.machine import Machine, source

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SCHEMA, SERVING = "venue/tables/schema.py", "venue/commands/serving.py"
TABLE = '''

@MIGRATIONS()
def m9901_trial(db: Database) -> None:
    """Make what the next version needs."""
    db.execute("CREATE TABLE trial (id INTEGER PRIMARY KEY) STRICT")
'''
BROKEN = TABLE.replace("m9901_trial", "m9902_broken").replace("TABLE trial", "TABLE no such")
UNWELL = """appliance.start()
    from venue.gateway import probes

    probes.LOWEST_DISK_BYTES = 10**18
"""


def trust(path: Path) -> None:
    """Put the public key where install.sh takes it from."""
    path.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def make_releases(machine: Machine, wheels: Path) -> None:
    """Make 0.2.0 (good), 0.2.1 (a migration fails), 0.3.0 (serves, but is not well)."""
    text = (Path(__file__).parents[2] / SCHEMA).read_text()
    changes = {
        "0.2.0": {SCHEMA: (text, text + TABLE)},
        "0.2.1": {SCHEMA: (text, text + TABLE + BROKEN)},
        "0.3.0": {SCHEMA: (text, text + TABLE), SERVING: ("appliance.start()\n", UNWELL)},
    }
    for version, files in changes.items():
        checkout = machine.path(f"/root/src-{version}")
        files["setup.py"] = ('version="0.1.0"', f'version="{version}"')
        files["venue/__init__.py"] = ('"0.1.0"', f'"{version}"')
        source(checkout, files)
        make(checkout, wheels, KEY, machine.path("/root"))
    forged = machine.path("/root/forged")
    forged.mkdir(exist_ok=True)
    make(machine.path("/root/src-0.2.0"), wheels, STRANGER, forged)


def forged(machine: Machine) -> None:
    """A release signed by a stranger is refused before anything of it is used."""
    told = machine.run("venue", "update", "/root/forged/venue-0.2.0.venueupdate", check=False)
    assert "not signed by whom this box trusts" in told, told
    assert not machine.path("/opt/venue/0.2.0").exists()


def update(machine: Machine) -> None:
    """A signed release: backup, trial on a copy, switch; the order and a new table are there."""
    told = machine.run("venue", "update", "/root/venue-0.2.0.venueupdate")
    assert "Version 0.2.0 is in use" in told, told
    assert list(machine.path("/var/lib/venue/backups").glob("*.venuebackup"))
    check(machine, "0.2.0")


def migration_fails(machine: Machine) -> None:
    """A release whose migration fails on the copy is never switched to."""
    told = machine.run("venue", "update", "/root/venue-0.2.1.venueupdate", check=False)
    assert "exit 1" in told, told
    assert "Switching" not in told, told
    check(machine, "0.2.0")


def not_well(machine: Machine) -> None:
    """A release that serves but is not well gives way to the old one by itself."""
    told = machine.run("venue", "update", "/root/venue-0.3.0.venueupdate", check=False)
    assert "going back to 0.2.0" in told, told
    assert "0.2.0 runs again" in told, told
    check(machine, "0.2.0")


def cut_off(machine: Machine) -> None:
    """A version whose laying a power cut ended is not offered, and is laid anew."""
    machine.path("/opt/venue/0.3.0/complete").unlink()
    machine.path("/opt/venue/0.3.0/bin/venue").unlink()
    told = machine.run("venue", "update", "0.3.0", check=False)
    assert "version 0.3.0 is not on this box" in told, told
    machine.run("venue", "update", "/root/venue-0.3.0.venueupdate", check=False)
    assert machine.path("/opt/venue/0.3.0/bin/venue").exists()
    check(machine, "0.2.0")


def back(machine: Machine) -> None:
    """By hand to the version before, with an order taken meanwhile kept."""
    machine.session.headers["X-Order"] = machine.order()
    told = machine.run("venue", "update", "0.1.0")
    assert "Version 0.1.0 is in use" in told, told
    check(machine, "0.1.0")


def check(machine: Machine, version: str) -> None:
    """See that this version serves, with the order in it and every file the server's own."""
    machine.ready()
    assert machine.get("/api/v1/status")["venue"]["version"] == version
    assert machine.get(f"/api/v1/orders/{machine.session.headers['X-Order']}")["lines"]
    owners = machine.run("find", "/var/lib/venue", "-not", "-user", "venue")
    assert owners == "", owners
