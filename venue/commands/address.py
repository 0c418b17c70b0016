"""The address under which phones find the box."""

import socket

from config.settings import Settings

EVERY_ADDRESS = ("0.0.0.0", "::", "")


def base_url(settings: Settings) -> str:
    """Return the address that phones use: as set, else this machine's own on the LAN."""
    if address := settings.text("server.address"):
        return address.rstrip("/")
    host = settings.text("server.host")
    reachable = own_ip() if host in EVERY_ADDRESS else host
    return f"{scheme(settings)}://{reachable}:{settings.number('server.port')}"


def own_ip() -> str:
    """Return this machine's address towards the LAN; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def scheme(settings: Settings) -> str:
    """Return ``https`` where a certificate is set, else ``http``."""
    return "https" if settings.text("server.tls_certificate") else "http"
