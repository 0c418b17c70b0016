"""The address under which phones find the box."""

from config.settings import Settings
from venue.process import own_ip

EVERY_ADDRESS = ("0.0.0.0", "::", "")


def base_url(settings: Settings) -> str:
    """Return the address that phones use: as set, else this machine's own on the LAN."""
    if address := settings.text("server.address"):
        return address.rstrip("/")
    host = settings.text("server.host")
    reachable = own_ip() if host in EVERY_ADDRESS else host
    return f"{scheme(settings)}://{reachable}:{settings.number('server.port')}"


def scheme(settings: Settings) -> str:
    """Return ``https`` where a certificate is set, else ``http``."""
    return "https" if settings.text("server.tls_certificate") else "http"
