"""The key file: the root, made on first use, and the keys that seal since it was rotated.

The file holds 32 bytes, the root, until the first rotation; from then on JSON: ``{"root": key,
"keys": [{"id", "made_at", "key"}]}``, keys in base64, oldest first. What must stay as long as the
venue hangs on the root: printed links, PINs, the redo log.
"""

import os
import secrets
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from venue.core.errors import Unavailable

KEY_BYTES = 32
ID_CHARACTERS = "abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 6
DATABASE = "venue.db"
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # systemd.exec(5), LoadCredential=


class Key(msgspec.Struct, frozen=True):
    """A key that seals, or once did; the root's ``id`` is empty.

    Attributes:
        made_at: RFC 3339; empty for the root.
        waiting: It seals nothing yet.
    """

    id: str
    made_at: str
    key: bytes
    waiting: bool = False


class _File(msgspec.Struct, frozen=True):
    root: bytes
    keys: list[Key]


class Ring(NamedTuple):
    """What a key file holds.

    Attributes:
        keys: Since the first rotation, oldest first; the last one that does not wait seals.
    """

    root: bytes
    keys: tuple[Key, ...] = ()

    @property
    def current(self) -> Key:
        """Return the key that seals now."""
        sealing = [one for one in self.keys if not one.waiting]
        return sealing[-1] if sealing else Key("", "", self.root)

    def find(self, name: str) -> Key | None:
        """Return the key of an id; the root's is empty."""
        known = (Key("", "", self.root), *self.keys)
        return next((one for one in known if one.id == name), None)

    def rotated(self, made_at: str) -> "Ring":
        """Return the ring with a new key, which waits."""
        name = "".join(secrets.choice(ID_CHARACTERS) for _ in range(ID_LENGTH))
        new = Key(name, made_at, secrets.token_bytes(KEY_BYTES), waiting=True)
        return self._replace(keys=(*self.keys, new))

    def begun(self) -> "Ring":
        """Return the ring with the newest key sealing from now on."""
        return self._replace(keys=tuple(replace(one, waiting=False) for one in self.keys))

    def without_old(self) -> "Ring":
        """Return the ring with the root and the present key alone."""
        return self._replace(keys=self.keys[-1:])


def place_of(path: Path) -> Path:
    """Return where the key is: a credential that systemd gave under this name, or the file.

    Raises:
        Unavailable: ``vault.two_keys`` - both are there and differ.
    """
    folder = os.environ.get(CREDENTIALS)
    given = Path(folder) / path.name if folder else None
    if given is None or not given.is_file():
        return path
    if path.is_file() and path.read_bytes() != given.read_bytes():
        words = f"{path} and the credential {path.name} are two keys: move the wrong one away"
        raise Unavailable("vault.two_keys", words)
    return given


def load(path: Path) -> Ring:
    """Return a key file's ring; the file is made where there is neither it nor a database.

    Raises:
        Unavailable: ``vault.damaged_key``, ``vault.no_key``.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        if (path.parent / DATABASE).exists():
            words = f"{path} is missing, and nothing of this venue opens without it"
            raise Unavailable("vault.no_key", words) from None
        return _made(path)
    if len(raw) == KEY_BYTES:
        return Ring(raw)
    try:
        held = msgspec.json.decode(raw, type=_File)
    except msgspec.DecodeError:
        held = _File(b"", [])
    if any(len(key) != KEY_BYTES for key in (held.root, *(one.key for one in held.keys))):
        words = f"{path.name} is cut short: put the one of a backup in its place"
        raise Unavailable("vault.damaged_key", words)
    return Ring(held.root, tuple(held.keys))


def store(path: Path, ring: Ring) -> None:
    """Write a ring in place of the file there, whole or not at all; its owner stays."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(beside, msgspec.json.encode(_File(ring.root, list(ring.keys))))
    if os.geteuid() == 0 and path.exists():
        owner = path.stat()
        os.chown(beside, owner.st_uid, owner.st_gid)
    os.replace(beside, path)
    _sync(path.parent)


def _made(path: Path) -> Ring:
    root = secrets.token_bytes(KEY_BYTES)
    _write(path, root)
    _sync(path.parent)
    return Ring(root)


def _write(path: Path, raw: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
