"""English numbers as people say them, 0 to 999: "five", "forty two", "one hundred and two",
and rooms' "one oh two" and "three fourteen".
"""

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ZERO = ("zero", "oh")
WORDS = frozenset((*UNITS, *TEENS, *TENS, *ZERO, "hundred", "and"))
VALUES = (
    {word: value for value, word in enumerate(UNITS, 1)}
    | {word: value for value, word in enumerate(TEENS, 10)}
    | {word: 10 * value for value, word in enumerate(TENS, 2)}
)
LONGEST = 5  # words: "nine hundred and ninety nine"

# The same language as a grammar's rules, for `grammar.Grammar.jsgf`.
RULES = "\n".join(
    (
        f"<unit> = {' | '.join(UNITS)};",
        f"<small> = <unit> | {' | '.join(TEENS)} | ({' | '.join(TENS)}) [<unit>];",
        f"<tens> = {' | '.join(TEENS)} | ({' | '.join(TENS)}) [<unit>];",
        f"<n> = zero | <small> | <unit> hundred [[and] <small>] | <unit> ({' | '.join(ZERO)}) "
        "<unit> | <unit> <tens>;",
    )
)


def read(words: list[str]) -> int | None:
    """Return the number that these words are, or None."""
    if not words or len(words) > LONGEST:
        return None
    if words == ["zero"]:
        return 0
    first, rest = words[0], words[1:]
    if first in UNITS and rest:
        return _hundreds(VALUES[first], rest)
    return _small(words)


def _hundreds(unit: int, rest: list[str]) -> int | None:
    """Return "<unit> hundred and two", "<unit> oh two" or "<unit> fourteen"."""
    if rest[0] == "hundred":
        left = rest[1:]
        if left[:1] == ["and"]:
            left = left[1:] or ["and"]
        last = _small(left) if left else 0
    elif rest[0] in ZERO:
        last = _small(rest[1:])
        last = last if last is not None and last < 10 else None
    else:
        last = _small(rest)
        last = last if last is not None and last >= 10 else None
    return None if last is None else 100 * unit + last


def _small(words: list[str]) -> int | None:
    """Return a number from 1 to 99."""
    if len(words) == 1:
        return VALUES.get(words[0])
    if len(words) == 2 and words[0] in TENS and words[1] in UNITS:
        return VALUES[words[0]] + VALUES[words[1]]
    return None
