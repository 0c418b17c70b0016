"""Each guest's form under a key of its own, and that key under the box's."""

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from venue.core.jsonx import dumps, loads
from venue.core.vault import KEY_BYTES, NONCE_BYTES, Vault


def new_key(vault: Vault) -> str:
    """Return a new guest's key, sealed under the box's."""
    return vault.seal(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())


def seal(vault: Vault, sealed_key: str, guest_id: int, form: dict[str, str]) -> str:
    """Return a form encrypted under its guest's key and bound to the guest."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    raw = dumps(form)
    text = raw.encode() if isinstance(raw, str) else raw
    sealed = nonce + _cipher(vault, sealed_key).encrypt(nonce, text, _bound(guest_id))
    return base64.b64encode(sealed).decode()


def unseal(vault: Vault, sealed_key: str, guest_id: int, sealed: str) -> dict[str, str]:
    """Return what `seal` was given.

    Raises:
        Unavailable: ``vault.wrong_key`` - the box's key file is another.
        cryptography.exceptions.InvalidTag: Of another guest, or damaged.
    """
    raw = base64.b64decode(sealed)
    cipher = _cipher(vault, sealed_key)
    text = cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(guest_id))
    form: dict[str, str] = loads(text)
    return form


def _cipher(vault: Vault, sealed_key: str) -> AESGCM:
    return AESGCM(base64.b64decode(vault.open(sealed_key)))


def _bound(guest_id: int) -> bytes:
    return f"checkin:{guest_id}".encode()
