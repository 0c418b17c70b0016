"""Money: integers in the smallest unit of a currency; no float anywhere."""

from collections.abc import Sequence
from typing import Any

from venue.core.errors import Invalid

# ISO 4217 exponents that differ from 2, and the chain assets (payments.md).
EXPONENTS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "TND": 3, "TON": 9, "UGX": 0, "USDT": 6, "VND": 0, "VUV": 0, "XAF": 0,
    "XOF": 0, "XPF": 0,
}  # fmt: skip


def exponent(currency: str) -> int:
    """Return how many decimal digits the smallest unit of ``currency`` has."""
    return EXPONENTS.get(currency, 2)


def wire(amount_minor: int, currency: str) -> dict[str, Any]:
    """Return the form money has in JSON: ``{"amount": int, "currency": str}``."""
    return {"amount": amount_minor, "currency": currency}


def format_minor(amount_minor: int, currency: str) -> str:
    """Return the amount for paper and logs: ``12.50 EUR``, ``1200 JPY``."""
    places = exponent(currency)
    sign = "-" if amount_minor < 0 else ""
    whole, part = divmod(abs(amount_minor), 10**places)
    return f"{sign}{whole}{f'.{part:0{places}d}' if places else ''} {currency}"


def parse_minor(text: str, currency: str) -> int:
    """Read an amount that a person typed, such as ``12,5`` or ``12.50``.

    Raises:
        Invalid: ``money.not_an_amount`` - letters, signs inside, or more digits than the
            currency has.
    """
    places = exponent(currency)
    plain = text.strip().replace(",", ".")
    digits = plain.removeprefix("-")
    whole, _, part = digits.partition(".")
    ok = whole.isascii() and whole.isdigit() and len(whole) <= 12 and len(part) <= places
    if not ok or (part and not (part.isascii() and part.isdigit())):
        raise Invalid("money.not_an_amount", f"{text[:40]!r} is not an amount in {currency}")
    minor = int(whole) * int(10**places) + int((part + "0" * places)[:places] or "0")
    return -minor if plain.startswith("-") else minor


def largest_remainder(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split ``total_minor`` by ``weights`` so that the parts sum exactly to it.

    The units left over by rounding down go to the largest remainders, first come first on a tie.
    All weights zero: the parts are as even as they can be.

    Raises:
        ValueError: No weights, or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not be negative")
    shares = weights if sum(weights) else [1] * len(weights)
    whole = sum(shares)
    sign = -1 if total_minor < 0 else 1
    parts = [abs(total_minor) * share // whole for share in shares]
    remainders = [abs(total_minor) * share % whole for share in shares]
    order = sorted(range(len(shares)), key=lambda index: (-remainders[index], index))
    for index in order[: abs(total_minor) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
