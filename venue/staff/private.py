"""Calls whose body or answer holds a secret: once per key too, and nothing stored betrays it.

A plain hash of a body with a PIN of four digits is as good as the PIN, so the hash kept here is
keyed with the box's key. A secret that an answer hands out is made from the call itself: whoever
repeats the call, its answer having been lost, gets the same secret, and no copy of it is stored.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from flask import request

from venue.core import idempotency
from venue.core.idempotency import Answer
from venue.core.services import Services
from venue.core.tx import Tx


class PrivateCall:
    """The present request, as far as its repetition is concerned.

    Args:
        scope: Who may repeat it.

    Raises:
        Invalid: ``request.key_missing`` or ``request.key_malformed``.
    """

    def __init__(self, services: Services, scope: str) -> None:
        self._vault, self._scope = services.vault, scope
        self._key = idempotency.require_key(request.headers.get("Idempotency-Key"))
        plain = idempotency.request_hash(request.method, request.path, request.get_data())
        self._digest = self._mac("private call", plain)

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes that this call alone, and each repeat of it, makes."""
        parts = idempotency.request_hash(self._digest, self._key, self._scope)
        return self._mac(purpose, parts)

    def once(self, tx: Tx, fn: Callable[[Tx], Any], *, status: int) -> tuple[Answer, bool]:
        """Run ``fn(tx)`` unless it ran before; return the answer and whether it is a new one.

        Raises:
            Unprocessable: ``request.key_reused``.
        """
        ran = False

        def noted(tx: Tx) -> Any:
            nonlocal ran
            ran = True
            return fn(tx)

        answer = idempotency.once(
            tx, key=self._key, scope=self._scope, request=self._digest, status=status, fn=noted
        )
        return answer, ran

    def _mac(self, purpose: str, data: bytes) -> bytes:
        return hmac.new(self._vault.derive(purpose), data, hashlib.sha256).digest()
