"""Who is on the local network: the kernel's ARP table, and a light knock that fills it."""

import fcntl
import ipaddress
import socket
import struct
from contextlib import suppress
from pathlib import Path

ARP = Path("/proc/self/net/arp")  # /proc/net is hidden by ProcSubset=pid
DISCARD_PORT = 9
COMPLETE = 0x2
LARGEST = 24  # prefix length: never more than 254 neighbours
SIOCGIFADDR, SIOCGIFNETMASK = 0x8915, 0x891B


def arp(path: Path = ARP) -> dict[str, str]:
    """Return hardware addresses by IP address; empty where the kernel shows none."""
    found: dict[str, str] = {}
    with suppress(OSError, ValueError, IndexError):
        for row in path.read_text().splitlines()[1:]:
            parts = row.split()
            if int(parts[2], 16) & COMPLETE:
                found[parts[0]] = parts[3].lower()
    return found


def own_networks() -> list[ipaddress.IPv4Network]:
    """Return the IPv4 networks of this machine's interfaces, each a /24 at most."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with suppress(OSError, ValueError):
                address = _ask(probe, name, SIOCGIFADDR)
                mask = _ask(probe, name, SIOCGIFNETMASK)
                if address.is_loopback or not address.is_private:
                    continue
                length = ipaddress.ip_network(f"{address}/{mask}", strict=False).prefixlen
                network = f"{address}/{max(length, LARGEST)}"
                found.append(ipaddress.IPv4Network(network, strict=False))
    return found


def knock(networks: list[ipaddress.IPv4Network]) -> None:
    """Send an empty datagram to each address, so that the kernel asks for its owner."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        for network in networks:
            for address in network.hosts():
                with suppress(OSError):
                    sock.sendto(b"", (str(address), DISCARD_PORT))


def _ask(probe: socket.socket, name: str, what: int) -> ipaddress.IPv4Address:
    answer = fcntl.ioctl(probe, what, struct.pack("256s", name.encode()[:15]))
    return ipaddress.IPv4Address(answer[20:24])
