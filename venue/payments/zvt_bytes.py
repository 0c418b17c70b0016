"""The bytes of ZVT: messages, numbers two digits to a byte, and the fields of a result. Pure."""

from collections.abc import Mapping

from venue.payments.port import Outcome, Result

# Bytes of data behind each field's tag; -2 and -3: that many bytes F0..F9 say the length.
FIELDS: Mapping[int, int] = {
    0x01: 1, 0x02: 1, 0x03: 1, 0x04: 6, 0x05: 1, 0x0B: 3, 0x0C: 3, 0x0D: 2, 0x0E: 2, 0x17: 2,
    0x19: 1, 0x22: -2, 0x23: -2, 0x24: -3, 0x27: 1, 0x29: 4, 0x2A: 15, 0x37: 3, 0x3A: 2,
    0x3B: 8, 0x3C: -3, 0x3D: 3, 0x49: 2, 0x60: -3, 0x87: 2, 0x88: 3, 0x8A: 1, 0x8B: -2,
    0x8C: 1, 0x9A: -3, 0xA0: 1, 0xA7: -2, 0xAA: 3, 0xAF: -3, 0xBA: 5, 0xD0: 1,
}  # fmt: skip
TLV = 0x06


class ZvtError(Exception):
    """Bytes that are not ZVT, or a terminal that went silent; the only error of this protocol."""


def message(command: bytes, data: bytes) -> bytes:
    """Return a message's bytes."""
    size = len(data)
    length = bytes([size]) if size < 0xFF else b"\xff" + size.to_bytes(2, "little")
    return command + length + data


def bcd(digits: str, size: int) -> bytes:
    """Return decimal digits as ``size`` bytes, two digits in each, filled with zeros on the left.

    Raises:
        ZvtError: not digits, or too many.
    """
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 2 * size):
        raise ZvtError("not digits, or too many of them")
    return bytes.fromhex(digits.rjust(2 * size, "0"))


def fields(data: bytes) -> dict[int, bytes]:
    """Return the fields of a status information by tag; what follows an unknown tag is left out.

    Raises:
        ZvtError: cut off in the middle of a field.
    """
    found: dict[int, bytes] = {}
    place = 0
    while place < len(data):
        tag = data[place]
        place += 1
        if tag == TLV:
            size, place = _tlv_length(data, place)
        elif tag in FIELDS:
            size, place = _length(data, place, FIELDS[tag])
        else:
            break
        if place + size > len(data):
            raise ZvtError("a field is cut off")
        found[tag] = data[place : place + size]
        place += size
    return found


def result_of(data: bytes) -> Result:
    """Return what a status information says of a payment; never more of the card than its end.

    Raises:
        ZvtError: it cannot be read.
    """
    known = fields(data)
    code = known.get(0x27)
    if code is None:
        return Result(outcome=Outcome.UNKNOWN, words="the terminal did not say how it ended")
    approved = code == b"\x00"
    # In the card number E stands for a hidden digit and F fills up; the last four are open.
    number = known.get(0x22, b"").hex().rstrip("f")
    last_four = number[-4:]
    return Result(
        outcome=Outcome.APPROVED if approved else Outcome.DECLINED,
        amount_minor=_number(known.get(0x04, b"\x00")),
        trace=known[0x0B].hex() if 0x0B in known else "",
        slip=known[0x87].hex() if 0x87 in known else "",
        last_four=last_four if len(last_four) == 4 and last_four.isdigit() else "",
        card=known.get(0x8B, b"").decode("cp437", "replace").strip("\x00 ")[:40],
        words="" if approved else f"declined with code {code.hex().upper()}",
    )


def _number(packed: bytes) -> int:
    digits = packed.hex()
    if not digits.isdigit():
        raise ZvtError("an amount that is no number")
    return int(digits)


def _length(data: bytes, place: int, size: int) -> tuple[int, int]:
    if size >= 0:
        return size, place
    digits = data[place : place - size]
    if len(digits) < -size or any(one & 0xF0 != 0xF0 or one & 0x0F > 9 for one in digits):
        raise ZvtError("a length that is no number")
    return int("".join(str(one & 0x0F) for one in digits)), place - size


def _tlv_length(data: bytes, place: int) -> tuple[int, int]:
    first = data[place] if place < len(data) else 0
    if first < 0x80:
        return first, place + 1
    more = first & 0x7F
    if more > 2 or place + 1 + more > len(data):
        raise ZvtError("a length that is no number")
    return int.from_bytes(data[place + 1 : place + 1 + more], "big"), place + 1 + more
