"""One HTTP call to a printer, at the address that was checked."""

import http.client
from collections.abc import Collection

from printers.drivers import connect
from printers.model import Printer

ANSWER_MOST = 1_000_000
WEB_PORTS = frozenset({80, 443, 631, 8008, 8043, 8080})


class NotSent(OSError):
    """Nobody was reached: no byte left this box."""


def post(
    printer: Printer,
    path: str,
    body: bytes,
    *,
    content_type: str,
    timeout_s: float,
    connect_s: float = 2.5,
    ports: Collection[int] = WEB_PORTS,
) -> tuple[int, bytes]:
    """POST ``body`` and return status and answer.

    Raises:
        Refused: The address is not one a printer may have.
        NotSent: It cannot be reached.
        OSError: The call broke after it began; anything may have happened.
    """
    try:
        sock = connect(ports, printer, connect_s)
    except OSError as error:
        raise NotSent(*error.args) from error
    call = http.client.HTTPConnection(printer.host, printer.port)
    call.sock = sock
    try:
        sock.settimeout(timeout_s)
        call.request("POST", path, body, {"Content-Type": content_type, "Connection": "close"})
        answer = call.getresponse()
        return answer.status, answer.read(ANSWER_MOST)
    except http.client.HTTPException as error:
        raise ConnectionResetError("the printer's answer cannot be read") from error
    finally:
        call.close()
