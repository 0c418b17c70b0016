"""Secrets at rest: sealed with keys that do not live in the database."""

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from venue.core import keyring
from venue.core.errors import Unavailable
from venue.core.keyring import KEY_BYTES, Key, Ring

__all__ = ["KEY_BYTES", "NONCE_BYTES", "Vault"]
NONCE_BYTES = 12
MARK = "."  # between the id of a key and what it sealed; no character of base64


class Vault:
    """AES-256-GCM under the keys of the box's key file or credential.

    What was sealed begins with the id of its key, ``id.``; with the root's nothing. A file that
    was rotated by another process is noticed at the next use.

    Args:
        key_file: Where the key is kept.
        own: Whether it is this box's, so that systemd may give it as a credential; that of a
            backup is always the file.

    Raises:
        Unavailable: ``vault.damaged_key``, ``vault.no_key``, ``vault.two_keys``.
    """

    def __init__(self, key_file: Path, *, own: bool = True) -> None:
        self.path = keyring.place_of(key_file) if own else key_file
        self._ring = keyring.load(self.path)
        self._stamp = (0, 0)
        self._stamp = self._now()

    @property
    def ring(self) -> Ring:
        """Return the keys as they are in the file now."""
        stamp = self._now()
        if stamp != self._stamp:
            self._ring, self._stamp = keyring.load(self.path), stamp
        return self._ring

    def derive(self, purpose: str) -> bytes:
        """Return a secret of its own for one purpose; it stays when keys are rotated."""
        return hmac.new(self._ring.root, purpose.encode(), hashlib.sha256).digest()

    def seal(self, text: str) -> str:
        """Return ``text`` encrypted with the present key, as URL-safe text."""
        return _seal(self.ring.current, text)

    def seal_for_good(self, text: str) -> str:
        """Return ``text`` encrypted with the root, which every backup of this venue holds."""
        return _seal(Key("", "", self._ring.root), text)

    def is_current(self, sealed: str) -> bool:
        """Tell whether something was sealed with the present key."""
        return _id_of(sealed) == self.ring.current.id

    def open(self, sealed: str) -> str:
        """Return what `seal` was given.

        Raises:
            Unavailable: ``vault.wrong_key`` - sealed under another key, or damaged.
        """
        name = _id_of(sealed)
        key = self._ring.find(name) or self.ring.find(name)
        raw = base64.urlsafe_b64decode(sealed[len(name) + len(MARK) if name else 0 :])
        try:
            if key is None:
                raise InvalidTag
            return AESGCM(key.key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag as error:
            raise Unavailable(
                "vault.wrong_key", "this data was sealed with another key file"
            ) from error

    def _now(self) -> tuple[int, int]:
        try:
            about = self.path.stat()
        except OSError:
            return self._stamp  # taken away under a running box, which goes on with what it read
        return about.st_ino, about.st_mtime_ns


def _seal(key: Key, text: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key.key).encrypt(nonce, text.encode(), None)
    mark = key.id + MARK if key.id else ""
    return mark + base64.urlsafe_b64encode(sealed).decode()


def _id_of(sealed: str) -> str:
    name, mark, _ = sealed.partition(MARK)
    return name if mark else ""
