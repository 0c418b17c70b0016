"""Identifiers and secrets."""

import hashlib
import secrets
import time
import uuid
from typing import Any

from werkzeug.routing import IntegerConverter, Map

TOKEN_BYTES = 20  # 160 bits: above the 128 that interfaces.md asks for


def uuid7() -> str:
    """Return a new UUIDv7 (RFC 9562): sortable by time, 74 random bits."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def is_uuid(text: str) -> bool:
    """Tell whether ``text`` is a UUID in its canonical lower-case form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def token() -> str:
    """Return a new secret for a link or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(secret: str) -> str:
    """Return what is stored of a secret: tokens are random, so a plain SHA-256 holds."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digits(count: int) -> str:
    """Return ``count`` random decimal digits, for codes that people type."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


class RowId(IntegerConverter):
    """A number in an address that SQLite can hold; a larger one makes an unknown address."""

    def __init__(self, url_map: Map, *args: Any, **limits: Any) -> None:
        super().__init__(url_map, *args, **({"max": 2**63 - 1} | limits))
