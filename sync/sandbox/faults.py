"""Faults: which request meets which trouble, and what the trouble does to its answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Literal

import msgspec
import orjson

from sync.sandbox.store import State
from sync.sandbox.wire import Answer, Ask, page, reply

KIND = "control.fault"

# Each kind and the side of the effect it strikes on unless the rule says otherwise.
KINDS: dict[str, str] = {
    "down": "before", "cut": "before", "cut_body": "after",
    "slow": "after", "drip": "after",
    "throttle": "before", "error": "before", "refuse": "before",
    "wrong_json": "after", "no_id": "after", "portal": "before",
    "token_expired": "before", "key_revoked": "before",
    "list_lag": "after", "reorder": "after",
    "duplicate_webhook": "after", "lost_webhook": "after",
}  # fmt: skip
ON_WEBHOOKS = frozenset({"duplicate_webhook", "lost_webhook"})


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """A rule.

    Attributes:
        path: Shell pattern of the path under the provider's prefix, or of its end.
        when: ``before`` or ``after`` the effect; ``late`` (slow only): the effect comes after
            the wait even when the caller has hung up meanwhile.
        skip: How many matching requests pass first.
        times: How many are struck; None until it is taken away.
        status, code, message: Of `error`; of Airalo's `refuse`; of every `refuse`.
        seconds: Of waiting, dripping or lagging.
    """

    kind: str
    provider: str = "*"
    path: str = "*"
    method: str = "*"
    when: Literal["", "before", "after", "late"] = ""
    skip: int = 0
    times: int | None = 1
    seconds: float = 2.0
    retry_after_s: int | None = None
    status: int = 500
    code: int = 34
    message: str = "Invalid Parameters"

    @property
    def side(self) -> str:
        """Return the side of the effect it strikes on."""
        return self.when or KINDS[self.kind]


@dataclass(frozen=True)
class Outcome:
    """How the answer leaves: whole, in drops, or cut.

    Attributes:
        answer: None when not one byte is answered.
        cut: Reset the connection: after half of the body, or at once without an answer.
        drip_s: Seconds that the body takes.
    """

    answer: Answer | None
    cut: bool = False
    drip_s: float = 0.0


def read(raw: Any) -> list[Fault]:
    """Return the rules a request brought.

    Raises:
        msgspec.ValidationError: A rule that does not exist or does not fit.
    """
    rules = msgspec.convert(raw, list[Fault])
    for rule in rules:
        if rule.kind not in KINDS:
            raise msgspec.ValidationError(f"no fault {rule.kind!r}; one of {', '.join(KINDS)}")
    return rules


def add(state: State, rules: list[Fault]) -> None:
    """Put rules behind those that wait."""
    for rule in rules:
        state.put(KIND, str(state.number(KIND)), msgspec.to_builtins(rule))


def clear(state: State) -> None:
    """Take all rules away."""
    for key, _ in waiting(state):
        state.drop(KIND, key)


def waiting(state: State) -> list[tuple[str, Fault]]:
    """Return the rules in force, oldest first."""
    return [(key, msgspec.convert(body, Fault)) for key, body in state.named(KIND)]


def take(state: State, provider: str, method: str, path: str, *, webhook: bool) -> Fault | None:
    """Return the first rule that strikes this request and count it."""
    for key, rule in waiting(state):
        if (rule.kind in ON_WEBHOOKS) != webhook or not _fits(rule, provider, method, path):
            continue
        if rule.skip:
            rule.skip -= 1
            state.put(KIND, key, msgspec.to_builtins(rule))
            continue
        if rule.times is not None:
            rule.times -= 1
            state.put(KIND, key, msgspec.to_builtins(rule))
            if rule.times <= 0:
                state.drop(KIND, key)
        return rule
    return None


def strike(rule: Fault, ask: Ask, real: Answer | None) -> Outcome:
    """Return what leaves instead of ``real`` (None: the effect did not happen)."""
    whole = real or page(503, "Service Unavailable")
    if rule.kind in ("down", "cut"):
        return Outcome(None, cut=True)
    if rule.kind == "cut_body":
        return Outcome(whole, cut=True)
    if rule.kind == "drip":
        return Outcome(whole, drip_s=rule.seconds)
    if rule.kind == "reorder":
        return Outcome(_reordered(whole))
    make = _IN_ITS_PLACE.get(rule.kind)
    return Outcome(make(rule, ask) if make else whole)


def throttled(provider: str, retry_after_s: int | None) -> Answer:
    """Return the vendor's words for too many requests."""
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return reply(_THROTTLED.get(provider, {"message": "Too Many Attempts."}), 429, **headers)


def _refused(rule: Fault, ask: Ask) -> Answer:
    if ask.provider == "airalo":
        return reply({"code": rule.code, "reason": rule.message}, 422)
    return reply({"success": False, "message": rule.message})


def _denied(rule: Fault, ask: Ask) -> Answer:
    if ask.provider == "airalo":
        return reply({"data": [], "meta": {"message": "Unauthenticated."}}, 401)
    return reply({"error": "access_denied", "error_description": "The key is not valid"}, 401)


def _reordered(real: Answer) -> Answer:
    """Turn every list at the top of the answer around."""
    body = orjson.loads(real.body)
    turned = {key: one[::-1] if isinstance(one, list) else one for key, one in body.items()}
    return replace(real, body=orjson.dumps(turned))


_IN_ITS_PLACE: dict[str, Callable[[Fault, Ask], Answer]] = {
    "throttle": lambda rule, ask: throttled(ask.provider, rule.retry_after_s),
    "error": lambda rule, ask: page(rule.status, "Server Error"),
    "portal": lambda rule, ask: page(200, "Welcome to the guest Wi-Fi: please sign in"),
    "wrong_json": lambda rule, ask: reply(["not", "what", "was", "promised"]),
    "refuse": _refused,
    "no_id": lambda rule, ask: reply(_BARE.get(ask.provider, {})),
    "token_expired": _denied,
    "key_revoked": _denied,
}
_BARE: dict[str, dict[str, Any]] = {
    "cloudbeds": {"success": True},
    "airalo": {"data": {}, "meta": {"message": "success"}},
}
_THROTTLED: dict[str, dict[str, Any]] = {
    "toncenter": {"ok": False, "result": "Ratelimit exceed", "code": 429},
}


def _fits(rule: Fault, provider: str, method: str, path: str) -> bool:
    return (
        fnmatchcase(provider, rule.provider)
        and fnmatchcase(method, rule.method)
        and (fnmatchcase(path, rule.path) or fnmatchcase(path, f"*/{rule.path}"))
    )
