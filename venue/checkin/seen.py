"""From what a reader of letters saw to a document's lines. Pure.

A reader takes O for 0 and loses a filler of many. What a place must hold decides between a letter
and a digit; the check digits decide whether the whole is right. Names have no check digit, so
nothing in them is mended but how many fillers end them, and `agreed` asks for two sights.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from venue.checkin.mrz import ALLOWED, FILL, FORMS, Document, Unreadable, parse

SHORTEST_ROW = 24
MOST_ROWS = 40
MOST_OFF = 4  # fillers a reader may lose or see twice in a row
SIGHTS = 2
DIGITS = str.maketrans("OQDIZSBG", "00012586")
LETTERS = str.maketrans("0", "O")
NAMES = re.compile(r"[A-Z]+(<[A-Z]+)*(<<[A-Z]+(<[A-Z]+)*)?<*")
FILLERS = re.compile(r"<{2,}")
# By form: the row of the names and where they begin; the places of digits and of letters by row.
NAMES_AT = {"TD1": (2, 0), "TD2": (0, 5), "TD3": (0, 5)}
Places = dict[str, dict[int, tuple[tuple[int, int], ...]]]
DIGITS_AT: Places = {
    "TD1": {1: ((0, 7), (8, 15), (29, 30))},
    "TD2": {1: ((13, 20), (21, 28), (35, 36))},
    "TD3": {1: ((9, 10), (13, 20), (21, 28), (43, 44))},
}
LETTERS_AT: Places = {
    "TD1": {0: ((0, 5),), 1: ((7, 8), (15, 18))},
    "TD2": {0: ((0, 5),), 1: ((10, 13), (20, 21))},
    "TD3": {0: ((0, 5),), 1: ((10, 13), (20, 21))},
}
FIRST = {"TD1": "IAC", "TD2": "IACP", "TD3": "P"}


def agreed(sights: Iterable[Iterable[Document]]) -> Document | None:
    """Return the document that two sights of one picture show alike, and none shows otherwise."""
    found = Counter(document for sight in sights for document in set(sight))
    if len(found) != 1:
        return None
    document, times = found.most_common(1)[0]
    return document if times >= SIGHTS else None


def documents(text: str, *, today: date) -> set[Document]:
    """Return every document that can be meant by what a reader saw."""
    found = set()
    for zone in _zones(text):
        try:
            found.add(parse(zone, today=today))
        except Unreadable:
            continue
    return found


def rows_in(text: str) -> list[str]:
    """Return the rows that are long enough to be of a zone."""
    rows = ("".join(row.split()).upper() for row in text.splitlines())
    return [row for row in rows if len(row) >= SHORTEST_ROW and set(row) <= ALLOWED][:MOST_ROWS]


def _zones(text: str) -> Iterator[str]:
    rows = rows_in(text)
    for (count, width), form in FORMS.items():
        for at in range(len(rows) - count + 1):
            fitted = [
                _named(row, width) if place == NAMES_AT[form][0] else _fitted(row, width)
                for place, row in enumerate(rows[at : at + count])
            ]
            mended = [_mended(row, form, place) for place, row in enumerate(fitted)]
            if _could_be(mended, form):
                yield "\n".join(mended)


def _fitted(row: str, width: int) -> str:
    """Return a row of this width: the longest run of fillers is what a reader miscounts."""
    off = width - len(row)
    runs = FILLERS.findall(row)
    if not off or abs(off) > MOST_OFF or not runs:
        return row
    longest = max(runs, key=len)
    at = row.rindex(longest)
    kept = max(0, len(longest) + off)
    return row[:at] + FILL * kept + row[at + len(longest) :]


def _named(row: str, width: int) -> str:
    """Return a row of names of this width; fillers at its end say nothing but that it has ended."""
    ended = row.rstrip(FILL)
    return ended.ljust(width, FILL) if row.endswith(FILL * 2) else row


def _mended(row: str, form: str, place: int) -> str:
    for begin, end in DIGITS_AT[form].get(place, ()):
        row = row[:begin] + row[begin:end].translate(DIGITS) + row[end:]
    for begin, end in LETTERS_AT[form].get(place, ()):
        row = row[:begin] + row[begin:end].translate(LETTERS) + row[end:]
    return row


def _could_be(rows: list[str], form: str) -> bool:
    place, begin = NAMES_AT[form]
    letters = all(
        set(rows[row][start:end]).isdisjoint("0123456789")
        for row, spans in LETTERS_AT[form].items()
        for start, end in spans
    )
    names = NAMES.fullmatch(rows[place][begin:])
    return rows[0][0] in FIRST[form] and letters and names is not None
