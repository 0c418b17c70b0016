"""What Airalo's answers mean (airalo.md, 4): three shapes of error, one table of codes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sync.model import Outcome, Result
from sync.transport import json_of, of_reply, unreadable
from venue.core.http import Reply

LONGEST_WORDS = 300


class Meaning(NamedTuple):
    """What a code does to the message."""

    outcome: Outcome
    words: str
    again_s: float | None = None


CODES: Mapping[int, Meaning] = {
    # Nothing was ordered and nothing is wrong with the order: it waits for credit.
    11: Meaning(Outcome.THROTTLED, "not enough credit at Airalo: top it up", 3600.0),
    13: Meaning(Outcome.THROTTLED, "the operator is under maintenance", 900.0),
    14: Meaning(Outcome.REJECTED, "Airalo refused the signature"),
    23: Meaning(Outcome.REJECTED, "this eSIM cannot be topped up"),
    33: Meaning(Outcome.REJECTED, "not enough of this plan in stock: offer another"),
    34: Meaning(Outcome.REJECTED, "this plan is sold out or gone: offer another"),
    43: Meaning(Outcome.REJECTED, "Airalo could not read the request"),
    53: Meaning(Outcome.AMBIGUOUS, "Airalo failed unexpectedly; it may have worked"),
    73: Meaning(Outcome.REJECTED, "this eSIM was recycled: sell a new one"),
    89: Meaning(Outcome.AUTH, "this line's address is not on Airalo's list"),
}


def judge(reply: Reply, *, needs: tuple[str, ...], now: datetime) -> Result:
    """Return what an answer means.

    Args:
        needs: Fields of which one must be in ``data`` for the effect to be certain.
    """
    found = of_reply(reply, now=now)
    if found is not None:
        return found
    if reply.status == 204:
        return Result(outcome=Outcome.DONE)
    data = json_of(reply)
    if not isinstance(data, dict):
        return unreadable(reply)
    if reply.status >= 400:
        return _refused(data, reply.status)
    inner = data.get("data")
    reference = _reference(needs, inner) if isinstance(inner, dict) else ""
    if needs and not reference:
        return unreadable(reply)
    return Result(outcome=Outcome.DONE, data=data, vendor_ref=reference)


def _refused(data: dict[str, Any], status: int) -> Result:
    code = data.get("code")
    meaning = CODES.get(code) if isinstance(code, int) else None
    if meaning is not None:
        return Result(
            outcome=meaning.outcome,
            code=str(code),
            words=meaning.words,
            data=data,
            retry_after_s=meaning.again_s,
        )
    name = f"http_{status}" if code is None else str(code)
    return Result(outcome=Outcome.REJECTED, code=name, words=_words(data), data=data)


def _words(data: dict[str, Any]) -> str:
    fields = data.get("data")
    named = [str(value) for value in fields.values()] if isinstance(fields, dict) else []
    meta = data.get("meta")
    message = str(meta.get("message", "")) if isinstance(meta, dict) else ""
    reason = str(data.get("reason") or data.get("message") or data.get("error") or message)
    return "; ".join(filter(None, [reason, *named]))[:LONGEST_WORDS]


def _reference(needs: tuple[str, ...], inner: dict[str, Any]) -> str:
    for name in needs:
        if inner.get(name) not in (None, "", [], {}):
            return str(inner[name])
    return ""
