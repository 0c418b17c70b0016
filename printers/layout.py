"""A document as paper sees it: lines of text, rules, codes, pictures, cuts. Pure."""

from dataclasses import dataclass, field
from enum import IntEnum

from printers.text import cells


class Align(IntEnum):
    """Where a line stands; the values are those of ESC a."""

    LEFT = 0
    CENTER = 1
    RIGHT = 2


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    inverse: bool = False


@dataclass(frozen=True, kw_only=True)
class Text:
    """One line, already wrapped.

    Attributes:
        wide: Character width, 1 to 8 cells.
        high: Character height, 1 to 8 cells.
        table: Use this code table whatever it holds (the test page shows what it has).
        overrun: Longer than a line may be, on purpose (the test page finds the width).
        grid: Each run stands in its own cells even where it is drawn in a font of other widths;
            one that begins with a blank stands at the right of them.
    """

    runs: tuple[Run, ...]
    wide: int = 1
    high: int = 1
    align: Align = Align.LEFT
    table: int | None = None
    overrun: bool = False
    grid: bool = False

    @property
    def plain(self) -> str:
        """Return the characters alone."""
        return "".join(run.text for run in self.runs)

    @property
    def cells(self) -> int:
        """Return the width in cells of normal size."""
        return cells(self.plain) * self.wide


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A line of one character over the paper's width."""

    fill: str = "-"


@dataclass(frozen=True, kw_only=True)
class Qr:
    """A QR code, level M, centred.

    Attributes:
        module: Dots per module wished for; made smaller when the paper is too narrow.
        native: Draw it by the printer (True), as a picture (False), as the printer can (None).
    """

    data: str
    module: int = 8
    native: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Bitmap:
    """Black and white rows, most significant bit left, 1 is black; ``width`` in bytes."""

    width: int
    rows: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Feed to the knife and cut, leaving a bridge."""


@dataclass(frozen=True, kw_only=True)
class Logo:
    """The venue's picture, by its hash; nothing where it is not at hand."""

    hash: str


@dataclass(frozen=True, kw_only=True)
class Buzz:
    """Sound the printer's buzzer, where it has one."""

    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Open the drawer. Never in a document that is printed."""


Block = Text | Rule | Qr | Bitmap | Feed | Cut | Logo | Buzz | Pulse


def line(
    text: str,
    *,
    bold: bool = False,
    inverse: bool = False,
    wide: int = 1,
    high: int = 1,
    align: Align = Align.LEFT,
) -> Text:
    """Return one line in one look."""
    return Text(runs=(Run(text, bold, inverse),), wide=wide, high=high, align=align)
