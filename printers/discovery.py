"""Finds printers: announced ones (mDNS), USB ones, and on request the own subnet's.

Nothing here prints: an unknown device is sent ``DLE EOT 1`` alone, and one that is announced as an
A4 printer nothing at all, as stray bytes can print a page.
"""

import ipaddress
import logging
import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from printers import neighbours
from printers.status import ASK

log = logging.getLogger(__name__)

RAW, LPD, IPP = "_pdl-datastream._tcp.local.", "_printer._tcp.local.", "_ipp._tcp.local."
SERVICES = {RAW: ("tcp", 9100), LPD: ("tcp", 9100), IPP: ("ipp", 631)}
LISTEN_S = 3.0
RESOLVE_MS = 1500
TOGETHER = 32
TRY_S = 0.5
USB = Path("/dev/usb")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A printer that may be added.

    Attributes:
        answers: It answered the question that only receipt printers understand; None: not asked.
        known_as: The name under which it was added already; empty: it is new.
    """

    driver: str
    host: str
    port: int
    name: str = ""
    mac: str = ""
    how: str = ""
    answers: bool | None = None
    known_as: str = ""


def discover(*, sweep: bool, listen_s: float = LISTEN_S) -> list[Found]:
    """Return the printers that can be found; takes seconds, so never on the event loop.

    Args:
        sweep: Knock at every address of the own subnets too; a person asked for it.
    """
    found = [*announced(listen_s), *usb()]
    paper = {one.host for one in found if one.driver == "ipp"}
    if sweep:
        addresses = [str(one) for network in neighbours.own_networks() for one in network.hosts()]
        found += swept(address for address in addresses if address not in paper)
    macs = neighbours.arp()
    merged: dict[tuple[str, str, int], Found] = {}
    for one in found:
        merged.setdefault((one.driver, one.host, one.port), one)
    seen = [replace(one, mac=macs.get(one.host, "")) for one in merged.values()]
    return [_asked(one) if one.driver == "tcp" and one.host not in paper else one for one in seen]


def announced(listen_s: float = LISTEN_S) -> list[Found]:
    """Return what printers say of themselves by mDNS; nothing where zeroconf cannot run."""
    try:
        # 6 MB that a box which looks for no printers need not hold.
        from zeroconf import EventLoopBlocked, ServiceBrowser, Zeroconf
    except ImportError:
        log.warning("zeroconf is not installed; announced printers are not found")
        return []
    heard: list[tuple[str, str]] = []

    def hear(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        heard.append((service_type, name))

    infos: list[tuple[str, str, Any]] = []
    try:
        zeroconf = Zeroconf()
        try:
            browser = ServiceBrowser(zeroconf, list(SERVICES), handlers=[hear])
            time.sleep(listen_s)
            browser.cancel()
            for kind, name in dict.fromkeys(heard[:TOGETHER]):
                infos.append((kind, name, zeroconf.get_service_info(kind, name, RESOLVE_MS)))
        finally:
            zeroconf.close()
    except (OSError, EventLoopBlocked) as error:
        log.warning("mDNS cannot be used here: %r", error)
    return [one for kind, name, info in infos if info for one in _of(kind, name, info)]


def usb(folder: Path = USB) -> list[Found]:
    """Return the printers on USB."""
    return [
        Found(driver="usb", host=str(path), port=0, name=path.name, how="usb")
        for path in sorted(folder.glob("lp*"))
    ]


def swept(
    addresses: Iterable[str],
    *,
    port: int = 9100,
    opens: Callable[[str, int], bool] | None = None,
) -> list[Found]:
    """Return those of the addresses where somebody listens on the printers' port."""
    tries = opens or _opens
    with ThreadPoolExecutor(TOGETHER, thread_name_prefix="sweep") as pool:
        listed = list(addresses)
        hits = pool.map(lambda address: tries(address, port), listed)
        there = [address for address, hit in zip(listed, hits, strict=True) if hit]
    return [Found(driver="tcp", host=address, port=port, how="sweep") for address in there]


def answers(host: str, port: int, limit_s: float = TRY_S) -> bool:
    """Tell whether a receipt printer answers there. Port 9100 is other programs' too."""
    with suppress(OSError), socket.create_connection((host, port), limit_s) as sock:
        sock.settimeout(limit_s)
        sock.sendall(ASK + b"\x01")
        said = sock.recv(1)
        return bool(said) and said[0] & 0x93 == 0x12
    return False


def _asked(one: Found) -> Found:
    return replace(one, answers=answers(one.host, one.port))


def _opens(address: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((address, port), TRY_S):
        return True
    return False


def _of(kind: str, name: str, info: Any) -> list[Found]:
    driver, port = SERVICES[kind]
    label = name.removesuffix(f".{kind}")
    return [
        Found(driver=driver, host=address, port=info.port if kind != LPD else port, name=label,
              how="mdns")
        for address in info.parsed_addresses()
        if ipaddress.ip_address(address.partition("%")[0]).version == 4
    ]  # fmt: skip
