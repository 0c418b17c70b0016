"""What Cloudbeds' answers mean (cloudbeds.md, 2): v1.3 says no with a 200."""

from datetime import datetime
from typing import Any

from sync.model import Outcome, Result
from sync.transport import json_of, of_reply, unreadable
from venue.core.http import Reply

LONGEST_WORDS = 300
# Words of a 200 that speak of the credential, not of the request.
ABOUT_THE_KEY = (
    "not active anymore",
    "none of the included property id",
    'please specify "propertyid"',
)
EXISTS = "DUPLICATE_CHECK_ID"


def judge(reply: Reply, *, needs: tuple[str, ...], now: datetime) -> Result:
    """Return what an answer means.

    Args:
        needs: Fields of which one must be in the answer for the effect to be certain.
    """
    found = of_reply(reply, now=now)
    if found is not None:
        return found
    request_id = reply.headers.get("x-request-id", "")
    if reply.status == 204:
        return Result(outcome=Outcome.DONE, request_id=request_id)
    data = json_of(reply)
    if not isinstance(data, dict):
        return unreadable(reply)
    if reply.status >= 400:
        return _refused(data, reply.status, request_id)
    if "success" in data and str(data["success"]).lower() != "true":
        return _said_no(data, request_id)
    reference, notice = _reference(needs, data), str(_inner(data).get("notice") or "")
    # A repeated reference is answered with a notice and at times without the id.
    if needs and not reference and not notice:
        return unreadable(reply)
    return Result(
        outcome=Outcome.DONE,
        code="notice" if notice else "",
        words=notice or words_of(data),
        data=data,
        vendor_ref=reference,
        request_id=request_id,
    )


def _refused(data: dict[str, Any], status: int, request_id: str) -> Result:
    code = str(data.get("code") or data.get("errorCode") or f"http_{status}")
    return Result(
        # It is there already: what it holds must be compared, nothing be sent again.
        outcome=Outcome.AMBIGUOUS if code == EXISTS else Outcome.REJECTED,
        code=code,
        words=words_of(data),
        data=data,
        request_id=request_id,
    )


def _said_no(data: dict[str, Any], request_id: str) -> Result:
    words = words_of(data)
    about_key = any(one in words.lower() for one in ABOUT_THE_KEY)
    return Result(
        outcome=Outcome.AUTH if about_key else Outcome.REJECTED,
        code="success_false",
        words=words,
        data=data,
        request_id=request_id,
    )


def words_of(data: dict[str, Any]) -> str:
    """Return the vendor's words, with the fields they are about."""
    text = data.get("message") or data.get("errorDetails") or data.get("error_description") or ""
    named = [f"{one.get('field')}: {one.get('message')}" for one in data.get("errors") or []]
    return "; ".join(filter(None, [str(text), *named]))[:LONGEST_WORDS]


def _inner(data: dict[str, Any]) -> dict[str, Any]:
    inner = data.get("data")
    return inner if isinstance(inner, dict) else {}


def _reference(needs: tuple[str, ...], data: dict[str, Any]) -> str:
    """Return the first of the needed ids; some calls put it beside ``data``, some inside."""
    for place in (_inner(data), data):
        for name in needs:
            if place.get(name) not in (None, "", [], {}):
                return str(place[name])
    return ""
