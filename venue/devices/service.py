"""Use cases of devices and API keys."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from venue.core.actor import Actor, Credentials
from venue.core.errors import Invalid, NotFound, Unauthenticated
from venue.core.ids import digits, token, token_hash
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.devices import store
from venue.staff import access

COOKIE = "venue_device"
COOKIE_AGE_S = 400 * 24 * 3600  # browsers keep no cookie longer (RFC 6265bis)
CODE_DIGITS = 8
CODE_LIFE_MS = 10 * 60 * 1000
KEY_MARK = "vk_"
PREFIX_BYTES = 6

# What an unsigned tablet may do: find out who may sign in on it, and say how the box is.
UNSIGNED = frozenset({"me.view", "staff.names", "staff.sign_in", "status.view"})

HOMES = {"waiter": "/waiter", "manager": "/status", "installer": "/status"}


@dataclass(frozen=True)
class Paired:
    """A device that was just paired; ``secret`` goes into its cookie and nowhere else."""

    device: dict[str, Any]
    home: str
    secret: str


def make_code(
    tx: Tx, *, role: str, station: str | None, reusable: bool = False, code: str | None = None
) -> str:
    """Make a pairing code and return it.

    Args:
        reusable: Works any number of times and does not expire; the demo alone uses it.
        code: A given one; None: a random one.
    """
    made = code or digits(CODE_DIGITS)
    store.forget_codes(tx, tx.run_ms - CODE_LIFE_MS)
    store.insert_code(
        tx,
        token_hash(made),
        role=role,
        station=station,
        expires_run_ms=None if reusable else tx.run_ms + CODE_LIFE_MS,
        reusable=reusable,
    )
    tx.journal("device.code_made", {"role": role, "station": station})
    return made


def pair(tx: Tx, *, code: str, name: str) -> Paired:
    """Pair the device that typed a code.

    Raises:
        Unauthenticated: ``devices.wrong_code`` - unknown, used or expired; which is not said.
    """
    found = store.usable_code(tx, token_hash(code))
    if found is None:
        raise Unauthenticated("devices.wrong_code", "this code is wrong or over; ask for a new one")
    store.use_code(tx, token_hash(code))
    secret = token()
    shown = name or f"{found['role']} {found['station'] or ''}".strip()
    device_id = store.insert_device(
        tx,
        name=shown,
        role=found["role"],
        station=found["station"],
        secret_hash=token_hash(secret),
    )
    tx.journal("device.paired", {"device": device_id, "role": found["role"]})
    tx.tell("status", "status", {})
    device = {"id": device_id, "name": shown, "role": found["role"], "station": found["station"]}
    return Paired(device, _home(found["role"], found["station"]), secret)


def revoke(tx: Tx, device_id: int) -> dict[str, Any]:
    """Lock a device out; return ``{id, revoked}``.

    Raises:
        NotFound: ``devices.unknown_device``.
    """
    if store.device(tx, device_id) is None:
        raise NotFound("devices.unknown_device", "there is no such device", device_id=device_id)
    store.revoke(tx, device_id)
    tx.journal("device.revoked", {"device": device_id})
    tx.tell("status", "status", {})
    return {"id": device_id, "revoked": True}


def index(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items: [{id, name, role, station, paired_at, revoked}], seq}``."""
    items = [one | {"revoked": bool(one["revoked"])} for one in store.devices(tx)]
    return {"items": items, "seq": tx.seq}


def create_api_key(tx: Tx, *, name: str, role: str, permissions: Iterable[str]) -> tuple[int, str]:
    """Make a program's key; return its id and the key, which is not stored and not shown again.

    Raises:
        Invalid: ``devices.unknown_permission``.
    """
    wanted = sorted(permissions)
    unknown = [one for one in wanted if one not in access.PERMISSIONS]
    if unknown:
        raise Invalid("devices.unknown_permission", f"there is no permission {unknown[0]!r}")
    prefix, secret = secrets.token_hex(PREFIX_BYTES), token()
    key_id = store.insert_key(
        tx,
        name=name,
        prefix=prefix,
        secret_hash=token_hash(secret),
        role=role,
        permissions=dumps(wanted),
    )
    tx.journal("api_key.created", {"api_key": key_id, "permissions": wanted})
    return key_id, f"{KEY_MARK}{prefix}.{secret}"


def identify_device(tx: ReadTx, given: Credentials) -> Actor | None:
    """Return the paired device; a kitchen screen works as it is, others only let staff sign in."""
    secret = given.cookies.get(COOKIE)
    found = store.device_by_secret(tx, token_hash(secret)) if secret else None
    if found is None:
        return None
    screen = found["role"] == "kitchen"
    return Actor(
        kind="device",
        role=found["role"],
        id=found["id"],
        name=found["name"],
        scope=f"device:{found['id']}",
        permissions=access.permissions_of("kitchen") if screen else UNSIGNED,
        device_id=found["id"],
        station=found["station"],
    )


def identify_key(tx: ReadTx, given: Credentials) -> Actor | None:
    """Return the program behind an API key."""
    prefix, _, secret = given.bearer.removeprefix(KEY_MARK).partition(".")
    if not given.bearer.startswith(KEY_MARK) or not secret:
        return None
    found = store.key_by_prefix(tx, prefix)
    if found is None or not secrets.compare_digest(found["secret_hash"], token_hash(secret)):
        return None
    return Actor(
        kind="api",
        role=found["role"],
        id=found["id"],
        name=found["name"],
        scope=f"api:{found['id']}",
        permissions=frozenset(loads(found["permissions"])),
    )


def me(tx: ReadTx, actor: Actor) -> dict[str, Any]:
    """Return what ``GET /api/v1/me`` says of the actor's device."""
    found = store.device(tx, actor.device_id) if actor.device_id else None
    if found is None:
        return {}
    keys = ("id", "name", "role", "station")
    return {"device": {key: found[key] for key in keys}}


def screens(tx: ReadTx, online: set[int]) -> list[dict[str, Any]]:
    """Return the paired devices and whether each has a live connection."""
    return [
        {
            "name": one["name"],
            "role": one["role"],
            "station": one["station"],
            "online": one["id"] in online,
        }
        for one in store.devices(tx)
        if not one["revoked"]
    ]


def _home(role: str, station: str | None) -> str:
    if role == "kitchen":
        return f"/kitchen/{station or 'all'}"
    # Anybody else signs in first; the sign-in answers with the person's own page.
    return "/pair"
