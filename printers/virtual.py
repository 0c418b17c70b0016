"""A printer on screen: reads the ESC/POS it is sent, as a device would, and draws the paper.

It knows what `escpos.py` emits and no more; anything else is kept as an error, so that a test
sees it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from printers import raster
from printers.layout import Align, Run, Text
from printers.model import CANDIDATES

EDGE = 24  # dots of blank paper around what is printed


class Command(NamedTuple):
    """One command: its name (two or three bytes, or ``text``) and what follows."""

    name: bytes
    args: bytes


# Argument bytes of commands of fixed length.
FIXED: Mapping[bytes, int] = {
    b"\x1b@": 0, b"\x1bt": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1dB": 1, b"\x1d!": 1, b"\x1dr": 1,
    b"\x1bp": 3, b"\x1bB": 2,
}  # fmt: skip


@dataclass
class Paper:
    """What came out.

    Attributes:
        lines: The text of each line, in reading order; pictures have none.
        codes: QR codes the printer drew itself.
        cuts: How often the knife fell.
        pulses: How often the drawer was opened.
        buzzes: How often it buzzed.
        errors: Commands this printer does not know, in hex.
    """

    dots: int
    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    cuts: int = 0
    pulses: int = 0
    buzzes: int = 0
    errors: list[str] = field(default_factory=list)
    strips: list[Image.Image] = field(default_factory=list)

    def image(self) -> Image.Image:
        """Return the paper as a grey picture."""
        height = sum(strip.height for strip in self.strips)
        sheet = Image.new("L", (self.dots + 2 * EDGE, height + 2 * EDGE), raster.WHITE)
        y = EDGE
        for strip in self.strips:
            sheet.paste(strip, (EDGE, y))
            y += strip.height
        return sheet


def print_on(data: bytes, dots: int) -> Paper:
    """Return the paper that a stream of commands makes on a printer ``dots`` wide."""
    machine = _Machine(Paper(dots))
    for command in commands(data):
        machine.do(command)
    machine.feed(only_if_text=True)
    return machine.paper


def answers_to(data: bytes) -> list[bytes]:
    """Return the tags that a printer sends back for a stream, without drawing it."""
    return [command.args[2:] for command in commands(data) if command.name == b"\x1d(H"]


def commands(data: bytes) -> Iterator[Command]:
    """Cut a stream into commands; an unknown one is given with one byte name."""
    at = 0
    while at < len(data):
        if data[at] >= 0x20:
            end = at
            while end < len(data) and data[end] >= 0x20:
                end += 1
            yield Command(b"text", data[at:end])
            at = end
            continue
        name, start, size = _shape(data, at)
        yield Command(name, data[start : start + size])
        at = start + size


def _shape(data: bytes, at: int) -> tuple[bytes, int, int]:
    """Return a command's name, where its arguments start, and their length."""
    two, three = data[at : at + 2], data[at : at + 3]
    if two in FIXED:
        return two, at + 2, FIXED[two]
    if three == b"\x1dv0":
        width, rows = _word(data, at + 4), _word(data, at + 6)
        return three, at + 3, 5 + width * rows
    if two == b"\x1d(":
        return three, at + 5, _word(data, at + 3)
    if two == b"\x1dV":
        return two, at + 2, 2 if data[at + 2 : at + 3] in (b"A", b"B") else 1
    return data[at : at + 1], at + 1, 0


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


class _Machine:
    """The modes, the line buffer and the paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.does: Mapping[bytes, Callable[[bytes], None]] = {
            b"text": self.text,
            b"\n": lambda args: self.feed(),
            b"\0": lambda args: None,
            b"\x1b@": lambda args: self.reset(),
            b"\x1bt": self.use_table,
            b"\x1ba": self.use_align,
            b"\x1bE": self.use_bold,
            b"\x1dB": self.use_inverse,
            b"\x1d!": self.use_size,
            b"\x1dr": lambda args: None,
            b"\x1dv0": self.picture,
            b"\x1dV": lambda args: self.cut(),
            b"\x1bp": lambda args: self.pulse(),
            b"\x1bB": self.buzz,
            b"\x1d(k": self.code,
            b"\x1d(H": lambda args: None,
        }
        self.reset()

    def do(self, command: Command) -> None:
        act = self.does.get(command.name)
        if act is None:
            self.paper.errors.append((command.name + command.args[:8]).hex(" "))
        else:
            act(command.args)

    def reset(self) -> None:
        self.codec = "cp437"
        self.align = Align.LEFT
        self.wide = self.high = 1
        self.bold = self.inverse = False
        self.runs: list[Run] = []
        self.module, self.data = 3, b""

    def text(self, args: bytes) -> None:
        self.runs.append(Run(args.decode(self.codec, "replace"), self.bold, self.inverse))

    def use_table(self, args: bytes) -> None:
        if args[0] in CANDIDATES:
            self.codec = CANDIDATES[args[0]]
        else:
            self.paper.errors.append(f"code table {args[0]}")

    def use_align(self, args: bytes) -> None:
        self.align = Align(args[0])

    def use_bold(self, args: bytes) -> None:
        self.bold = bool(args[0] & 1)

    def use_inverse(self, args: bytes) -> None:
        self.inverse = bool(args[0] & 1)

    def use_size(self, args: bytes) -> None:
        self.wide, self.high = (args[0] >> 4 & 7) + 1, (args[0] & 7) + 1

    def feed(self, *, only_if_text: bool = False) -> None:
        if only_if_text and not self.runs:
            return
        text = Text(runs=tuple(self.runs), wide=self.wide, high=self.high, align=self.align)
        self.runs = []
        if text.cells * raster.CELL > self.paper.dots:
            self.paper.errors.append(f"line of {text.cells} cells is too wide")
        self.paper.lines.append(text.plain)
        self.paper.strips.append(raster.draw_line(text, self.paper.dots))

    def picture(self, args: bytes) -> None:
        width, rows = _word(args, 1), _word(args, 3)
        if width * 8 > self.paper.dots or len(args) != 5 + width * rows:
            self.paper.errors.append(f"picture of {width * 8} x {rows}")
            return
        black = Image.frombytes("1", (width * 8, rows), args[5:]).convert("L")
        self.place(black.point(lambda value: raster.WHITE - value))

    def place(self, image: Image.Image) -> None:
        strip = Image.new("L", (self.paper.dots, image.height), raster.WHITE)
        room = self.paper.dots - image.width
        left = {Align.LEFT: 0, Align.CENTER: room // 2, Align.RIGHT: room}[self.align]
        strip.paste(image, (left, 0))
        self.paper.strips.append(strip)

    def cut(self) -> None:
        self.feed(only_if_text=True)
        self.paper.cuts += 1
        strip = Image.new("L", (self.paper.dots, 2 * EDGE), raster.WHITE)
        for x in range(0, self.paper.dots, 16):
            strip.paste(170, (x, EDGE, min(x + 8, self.paper.dots), EDGE + 2))
        self.paper.strips.append(strip)

    def pulse(self) -> None:
        self.paper.pulses += 1

    def buzz(self, args: bytes) -> None:
        self.paper.buzzes += args[0]

    def code(self, args: bytes) -> None:
        match args[1:2], args[2:]:
            case b"C", size:
                self.module = size[0]
            case b"P", data:
                self.data = data[1:]
            case b"Q", _:
                self.paper.codes.append(self.data.decode())
                self.place(
                    raster.qr_picture(
                        self.paper.codes[-1], module=self.module, dots=self.paper.dots
                    )
                )
