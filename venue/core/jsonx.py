"""JSON on the hot path, by orjson; also the form that python-socketio wants."""

from typing import Any

import orjson


def dumps(value: Any, **_kw: Any) -> str:
    """Return ``value`` as compact JSON text."""
    return orjson.dumps(value).decode()


def encode(value: Any) -> bytes:
    """Return ``value`` as compact JSON bytes."""
    return orjson.dumps(value)


def canonical(value: Any) -> bytes:
    """Return the one spelling of ``value`` that hashes are taken of: compact, keys sorted."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def loads(text: str | bytes, **_kw: Any) -> Any:
    """Read JSON.

    Raises:
        ValueError: Not JSON.
    """
    return orjson.loads(text)
