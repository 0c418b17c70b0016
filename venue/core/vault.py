"""Secrets at rest: sealed with a key that does not live in the database."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from venue.core.errors import Unavailable

NONCE_BYTES = 12
KEY_BYTES = 32


class Vault:
    """AES-256-GCM under the box's key file (mode 0600), made on first use."""

    def __init__(self, key_file: Path) -> None:
        self._key = _key(key_file)
        self._cipher = AESGCM(self._key)

    def derive(self, purpose: str) -> bytes:
        """Return a secret of its own for one purpose; it cannot be turned back into the key."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()

    def seal(self, text: str) -> str:
        """Return ``text`` encrypted, as URL-safe text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), None)
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """Return what `seal` was given.

        Raises:
            Unavailable: ``vault.wrong_key`` - sealed under another key, or damaged.
        """
        raw = base64.urlsafe_b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag as error:
            raise Unavailable(
                "vault.wrong_key", "this data was sealed with another key file"
            ) from error


def _key(path: Path) -> bytes:
    try:
        return path.read_bytes()[:KEY_BYTES]
    except FileNotFoundError:
        key = secrets.token_bytes(KEY_BYTES)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
