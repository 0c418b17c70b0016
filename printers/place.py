"""Where a printer of each driver may be, and what follows from the driver. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from printers.address import PORTS, allowed
from printers.device import BAUDS, SERIAL, USB
from printers.model import Confirm, Driver
from printers.web_call import WEB_PORTS
from venue.core.errors import Invalid

HOST_LONGEST = 253  # RFC 1035
PORT_OF: Mapping[str, int] = MappingProxyType({Driver.EPOS: 80, Driver.IPP: 631})
PORTS_OF = MappingProxyType({Driver.TCP: PORTS, Driver.EPOS: WEB_PORTS, Driver.IPP: WEB_PORTS})
CONFIRM_OF: Mapping[str, Confirm] = MappingProxyType(
    {
        Driver.FILE: Confirm.NONE,
        Driver.EPOS: Confirm.REPLY,
        Driver.CLOUDPRNT: Confirm.REPLY,
        Driver.IPP: Confirm.REPLY,
    }
)
DEVICES = MappingProxyType({Driver.USB: USB, Driver.SERIAL: SERIAL})


def check_place(driver: str, host: str, port: int, baud: int) -> None:
    """Refuse an address that no printer of this driver has.

    Raises:
        Invalid: ``printing.bad_address``.
    """
    kind = Driver(driver)
    if kind in PORTS_OF:
        _check_address(host, port, PORTS_OF[kind])
    if kind in DEVICES and not host.startswith(DEVICES[kind]):
        words = f"its device begins with {' or '.join(DEVICES[kind])}"
        raise Invalid("printing.bad_address", words, host=host)
    if kind is Driver.SERIAL and baud not in BAUDS:
        raise Invalid("printing.bad_address", "not a speed of a serial line", bauds=list(BAUDS))


def _check_address(host: str, port: int, ports: frozenset[int]) -> None:
    numbers = host.replace(".", "").isdigit() or ":" in host
    named = 0 < len(host) <= HOST_LONGEST and host.isascii() and host.isprintable()
    if not named or " " in host or (numbers and not allowed(host)):
        raise Invalid(
            "printing.bad_address", "a printer's address is one of the local network", host=host
        )
    if port not in ports:
        raise Invalid(
            "printing.bad_address", f"port {port} is not a printer's", ports=sorted(ports)
        )
