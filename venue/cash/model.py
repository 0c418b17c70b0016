"""What should be in a drawer or a purse, and what a count comes to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from venue.core.errors import Conflict, Invalid

MOVES: Mapping[str, frozenset[str]] = {
    "open": frozenset({"counting"}),
    "counting": frozenset({"open", "closed"}),
    "closed": frozenset(),
}
# Which way cash goes by a movement's kind; a drop goes to the safe, tips to their people.
SIGNS: Mapping[str, int] = {"paid_in": 1, "paid_out": -1, "drop": -1, "tips": -1}

# Coins and notes in use, in minor units, the largest first (central banks' own lists, 2026).
DENOMINATIONS: Mapping[str, tuple[int, ...]] = {
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "RUB": (500000, 200000, 100000, 50000, 20000, 10000, 5000, 1000, 500, 200, 100),
    "JPY": (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1),
}
LADDER = tuple(step * 10**power for power in range(5, -1, -1) for step in (5, 2, 1))
MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """What went through one session, in minor units.

    Attributes:
        cash_minor: Cash payments with tips and rounding, less what was given back.
        desk_minor: Cash of folios and deposits, less what was given back.
        moved: Sums of movements by kind, each positive.
    """

    float_minor: int
    cash_minor: int
    desk_minor: int = 0
    moved: Mapping[str, int]

    @property
    def expected_minor(self) -> int:
        """Return what should be there; below nothing when more was paid out than came in."""
        signed = sum(SIGNS[kind] * minor for kind, minor in self.moved.items())
        return self.float_minor + self.cash_minor + self.desk_minor + signed


def moved(state: str, to: str) -> str:
    """Return ``to`` when a session may go there.

    Raises:
        Conflict: ``cash.not_allowed`` with the state and what is allowed from it.
    """
    if to not in MOVES[state]:
        raise Conflict(
            "cash.not_allowed",
            f"a cash session that is {state} cannot become {to}",
            state=state,
            allowed=sorted(MOVES[state]),
        )
    return to


def denominations(currency: str) -> tuple[int, ...]:
    """Return the coins and notes to count, the largest first."""
    return DENOMINATIONS.get(currency, LADDER)


def counted(pieces: Mapping[str, int], currency: str) -> int:
    """Return what a count comes to.

    Args:
        pieces: How many of each coin or note, by its value in minor units as text.

    Raises:
        Invalid: ``cash.bad_count`` - an unknown coin, or a number that nobody counts.
    """
    known = {str(value) for value in denominations(currency)}
    for value, number in pieces.items():
        if value not in known or not 0 <= number <= MOST_PIECES:
            raise Invalid("cash.bad_count", "count coins and notes of this currency", value=value)
    return sum(int(value) * number for value, number in pieces.items())


def pool_share(tips: Mapping[str, int], pool_bp: int) -> dict[str, tuple[int, int]]:
    """Return what of each person's tips is the own and what goes to the pool.

    The pool's part is rounded down, so that nobody gives more than was agreed.
    """
    return {
        person: (minor - max(0, minor) * pool_bp // 10_000, max(0, minor) * pool_bp // 10_000)
        for person, minor in tips.items()
    }


def summed(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return sums by name."""
    found: dict[str, int] = {}
    for name, minor in amounts:
        found[name] = found.get(name, 0) + minor
    return found
