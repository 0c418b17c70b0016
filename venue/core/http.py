"""Calls out of the box; the only file that imports requests.

Every call has a deadline and follows no redirect.
"""

from typing import Any, NamedTuple

from venue.core.errors import Unavailable

CONNECT_S = 3.0


class Reply(NamedTuple):
    """An answer: status and raw body."""

    status: int
    body: bytes


def call(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
    timeout_s: float = 30.0,
    verify: bool | str = True,
) -> Reply:
    """Make one call.

    Args:
        timeout_s: Seconds for each read.
        verify: False or a certificate file for the box's own address.

    Raises:
        Unavailable: ``http.unreachable`` - no answer.
    """
    # 16 MB that a box without the Internet need not hold.
    import requests

    try:
        answer: Any = requests.request(
            method,
            url,
            headers=headers,
            data=body,
            timeout=(CONNECT_S, timeout_s),
            allow_redirects=False,
            verify=verify,
        )
    except requests.RequestException as error:
        raise Unavailable("http.unreachable", f"{url} does not answer") from error
    return Reply(answer.status_code, answer.content)
