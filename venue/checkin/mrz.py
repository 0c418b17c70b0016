"""The machine-readable zone of passports and cards: ICAO 9303, parts 4 to 6. Pure.

TD1 has three lines of 30 characters, TD2 two of 36, TD3 (passports) two of 44. Check digits weigh
characters 7, 3, 1 in turn; ``<`` is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FORMS = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
WEIGHTS = (7, 3, 1)
FILL = "<"
SEXES = {"M": "m", "F": "f", "<": "x", "X": "x"}


class Unreadable(ValueError):
    """Not a machine-readable zone; ``fields`` are those whose check digit does not fit."""

    def __init__(self, words: str, fields: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a document's zone says.

    Attributes:
        code: ``P`` for a passport, others for cards.
        issuer: Country or organisation, as written: ``UTO``, ``D``.
        birth, expires: ISO dates; empty where the document does not say.
        sex: ``m``, ``f`` or ``x``.
    """

    form: str
    code: str
    issuer: str
    number: str
    family_name: str
    given_names: str
    nationality: str
    birth: str
    sex: str
    expires: str
    optional: str = ""


def check_digit(text: str) -> str:
    """Return the check digit of a field (ICAO 9303-3, 4.9)."""
    total = sum(
        (0 if letter == FILL else int(letter, 36)) * WEIGHTS[at % 3]
        for at, letter in enumerate(text)
    )
    return str(total % 10)


def lines_in(text: str) -> list[str]:
    """Return the zone's lines of what a person typed or a reader saw; empty when there are none."""
    rows = ["".join(row.split()).upper().replace("«", "<<") for row in text.splitlines()]
    rows = [row for row in rows if row and set(row) <= ALLOWED]
    for count, width in FORMS:
        found = [row for row in rows if len(row) == width]
        if len(found) == count:
            return found
    return []


def parse(text: str, *, today: date) -> Document:
    """Return what a zone says; ``today`` decides the century of a birth.

    Raises:
        Unreadable: No such lines, or a check digit that does not fit.
    """
    rows = lines_in(text)
    form = FORMS.get((len(rows), len(rows[0]) if rows else 0))
    if form is None:
        raise Unreadable("these are not the two or three lines of a document")
    if form == "TD1":
        return _td1(rows, today)
    return _two_lines(rows, today, form)


def _td1(rows: list[str], today: date) -> Document:
    first, second, names = rows
    number, checked, optional = _number(first[5:14], first[14], first[15:30])
    wrong = _wrong(
        {
            "number": checked,
            "birth": (second[0:6], second[6]),
            "expires": (second[8:14], second[14]),
            "all": (first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29]),
        }
    )
    return _document(
        "TD1", first[0:2], first[2:5], number, names, second[15:18], second[0:6], second[7],
        second[8:14], optional + second[18:29], wrong, today,
    )  # fmt: skip


def _two_lines(rows: list[str], today: date, form: str) -> Document:
    first, second = rows
    last = len(second) - 1
    checks = {
        "birth": (second[13:19], second[19]),
        "expires": (second[21:27], second[27]),
        "all": (second[0:10] + second[13:20] + second[21:last], second[last]),
    }
    if form == "TD3":
        number, checked, optional = second[0:9], (second[0:9], second[9]), second[28:42]
        checks["optional"] = (second[28:42], second[42])
    else:
        number, checked, optional = _number(second[0:9], second[9], second[28:35])
    wrong = _wrong({"number": checked} | checks)
    return _document(
        form, first[0:2], first[2:5], number, first[5:], second[10:13], second[13:19],
        second[20], second[21:27], optional, wrong, today,
    )  # fmt: skip


def _number(number: str, digit: str, optional: str) -> tuple[str, tuple[str, str], str]:
    """Return a number, what its digit is of, and the rest: a long one goes on in the optional data.

    ICAO 9303-5, 4.2.2.1, note j: then its digit's place is filled, and the digit ends it.
    """
    if digit != FILL or not optional.strip(FILL):
        return number, (number, digit), optional
    more, _, rest = optional.partition(FILL)
    whole = number + more[:-1]
    return whole, (whole, more[-1:]), rest


def _wrong(checks: dict[str, tuple[str, str]]) -> list[str]:
    """Return the fields whose digit does not fit; that of an empty field may be a filler."""
    return [
        name
        for name, (text, digit) in checks.items()
        if check_digit(text) != digit and not (digit == FILL and not text.strip(FILL))
    ]


def _document(
    form: str, code: str, issuer: str, number: str, names: str, nationality: str, birth: str,
    sex: str, expires: str, optional: str, wrong: list[str], today: date,
) -> Document:  # fmt: skip
    if sex not in SEXES:
        wrong = [*wrong, "sex"]
    born, ends = _birth(birth, today), _date(expires, 2000)
    wrong += ["birth"] * (born is None) + ["expires"] * (ends is None)
    if wrong:
        raise Unreadable("the lines do not fit together; look at them again", sorted(set(wrong)))
    family, _, given = names.partition(FILL * 2)
    return Document(
        form=form,
        code=code.strip(FILL),
        issuer=issuer.strip(FILL),
        number=number.strip(FILL),
        family_name=_name(family),
        given_names=_name(given),
        nationality=nationality.strip(FILL),
        birth=born or "",
        sex=SEXES[sex],
        expires=ends or "",
        optional=optional.strip(FILL),
    )


def _birth(text: str, today: date) -> str | None:
    """Return a birth's ISO date: never in the future, at most a century ago."""
    found = _date(text, 2000)
    if found and found > today.isoformat():
        return _date(text, 1900)
    return found


def _date(text: str, century: int) -> str | None:
    """Return an ISO date; empty where a part is not known; None for what is no date."""
    if FILL in text and set(text.replace(FILL, "")) <= set("0123456789"):
        return ""
    try:
        return date(century + int(text[0:2]), int(text[2:4]), int(text[4:6])).isoformat()
    except ValueError:
        return None


def _name(text: str) -> str:
    return " ".join(text.replace(FILL, " ").split())
