"""A public name's certificate: what was agreed for it, how far it has come, when to try again.

Kept in one file beside the certificate, rewritten whole after each step, so that a power cut
loses nothing that the certificate service counts.
"""

import datetime
from pathlib import Path

import msgspec

from config.settings import write_whole
from venue.core.clock import rfc3339
from venue.core.errors import Invalid
from venue.tls import authority, folder

FILE = "public.json"
RENEW_PART = 3  # renewed when a third of its life is left
FIRST_WAIT_S, LONGEST_WAIT_S = 600, 86_400
# Let's Encrypt gives five certificates for the same names in a week; no clock is believed longer.
MOST_ORDERS, WEEK = 5, datetime.timedelta(days=7)


class Failed(Exception):
    """No certificate came.

    Attributes:
        wait_s: What the service asked to wait; 0: nothing.
        order_is_dead: Whether the next attempt needs a new order.
    """

    def __init__(self, words: str, *, wait_s: int = 0, order_is_dead: bool = False) -> None:
        super().__init__(words)
        self.wait_s, self.order_is_dead = wait_s, order_is_dead


class Dns(msgspec.Struct, frozen=True, kw_only=True):
    """How a TXT record is put into the name's zone.

    Attributes:
        kind: A key of `records.PROVIDERS`.
        server: ``HOST`` or ``HOST:PORT`` that takes dynamic updates.
        key_name: Of the TSIG key; ``key`` is its secret in base64, sealed.
        program: An executable, for ``program``.
        ask: Name servers (``HOST:PORT``) that must show the record; empty: those of the zone.
    """

    kind: str
    server: str = ""
    zone: str = ""
    key_name: str = ""
    algorithm: str = "hmac-sha256"
    key: str = ""
    program: str = ""
    ask: tuple[str, ...] = ()


class Plan(msgspec.Struct, kw_only=True):
    """What was agreed and how far it has come.

    Attributes:
        directory: The service's address (RFC 8555, 7.1.1).
        account_key: PEM, sealed; ``account`` is its address at the service.
        order: The address of the order under way; ``order_key`` its certificate's key, sealed.
        ordered_at: When orders were made, RFC 3339.
        failures: Attempts since the last success.
        next_at: Not before this; empty: whenever it is due.
        fault: Why the last attempt failed.
    """

    name: str
    directory: str
    email: str
    dns: Dns
    account_key: str = ""
    account: str = ""
    order: str = ""
    order_key: str = ""
    ordered_at: list[str] = []
    failures: int = 0
    next_at: str = ""
    fault: str = ""


def load(data: Path) -> Plan | None:
    """Return the plan of a venue's folder; None: no public name was set up.

    Raises:
        Invalid: ``tls.plan`` - the file is damaged.
    """
    path = data / folder.FOLDER / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan) if path.exists() else None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            "tls.plan", f"{path} is damaged; set the public name up again, or: venue tls own"
        ) from error


def save(data: Path, plan: Plan) -> None:
    """Keep a plan, whole, mode 0600."""
    path = data / folder.FOLDER / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(path, msgspec.json.format(msgspec.json.encode(plan), indent=1).decode())


def due(plan: Plan, certificate: bytes | None, now: datetime.datetime) -> bool:
    """Tell whether a certificate is missing, ends soon, or is of another name."""
    if certificate is None:
        return True
    facts = authority.facts_of(certificate)
    left = facts.ends_at - now
    return left * RENEW_PART < facts.ends_at - facts.begins_at or plan.name not in facts.names


def waits(plan: Plan, now: datetime.datetime) -> bool:
    """Tell whether it is too early for the next attempt.

    A moment further off than any wait was noted by a clock that ran ahead.
    """
    if not plan.next_at:
        return False
    return now < datetime.datetime.fromisoformat(plan.next_at) <= now + WEEK


def may_order(plan: Plan, now: datetime.datetime) -> bool:
    """Tell whether one more order stays within what is made in a week."""
    return len(_recent(plan, now)) < MOST_ORDERS


def ordering(plan: Plan, now: datetime.datetime) -> None:
    """Note an order before it is made: one that a power cut hides was counted all the same."""
    plan.ordered_at = [*_recent(plan, now), rfc3339(now)]


def failed(plan: Plan, words: str, now: datetime.datetime, *, wait_s: int = 0) -> None:
    """Note a failure and when to try again: ever later, or when the service said.

    Args:
        wait_s: What the service asked for; 0: nothing.
    """
    plan.failures += 1
    plan.fault = words[:300]
    own_s = min(FIRST_WAIT_S * 2 ** min(plan.failures - 1, 10), LONGEST_WAIT_S)
    wait = min(datetime.timedelta(seconds=max(own_s, wait_s)), WEEK)
    plan.next_at = rfc3339(now + wait)


def done(plan: Plan) -> None:
    """Note a success."""
    plan.order = plan.order_key = plan.fault = plan.next_at = ""
    plan.failures = 0


def _recent(plan: Plan, now: datetime.datetime) -> list[str]:
    return [
        one for one in plan.ordered_at if abs(datetime.datetime.fromisoformat(one) - now) < WEEK
    ]
