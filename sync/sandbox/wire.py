"""Requests and answers as the stand-in sees them, and how a path finds its handler."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from sync.sandbox.store import State

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Ask:
    """A request.

    Attributes:
        path: Under the provider's prefix, with its leading slash.
        query: First value of each parameter.
        headers: By lower-case name.
        places: The words of the path's ``{places}``.
        lag_s: How old a row must be to show up in lists.
    """

    provider: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    places: dict[str, str] = field(default_factory=dict)
    address: str = ""
    base_url: str = ""
    lag_s: float = 0.0

    def json(self) -> Any:
        """Return the JSON body; an empty object when it is not JSON."""
        try:
            return orjson.loads(self.body or b"{}")
        except ValueError:
            return {}

    def shown(self, at: str | float, now: datetime) -> bool:
        """Tell whether a row made at ``at`` (UNIX seconds) shows up in a list yet."""
        return now.timestamp() - float(at) >= self.lag_s


@dataclass(frozen=True)
class Answer:
    """An answer: status, body and headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


Handler = Callable[[State, Ask], Answer]
Routes = dict[tuple[str, str], Handler]


class Refusal(Exception):
    """An answer that ends the request and undoes what it changed."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def reply(value: Any, status: int = 200, **headers: str) -> Answer:
    """Return ``value`` as JSON; a `Decimal` becomes a number with exactly its digits."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, orjson.dumps(value, default=_number), named)


def page(status: int, title: str) -> Answer:
    """Return an HTML page, as proxies and captive portals send."""
    body = f"<!doctype html><html><head><title>{title}</title></head><h1>{title}</h1></html>"
    return Answer(status, body.encode(), {}, HTML)


def dispatch(routes: Routes, state: State, ask: Ask) -> Answer | None:
    """Answer by the route that fits; None when there is none."""
    for (method, pattern), handler in routes.items():
        if method == ask.method and (found := _pattern(pattern).fullmatch(ask.path)):
            return handler(state, replace(ask, places=found.groupdict()))
    return None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)
