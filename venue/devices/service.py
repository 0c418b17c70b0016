"""Use cases of devices and API keys."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Response

from venue.core.actor import Actor, Credentials
from venue.core.errors import Conflict, Invalid, NotFound, Unauthenticated
from venue.core.ids import digits, token_hash
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.devices import store
from venue.devices.model import CODE_DIGITS, SCREENS, home_of
from venue.devices.seen import LastSeen
from venue.staff import access, lockout

COOKIE = "venue_device"
COOKIE_AGE_S = 400 * 24 * 3600  # browsers keep no cookie longer (RFC 6265bis)
CODE_LIFE_MS = 10 * 60 * 1000
KEY_MARK = "vk_"
PREFIX_BYTES = 6
MOST_KEYS = 100

# What an unsigned tablet may do: find out who may sign in on it, and say how the box is.
UNSIGNED = frozenset({"me.view", "staff.names", "staff.sign_in", "status.view"})

# What a key holds that was given everything its role may: it follows the role over updates.
ALL_OF_ROLE = "*"

SITE = f"pair{lockout.SITE}"


def make_code(
    tx: Tx, *, role: str, station: str | None, reusable: bool = False, code: str | None = None
) -> str:
    """Make a pairing code and return it.

    Args:
        station: Slug of a kitchen screen's station; None: a screen of all stations.
        reusable: Works any number of times and does not expire, while the demo is on.
        code: A given one; None: a random one.

    Raises:
        Invalid: ``devices.no_station`` - only a kitchen screen has one.
    """
    if station is not None and role != "kitchen":
        raise Invalid("devices.no_station", "only a kitchen screen belongs to a station")
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
    # Somebody is about to pair: a stranger's guesses must not have shut the door for the site.
    lockout.cleared(tx, (SITE,))
    tx.journal("device.code_made", {"role": role, "station": station})
    return made


def pair(tx: Tx, *, code: str, name: str, secret: str, demo: bool) -> dict[str, Any]:
    """Pair the device that typed a code; return ``{device, home}``.

    Args:
        secret: What the device's cookie will hold.
        demo: Whether reusable codes work.

    Raises:
        Unauthenticated: ``devices.wrong_code`` - unknown, used or expired; which is not said.
    """
    code_hash = token_hash(code)
    found = store.usable_code(tx, code_hash, reusable=demo)
    if found is None:
        raise Unauthenticated("devices.wrong_code", "this code is wrong or over; ask for a new one")
    store.use_code(tx, code_hash)
    role, station = found["role"], found["station"]
    shown = name or f"{role} {station or ''}".strip()
    device_id = store.insert_device(
        tx, name=shown, role=role, station=station, secret_hash=token_hash(secret)
    )
    tx.journal("device.paired", {"device": device_id, "role": role})
    tx.tell("status", "status", {})
    device = {"id": device_id, "name": shown, "role": role, "station": station}
    return {"device": device, "home": home_of(role, station)}


def revoke(tx: Tx, device_id: int) -> dict[str, Any]:
    """Lock a device out; return ``{id, revoked}``.

    Raises:
        NotFound: ``devices.unknown_device``.
    """
    if require(tx, device_id)["revoked_at"] is None:
        store.revoke(tx, device_id)
        tx.journal("device.revoked", {"device": device_id})
        tx.tell("status", "status", {})
    return {"id": device_id, "revoked": True}


def rename(tx: Tx, device_id: int, name: str) -> dict[str, Any]:
    """Call a device something else; return ``{id, name}``.

    Raises:
        NotFound: ``devices.unknown_device``. Invalid: ``devices.no_name``.
    """
    require(tx, device_id)
    if not name:
        raise Invalid("devices.no_name", "a device needs a name")
    store.rename(tx, device_id, name)
    tx.journal("device.renamed", {"device": device_id})
    tx.tell("status", "status", {})
    return {"id": device_id, "name": name}


def require(tx: ReadTx, device_id: int) -> Row:
    """Return a device, revoked or not.

    Raises:
        NotFound: ``devices.unknown_device``.
    """
    found = store.device(tx, device_id)
    if found is None:
        raise NotFound("devices.unknown_device", "there is no such device", device_id=device_id)
    return found


def index(tx: ReadTx, seen: LastSeen) -> dict[str, Any]:
    """Return ``{items: [{id, name, role, station, paired_at, revoked, last_seen_s}], seq}``."""
    items = [
        {
            "id": one["id"],
            "name": one["name"],
            "role": one["role"],
            "station": one["station"],
            "paired_at": one["paired_at"],
            "revoked": one["revoked_at"] is not None,
            "last_seen_s": _seen_s(tx, one, seen),
        }
        for one in store.devices(tx)
    ]
    return {"items": items, "seq": tx.seq}


def every_name(tx: ReadTx) -> list[Row]:
    """Return ``{id, name}`` of every device, revoked ones too."""
    return [{"id": one["id"], "name": one["name"]} for one in store.devices(tx)]


def create_api_key(
    tx: Tx, *, name: str, role: str, permissions: Iterable[str], random: bytes | None = None
) -> tuple[int, str]:
    """Make a program's key; return its id and the key, which is not stored and not shown again.

    Args:
        permissions: What it may do, within what its role may; all of that: it follows the role.
        random: 32 bytes that the key is made of; None: new ones.

    Raises:
        Invalid: ``devices.unknown_permission`` - none, or not one of the role's.
        Conflict: ``devices.too_many_keys``.
    """
    wanted, most = sorted(set(permissions)), access.permissions_of(role)
    foreign = [one for one in wanted if one not in most]
    if foreign or not wanted:
        raise Invalid("devices.unknown_permission", f"{role} has no permission {foreign[:1]}")
    if store.count_keys(tx) >= MOST_KEYS:
        raise Conflict("devices.too_many_keys", f"lock some out first: {MOST_KEYS} are in use")
    prefix, secret = _halves(random or secrets.token_bytes(32))
    key_id = store.insert_key(
        tx,
        name=name,
        prefix=prefix,
        secret_hash=token_hash(secret),
        role=role,
        permissions=dumps(ALL_OF_ROLE if frozenset(wanted) == most else wanted),
    )
    tx.journal("api_key.created", {"api_key": key_id, "permissions": wanted})
    return key_id, f"{KEY_MARK}{prefix}.{secret}"


def key_of(random: bytes) -> str:
    """Return the key that these 32 bytes make."""
    prefix, secret = _halves(random)
    return f"{KEY_MARK}{prefix}.{secret}"


def keys(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items: [{id, name, prefix, role, scopes, revoked}], seq}``."""
    items = [
        {
            **{name: one[name] for name in ("id", "name", "prefix", "role")},
            "scopes": sorted(_permissions(one)),
            "revoked": bool(one["revoked"]),
        }
        for one in store.keys(tx)
    ]
    return {"items": items, "seq": tx.seq}


def revoke_key(tx: Tx, key_id: int) -> dict[str, Any]:
    """Lock a program out; return ``{id, revoked}``.

    Raises:
        NotFound: ``devices.unknown_key``.
    """
    if not store.revoke_key(tx, key_id):
        raise NotFound("devices.unknown_key", "there is no such key in use", key_id=key_id)
    tx.journal("api_key.revoked", {"api_key": key_id})
    return {"id": key_id, "revoked": True}


def identify_device(tx: ReadTx, given: Credentials) -> Actor | None:
    """Return the paired device; some screens work as they are, others only let staff sign in."""
    secret = given.cookies.get(COOKIE)
    found = store.device_by_secret(tx, token_hash(secret)) if secret else None
    if found is None:
        return None
    screen = found["role"] in SCREENS
    return Actor(
        kind="device",
        role=found["role"],
        id=found["id"],
        name=found["name"],
        scope=f"device:{found['id']}",
        permissions=access.permissions_of(found["role"]) if screen else UNSIGNED,
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
        permissions=_permissions(found),
    )


def me(tx: ReadTx, actor: Actor) -> dict[str, Any]:
    """Return what ``GET /api/v1/me`` says of the actor's device."""
    found = store.device(tx, actor.device_id) if actor.device_id else None
    if found is None:
        return {}
    keys = ("id", "name", "role", "station")
    return {"device": {key: found[key] for key in keys}}


def screens(tx: ReadTx, online: set[int], seen: LastSeen) -> list[dict[str, Any]]:
    """Return the paired devices, whether each is connected, and seconds since its last request."""
    return [
        {
            "name": one["name"],
            "role": one["role"],
            "station": one["station"],
            "online": one["id"] in online,
            "last_seen_s": _seen_s(tx, one, seen),
        }
        for one in store.devices(tx)
        if one["revoked_at"] is None
    ]


def set_cookie(response: Response, name: str, secret: str, *, secure: bool) -> None:
    """Put a secret where scripts and other sites' pages do not reach it.

    How long it is good for is decided on the box: a tablet's clock may be anything.
    """
    response.set_cookie(
        name, secret, max_age=COOKIE_AGE_S, httponly=True, samesite="Lax", secure=secure
    )


def _seen_s(tx: ReadTx, device: Row, seen: LastSeen) -> int:
    return seen.age_s(device["id"], stored_run_ms=device["last_seen_run_ms"], run_ms=tx.run_ms)


def _halves(random: bytes) -> tuple[str, str]:
    """Return the public and the secret part; the public one tells nothing of the other."""
    return hashlib.sha256(b"prefix" + random).hexdigest()[: 2 * PREFIX_BYTES], random.hex()


def _permissions(key: Row) -> frozenset[str]:
    most, given = access.permissions_of(key["role"]), loads(key["permissions"])
    return most if given == ALL_OF_ROLE else most & frozenset(given)
