"""Calls out of the box; the only file that imports requests.

Every call has a deadline for all of it, follows no redirect, repeats nothing by itself, and says
of a failure whether a byte of the request may have left the box.
"""

import ipaddress
import socket
import threading
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, NamedTuple

from venue.core.errors import Unavailable

CONNECT_S = 5.0
MOST_ADDRESSES = 4
MOST_BYTES = 4 * 1024 * 1024
OWN_MOST_BYTES = 1024 * 1024 * 1024  # a backup fetched from the box itself
CHUNK = 64 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address is inside


class Reach(StrEnum):
    """Which addresses a call may go to."""

    ANY = "any"  # an address that the installer entered
    PUBLIC = "public"  # an address that somebody else may have named: never our own network


class Cause(StrEnum):
    """Why no whole answer came."""

    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    FORBIDDEN = "forbidden_address"
    MALFORMED = "malformed_request"
    TIMEOUT = "timeout"
    RESET = "reset"
    TOO_LARGE = "too_large"


class Failure(Exception):
    """No whole answer came.

    Attributes:
        sent: Whether a byte of the request may have left; False: it surely had no effect.
        cause: Why.
    """

    def __init__(self, cause: Cause, words: str, *, sent: bool) -> None:
        super().__init__(words)
        self.cause, self.sent = cause, sent


class Reply(NamedTuple):
    """An answer: status, raw body, and headers by lower-case name."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}


def call(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
    timeout_s: float = 30.0,
    verify: bool | str = True,
) -> Reply:
    """Make one call to the box's own server.

    Args:
        timeout_s: Seconds for the whole of it.
        verify: False or a certificate file for the box's own address.

    Raises:
        Unavailable: ``http.unreachable`` - no answer.
    """
    try:
        return exchange(
            method,
            url,
            headers=headers,
            body=body,
            deadline_s=timeout_s,
            verify=verify,
            most_bytes=OWN_MOST_BYTES,
        )
    except Failure as error:
        raise Unavailable("http.unreachable", f"{url} does not answer") from error


def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    deadline_s: float,
    reach: Reach = Reach.ANY,
    verify: bool | str = True,
    most_bytes: int = MOST_BYTES,
) -> Reply:
    """Send one request on a connection of its own and read the whole answer.

    A connection that was kept open may be dead when the next request goes out on it, and then
    nobody knows whether that one arrived; a fresh one costs a handshake and never lies.

    Args:
        deadline_s: Seconds after connecting within which the last byte must be here.
        reach: `Reach.PUBLIC` for addresses that are not the installer's own choice.

    Raises:
        Failure: No whole answer; ``sent`` says whether it may have had an effect.
    """
    import requests  # 16 MB that a box without the Internet need not hold.

    line = _Line(deadline_s, reach)
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no .netrc from somebody's environment
            session.mount("http://", _adapter(line))
            session.mount("https://", _adapter(line))
            answer = session.request(
                method,
                url,
                headers=dict(headers),
                data=body,
                timeout=(CONNECT_S, deadline_s),
                allow_redirects=False,
                verify=verify,
                stream=True,
            )
            with answer:
                content = _content(answer.raw, most_bytes)
    except Failure:
        raise
    except (requests.RequestException, OSError, ValueError, _http_error()) as error:
        raise line.failure(error) from error
    finally:
        line.end()
    lower = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(answer.status_code, content, lower)


class _Line:
    """One connection: where it may go, how far it came, and its cut at the deadline."""

    def __init__(self, deadline_s: float, reach: Reach) -> None:
        self._deadline_s, self._reach = deadline_s, reach
        self._timer: threading.Timer | None = None
        self._cut = False
        self._open = False

    def dial(self, host: str, port: int) -> socket.socket:
        """Look the name up once and connect to one of the addresses found, not to a later one."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Failure(Cause.DNS, f"the name {host} was not found", sent=False) from error
        last: OSError | None = None
        for family, kind, protocol, _, address in found[:MOST_ADDRESSES]:
            if self._reach is Reach.PUBLIC and not is_public(str(address[0])):
                raise Failure(Cause.FORBIDDEN, f"{host} is not a public address", sent=False)
            opened = socket.socket(family, kind, protocol)
            opened.settimeout(CONNECT_S)
            try:
                opened.connect(address)
            except OSError as error:
                opened.close()
                last = error
                continue
            opened.settimeout(self._deadline_s)
            return opened
        refused = isinstance(last, ConnectionRefusedError)
        cause = Cause.REFUSED if refused else Cause.UNREACHABLE
        raise Failure(cause, f"{host} port {port}: {last}", sent=False)

    def opened(self, connected: socket.socket) -> None:
        """Note that the next byte may be the request's, and start the clock."""
        self._open = True
        self._timer = threading.Timer(self._deadline_s, self._cut_off, (connected,))
        self._timer.daemon = True
        self._timer.start()

    def failure(self, error: BaseException) -> Failure:
        """Return what an error of the library means for the request."""
        if not self._open:
            return Failure(Cause.MALFORMED, f"the request cannot be sent: {error}", sent=False)
        if self._cut or "timed out" in str(error).lower():
            words = f"no whole answer within {self._deadline_s:.0f} s"
            return Failure(Cause.TIMEOUT, words, sent=True)
        return Failure(Cause.RESET, "the connection broke before the answer was whole", sent=True)

    def end(self) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()

    def _cut_off(self, connected: socket.socket) -> None:
        # The plain socket's shutdown, also under TLS: it wakes a read that waits in another thread.
        self._cut = True
        try:
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already


def as_response(reply: Reply, url: str) -> Any:
    """Return an answer in the shape that libraries made for requests expect."""
    import requests

    made = requests.Response()
    made.status_code, made.url, made.encoding = reply.status, url, "utf-8"
    made.headers.update(reply.headers)
    made._content = reply.body
    return made


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the open Internet, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _adapter(line: _Line) -> Any:
    return _adapter_class()(line)


@lru_cache(maxsize=1)
def _adapter_class() -> Any:
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def __init__(self, line: _Line) -> None:
            super().__init__(max_retries=0)
            self._line = line

        def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
            pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
            pool.ConnectionCls = partial(_watched(type(pool).ConnectionCls), self._line)
            return pool

    return Adapter


@lru_cache(maxsize=2)
def _watched(base: Any) -> Any:
    """Return urllib3's connection class, made to dial through a `_Line`."""

    class Watched(base):  # type: ignore[misc]
        def __init__(self, line: _Line, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._line = line

        def _new_conn(self) -> socket.socket:
            return self._line.dial(self._dns_host, self.port)

        def connect(self) -> None:
            try:
                super().connect()
            except Failure:
                raise
            except Exception as error:
                words = f"no secure connection to {self.host}: {error}"
                raise Failure(Cause.TLS, words, sent=False) from error
            self._line.opened(self.sock)

    return Watched


def _content(raw: Any, most_bytes: int) -> bytes:
    parts, size = [], 0
    while chunk := raw.read(CHUNK, decode_content=True):
        parts.append(chunk)
        size += len(chunk)
        if size > most_bytes:
            raise Failure(
                Cause.TOO_LARGE, f"the answer has more than {most_bytes} bytes", sent=True
            )
    return b"".join(parts)


def _http_error() -> type[Exception]:
    from urllib3.exceptions import HTTPError

    return HTTPError
