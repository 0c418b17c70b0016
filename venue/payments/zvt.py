"""ZVT over TCP: the open protocol of terminals in Germany, Austria and Switzerland.

A message is class, instruction, length, data; 255 and more bytes of data have the length FF and two
bytes, low first. The till sends a command, the terminal acknowledges it (80 00 00) and then speaks
until 06 0F (done) or 06 1E (aborted); the till acknowledges each message. Facts from the ZVT
specification PA00P015 (13.x) as used by Portalum.Zvt; see docs/money.md for what was tried.

The acknowledgement of 04 0F makes a payment stand: the result is on disk before it is sent.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from venue.payments.port import Keep, Outcome, Result
from venue.payments.zvt_bytes import ZvtError, bcd, message, result_of

PORT = 20007
ACK = b"\x80\x00\x00"
REFUSE = b"\x84\x66\x00"
REGISTER, PAY, REFUND = b"\x06\x00", b"\x06\x01", b"\x06\x31"
REPEAT, STATUS = b"\x06\x20", b"\x05\x01"
INFO, DONE, ABORT = b"\x04\x0f", b"\x06\x0f", b"\x06\x1e"
SEND_PROGRESS = 0x08  # the terminal prints its receipts itself and says what it is doing
LONGEST = 16_384  # of a message, in bytes
MOST_MESSAGES = 500

# ISO 4217 numbers of the currencies that ZVT terminals are set up with.
CURRENCIES: Mapping[str, bytes] = {
    "CHF": b"\x07\x56", "CZK": b"\x02\x03", "DKK": b"\x02\x08", "EUR": b"\x09\x78",
    "GBP": b"\x08\x26", "HUF": b"\x03\x48", "NOK": b"\x05\x78", "PLN": b"\x09\x85",
    "SEK": b"\x07\x52",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long to wait, in seconds: to connect, for an answer, for a person with a card."""

    connect_s: float = 5.0
    answer_s: float = 5.0
    silence_s: float = 90.0
    whole_s: float = 240.0


class Zvt:
    """One terminal on the venue's network.

    Args:
        password: Six digits, set in the terminal.
        currency: ISO 4217 code.

    Raises:
        ZvtError: a currency that these terminals do not know.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        password: str,
        currency: str,
        limits: Limits | None = None,
    ) -> None:
        if currency not in CURRENCIES:
            raise ZvtError(f"ZVT has no {currency}")
        self._where, self._limits = (host, port), limits or Limits()
        self._password, self._currency = bcd(password, 3), CURRENCIES[currency]

    def pay(self, amount_minor: int, keep: Keep) -> Result:
        """Take a payment; see `venue.payments.port`."""
        return self._transact(PAY, b"\x04" + bcd(str(amount_minor), 6), keep)

    def refund(self, amount_minor: int, keep: Keep) -> Result:
        """Give money back to a card; the guest presents it again."""
        return self._transact(REFUND, self._password + b"\x04" + bcd(str(amount_minor), 6), keep)

    def last(self) -> Result:
        """Ask the terminal for its last receipt; it sends that transaction's result again."""
        try:
            with self._opened() as line:
                if line.command(STATUS, self._password) is None:
                    line.finish()
                refused = line.command(REPEAT, self._password)
                return refused or line.listen(lambda _: None)
        except OSError as error:
            return Result(outcome=Outcome.NOT_SENT, words=f"the terminal cannot be asked: {error}")
        except ZvtError as error:
            return Result(outcome=Outcome.UNKNOWN, words=str(error))

    def greet(self) -> str:
        """Register at the terminal, which charges nothing and prints nothing; return why not."""
        try:
            with self._opened() as line:
                refused = line.command(REGISTER, self._registration())
                if refused:
                    return refused.words
                line.finish()
        except (OSError, ZvtError) as error:
            return f"the terminal does not answer: {error}"
        return ""

    def _transact(self, command: bytes, data: bytes, keep: Keep) -> Result:
        try:
            line = self._opened()
        except (OSError, ZvtError) as error:
            return Result(outcome=Outcome.NOT_SENT, words=f"the terminal is not there: {error}")
        with line:
            try:
                line.command(REGISTER, self._registration())
                line.finish()
            except (OSError, ZvtError) as error:
                words = f"the terminal does not answer: {error}"
                return Result(outcome=Outcome.NOT_SENT, words=words)
            try:
                refused = line.command(command, data)
                return refused or line.listen(keep)
            except (OSError, ZvtError) as error:
                return Result(outcome=Outcome.UNKNOWN, words=f"the connection was lost: {error}")

    def _opened(self) -> "Line":
        plug = socket.create_connection(self._where, timeout=self._limits.connect_s)
        return Line(plug, self._limits)

    def _registration(self) -> bytes:
        return self._password + bytes([SEND_PROGRESS]) + self._currency + b"\x03\x00"


class Line:
    """One conversation over one connection."""

    def __init__(self, plug: socket.socket, limits: Limits) -> None:
        self._plug, self._limits = plug, limits
        self._ends = time.monotonic() + limits.whole_s

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._plug.close()

    def command(self, command: bytes, data: bytes) -> Result | None:
        """Send a command; None when it was acknowledged, else the refusal.

        Raises:
            OSError: the connection broke. ZvtError: no answer that can be understood.
        """
        self._plug.sendall(message(command, data))
        kind, _ = self._read(self._limits.answer_s)
        if kind == ACK[:2]:
            return None
        if kind[:1] == b"\x84":
            return Result(outcome=Outcome.NOT_SENT, words=f"refused with code {kind[1]:02X}")
        raise ZvtError(f"instead of an acknowledgement: {kind.hex()}")

    def finish(self) -> None:
        """Hear a command without a payment to its end.

        Raises:
            OSError: the connection broke. ZvtError: it was aborted.
        """
        for kind, data in self._messages():
            self._plug.sendall(ACK)
            if kind == DONE:
                return
            if kind == ABORT:
                raise ZvtError(f"aborted with code {data[:1].hex()}")

    def listen(self, keep: Keep) -> Result:
        """Hear a transaction to its end; the result is kept before it is acknowledged.

        Raises:
            OSError: the connection broke. ZvtError: silence, or bytes that are not ZVT.
        """
        result: Result | None = None
        for kind, data in self._messages():
            if kind == INFO:
                result = result_of(data)
                try:
                    keep(result)
                except Exception:
                    # Without a copy on disk the payment must not stand.
                    self._plug.sendall(REFUSE)
                    raise
            self._plug.sendall(ACK)
            if kind == DONE:
                return result or Result(outcome=Outcome.UNKNOWN, words="it ended without a result")
            if kind == ABORT:
                code = data[:1].hex().upper()
                return Result(outcome=Outcome.DECLINED, words=f"aborted with code {code}")
        raise ZvtError("too many messages")

    def _messages(self) -> Iterator[tuple[bytes, bytes]]:
        for _ in range(MOST_MESSAGES):
            yield self._read(self._limits.silence_s)

    def _read(self, limit_s: float) -> tuple[bytes, bytes]:
        left = min(limit_s, self._ends - time.monotonic())
        if left <= 0:
            raise ZvtError("it took too long")
        self._plug.settimeout(left)
        head = self._exactly(3)
        length = head[2]
        if length == 0xFF:
            low, high = self._exactly(2)
            length = low + 256 * high
        if length > LONGEST:
            raise ZvtError(f"a message of {length} bytes")
        return head[:2], self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self._plug.recv(count - len(found))
            if not part:
                raise ZvtError("the terminal hung up")
            found += part
        return found
