"""Who may do what: one table, and the guard that every route wears.

Routes name a permission, never a role.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from ipaddress import ip_address
from typing import Any, TypeVar

from flask import current_app, g, request

from config.settings import Settings
from venue.core.actor import NOBODY, Actor, Credentials
from venue.core.errors import Forbidden, Invalid, Unauthenticated
from venue.core.services import Services

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
PAIR_PAGE, PAIR_CALL = "/pair", "/api/v1/devices/pair"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RESTAURANT_ROLES = ("waiter", "kitchen")
HOTEL_ROLES = ("front_desk", "housekeeping")

FLOOR = frozenset({"waiter", "manager", "installer"})
COOKS = frozenset({"kitchen", "manager", "installer"})
BACK = FLOOR | COOKS
STAFF = BACK | {"front_desk", "housekeeping"}
OFFICE = frozenset({"manager", "installer"})
HALL = frozenset({"pickup"})  # the role of the screen that calls out numbers; no person has it

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "me.view": STAFF | HALL | {"guest"},
    "menu.view": STAFF | {"guest"},
    "menu.eighty_six": BACK,
    "menu.manage": OFFICE,
    "tables.view": FLOOR | {"front_desk"},
    "tables.serve": FLOOR,
    "tables.manage": OFFICE,
    "guest.join": frozenset({"guest"}),
    "guest.name": frozenset({"guest"}),
    "drafts.edit": frozenset({"guest"}),
    "orders.place": FLOOR | {"guest"},
    "orders.view": BACK | {"guest"},
    "orders.list": BACK,
    "orders.decide": FLOOR,
    "orders.serve": BACK,
    "kitchen.view": BACK,
    "kitchen.ack": COOKS,
    "kitchen.cook": COOKS,
    "kitchen.fire": BACK,
    "kitchen.void": FLOOR,
    "orders.edit": FLOOR,
    "orders.move": FLOOR,
    "orders.void_fired": OFFICE,
    "orders.external": OFFICE,
    "pickup.view": BACK | HALL,
    "reservations.manage": FLOOR | {"front_desk"},
    "approvals.give": OFFICE,
    "pacing.view": STAFF | {"guest"},
    "pacing.decide": COOKS,
    "calls.make": frozenset({"guest"}),
    "calls.answer": FLOOR,
    "alerts.view": STAFF,
    "bills.view": FLOOR | {"guest"},
    "bills.settle": FLOOR,
    "bills.wish": frozenset({"guest"}),
    "bills.discount": OFFICE,
    "bills.comp": OFFICE,
    "bills.reopen": OFFICE,
    "payments.refund": OFFICE,
    "payments.manage": OFFICE,
    "cash.use": FLOOR | {"front_desk"},
    "cash.manage": OFFICE,
    "ton.pay": FLOOR | {"guest"},
    "ton.decide": OFFICE,
    "accounts.view": FLOOR,
    "accounts.manage": OFFICE,
    "folios.view": FLOOR | {"front_desk"},
    "folios.manage": OFFICE | {"front_desk"},
    "rooms.view": frozenset({"front_desk", "housekeeping", "manager", "installer"}),
    "rooms.manage": OFFICE,
    "rooms.block": OFFICE | {"front_desk"},
    "housekeeping.set": OFFICE | {"front_desk", "housekeeping"},
    "bookings.view": OFFICE | {"front_desk"},
    "bookings.manage": OFFICE | {"front_desk"},
    "audit.view": OFFICE | {"front_desk"},
    "audit.run": OFFICE | {"front_desk"},
    "meals.view": BACK | {"front_desk"},
    "breakfast.order": frozenset({"guest"}),
    "breakfast.manage": FLOOR | {"front_desk"},
    "checkin.read": OFFICE | {"front_desk"},
    "checkin.register": OFFICE | {"front_desk"},
    "guests.erase": OFFICE,
    "devices.manage": OFFICE,
    "staff.names": STAFF,
    "staff.sign_in": STAFF,
    "staff.manage": OFFICE,
    "printers.view": OFFICE,
    "printers.manage": OFFICE,
    "sync.view": OFFICE,
    "sync.manage": OFFICE,
    "printers.ask": BACK | {"front_desk"},
    "status.view": STAFF,
    "metrics.view": OFFICE,
    "settings.manage": OFFICE,
    "journal.view": OFFICE,
    "backups.manage": OFFICE,
    "overview.view": OFFICE,
    "reports.view": OFFICE,
    "graphql.ask": STAFF,
    "federation": OFFICE,
    "esim.view": STAFF | {"guest"},
    "esim.sell": FLOOR | {"front_desk"},
    "esim.buy": frozenset({"guest"}),
    "esim.refund": OFFICE | {"front_desk"},
    "esim.report": OFFICE,
    "translator.use": STAFF | {"guest"},
    "translator.manage": OFFICE,
    "requests.make": frozenset({"guest"}),
    "shift_log.use": OFFICE | {"front_desk"},
    "wakeups.manage": OFFICE | {"front_desk"},
    "requests.answer": OFFICE | {"front_desk", "housekeeping"},
    "chats.speak": FLOOR | {"front_desk", "guest"},
}

# Where people start who are neither of the office nor of the kitchen.
HOMES = (
    ("tables.serve", "/waiter"),
    ("bookings.view", "/desk"),
    ("housekeeping.set", "/housekeeping"),
)


def permissions_of(role: str) -> frozenset[str]:
    """Return everything a role may do."""
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)


def roles_of(kind: str) -> tuple[str, ...]:
    """Return the roles that exist in a venue of this kind."""
    halves = {
        "restaurant": RESTAURANT_ROLES,
        "hotel": HOTEL_ROLES,
        "both": RESTAURANT_ROLES + HOTEL_ROLES,
    }
    return (*halves[kind], "manager", "installer")


def device_roles_of(kind: str) -> tuple[str, ...]:
    """Return the roles that a device may be paired as: people's, and the hall's number screen."""
    return roles_of(kind) if kind == "hotel" else (*roles_of(kind), *HALL)


def guard(permission: str) -> Callable[[View], View]:
    """Let only those through who have ``permission``; `PUBLIC` lets everybody through.

    The view's actor is then `venue.core.commands.current_actor`. Where the credentials belong to
    several (a phone that is guest and staff), the first who may is taken.
    """
    if permission != PUBLIC and permission not in PERMISSIONS:
        raise LookupError(f"no such permission: {permission}")

    def wear(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            services: Services = current_app.extensions["venue"]
            g.actor = admit(services.identify(credentials()), permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wear


def admit(actors: list[Actor], permission: str) -> Actor:
    """Return the first who may.

    Raises:
        Unauthenticated: ``access.unknown`` - nobody known is asking.
        Forbidden: ``access.forbidden`` - known, but not allowed.
    """
    for actor in actors:
        if permission == PUBLIC or actor.may(permission):
            return actor
    if permission == PUBLIC:
        return NOBODY
    if not actors:
        raise Unauthenticated("access.unknown", "sign in or scan the table's card first")
    raise Forbidden("access.forbidden", "this is not allowed for your role")


def credentials() -> Credentials:
    """Return what the present request brings along: a bearer's key, or the browser's cookies.

    Who sends an Authorization is judged by it alone: a wrong one is nobody, whatever the cookies.
    """
    bearer = _bearer()
    return Credentials(
        cookies=request.cookies if bearer is None else {},
        bearer=bearer or "",
        readable=readable(request.environ, current_app.extensions["venue"].settings),
    )


def _bearer() -> str | None:
    shown = request.headers.get("Authorization")
    if shown is None:
        return None
    scheme, _, bearer = shown.partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""


def readable(environ: Mapping[str, Any], settings: Settings) -> bool:
    """Tell whether a request came over the Wi-Fi unencrypted though the box offers HTTPS.

    The box's own screen and command line come from the loopback, which nobody else reads.
    """
    if not settings.number("server.tls_port") or environ.get("wsgi.url_scheme") == "https":
        return False
    try:
        return not ip_address(str(environ.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return True


def check_line() -> str | None:
    """Return the address to go to instead when a staff device comes unencrypted; else None.

    Raises:
        Forbidden: ``access.needs_https`` - a device would be paired where others can read along.
    """
    services = current_app.extensions["venue"]
    settings: Settings = services.settings
    if request.path not in (PAIR_PAGE, PAIR_CALL) or not readable(request.environ, settings):
        return None
    host = request.host if request.host.endswith("]") else request.host.partition(":")[0]
    name = services.tls.known_as(host)
    address = f"https://{name}:{settings.number('server.tls_port')}{PAIR_PAGE}"
    if request.path == PAIR_CALL:
        raise Forbidden("access.needs_https", f"staff devices use {address}")
    return address


def check_origin(allowed: frozenset[str] = frozenset()) -> None:
    """Refuse a change that another site's page makes with our cookies.

    Args:
        allowed: Origins that the venue lets in beside its own.

    Raises:
        Forbidden: ``access.foreign_origin``.
        Invalid: ``access.bad_origin`` - an Origin that is no address.
    """
    if request.method in SAFE_METHODS or _bearer() is not None:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() in allowed:
        return
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise Forbidden("access.foreign_origin", "this call came from another site")
    if origin is None:
        return
    scheme, separator, host = origin.partition("://")
    if not separator or scheme not in ("http", "https"):
        raise Invalid("access.bad_origin", "the Origin header is not an address")
    if host != request.host:
        raise Forbidden("access.foreign_origin", "this call came from another site")
