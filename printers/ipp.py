"""IPP to an A4 printer, driverless: RFC 8010 (encoding) and RFC 8011 (operations). PDF only."""

import struct
import time
from collections.abc import Collection, Iterator

from printers.delivery import Outcome, Payload, Result, Watch
from printers.model import Printer
from printers.talking import Refused
from printers.web_call import WEB_PORTS, NotSent, post

PATH = "/ipp/print"
GET_PRINTER, PRINT_JOB, GET_JOB = 0x000B, 0x0002, 0x0009
OPERATION, END = b"\x01", b"\x03"
CHARSET, LANGUAGE, URI, NAME, MIME, INTEGER = 0x47, 0x48, 0x45, 0x42, 0x49, 0x21
STOPPED = 5  # printer-state
JOB_HELD, JOB_STOPPED, JOB_CANCELLED, JOB_ABORTED, JOB_DONE = 4, 6, 7, 8, 9
CALL_S = 10.0
POLL_S = 1.0
SEND_S = 120.0
HOLD_S = 600.0
REASONS = (("media-empty", "paper_out"), ("media-needed", "paper_out"),
           ("door-open", "cover_open"), ("cover-open", "cover_open"))  # fmt: skip
Attributes = dict[str, list[bytes]]


class IppDriver:
    """Prints PDF pages and waits until the printer says that the job is done."""

    def __init__(
        self, *, ports: Collection[int] = WEB_PORTS, poll_s: float = POLL_S, hold_s: float = HOLD_S
    ) -> None:
        self._ports, self._poll_s, self._hold_s = ports, poll_s, hold_s

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing."""
        try:
            code, found = self._call(printer, GET_PRINTER, b"", CALL_S)
        except Refused:
            return "refused"
        except NotSent:
            return "unreachable"
        except OSError:
            return "busy"
        if code >= 0x0400:
            return "offline"
        cause = _cause(found.get("printer-state-reasons", []))
        stopped = _number(found.get("printer-state")) == STOPPED
        accepts = found.get("printer-is-accepting-jobs", [b"\x01"])[0] != b"\x00"
        return (cause or "offline") if stopped or not accepts else ""

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Print one job."""
        cause = self.check(printer)
        if cause:
            return Result(outcome=Outcome.SAFE, cause=cause)
        more = _text(NAME, "job-name", "venue") + _text(MIME, "document-format", "application/pdf")
        try:
            code, found = self._call(printer, PRINT_JOB, more, SEND_S, payload.data)
        except NotSent:
            return Result(outcome=Outcome.SAFE, cause="unreachable")
        except OSError:
            return Result(outcome=Outcome.UNKNOWN, cause="connection_lost")
        if code >= 0x0400:
            # Refused as a whole: RFC 8011, 4.2.1.
            return Result(outcome=Outcome.SAFE, cause="replied")
        job = _number(found.get("job-id"))
        return self._wait(printer, job, watch) if job else _unknown("no_confirmation")

    def _wait(self, printer: Printer, job: int, watch: Watch) -> Result:
        limit = time.monotonic() + self._hold_s
        more = _entry(INTEGER, "job-id", struct.pack(">i", job))
        cause = "no_confirmation"
        while time.monotonic() < limit:
            try:
                _, found = self._call(printer, GET_JOB, more, CALL_S)
            except OSError:
                found = {}
            state = _number(found.get("job-state"))
            if state == JOB_DONE:
                return Result(outcome=Outcome.PRINTED)
            if state in (JOB_CANCELLED, JOB_ABORTED):
                return _unknown("replied")
            if state in (JOB_HELD, JOB_STOPPED):
                cause = _cause(found.get("job-printer-state-reasons", [])) or "offline"
                watch.held(cause)
            if watch.abort.wait(self._poll_s):
                return _unknown("restarted")
        return _unknown(cause)

    def _call(
        self, printer: Printer, operation: int, more: bytes, limit_s: float, data: bytes = b""
    ) -> tuple[int, Attributes]:
        uri = f"ipp://{printer.host}:{printer.port}{PATH}"
        body = request(operation, uri, more) + data
        status, raw = post(
            printer, PATH, body, content_type="application/ipp", timeout_s=limit_s,
            ports=self._ports,
        )  # fmt: skip
        if status != 200:
            raise ConnectionError(f"HTTP {status}")
        return answer(raw)


def request(operation: int, uri: str, more: bytes) -> bytes:
    """Return an IPP 2.0 request; a document follows it."""
    head = struct.pack(">BBHI", 2, 0, operation, 1) + OPERATION
    head += _text(CHARSET, "attributes-charset", "utf-8")
    head += _text(LANGUAGE, "attributes-natural-language", "en")
    return head + _text(URI, "printer-uri", uri) + more + END


def answer(raw: bytes) -> tuple[int, Attributes]:
    """Return the status code and the attributes of an answer, raw values by name.

    Raises:
        ConnectionError: It is not an IPP answer.
    """
    try:
        code = struct.unpack_from(">H", raw, 2)[0]
        found: Attributes = {}
        for name, value in _values(raw):
            found.setdefault(name, []).append(value)
    except (struct.error, IndexError) as error:
        raise ConnectionError("the printer's answer cannot be read") from error
    return code, found


def _values(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at, name = 8, ""
    while raw[at] != END[0]:
        if raw[at] < 0x10:  # the beginning of a group
            at += 1
            continue
        size = struct.unpack_from(">H", raw, at + 1)[0]
        if size:  # further values of one attribute come without its name
            name = raw[at + 3 : at + 3 + size].decode("ascii", "replace")
        at += 3 + size
        size = struct.unpack_from(">H", raw, at)[0]
        yield name, raw[at + 2 : at + 2 + size]
        at += 2 + size


def _entry(tag: int, name: str, value: bytes) -> bytes:
    key = name.encode("ascii")
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(value)) + value


def _text(tag: int, name: str, value: str) -> bytes:
    return _entry(tag, name, value.encode())


def _number(values: list[bytes] | None) -> int:
    return int.from_bytes(values[0], "big", signed=True) if values else 0


def _cause(reasons: list[bytes]) -> str:
    said = b" ".join(reasons).decode("ascii", "replace")
    return next((cause for word, cause in REASONS if word in said), "")


def _unknown(cause: str) -> Result:
    return Result(outcome=Outcome.UNKNOWN, cause=cause)
