"""Use cases of staff: who is signed in, sign out, add, change, disable."""

from typing import Any

from venue.core.actor import Actor, Credentials
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.ids import token_hash
from venue.core.services import Services
from venue.core.tx import ReadTx, Row, Tx
from venue.devices import service as devices
from venue.devices.model import home_of as device_home
from venue.staff import lockout, pins, store
from venue.staff.access import HOMES, permissions_of

COOKIE = "venue_staff"


def pepper(services: Services) -> bytes:
    """Return the box's secret that every PIN is mixed with; it is not in the database."""
    return services.vault.derive("pin pepper")


def hash_pin(services: Services, pin: str, role: str) -> str:
    """Return what is stored of a new PIN; slow, so never on the writer or the loop.

    Raises:
        Invalid: ``staff.bad_pin``.
    """
    pins.require_form(pin, role)
    return services.runtime.run(lambda: pins.hashed(pin, pepper(services)))


def lock_key(staff_id: int) -> str:
    """Return the key by which a person's wrong PINs are counted."""
    return f"pin:staff:{staff_id}"


def add(tx: Tx, *, name: str, role: str, pin_hash: str | None) -> dict[str, Any]:
    """Add a person; return ``{id, name, role}``.

    Raises:
        Invalid: ``staff.no_name``.
    """
    if not name:
        raise Invalid("staff.no_name", "a person needs a name")
    staff_id = store.insert(tx, name=name, role=role, pin_hash=pin_hash)
    tx.journal("staff.added", {"staff": staff_id, "role": role})
    return {"id": staff_id, "name": name, "role": role}


def set_pin(tx: Tx, staff_id: int, pin_hash: str) -> dict[str, Any]:
    """Give a person a new PIN and end the sessions begun with the old one.

    Raises:
        NotFound: ``staff.unknown``.
    """
    require(tx, staff_id)
    store.set_pin(tx, staff_id, pin_hash)
    store.end_sessions_of(tx, staff_id)
    lockout.cleared(tx, (lock_key(staff_id),))
    tx.journal("staff.pin_changed", {"staff": staff_id})
    return {"id": staff_id}


def change(tx: Tx, staff_id: int, *, name: str, role: str) -> dict[str, Any]:
    """Give a person another name or role; a role ends the sessions begun with the old one.

    Raises:
        NotFound: ``staff.unknown``. Invalid: ``staff.no_name``.
        Conflict: ``staff.last_manager``.
    """
    person = require(tx, staff_id)
    if not name:
        raise Invalid("staff.no_name", "a person needs a name")
    if person["role"] != role:
        _keep_a_manager(tx, person)
        store.end_sessions_of(tx, staff_id)
    store.change(tx, staff_id, name=name, role=role)
    tx.journal("staff.changed", {"staff": staff_id, "role": role})
    return {"id": staff_id, "name": name, "role": role}


def enable(tx: Tx, staff_id: int) -> dict[str, Any]:
    """Let a disabled person in again, with the PIN of before.

    Raises:
        NotFound: ``staff.unknown``.
    """
    require(tx, staff_id)
    store.enable(tx, staff_id)
    tx.journal("staff.enabled", {"staff": staff_id})
    return {"id": staff_id, "disabled": False}


def _keep_a_manager(tx: Tx, person: Row) -> None:
    """Refuse to lose the last who could let others in."""
    if person["role"] != "manager" or person["disabled_at"] is not None:
        return
    others = [
        one
        for one in store.people(tx)
        if one["role"] == "manager" and not one["disabled"] and one["id"] != person["id"]
    ]
    if not any(one["has_pin"] for one in others):
        raise Conflict(
            "staff.last_manager", "this is the last manager with a PIN; give another one first"
        )


def disable(tx: Tx, staff_id: int) -> dict[str, Any]:
    """Let a person in no more and end their sessions.

    Raises:
        NotFound: ``staff.unknown``. Conflict: ``staff.last_manager``.
    """
    _keep_a_manager(tx, require(tx, staff_id))
    store.disable(tx, staff_id)
    store.end_sessions_of(tx, staff_id)
    tx.journal("staff.disabled", {"staff": staff_id})
    return {"id": staff_id, "disabled": True}


def sign_out(tx: Tx, secret: str) -> dict[str, Any]:
    """End the session of a cookie; one that is over already is no error."""
    found = store.session(tx, token_hash(secret))
    if found is not None:
        store.end_session(tx, found["id"])
        tx.journal("staff.signed_out", {"staff": found["staff_id"]})
    return {"signed_out": True}


def names(tx: ReadTx) -> dict[str, Any]:
    """Return who may sign in: ``{items: [{id, name, role}]}``."""
    return {
        "items": [
            {"id": one["id"], "name": one["name"], "role": one["role"]}
            for one in store.people(tx)
            if one["has_pin"] and not one["disabled"]
        ]
    }


def index(tx: ReadTx) -> dict[str, Any]:
    """Return everybody: ``{items: [{id, name, role, disabled, has_pin}], seq}``."""
    items = [
        one | {"disabled": bool(one["disabled"]), "has_pin": bool(one["has_pin"])}
        for one in store.people(tx)
    ]
    return {"items": items, "seq": tx.seq}


def identify(tx: ReadTx, given: Credentials) -> Actor | None:
    """Return who is signed in on this very device; the device's role caps the person's.

    A manager on a waiter's tablet may do what a waiter may: a tablet left on a table is no key to
    the office.
    """
    secret = given.cookies.get(COOKIE)
    found = store.session(tx, token_hash(secret)) if secret else None
    device = devices.identify_device(tx, given) if found else None
    if found is None or device is None or device.device_id != found["device_id"]:
        return None
    return Actor(
        kind="staff",
        role=capped(found["role"], device.role),
        id=found["staff_id"],
        name=found["name"],
        scope="staff",
        permissions=permissions_of(found["role"]) & permissions_of(device.role),
        device_id=device.device_id,
        station=device.station,
    )


def capped(role: str, device_role: str) -> str:
    """Return the role that a person has on a device: the own one unless it is more than that."""
    return role if permissions_of(role) <= permissions_of(device_role) else device_role


def home_of(role: str, device: Row) -> str:
    """Return the page where a person starts on a device."""
    if device["role"] == "kitchen":
        return device_home(device["role"], device["station"])
    allowed = permissions_of(role) & permissions_of(device["role"])
    if "overview.view" in allowed:
        return "/manage"
    return next((page for name, page in HOMES if name in allowed), "/status")


def require(tx: ReadTx, staff_id: int) -> Row:
    """Return a person.

    Raises:
        NotFound: ``staff.unknown``.
    """
    found = store.person(tx, staff_id)
    if found is None:
        raise NotFound("staff.unknown", "there is no such person", staff_id=staff_id)
    return found
