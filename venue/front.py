"""The outermost door: host names, body sizes and drain, before Flask and before Socket.IO.

Flask's TRUSTED_HOSTS does not cover Socket.IO, and chunked bodies pass a server's size limit, so
both are seen to here, where every request comes by.
"""

import io
import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any

from config.settings import Settings
from venue.core.errors import NotFound, TooLarge, VenueError
from venue.core.jsonx import encode
from venue.process import own_ip

WSGI = Callable[..., Iterable[bytes]]
# Doors that take more than a phone ever sends.
LARGER_BODIES = {
    "/api/v1/menu/import": 3_000_000,
    "/api/v1/rooms/import": 1_100_000,
    "/api/v1/rooms/rates/import": 1_100_000,
    "/api/v1/letterhead/logo": 512_000,
    "/api/v1/photos": 10_485_760,
}
# What the address on the Internet shows, and nothing else of the house.
PUBLIC_PATHS = ("/checkin/", "/static/", "/api/v1/sync/deliveries/airalo")
FIXED_NAMES = ("localhost", "venue.local", "venue")


class Misdirected(VenueError):
    """A name that is not this box's: another site's page may be steering a browser here."""

    status, title = 421, "Not this box"


class LengthRequired(VenueError):
    """A body without its length."""

    status, title = 411, "Length required"


class TooSlow(VenueError):
    """A body that did not arrive in time."""

    status, title = 408, "Too slow"


class Front:
    """A WSGI application around the whole appliance.

    Args:
        inside: Flask with Socket.IO.
        body_limit: Returns a context that raises TimeoutError when a body takes too long.
    """

    def __init__(self, inside: WSGI, settings: Settings, body_limit: Callable[[int], Any]) -> None:
        self._inside, self._body_limit = inside, body_limit
        self._names = names_of(settings)
        self._public = host_of(settings.text("checkin.public_url"))
        self._most_bytes = settings.number("server.max_body_bytes")
        self._limit_s = settings.number("server.header_limit_s")
        self.in_flight = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        try:
            self._check_host(environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
            self._take_body(environ)
        except VenueError as refusal:
            return _refuse(refusal, start_response)
        if environ.get("HTTP_UPGRADE"):
            # A socket lives for hours; draining must not wait for it.
            return self._inside(environ, start_response)
        self.in_flight += 1
        try:
            return self._inside(environ, start_response)
        finally:
            self.in_flight -= 1

    def _check_host(self, host: str, path: str) -> None:
        bare = bare_name(host)
        if self._public and bare == self._public:
            if not path.startswith(PUBLIC_PATHS):
                raise NotFound("request.not_public", "there is nothing at this address")
            return
        if not is_own_name(host, self._names):
            raise Misdirected("request.wrong_host", "this box does not answer to that name")

    def _take_body(self, environ: dict[str, Any]) -> None:
        """Read the body whole, within size and time, so that nothing inside waits for it."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            raise LengthRequired("request.length_required", "send the body with its Content-Length")
        text = environ.get("CONTENT_LENGTH") or "0"
        length = int(text) if text.isdigit() else -1
        most = LARGER_BODIES.get(environ.get("PATH_INFO", ""), self._most_bytes)
        if not 0 <= length <= most:
            raise TooLarge("request.too_large", f"a request may have {most} bytes", most=most)
        if length == 0:
            return
        try:
            with self._body_limit(self._limit_s):
                raw = environ["wsgi.input"].read(length)
        except TimeoutError:
            raise TooSlow("request.too_slow", "the request took too long to arrive") from None
        environ["wsgi.input"] = io.BytesIO(raw)


def bare_name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.strip("[]").lower().rstrip(".")


def is_own_name(host: str, names: frozenset[str]) -> bool:
    """Tell whether a Host header is one of ``names`` or a plain IP address."""
    bare = bare_name(host)
    if bare in names:
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def names_of(settings: Settings) -> frozenset[str]:
    """Return the host names that the box answers to, beside every plain IP address."""
    own = socket.gethostname().lower()
    names = {*FIXED_NAMES, own, f"{own}.local", *settings.many("server.names")}
    if address := host_of(settings.text("server.address")):
        names.add(address)
    return frozenset(name.lower() for name in names)


def certificate_names(settings: Settings) -> list[str]:
    """Return what a certificate of this box must name: its host names and its addresses."""
    host = settings.text("server.host")
    own = [host] if host not in ("", "0.0.0.0", "::") else [own_ip()]
    return [*sorted(names_of(settings)), *dict.fromkeys([*own, "127.0.0.1"])]


def host_of(address: str) -> str:
    """Return the host name of an address such as ``http://192.168.1.10:8080``; empty without."""
    return address.split("://")[-1].split("/")[0].rsplit(":", 1)[0].lower()


def _refuse(refusal: VenueError, start_response: Any) -> Iterable[bytes]:
    body = encode(refusal.problem())
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(f"{refusal.status} {refusal.title}", headers)
    return [body]
