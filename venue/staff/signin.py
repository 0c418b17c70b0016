"""Signing in: a try is counted, the PIN is checked off the writer, then the session begins."""

from typing import Any

from venue.core.errors import Unauthenticated
from venue.core.ids import token_hash
from venue.core.services import Services
from venue.core.tx import Tx
from venue.devices import service as devices
from venue.staff import lockout, pins, service, store

SITE = f"pin{lockout.SITE}"
HOUR_MS = 3_600_000
KEPT_MS = 24 * HOUR_MS


def keys_of(staff_id: int, device_id: int) -> tuple[str, str]:
    """Return the keys by which wrong PINs are counted, beside the site's."""
    return service.lock_key(staff_id), f"pin:device:{device_id}"


def prove(services: Services, *, staff_id: int, device_id: int, pin: str) -> str | None:
    """Return the stored hash that a PIN matches, or None; as slow for a person unknown.

    Raises:
        Throttled: ``staff.locked``.
    """
    pepper = service.pepper(services)
    stored = services.database.write(_count_try, staff_id, device_id)
    right = services.runtime.run(lambda: pins.matches(stored, pin, pepper))
    return stored if right else None


def begin(
    tx: Tx, *, staff_id: int, device_id: int, proven: str | None, secret: str, hours: int
) -> dict[str, Any]:
    """Begin a session, the only one on its device; return ``{staff, home}``.

    Args:
        proven: What `prove` returned.
        secret: What the session's cookie holds.

    Raises:
        Unauthenticated: ``staff.wrong_pin`` - also for a person unknown or disabled, and for a
            PIN that was changed meanwhile.
        NotFound: ``devices.unknown_device``.
    """
    if proven is None or proven != store.pin_hash(tx, staff_id):
        raise Unauthenticated("staff.wrong_pin", "this PIN is not right")
    person, device = service.require(tx, staff_id), devices.require(tx, device_id)
    tx.actor = f"staff:{staff_id}"
    store.forget_sessions(tx, tx.run_ms - KEPT_MS)
    store.end_sessions_on(tx, device_id)
    store.insert_session(
        tx,
        token_hash=token_hash(secret),
        staff_id=staff_id,
        device_id=device_id,
        expires_run_ms=tx.run_ms + hours * HOUR_MS,
    )
    tx.journal("staff.signed_in", {"staff": staff_id, "device": device_id})
    shown = {"id": staff_id, "name": person["name"], "role": person["role"]}
    return {"staff": shown, "home": service.home_of(person["role"], device)}


def settle(tx: Tx, *, staff_id: int, device_id: int, signed_in: bool) -> None:
    """Forget this pair's tries after a success; count a failure for the site."""
    if signed_in:
        lockout.cleared(tx, keys_of(staff_id, device_id))
        return
    lockout.failed(tx, (SITE,))
    tx.journal("staff.pin_refused", {"staff": staff_id, "device": device_id})


def _count_try(tx: Tx, staff_id: int, device_id: int) -> str | None:
    """Count a try before it is made: a hundred at once must not all come before the count."""
    keys = keys_of(staff_id, device_id)
    lockout.check(tx, (*keys, SITE))
    lockout.failed(tx, keys)
    return store.pin_hash(tx, staff_id)
