"""Airalo's webhook signature: HMAC-SHA512 of the body under the client secret (airalo.md, 8)."""

import hashlib
import hmac
import json

HEADER = "airalo-signature"


def is_authentic(body: bytes, signature: str, client_secret: str) -> bool:
    """Tell whether a delivery is Airalo's.

    The bytes as they came are tried first, then the same JSON as PHP spells it (no spaces,
    ``\\/``, ``\\uXXXX``), since a proxy may have written it anew. Nothing in it is dated, so a
    repeat must be known by its ``request_id``, or by eSIM and level.
    """
    wanted = signature.strip().lower().encode("ascii", "replace")
    return any(
        hmac.compare_digest(_sign(text, client_secret), wanted) for text in (body, _php(body))
    )


def _sign(body: bytes, client_secret: str) -> bytes:
    return hmac.new(client_secret.encode(), body, hashlib.sha512).hexdigest().encode()


def _php(body: bytes) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()
