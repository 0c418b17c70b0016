"""What the operating system is told and asked: systemd's notices and the limit of open files."""

import contextlib
import os
import resource
import socket
import time
from collections.abc import Callable
from typing import Any

from config.settings import Settings

# eventlet's own look-up of names, which nothing here uses, would load dnspython a second time; the
# errors of one copy are not caught by the names of the other. It asks as it is loaded, after this.
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

SPARE_FILES = 512
DRAIN_S = 10.0


def notify(state: str) -> None:
    """Tell systemd (sd_notify(3)) when it is there."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    path = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, contextlib.suppress(OSError):
        channel.sendto(state.encode(), path)


def watchdog_s() -> float:
    """Return how often systemd wants to hear from us, halved; 0: it does not."""
    return int(os.environ.get("WATCHDOG_USEC", "0")) / 2_000_000


def raise_file_limit(sockets: int) -> None:
    """Make room for so many sockets beside the files that are open anyway."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + SPARE_FILES
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def ports(settings: Settings) -> list[tuple[int, bool]]:
    """Return the ports to serve on, each with whether it speaks HTTPS."""
    port, beside = settings.number("server.port"), settings.number("server.tls_port")
    if beside:
        return [(port, False), (beside, True)]
    return [(port, bool(settings.text("server.tls_certificate")))]


def own_ip() -> str:
    """Return this machine's address towards the LAN; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def drain(appliance: Any, sleep: Callable[[float], None]) -> None:
    """Wait until every request is answered, at most `DRAIN_S`."""
    deadline = time.monotonic() + DRAIN_S
    while appliance.in_flight and time.monotonic() < deadline:
        sleep(0.02)
