"""Epson ePOS-Print XML over HTTP: the printer answers after it has printed.

Source: Epson's ePOS-Print XML User's Manual: ``service.cgi``, the ``response`` element with
``success``, ``code`` and ``status``, and ``command`` for raw ESC/POS in hex.
"""

from collections.abc import Collection
from xml.etree import ElementTree

from printers.delivery import Outcome, Payload, Result, Watch
from printers.model import Printer
from printers.talking import Refused
from printers.web_call import WEB_PORTS, NotSent, post

PATH = "/cgi-bin/epos/service.cgi?devid=local_printer&timeout={ms}"
PRINT_S = 60
CHECK_S = 5
ENVELOPE = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    b'<epos-print xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print">%s</epos-print>'
    b"</s:Body></s:Envelope>"
)
# Bits of the answer's status (ASB).
NO_RESPONSE, OFF_LINE, COVER_OPEN, RECEIPT_END = 0x1, 0x8, 0x20, 0x80000
# Refusals that come before anything is printed.
BEFORE = {"DeviceNotFound", "SchemaError", "EX_BADPORT", "EX_INVALID_VALUE"}
CAUSES = {"EPTR_COVER_OPEN": "cover_open", "EPTR_REC_EMPTY": "paper_out", "EX_TIMEOUT": "busy"}


class EposDriver:
    """Prints over HTTP; the printer's own answer is the confirmation."""

    def __init__(self, *, ports: Collection[int] = WEB_PORTS, print_s: float = PRINT_S) -> None:
        self._ports, self._print_s = ports, print_s

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing; an empty document asks for its status."""
        try:
            answer = self._send(printer, b"", CHECK_S)
        except Refused:
            return "refused"
        except NotSent:
            return "unreachable"
        except OSError:
            return "busy"
        return cause_of(answer)

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Print one job."""
        cause = self.check(printer)
        if cause:
            return Result(outcome=Outcome.SAFE, cause=cause)
        body = b"<command>%s</command>" % payload.data.hex().encode()
        try:
            answer = self._send(printer, body, self._print_s)
        except NotSent:
            return Result(outcome=Outcome.SAFE, cause="unreachable")
        except OSError:
            return Result(outcome=Outcome.UNKNOWN, cause="connection_lost")
        if answer.get("success") in ("true", "1"):
            return Result(outcome=Outcome.PRINTED)
        code = answer.get("code", "")
        if code in BEFORE:
            return Result(outcome=Outcome.SAFE, cause="replied")
        return Result(outcome=Outcome.UNKNOWN, cause=CAUSES.get(code, "no_confirmation"))

    def _send(self, printer: Printer, body: bytes, limit_s: float) -> dict[str, str]:
        """Return the attributes of the answer; empty for one that cannot be understood."""
        status, raw = post(
            printer,
            PATH.format(ms=int(limit_s * 1000)),
            ENVELOPE % body,
            content_type="text/xml; charset=utf-8",
            timeout_s=limit_s + CHECK_S,
            ports=self._ports,
        )
        return read(raw) if status == 200 else {}


def read(raw: bytes) -> dict[str, str]:
    """Return the attributes of the ``response`` element.

    A document type is refused: entities of a hostile answer could fill the memory.
    """
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return {}
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError:
        return {}
    found = next((one for one in root.iter() if one.tag.rpartition("}")[2] == "response"), None)
    return dict(found.attrib) if found is not None else {}


def cause_of(answer: dict[str, str]) -> str:
    """Return what an answer's status says is in the way."""
    text = answer.get("status", "")
    if not text.isascii() or not text.isdigit():
        return "busy"
    status = int(text)
    for bit, cause in ((COVER_OPEN, "cover_open"), (RECEIPT_END, "paper_out")):
        if status & bit:
            return cause
    if status & NO_RESPONSE:
        return "busy"
    return "offline" if status & OFF_LINE else ""
