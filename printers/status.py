"""What printers send back, told apart by fixed bits. Pure.

Sources: Epson's ESC/POS reference for DLE EOT, GS r, GS ( H and automatic status back; the
Citizen CBM1000 and Bixolon SRP-350 manuals give the same bits.
"""

from printers.model import Printer

ASK = b"\x10\x04"  # DLE EOT n: answered at once, even while offline
OFFLINE = 0x08  # in the answer to n = 1
COVER = 0x04  # n = 2
PAPER_STOP = 0x20  # n = 2
PAPER_OUT = 0x60  # n = 4
TAG_HEAD = b"\x37\x22"
TAG_SIZE = 7  # head, four characters, NUL
AUTOMATIC_SIZE = 4


class Answers:
    """Reads a printer's bytes, in whatever pieces they come.

    Attributes:
        statuses: Answers to DLE EOT, oldest first.
        tags: Jobs said to be on paper; old ones may come late.
        fences: How many GS r were answered.
    """

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.tags: set[bytes] = set()
        self.fences = 0
        self._rest = bytearray()

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        self._rest += data
        while self._rest:
            size = self._take()
            if size == 0:
                return
            del self._rest[:size]

    def _take(self) -> int:
        """Read the answer at the front and return its length; 0 when the rest is to come."""
        rest, first = self._rest, self._rest[0]
        if first == TAG_HEAD[0]:
            if rest[:2] not in (TAG_HEAD, TAG_HEAD[:1]):
                return 1
            if len(rest) < TAG_SIZE:
                return 0
            self.tags.add(bytes(rest[2:6]))
            return TAG_SIZE
        if first & 0x93 == 0x12:
            self.statuses.append(first)
        elif first & 0x93 == 0x10:  # automatic status back: its other bytes look like GS r
            return AUTOMATIC_SIZE if len(rest) >= AUTOMATIC_SIZE else 0
        elif first & 0x90 == 0:
            self.fences += 1
        return 1


def cause_of(offline: int | None, paper: int | None) -> str:
    """Return why a printer is offline, from its answers to DLE EOT 2 and 4."""
    if offline is not None and offline & COVER:
        return "cover_open"
    if offline is not None and offline & PAPER_STOP:
        return "paper_out"
    if paper is not None and paper & PAPER_OUT:
        return "paper_out"
    return "offline"


def address(printer: Printer) -> str:
    """Return where a printer is, for people."""
    return f"{printer.host}:{printer.port}" if printer.driver == "tcp" else printer.host
