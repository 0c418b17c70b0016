"""People's words made fit for paper: cleaned, measured in cells, wrapped. Pure."""

import unicodedata

TAB_AND_BREAKS = str.maketrans(
    {"\t": " ", "\v": " ", "\f": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"}
)
# What printers lack and a reader does not miss.
REPLACED = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", "•": "*", "·": "*", "×": "x", "✕": "x", "‹": "<", "›": ">",
        "ﬁ": "fi", "ﬂ": "fl",
    }
)  # fmt: skip
# C0, C1, bidi and zero-width controls, halves of surrogates, private use, unassigned.
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
COMBINING = frozenset({"Mn", "Me"})
WIDE = frozenset({"W", "F"})


def clean(text: str) -> str:
    r"""Return ``text`` without anything a printer could take for a command; ``\n`` stays.

    A guest's note with ``ESC p`` opened the till in a test of another library; so nothing below
    U+0020 but the line feed gets through, and no character that reorders or hides others.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(TAB_AND_BREAKS)
    return "".join(
        "\n" if letter == "\n" else " " if category == "Zs" else letter
        for letter in text.translate(REPLACED)
        if letter == "\n" or (category := unicodedata.category(letter)) not in DROPPED
    )


def one_line(text: str) -> str:
    """Return cleaned ``text`` on one line, runs of blanks as one."""
    return " ".join(clean(text).split())


def cells(text: str) -> int:
    """Return the width of cleaned ``text`` in character cells; East Asian wide ones count two."""
    return sum(_cells_of(letter) for letter in text)


def wrap(text: str, width: int) -> list[str]:
    """Return cleaned ``text`` as lines of at most ``width`` cells; no word is lost.

    Its own line breaks stay; a word longer than a line is broken. Empty text gives no line.
    """
    width = max(width, 2)  # one wide character must fit
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        line = ""
        for word in paragraph.split():
            for piece in _pieces(word, width):
                if line and cells(line) + 1 + cells(piece) > width:
                    lines.append(line)
                    line = piece
                else:
                    line = f"{line} {piece}" if line else piece
        if line:
            lines.append(line)
    return lines


def hang(text: str, width: int, *, first: str) -> list[tuple[str, str]]:
    """Return ``text`` wrapped behind the prefix ``first``: (prefix or blanks, line) pairs.

    Apart, because a line that reads from the right must not take its prefix along. Without text
    the prefix stands alone.
    """
    indent = " " * cells(first)
    found = wrap(text, width - len(indent)) or [""]
    return [(first if at == 0 else indent, line) for at, line in enumerate(found)]


def both_ends(left: str, right: str, width: int) -> list[tuple[str, str]]:
    """Return ``left`` and ``right`` for the two ends of a line, on more lines when they must.

    Each pair is (left part, blanks and right part).
    """
    gap = width - cells(left) - cells(right)
    if gap >= 1:
        return [(left, " " * gap + right)]
    starts = [(part, "") for part in wrap(left, width)]
    return starts + [("", " " * (width - cells(part)) + part) for part in wrap(right, width)]


def centred(text: str, width: int, fill: str = " ") -> str:
    """Return ``text`` in the middle of ``width`` cells of ``fill``."""
    room = max(0, width - cells(text))
    return fill * (room // 2) + text + fill * (room - room // 2)


def _cells_of(letter: str) -> int:
    if unicodedata.category(letter) in COMBINING:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in WIDE else 1


def _pieces(word: str, width: int) -> list[str]:
    """Break a word that is wider than a line; marks stay with the letter they belong to."""
    pieces, piece, used = [], "", 0
    for letter in word:
        size = _cells_of(letter)
        if used + size > width:
            pieces.append(piece)
            piece, used = "", 0
        piece += letter
        used += size
    return [*pieces, piece]
