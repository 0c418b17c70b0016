"""A certificate for a public name: fetched and renewed beside a box that goes on serving."""

import contextlib
import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import structs

from venue.core.clock import Clock
from venue.core.errors import Conflict, Invalid, Unavailable, VenueError
from venue.core.services import Services
from venue.core.vault import Vault
from venue.tls import folder, given
from venue.tls import plan as plans
from venue.tls.plan import Failed

log = logging.getLogger(__name__)

LOOK_S = 60
LOCK = "public.lock"
STOP_S = 5.0


class Stopped(Exception):
    """The box stops; the next start goes on."""


class Renewals:
    """Looks every minute whether an attempt is due, and makes it on a thread of its own.

    An attempt may take minutes; other jobs must not wait for it.
    """

    def __init__(self, services: Services) -> None:
        self._data = services.database.path.parent
        self._vault, self._clock = services.vault, services.database.clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        services.jobs.every(LOOK_S, "public name", self.look)
        services.stoppers.append(self.stop)

    def look(self) -> None:
        """Begin an attempt when one is due and none is under way."""
        if self._thread is not None and self._thread.is_alive():
            return
        if is_time(self._data, self._clock):
            self._thread = threading.Thread(target=self._attempt, name="public name", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the attempt under way at its next pause."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _attempt(self) -> None:
        try:
            attempt(self._data, self._vault, self._clock, self._pause)
            log.warning("a certificate for the public name was fetched")
        except Stopped:
            log.info("the certificate for the public name waits for the next start")
        except VenueError as error:
            log.warning("no certificate for the public name: %s", error.message)
        except Exception:
            log.exception("no certificate for the public name")

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


def agree(data: Path, plan: plans.Plan) -> None:
    """Keep what was agreed for a public name; an account at the same service stays.

    Raises:
        Conflict: ``tls.busy``.
    """
    with _alone(data):
        former = None
        with contextlib.suppress(Invalid):
            former = plans.load(data)
        if former is not None and former.directory == plan.directory:
            plan.account, plan.account_key = former.account, former.account_key
            plan.ordered_at = former.ordered_at
        plans.save(data, plan)


def forget(data: Path) -> bool:
    """Give a public name up, with its certificate; return whether there was one.

    Raises:
        Conflict: ``tls.busy``.
    """
    with _alone(data):
        there = [folder.drop(data, name) for name in (plans.FILE, folder.PUBLIC)]
    return any(there)


def seal_anew(data: Path, vault: Vault) -> int:
    """Seal what the plan holds with the present key; return how many secrets were not under it.

    Raises:
        Conflict: ``tls.busy`` - and an attempt would keep what it read before.
    """
    with contextlib.suppress(Invalid):
        if not (data / folder.FOLDER / plans.FILE).exists():
            return 0
        with _alone(data):
            plan = plans.load(data)
            return 0 if plan is None else _seal_plan(data, plan, vault)
    return 0


def _seal_plan(data: Path, plan: plans.Plan, vault: Vault) -> int:
    kept = (plan.account_key, plan.order_key, plan.dns.key)
    older = [one for one in kept if one and not vault.is_current(one)]
    if not older:
        return 0
    try:
        anew = [vault.seal(vault.open(one)) if one in older else one for one in kept]
    except Unavailable:
        return 0  # of another box: the next attempt makes its own, see `issuer`
    plan.account_key, plan.order_key = anew[:2]
    plan.dns = structs.replace(plan.dns, key=anew[2])
    plans.save(data, plan)
    return len(older)


def is_time(data: Path, clock: Clock) -> bool:
    """Tell whether an attempt is due now.

    A certificate that is there is left alone while the clock is not trusted: a wrong date would
    end it.
    """
    plan = plans.load(data)
    if plan is None or plans.waits(plan, clock.now()):
        return False
    certificate = _certificate(data)
    if certificate is not None and not clock.trusted():
        return False
    return bool(plan.order) or plans.due(plan, certificate, clock.now())


def attempt(data: Path, vault: Vault, clock: Clock, pause: Callable[[float], None]) -> None:
    """Fetch a certificate if it is due, whatever was planned for the next attempt.

    Raises:
        Unavailable: ``tls.public`` - none came; the plan says when it is tried again.
        Conflict: ``tls.busy`` - another attempt is under way.
    """
    with _alone(data):
        plan = plans.load(data)
        if plan is None:
            raise Conflict("tls.no_name", "no public name was set up: venue tls public NAME")
        if not plans.due(plan, _certificate(data), clock.now()):
            # Killed after the certificate was in place: there is nothing left to do for the order.
            plans.done(plan)
            plans.save(data, plan)
            return
        _fetch(data, plan, vault, clock, pause)


def _fetch(
    data: Path, plan: plans.Plan, vault: Vault, clock: Clock, pause: Callable[[float], None]
) -> None:
    # Its libraries take 3 MB, and most boxes never order a certificate.
    from venue.tls.issuer import Issuer

    def keep() -> None:
        plans.save(data, plan)

    try:
        chain, key = Issuer(plan, vault, keep, pause, clock.now).obtain()
        whole = _fitting(plan, chain, key, clock)
    except Failed as error:
        if error.order_is_dead:
            plan.order = plan.order_key = ""
        plans.failed(plan, str(error), clock.now(), wait_s=error.wait_s)
        keep()
        raise Unavailable("tls.public", str(error)) from error
    except Stopped:
        raise
    except Exception as error:
        # A defect, too, must wait ever longer: the service counts what reached it.
        plans.failed(plan, type(error).__name__, clock.now())
        keep()
        raise
    folder.put(data, folder.PUBLIC, whole)
    plans.done(plan)
    keep()


def _fitting(plan: plans.Plan, chain: bytes, key: bytes, clock: Clock) -> bytes:
    try:
        whole = given.checked(chain, key, [plan.name], clock.now())
    except VenueError as error:
        words = f"the certificate that came cannot be used: {error.message}"
        raise Failed(words, order_is_dead=True) from error
    if plans.due(plan, whole, clock.now()):
        raise Failed("the certificate that came is an old one", order_is_dead=True)
    return whole


def _certificate(data: Path) -> bytes | None:
    path = data / folder.FOLDER / folder.PUBLIC
    return path.read_bytes() if path.exists() else None


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keep the command line and the box from ordering at the same time."""
    (data / folder.FOLDER).mkdir(mode=0o700, exist_ok=True)
    with open(data / folder.FOLDER / LOCK, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("tls.busy", "an attempt is under way already") from error
        yield
