"""Certbot's ACME client over the box's own way out, and what it lacks to go on with an order."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from acme import messages
from acme.client import ClientNetwork, ClientV2
from josepy.jwa import ES256
from josepy.jwk import JWKEC

from venue.core import http

CALL_S = 30.0


class Network(ClientNetwork):
    """The library's signing and nonces over the box's own way out (deadlines, no redirects)."""

    def __init__(self, key: JWKEC) -> None:
        super().__init__(key, alg=ES256, user_agent="venue")
        self.wait_s = 0

    def _send_request(self, method: str, url: str, *_args: Any, **options: Any) -> Any:
        text = options.get("data")
        reply = http.exchange(
            method,
            url,
            headers={"User-Agent": self.user_agent, **options.get("headers", {})},
            body=text.encode() if text else None,
            deadline_s=CALL_S,
        )
        self.wait_s = _seconds(reply.headers.get("retry-after", ""))
        return http.as_response(reply, url)


class Client(ClientV2):
    """The library's client, which can come back to an order that an earlier run began."""

    net: Network

    def order(self, url: str) -> messages.Order:
        """Return an order as it stands."""
        found: messages.Order = messages.Order.from_json(self._post_as_get(url).json())
        return found

    def authorization(self, url: str) -> messages.AuthorizationResource:
        """Return an authorization as it stands."""
        return self._authzr_from_response(self._post_as_get(url), uri=url)

    def certificate(self, url: str) -> bytes:
        """Return a certificate with its chain."""
        return bytes(self._post_as_get(url).content)


def _seconds(retry_after: str) -> int:
    """Return a Retry-After header in seconds, however it is written (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return int(retry_after[:9])
    try:
        return max(0, int((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()))
    except (ValueError, TypeError):
        return 0
