"""Somebody's word for what a colleague may not do alone: a PIN that is good for one act.

Either the approver's own device shows a one-time PIN, which works for two minutes and once, or the
approver types the own PIN on the colleague's device; the box then makes a one-time PIN of it before
the act. So the slow check of an own PIN never runs on the writer, and the act itself always has
the same form.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from flask import Response

from venue.core import commands
from venue.core.actor import Actor
from venue.core.errors import Forbidden, VenueError
from venue.core.idempotency import Answer
from venue.core.ids import digits, token_hash
from venue.core.parse import Body
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.staff import lockout, pins, service, store
from venue.staff.access import permissions_of
from venue.staff.private import PrivateCall

LIFE_MS = 2 * 60_000
KEPT_MS = 24 * 3_600_000
DIGITS = 6
OWN_DIGITS = 12  # longer than any that a person types, so that neither is taken for the other
SITE = f"approval{lockout.SITE}"


class Approver(Body, frozen=True):
    """Who approves, and the PIN; without ``staff_id`` the one-time PIN alone says who."""

    pin: Annotated[str, msgspec.Meta(max_length=32)]
    staff_id: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None


def give(tx: Tx, staff_id: int, pin: str) -> dict[str, Any]:
    """Make ``pin`` good for one approval by this person; return ``{staff_id, expires_in_s}``."""
    store.forget_approvals(tx, tx.run_ms - KEPT_MS)
    store.insert_approval(
        tx, staff_id=staff_id, pin_hash=token_hash(pin), expires_run_ms=tx.run_ms + LIFE_MS
    )
    tx.journal("approval.given", {"staff": staff_id})
    return {"staff_id": staff_id, "expires_in_s": LIFE_MS // 1000}


def approve(tx: Tx, *, staff_id: int | None, pin: str, permission: str) -> int:
    """Use up a one-time PIN; return the approver's staff id.

    Args:
        staff_id: Who is said to approve; None: whoever the PIN belongs to.
        permission: What the approver's role must allow.

    Raises:
        Forbidden: ``approval.wrong_pin``, counted by the lock-out; ``approval.not_allowed``.
        Throttled: ``staff.locked``.
    """
    keys = _keys(staff_id)
    lockout.check(tx, keys)
    for one in store.approvals(tx, token_hash(pin)):
        is_live = one["used_run_ms"] is None and tx.run_ms < one["expires_run_ms"]
        if not is_live or staff_id not in (None, one["staff_id"]):
            continue
        if permission not in permissions_of(one["role"]):
            raise Forbidden("approval.not_allowed", "this person may not approve that")
        store.use_approval(tx, one["id"])
        lockout.cleared(tx, _keys(staff_id)[:1])
        tx.journal("approval.used", {"staff": one["staff_id"], "for": permission})
        return int(one["staff_id"])
    raise _wrong(keys)


def approver_of(tx: Tx, actor: Actor, given: Approver | None, permission: str) -> str:
    """Return who answers for an act: the actor, who may alone, or the approver.

    Raises:
        Forbidden: ``approval.needed`` - nobody approved; ``approval.wrong_pin`` and its kin.
    """
    if actor.may(permission):
        return actor.label
    if given is None:
        raise Forbidden("approval.needed", "somebody has to approve this", permission=permission)
    approver = approve(tx, staff_id=given.staff_id, pin=given.pin, permission=permission)
    return f"staff:{approver}"


def command(
    services: Services,
    given: Approver | None,
    fn: Callable[[Tx, Approver | None], Any],
    *,
    status: int = 200,
) -> Response:
    """Run ``fn(tx, approver)`` once under the request's key; no PIN is stored, not even hashed.

    Raises:
        Forbidden: ``approval.wrong_pin``. Throttled: ``staff.locked``.
    """
    if given is None:
        return commands.command(services, lambda tx: fn(tx, None), status=status)
    actor = commands.current_actor()
    call = PrivateCall(services, scope=actor.scope)
    ready = _one_time(services, given)

    def act(tx: Tx) -> Answer:
        tx.actor = actor.label
        return call.once(tx, lambda inner: fn(inner, ready), status=status)[0]

    return commands.reply(services.database.write(act))


def _one_time(services: Services, given: Approver) -> Approver:
    """Return the approver with a one-time PIN, made from the own PIN where that was typed."""
    staff_id = given.staff_id
    with services.database.read() as tx:
        if staff_id is None or _is_known(tx, staff_id, given.pin):
            return given
    stored = services.database.write(_count_try, staff_id)
    pepper = service.pepper(services)
    if not services.runtime.run(lambda: pins.matches(stored, given.pin, pepper)):
        services.database.write(lockout.failed, (SITE,))
        raise Forbidden("approval.wrong_pin", "this PIN is not right")
    pin = digits(OWN_DIGITS)

    def make(tx: Tx) -> None:
        tx.actor = f"staff:{staff_id}"
        lockout.cleared(tx, _keys(staff_id)[:1])
        give(tx, staff_id, pin)

    services.database.write(make)
    return Approver(pin=pin, staff_id=staff_id)


def _is_known(tx: ReadTx, staff_id: int, pin: str) -> bool:
    """Tell whether this is a one-time PIN, a used one too: a repeated call brings it again."""
    return any(one["staff_id"] == staff_id for one in store.approvals(tx, token_hash(pin)))


def _count_try(tx: Tx, staff_id: int) -> str | None:
    """Count a try before it is made, as signing in does; return the stored hash."""
    keys = _keys(staff_id)
    lockout.check(tx, keys)
    lockout.failed(tx, keys[:1])
    return store.pin_hash(tx, staff_id)


def _keys(staff_id: int | None) -> tuple[str, ...]:
    return (SITE,) if staff_id is None else (service.lock_key(staff_id), SITE)


def _wrong(keys: tuple[str, ...]) -> VenueError:
    refusal = Forbidden("approval.wrong_pin", "this PIN is not right, or was used already")
    refusal.aftermath = lambda tx: lockout.failed(tx, keys)
    return refusal
