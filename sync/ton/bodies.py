"""What a message's body says: a comment, a jetton's arrival, or nothing that concerns a till."""

import re
import unicodedata
from dataclasses import dataclass

from sync.ton import boc
from sync.ton.address import Address
from sync.ton.cells import Cell, Reader
from sync.ton.errors import TonError

TEXT, NOTIFICATION, ENCRYPTED = 0, 0x7362D09C, 0x2167DA4B
INTERNAL_TRANSFER = 0x178D4519  # TEP-74: from the sender's wallet to the receiver's
MOST_TEXT_BYTES = 1024
HIDDEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A body, read.

    Attributes:
        kind: ``empty``, ``text``, ``encrypted``, ``jetton`` or ``other``.
        text: The comment as it was written; hostile until `shown` made it harmless.
        units: Of a jetton, in its smallest unit.
        sender: Who sent the jetton, as its wallet says.
    """

    kind: str
    text: str = ""
    units: int = 0
    sender: Address | None = None


def said(body: str | None) -> Said:
    """Read a body in base64; one that cannot be read is ``other``: its coins are money all the
    same."""
    if not body:
        return Said(kind="empty")
    try:
        return said_by(boc.from_text(body))
    except TonError:
        return Said(kind="other")


def said_by(cell: Cell) -> Said:
    """Read a body's cell.

    Raises:
        TonError: A jetton's arrival that ends too early.
    """
    reader = Reader(cell)
    if reader.left < 32:
        return Said(kind="empty" if reader.left == 0 and not cell.refs else "other")
    operation = reader.uint(32)
    if operation == TEXT:
        return Said(kind="text", text=snake(reader.rest))
    if operation == ENCRYPTED:
        return Said(kind="encrypted")
    return _jetton(reader) if operation == NOTIFICATION else Said(kind="other")


def quiet(body: str | None) -> Said | None:
    """Read what one jetton wallet says to another, when it tells the owner nothing; else None.

    TEP-74: query_id, amount, sender, response address, forwarded coins, payload. Without coins to
    forward the owner's wallet gets no notification.
    """
    try:
        reader = Reader(boc.from_text(body or ""))
        if reader.uint(32) != INTERNAL_TRANSFER:
            return None
        reader.uint(64)
        units, sender, _ = reader.coins(), reader.address(), reader.address()
        if reader.coins():
            return None
        return _with_words(reader, units, sender)
    except TonError:
        return None


def _jetton(reader: Reader) -> Said:
    """TEP-74: query_id, amount, sender, forward_payload here or in a reference."""
    reader.uint(64)
    units, sender = reader.coins(), reader.address()
    return _with_words(reader, units, sender)


def _with_words(reader: Reader, units: int, sender: Address | None) -> Said:
    payload = reader.ref() if reader.uint(1) else reader.rest
    inner, text = Reader(payload), ""
    if inner.left >= 32 and inner.uint(32) == TEXT:
        try:
            text = snake(inner.rest)
        except TonError:
            text = ""  # the money is there, whatever its words are
    return Said(kind="jetton", text=text, units=units, sender=sender)


def snake(cell: Cell) -> str:
    """Return the text of a chain of cells, at most 1 KB of it; what is no UTF-8 shows as marks.

    Raises:
        TonError: Bits that are no whole bytes.
    """
    data = b""
    while True:
        if len(cell.bits) % 8:
            raise TonError("a text of half bytes")
        data += int(cell.bits, 2).to_bytes(len(cell.bits) // 8, "big") if cell.bits else b""
        if not cell.refs or len(data) > MOST_TEXT_BYTES:
            return data[:MOST_TEXT_BYTES].decode("utf-8", "replace")
        cell = cell.refs[0]


def comment(text: str) -> Cell:
    """Return the body of a text comment: 32 zero bits, then UTF-8 in a chain of cells."""
    data = bytes(4) + text.encode()
    parts = [data[at : at + 127] for at in range(0, len(data), 127)]
    cell: Cell | None = None
    for part in reversed(parts):
        bits = f"{int.from_bytes(part, 'big'):0{8 * len(part)}b}"
        cell = Cell(bits, (cell,) if cell else ())
    return cell or Cell()


def shown(text: str) -> str:
    """Return a stranger's words harmless to show: no control, bidi or invisible characters."""
    plain = HIDDEN.sub("", text)
    kept = (one for one in plain if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join("".join(kept).split())[:120]
