"""Printers that can be unplugged, and what a cook reads on their paper."""

import re
import secrets
from collections import Counter
from dataclasses import dataclass, field

from tests.printers.decoder import decode
from tests.printers.fake_printer import FakePrinter

PORT = 9100  # the only kind of port that the box prints to
ADDRESSES = 50
NUMBER = re.compile(r"\b([A-Z]-\d{4,})([VC]?)\s*$")
ITEM = re.compile(r"^(\d+)  \S")
TAG = re.compile(r"^\s+(#\d{5})$")


@dataclass
class Paper:
    """One ticket as it came out.

    Attributes:
        plates: How many of which wish it says to cook now, by tag.
        marked: It says that it may be a duplicate.
        news: It is a void or a change, not a ticket.
    """

    number: str
    marked: bool
    news: bool
    plates: Counter[str] = field(default_factory=Counter)

    @property
    def says(self) -> tuple[str, tuple[tuple[str, int], ...]]:
        """Return what tells it from other papers, its marks apart."""
        return self.number, tuple(sorted(self.plates.items()))


class Plug:
    """A network printer at an address of its own, which survives that its plug is pulled."""

    def __init__(self) -> None:
        self._printers = [_plugged_in()]
        self.host, self.pulls = self._printers[0].host, 0

    def put_in(self) -> None:
        """Give it power."""
        self._printers.append(FakePrinter(self.host, PORT))

    def pull(self) -> None:
        """Take its power away: nobody answers at its address any more."""
        self.pulls += 1
        self._printers[-1].close()

    def close(self) -> None:
        """Switch off for good."""
        self._printers[-1].close()

    @property
    def papers(self) -> list[Paper]:
        """Return what was printed, before and after each pull."""
        return [
            read(ticket.lines)
            for one in self._printers
            for stream in one.printed
            for ticket in decode(stream, scans=False)
        ]


def _plugged_in() -> FakePrinter:
    """Return a printer at a loopback address that nobody has."""
    for _ in range(ADDRESSES):
        host = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250)}.7"
        try:
            return FakePrinter(host, PORT)
        except OSError:
            continue
    raise AssertionError("no loopback address is free")


def read(rows: list[str]) -> Paper:
    """Read a ticket as a cook does: what is below a hold is not cooked yet."""
    words = "\n".join(rows)
    number = next((found for row in rows if (found := NUMBER.search(row))), None)
    paper = Paper(
        number=number[1] if number else "",
        marked="DUPLICATE" in words,
        news=bool(number and number[2]),
    )
    quantity, held = 0, False
    for row in rows:
        if row.startswith("-"):
            held = "(hold)" in row
        elif item := ITEM.match(row):
            quantity = int(item[1])
        elif (tag := TAG.match(row)) and not held:
            paper.plates[tag[1]] += quantity
    return paper
