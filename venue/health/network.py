"""Checks of the network: names, the venue's own name on the LAN, ports, the address on cards."""

import os
import secrets
import socket
import struct
from collections.abc import Iterator

from venue.core.jsonx import loads
from venue.health.model import BAD, OK, WARN, Finding, Place
from venue.process import own_ip, ports

MDNS = ("224.0.0.251", 5353)
ANSWER_S = 1.0
ASKED_NAME = "debian.org"
ADDRESS_RECORD, INTERNET = 1, 1
UNICAST_PLEASE = 0x8000  # RFC 6762, 5.4


def names(place: Place) -> Iterator[Finding]:
    """Ask each name server of the machine for a name; only the clouds need them."""
    lines = place.text_of("etc/resolv.conf").splitlines()
    servers = [line.split()[1] for line in lines if line.startswith("nameserver ")][:3]
    if not servers:
        yield Finding("names", WARN, "names.none", {})
        return
    answering = [one for one in servers if ask((one, 53), ASKED_NAME)]
    if answering:
        yield Finding("names", OK, "names.ok", {"server": answering[0]})
    else:
        yield Finding("names", WARN, "names.silent", {"servers": ", ".join(servers)})


def local_name(place: Place) -> Iterator[Finding]:
    """Ask the LAN for this machine's own .local name, as a phone would."""
    name = f"{place.text_of('etc/hostname') or socket.gethostname()}.local"
    if ask(MDNS, name):
        yield Finding("local_name", OK, "local_name.ok", {"name": name})
    else:
        yield Finding("local_name", WARN, "local_name.silent", {"name": name})


def ask(server: tuple[str, int], name: str) -> bool:
    """Ask a name server, or the LAN by multicast, for an address; tell whether anybody knows."""
    number = secrets.randbelow(0x10000)
    kind = INTERNET | (UNICAST_PLEASE if server == MDNS else 0)
    parts = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    recursion = 0 if server == MDNS else 0x0100
    question = struct.pack(">6H", number, recursion, 1, 0, 0, 0) + parts + b"\0"
    question += struct.pack(">2H", ADDRESS_RECORD, kind)
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as channel:
            channel.settimeout(ANSWER_S)
            channel.sendto(question, server)
            reply = channel.recv(1500)
    except OSError:
        return False
    if len(reply) < 12 or reply[:2] != question[:2]:
        return False
    return int.from_bytes(reply[6:8]) > 0


def listening(place: Place) -> Iterator[Finding]:
    """See that the venue's ports are its own: answered when it runs, free when it does not."""
    if place.settings is None:
        return
    lowest = int(place.text_of("proc/sys/net/ipv4/ip_unprivileged_port_start") or 1024)
    for port in _own_ports(place):
        values = {"port": port}
        taken = _answers(port)
        if place.running:
            key = "ports.ok" if taken else "ports.silent"
            yield Finding("ports", OK if taken else BAD, key, values)
        elif taken:
            yield Finding("ports", BAD, "ports.taken", values)
        elif port < lowest and os.geteuid() != 0:
            yield Finding("ports", BAD, "ports.root", values)
        else:
            yield Finding("ports", OK, "ports.free", values)


def _own_ports(place: Place) -> list[int]:
    """Return the ports of the running server, which a flag may have changed, or of the settings."""
    text = place.served.read_text() if place.running and place.served.exists() else ""
    if text:
        return [int(loads(text)["local_url"].rsplit(":", 1)[1])]
    return [port for port, _ in ports(place.settings)] if place.settings else []


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), ANSWER_S):
            return True
    except OSError:
        return False


def address(place: Place) -> Iterator[Finding]:
    """See that what cards say can be found by phones, and stays."""
    if place.settings is None:
        return
    values = {"url": place.url, "machine": own_ip()}
    if ".local" in place.url:
        yield Finding("address", WARN, "address.local", values)
    elif not place.settings.text("server.address"):
        yield Finding("address", WARN, "address.of_now", values)
    else:
        yield Finding("address", OK, "address.ok", values)
