"""A backup file is encrypted with the recovery key, piece by piece, so that size costs no memory.

Form: ``VENUEBAK1\\n``, 16 bytes of salt, then pieces: a length (4 bytes) and AES-256-GCM of up to
1 MiB. The nonce counts the pieces and the last one is marked in it, so that none can be changed,
moved or cut off unnoticed.
"""

import base64
import binascii
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.settings import write_whole
from venue.core.errors import Invalid

MAGIC = b"VENUEBAK1\n"
SALT_BYTES = 16
PIECE_BYTES = 1024 * 1024
TAG_BYTES = 16
LENGTH = struct.Struct(">I")
RECOVERY_FILE = "recovery.key"
RECOVERY_BYTES = 20
GROUP = 4


def recovery_key(data: Path) -> str:
    """Return the key that opens this venue's backups; made once, file mode 0600.

    The owner keeps it off the box: groups of four letters and digits.
    """
    path = data / RECOVERY_FILE
    if not path.exists():
        text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
        groups = [text[at : at + GROUP] for at in range(0, len(text), GROUP)]
        write_whole(path, "-".join(groups))
    return path.read_text().strip()


def seal(plain: BinaryIO, target: BinaryIO, key: str) -> None:
    """Write everything of ``plain`` to ``target``, encrypted."""
    salt = secrets.token_bytes(SALT_BYTES)
    target.write(MAGIC + salt)
    cipher = _cipher(key, salt)
    # An empty piece first, so that a wrong key is told from a damaged file.
    number, piece = 0, b""
    while True:
        following = plain.read(PIECE_BYTES)
        ends = not following and number > 0
        sealed = cipher.encrypt(_nonce(number, last=ends), piece, None)
        target.write(LENGTH.pack(len(sealed)) + sealed)
        if ends:
            return
        number, piece = number + 1, following


def unseal(source: BinaryIO, key: str) -> Iterator[bytes]:
    """Yield the content of a backup.

    Raises:
        Invalid: ``backups.not_a_backup``, ``backups.wrong_key``, ``backups.damaged``.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise Invalid("backups.not_a_backup", "this file is not a backup of a venue")
    cipher = _cipher(key, source.read(SALT_BYTES))
    number, header = 0, source.read(LENGTH.size)
    while True:
        if len(header) < LENGTH.size:
            raise Invalid("backups.damaged", "this backup is cut short")
        length = LENGTH.unpack(header)[0]
        if length > PIECE_BYTES + TAG_BYTES:
            raise Invalid("backups.damaged", "this backup is damaged")
        sealed = source.read(length)
        header = source.read(LENGTH.size)
        try:
            yield cipher.decrypt(_nonce(number, last=not header), sealed, None)
        except InvalidTag as error:
            if number == 0:
                raise Invalid(
                    "backups.wrong_key", "the recovery key does not open this backup"
                ) from error
            raise Invalid("backups.damaged", "this backup is damaged or cut short") from error
        if not header:
            return
        number += 1


def _cipher(key: str, salt: bytes) -> AESGCM:
    plain = "".join(key.upper().split()).replace("-", "")
    try:
        raw = base64.b32decode(plain)
    except binascii.Error as error:
        raise Invalid("backups.wrong_key", "this is not a recovery key") from error
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"venue backup").derive(raw)
    return AESGCM(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">?xxxQ", last, number)
