"""Dividing what is owed: evenly, by amount, by lines. Pure; exact per band and in the sum.

Each function returns one amount per band for every part; over the parts each band sums to what it
was given, to the smallest unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from venue.bills.model import Bands, Charge, Figures, added
from venue.core.errors import Invalid
from venue.core.money import largest_remainder

MOST_PARTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A line in a part: so many of its quantity; None: an even share with the others."""

    key: str
    quantity: int | None = None


def allocate(amount_minor: int, remaining: Mapping[str, int]) -> Bands:
    """Return which bands an amount pays of what remains; the last amount takes all that is left.

    No band is paid beyond what remains of it. A band that a late discount left overpaid is evened
    out by the payment that settles the rest.

    Raises:
        ValueError: More than remains.
    """
    left = sum(remaining.values())
    if amount_minor == left:
        return {band: minor for band, minor in remaining.items() if minor}
    if not 0 <= amount_minor < left:
        raise ValueError(f"{amount_minor} of {left}")
    positive = {band: minor for band, minor in remaining.items() if minor > 0}
    parts = largest_remainder(amount_minor, list(positive.values()))
    return {band: part for band, part in zip(positive, parts, strict=True) if part}


def even(remaining: Mapping[str, int], count: int) -> list[Bands]:
    """Return ``count`` parts that differ by one smallest unit at most.

    Raises:
        Invalid: ``bills.bad_split``.
    """
    _check_count(count)
    parts: list[Bands] = [{} for _ in range(count)]
    turn = 0
    # The odd units of one band go on where those of the last band ended: sums stay even too.
    for band, minor in remaining.items():
        each, odd = divmod(minor, count)
        for place in range(count):
            extra = 1 if (place - turn) % count < odd else 0
            if each + extra:
                parts[place][band] = each + extra
        turn = (turn + odd) % count
    return parts


def by_amount(remaining: Mapping[str, int], amounts: Sequence[int]) -> list[Bands]:
    """Return a part for each amount, and one for the rest when the amounts leave one.

    Raises:
        Invalid: ``bills.bad_split`` - not positive, or more than is owed.
    """
    owed = sum(remaining.values())
    rest = owed - sum(amounts)
    wanted = [*amounts, rest] if rest else list(amounts)
    _check_count(len(wanted))
    if rest < 0 or min(amounts, default=0) <= 0:
        raise Invalid("bills.bad_split", "the amounts must be positive and at most what is owed")
    parts = []
    left: Bands = dict(remaining)
    for amount in wanted:
        part = allocate(amount, left)
        left = added(left, part, -1)
        parts.append(part)
    return parts


def shares_of_lines(
    charges: Sequence[Charge], nets: Mapping[str, int], picks: Sequence[Sequence[Pick]]
) -> list[dict[str, int]]:
    """Return for each part what it has of each line, in the form of the lines' nets.

    Args:
        nets: What there is of each line to divide.
        picks: A list of lines for each part. What nobody picked becomes one more part.

    Raises:
        Invalid: ``bills.bad_split`` - an unknown line, or more of it than was ordered.
    """
    by_key = {charge.key: charge for charge in charges}
    parts: list[dict[str, int]] = [{} for _ in picks]
    rest: dict[str, int] = {}
    for key, named in _picked(by_key, picks).items():
        weights = _weights(by_key[key], named)
        shared = largest_remainder(nets[key], [weight for _, weight in weights])
        for (place, _), minor in zip(weights, shared, strict=True):
            (rest if place is None else parts[place])[key] = minor
    for charge in charges:
        if all(charge.key not in part for part in (*parts, rest)):
            rest[charge.key] = nets[charge.key]
    return [*parts, rest] if any(rest.values()) else parts


def by_lines(
    remaining: Mapping[str, int],
    charges: Sequence[Charge],
    shares: Sequence[Mapping[str, int]],
    figures: Figures,
    service_band: str,
) -> list[Bands]:
    """Return the bands of parts that `shares_of_lines` made: tax and service charge in proportion.

    Raises:
        Invalid: ``bills.bad_split``.
    """
    _check_count(len(shares))
    band_of = {charge.key: charge.band for charge in charges}
    weights: dict[str, list[int]] = {band: [0] * len(shares) for band in remaining}
    for place, part in enumerate(shares):
        for key, minor in part.items():
            weights[band_of[key]][place] += minor
    service = largest_remainder(figures.service_minor, [sum(part.values()) for part in shares])
    for place, minor in enumerate(service):
        if minor:
            weights[service_band][place] += minor
    parts: list[Bands] = [{} for _ in shares]
    for band, minor in remaining.items():
        for part, amount in zip(parts, largest_remainder(minor, weights[band]), strict=True):
            if amount:
                part[band] = amount
    return parts


def by_seat(charges: Sequence[Charge], seats: Sequence[int]) -> list[list[Pick]]:
    """Return each seat's lines; what belongs to no seat is shared by all."""
    return [
        [Pick(key=one.key) for one in charges if one.seat == seat or one.seat not in seats]
        for seat in seats
    ]


def _picked(
    by_key: Mapping[str, Charge], picks: Sequence[Sequence[Pick]]
) -> dict[str, list[tuple[int, int | None]]]:
    found: dict[str, list[tuple[int, int | None]]] = {}
    for place, part in enumerate(picks):
        for pick in part:
            if pick.key not in by_key:
                raise Invalid("bills.bad_split", "a line is not on this bill", line_id=pick.key)
            found.setdefault(pick.key, []).append((place, pick.quantity))
    return found


def _weights(
    charge: Charge, named: Sequence[tuple[int, int | None]]
) -> list[tuple[int | None, int]]:
    """Return who has how much of a line, in units that make an even share of the rest whole."""
    taken = sum(quantity for _, quantity in named if quantity is not None)
    sharers = sum(quantity is None for _, quantity in named)
    left = charge.quantity - taken
    if left < 0 or (sharers and not left):
        raise Invalid(
            "bills.bad_split", f"there are only {charge.quantity} of it", line_id=charge.key
        )
    scale = sharers or 1
    weights: list[tuple[int | None, int]] = [
        (place, left if quantity is None else quantity * scale) for place, quantity in named
    ]
    return weights if sharers or not left else [*weights, (None, left)]


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_PARTS:
        raise Invalid("bills.bad_split", f"a bill is split into 1 to {MOST_PARTS} parts")
