"""TXT records in a public name's zone: put there, looked for, and taken away again."""

import os
import socket
import subprocess
from collections.abc import Callable
from typing import NamedTuple

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.resolver
import dns.tsig
import dns.tsigkeyring
import dns.update

from venue.core.errors import Invalid, Unavailable
from venue.tls.plan import Dns

PORT = 53
CALL_S = 10.0
PROGRAM_S = 120
MOST_SERVERS = 6
TTL_S = 60
ALGORITHMS = ("hmac-sha256", "hmac-sha384", "hmac-sha512")
# What goes wrong with name servers: no answer, nonsense, a wrong signature, an unknown name.
FAULTS = (OSError, EOFError, dns.exception.DNSException, ValueError)


class Record(NamedTuple):
    """A TXT record: its full name without the last dot, and its value."""

    name: str
    value: str


class Provider(NamedTuple):
    """A way to change a zone.

    Attributes:
        needs: Fields of `Dns` that must be given.
        change: Takes the way, the open secret, ``present`` or ``cleanup``, and the record.
    """

    needs: tuple[str, ...]
    change: Callable[[Dns, str, str, Record], None]


def checked(way: Dns, secret: str) -> None:
    """Refuse a way that lacks something or whose key is no key.

    Raises:
        Invalid: ``tls.dns``.
    """
    given = {"key": secret, "server": way.server, "zone": way.zone, "key_name": way.key_name,
             "program": way.program}  # fmt: skip
    lacking = [name for name in PROVIDERS[way.kind].needs if not given[name]]
    if lacking:
        raise Invalid("tls.dns", f"{way.kind} needs {', '.join(lacking)}")
    if way.kind == "program":
        if not (os.path.isabs(way.program) and os.access(way.program, os.X_OK)):
            raise Invalid("tls.dns", f"{way.program} is no program with its full path")
        return
    if way.algorithm not in ALGORITHMS:
        raise Invalid("tls.dns", f"the key's algorithm must be one of {', '.join(ALGORITHMS)}")
    try:
        _keyring(way, secret)
    except FAULTS as error:
        raise Invalid("tls.dns", "the TSIG key is not base64, or its name is no name") from error


def put(way: Dns, secret: str, record: Record) -> None:
    """Put a record into the zone.

    Raises:
        Unavailable: ``tls.dns`` - it was not taken; says why.
    """
    PROVIDERS[way.kind].change(way, secret, "present", record)


def drop(way: Dns, secret: str, record: Record) -> None:
    """Take a record out of the zone.

    Raises:
        Unavailable: ``tls.dns``.
    """
    PROVIDERS[way.kind].change(way, secret, "cleanup", record)


def shown(way: Dns, record: Record) -> bool:
    """Tell whether every name server shows a record; one that does not answer does not.

    Raises:
        Unavailable: ``tls.dns`` - nobody can say which name servers the zone has.
    """
    return all(_shows(server, record) for server in way.ask or _servers_of(record.name))


def _update(way: Dns, secret: str, action: str, record: Record) -> None:
    """Send a signed dynamic update (RFC 2136 with TSIG, RFC 8945); its answer is signed too."""
    message = dns.update.UpdateMessage(
        way.zone, keyring=_keyring(way, secret), keyalgorithm=dns.name.from_text(way.algorithm)
    )
    name = dns.name.from_text(record.name)
    if action == "present":
        message.add(name, TTL_S, "TXT", f'"{record.value}"')
    else:
        message.delete(name, "TXT", f'"{record.value}"')
    try:
        address, port = _address(way.server)
        answer = dns.query.tcp(message, address, timeout=CALL_S, port=port)
    except FAULTS as error:
        words = str(error) or type(error).__name__
        raise Unavailable("tls.dns", f"the name server {way.server}: {words}") from error
    if answer.rcode() != dns.rcode.NOERROR:
        refused = dns.rcode.to_text(answer.rcode())
        raise Unavailable("tls.dns", f"the name server {way.server} refused it: {refused}")


def _run(way: Dns, _secret: str, action: str, record: Record) -> None:
    """Call a program as ``lego`` does with its ``exec`` provider: ACTION NAME. VALUE."""
    command = [way.program, action, f"{record.name}.", record.value]
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROGRAM_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable("tls.dns", f"{way.program}: {type(error).__name__}") from error
    if ended.returncode:
        said = (ended.stderr or ended.stdout).decode(errors="replace").strip().splitlines()
        why = said[-1][:120] if said else "no words"
        raise Unavailable("tls.dns", f"{way.program} failed ({ended.returncode}): {why}")


PROVIDERS = {
    "rfc2136": Provider(("server", "zone", "key_name", "key"), _update),
    "program": Provider(("program",), _run),
}


def _keyring(way: Dns, secret: str) -> dict[dns.name.Name, dns.tsig.Key]:
    return dns.tsigkeyring.from_text({way.key_name: (way.algorithm, secret)})


def _shows(server: str, record: Record) -> bool:
    try:
        address, port = _address(server)
        asked = dns.message.make_query(dns.name.from_text(record.name), "TXT")
        answer = dns.query.tcp(asked, address, timeout=CALL_S, port=port)
    except FAULTS:
        return False
    texts = (b"".join(one.strings) for found in answer.answer for one in found
             if hasattr(one, "strings"))  # fmt: skip
    return record.value.encode() in texts


def _servers_of(name: str) -> list[str]:
    """Return the name servers of a name's zone, as this machine's resolver knows them."""
    try:
        resolver = dns.resolver.Resolver()
        resolver.lifetime = CALL_S
        zone = dns.resolver.zone_for_name(name, resolver=resolver, lifetime=CALL_S)
        found = [str(one.target) for one in resolver.resolve(zone, "NS")]
    except FAULTS as error:
        raise Unavailable("tls.dns", f"the name servers of {name} were not found") from error
    return found[:MOST_SERVERS]


def _address(server: str) -> tuple[str, int]:
    host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
    number = int(port) if port else PORT
    found = socket.getaddrinfo(host.strip("[]").rstrip("."), number, type=socket.SOCK_STREAM)
    return str(found[0][4][0]), number
