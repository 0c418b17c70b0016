"""One way out for every provider: rate, deadline, and what an answer means before its own table.

A provider's client builds requests and reads answers; this sends them. A call that brings no
answer to read raises `NoAnswer`, whose ``result`` says what may have happened.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from sync.limits import Bucket
from sync.model import Outcome, Result
from venue.core import http
from venue.core.clock import Clock
from venue.core.http import Cause, Failure, Reach, Reply

log = logging.getLogger(__name__)

DEADLINE_S = 25.0
LONGEST_RETRY_AFTER_S = 3600.0
USER_AGENT = "venue/0.1 (on-premise appliance)"

# What a person reads; the machine's own words go to the log.
FAILURE_WORDS: Mapping[Cause, str] = {
    Cause.DNS: "the name was not found: no Internet, or a wrong address",
    Cause.REFUSED: "nobody answers at that address",
    Cause.UNREACHABLE: "the address cannot be reached",
    Cause.TLS: "no secure connection: certificate or clock is wrong, or somebody is in between",
    Cause.FORBIDDEN: "the address is inside the venue's own network, which is not allowed",
    Cause.MALFORMED: "the request cannot be built from this data",
    Cause.TIMEOUT: "no answer in time; it may have arrived",
    Cause.RESET: "the line broke before the answer; it may have arrived",
    Cause.TOO_LARGE: "the answer was far too large; it may have worked",
}


class NoAnswer(Exception):
    """No answer that a client could read; ``result`` says what may have happened."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.words)
        self.result = result


@dataclass(frozen=True, kw_only=True)
class Transport:
    """The way to one base URL with one credential.

    Attributes:
        base_url: Without a trailing slash; paths are appended.
        bucket: The credential's rate, shared by all threads.
        clock: For ``Retry-After`` dates and the check of the box's own clock.
        reach: `Reach.PUBLIC` where the address is not the installer's own choice.
        on_date: Hears by how many seconds the box's clock is ahead of the cloud's.
    """

    base_url: str
    bucket: Bucket
    clock: Clock
    reach: Reach = Reach.ANY
    on_date: Callable[[float], None] = lambda seconds: None

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> Reply:
        """Make one call within the rate and return the answer as it came.

        Args:
            path: Begins with a slash, query string included; or a whole address, where the
                cloud itself names one.

        Raises:
            NoAnswer: Not sent, or sent with an unknown end.
        """
        if not self.bucket.take():
            words = "waiting for the cloud's rate limit"
            raise NoAnswer(Result(outcome=Outcome.NOT_SENT, code="rate", words=words))
        url = path if "://" in path else self.base_url + path
        try:
            reply = http.exchange(
                method,
                url,
                headers={"User-Agent": USER_AGENT, **headers},
                body=body,
                deadline_s=deadline_s,
                reach=self.reach,
            )
        except Failure as failure:
            log.info("%s %s: %s", method, self.base_url, failure)
            raise NoAnswer(of_failure(failure)) from failure
        self._compare_clocks(reply)
        if reply.status == 429:
            throttled = of_throttle(reply, self.clock.now())
            if throttled.retry_after_s is not None:
                self.bucket.close_for(throttled.retry_after_s)
        return reply

    def _compare_clocks(self, reply: Reply) -> None:
        stated = _date(reply.headers.get("date", ""))
        if stated is not None:
            self.on_date((self.clock.now() - stated).total_seconds())


def of_failure(failure: Failure) -> Result:
    """Return what a call without an answer means."""
    if failure.cause is Cause.MALFORMED:
        outcome = Outcome.REJECTED
    else:
        outcome = Outcome.AMBIGUOUS if failure.sent else Outcome.NOT_SENT
    return Result(outcome=outcome, code=str(failure.cause), words=FAILURE_WORDS[failure.cause])


def of_reply(reply: Reply, *, now: datetime) -> Result | None:
    """Return what an answer means whoever gave it; None: a JSON answer for the vendor's own table.

    Covers 401, 429, 5xx, redirects and HTML where JSON belongs. A client that knows better for a
    status (Airalo's 422 with code 53) looks before it asks here.
    """
    request_id = reply.headers.get("x-request-id", "")
    if reply.status == 429:
        return of_throttle(reply, now)
    if reply.status == 401:
        words = "the key was refused"
        return Result(outcome=Outcome.AUTH, code="http_401", words=words, request_id=request_id)
    if 300 <= reply.status < 400:
        words = "a login page answered in its place; open a browser on this line and accept it"
        return Result(outcome=Outcome.AMBIGUOUS, code="redirect", words=words)
    if reply.status >= 500:
        return Result(
            outcome=Outcome.AMBIGUOUS,
            code=f"http_{reply.status}",
            words=f"it answered with an error of its own ({reply.status}); it may have worked",
            request_id=request_id,
        )
    if is_html(reply):
        words = "a web page came where data belongs: a login page on this line, or a broken cloud"
        return Result(outcome=Outcome.AMBIGUOUS, code="html", words=words, request_id=request_id)
    return None


def of_throttle(reply: Reply, now: datetime) -> Result:
    """Return a 429 as a result, with the wait that ``Retry-After`` asks for, if any."""
    return Result(
        outcome=Outcome.THROTTLED,
        code="http_429",
        words="too many calls; it asked to wait",
        request_id=reply.headers.get("x-request-id", ""),
        retry_after_s=_retry_after(reply.headers.get("retry-after", ""), now),
    )


def is_html(reply: Reply) -> bool:
    """Tell whether a web page came."""
    kind = reply.headers.get("content-type", "").lower()
    start = reply.body[:256].lstrip().lower()
    return "html" in kind or start.startswith((b"<!doctype", b"<html"))


def json_of(reply: Reply) -> Any:
    """Return an answer's JSON, numbers with a point as Decimal; None when it is no JSON."""
    try:
        return json.loads(reply.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def unreadable(reply: Reply) -> Result:
    """Return a success that cannot be read or lacks the id it must bring: nobody knows."""
    return Result(
        outcome=Outcome.AMBIGUOUS,
        code="unreadable",
        words="the answer cannot be read; it may have worked",
        request_id=reply.headers.get("x-request-id", ""),
    )


def _retry_after(text: str, now: datetime) -> float | None:
    """Return the seconds of a ``Retry-After`` (RFC 9110, 10.2.3), number or date, within bounds."""
    if text.strip().isdigit():
        return min(float(text), LONGEST_RETRY_AFTER_S)
    stated = _date(text)
    if stated is None:
        return None
    return min(max(0.0, (stated - now).total_seconds()), LONGEST_RETRY_AFTER_S)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
