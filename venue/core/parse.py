"""What comes in: typed JSON bodies and people's words, checked once at the edge."""

import unicodedata
from collections.abc import Collection
from datetime import date
from typing import TypeVar

import msgspec
from flask import Request

from venue.core.cardnumber import holds_card_number
from venue.core.errors import Invalid, Unsupported
from venue.core.jsonx import encode

S = TypeVar("S", bound=msgspec.Struct)

NOTE_LONGEST = 280
NOTE_LINES = 12
NAME_LONGEST = 80


class Body(msgspec.Struct, frozen=True):
    """Base of every typed body; unknown members are ignored, as newer clients may send them."""


class Nothing(Body, frozen=True):
    """The body of a call that needs none."""


def body(request: Request, kind: type[S]) -> S:
    """Return the request's JSON body as ``kind``; an absent body reads as ``{}``.

    Raises:
        Unsupported: ``request.not_json`` - another content type.
        Invalid: ``request.malformed`` - not JSON, or not of this form; says where.
    """
    raw = request.get_data(cache=True)
    if raw and request.mimetype != "application/json":
        raise Unsupported("request.not_json", "send JSON with Content-Type: application/json")
    return decode(raw or b"{}", kind)


def decode(raw: bytes, kind: type[S]) -> S:
    """Return JSON bytes as ``kind``.

    Raises:
        Invalid: ``request.malformed``; ``request.card_number`` - somewhere in it stands one.
    """
    _refuse_card_number(raw)
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid("request.malformed", f"the request cannot be read: {error}") from error


def convert(value: object, kind: type[S]) -> S:
    """Return an already decoded value, such as a socket event's, as ``kind``.

    Raises:
        Invalid: ``request.malformed``; ``request.card_number`` - somewhere in it stands one.
    """
    _refuse_card_number(encode(value))
    try:
        return msgspec.convert(value, type=kind, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid("request.malformed", f"the request cannot be read: {error}") from error


def _refuse_card_number(raw: bytes) -> None:
    if holds_card_number(raw):
        raise Invalid("request.card_number", "never type a card number, anywhere")


def clean_text(value: str, *, field: str, longest: int = NOTE_LONGEST) -> str:
    """Return a person's words without control characters, trimmed; new lines stay.

    Raises:
        Invalid: ``request.text_too_long`` - more than ``longest`` characters or too many lines.
    """
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ).strip()
    if len(kept) > longest or kept.count("\n") >= NOTE_LINES:
        raise Invalid(
            "request.text_too_long",
            f"{field} may have {longest} characters on {NOTE_LINES} lines",
            field=field,
            longest=longest,
        )
    return kept


def integer(text: str | None, *, field: str, least: int, most: int, default: int) -> int:
    """Return a number from a query string.

    Raises:
        Invalid: ``request.malformed`` - not a whole number in the range.
    """
    if text is None:
        return default
    if not (text.isascii() and text.lstrip("-").isdigit() and least <= int(text) <= most):
        raise Invalid("request.malformed", f"{field} must be a whole number {least}..{most}")
    return int(text)


def choice(text: str | None, *, field: str, among: Collection[str], default: str) -> str:
    """Return one of a few words from a query string.

    Raises:
        Invalid: ``request.malformed`` - another word.
    """
    if text is None:
        return default
    if text not in among:
        raise Invalid("request.malformed", f"{field} must be one of {', '.join(among)}")
    return text


def day(text: str | None, *, field: str, default: date | None = None) -> date:
    """Return a date from a query string, such as 2026-07-19.

    Raises:
        Invalid: ``request.malformed`` - not a date, or none where there is no default.
    """
    if text is None and default is not None:
        return default
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise Invalid("request.malformed", f"{field} is a date, such as 2026-07-19") from error
