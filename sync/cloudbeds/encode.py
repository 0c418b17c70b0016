"""Bodies and queries as Cloudbeds reads them (cloudbeds.md, 2 and 5).

v1.3 takes forms with PHP's bracket arrays. A Python ``False`` must never become the text "False":
any text that is not empty is true in PHP, and a true ``itemPaid`` books a cash payment.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from venue.core.money import exponent

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def form(fields: Mapping[str, Any]) -> bytes:
    """Return a form: lists as ``name[0][field]``, None left out, ``''`` kept (it unassigns).

    Raises:
        TypeError: A float, or something that has no form.
    """
    pairs = [pair for name, value in fields.items() for pair in _pairs(name, value)]
    return urlencode(pairs).encode()


def query(fields: Mapping[str, Any]) -> str:
    """Return a query string with its question mark; empty when nothing is asked."""
    text = form(fields).decode()
    return f"?{text}" if text else ""


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _pairs(f"{name}[{index}]", inner)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a form")


def major(amount_minor: int, currency: str) -> str:
    """Return money as v1.3 and the checks want it: decimal text in major units."""
    return format(Decimal(amount_minor).scaleb(-exponent(currency)), "f")


def minor(value: Any, currency: str) -> int:
    """Read money of an answer: a number or text, with thousands separators at times.

    Raises:
        ValueError: Not an amount, or finer than the currency's smallest unit.
    """
    try:
        amount = Decimal(str(value).replace(",", "")).scaleb(exponent(currency))
        if amount == amount.to_integral_value():
            return int(amount)
    except ArithmeticError:
        pass
    raise ValueError(f"{value!r} is not an amount in {currency}")
