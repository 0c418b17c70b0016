"""What is in a backup: a tar of files with fixed names and a manifest of their hashes."""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from venue.backups.sealing import seal, unseal
from venue.core.errors import Invalid

MANIFEST = "manifest.json"
DATABASE, SETTINGS, KEY = "venue.db", "venue.toml", "venue.key"
ALLOWED = re.compile(
    r"venue\.db|venue\.toml|venue\.key|tls/(authority|owner|public)\.pem|tls/public\.json"
    r"|photos/[a-z0-9._-]{1,120}"
)
LARGEST_MANIFEST = 4 * 1024 * 1024
MOST_BYTES = 64 * 1024**3


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself.

    Attributes:
        version: Of the program that made it.
        venue_id: Whose it is.
        made_at: RFC 3339 UTC.
        seq: The journal's position; ``head`` is its hash in hex.
        files: ``{name: [bytes, sha256 in hex]}``.
    """

    version: str
    venue_id: str
    made_at: str
    seq: int
    head: str
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the maker of a backup knows of its database."""

    version: str
    venue_id: str
    made_at: str
    seq: int
    head: str


def write(target: Path, folder: Path, facts: Facts, key: str) -> Manifest:
    """Pack and encrypt the files of ``folder`` into ``target``; return what is in it."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    files = {name: _measured(folder / name) for name in names if ALLOWED.fullmatch(name)}
    manifest = Manifest(
        version=facts.version,
        venue_id=facts.venue_id,
        made_at=facts.made_at,
        seq=facts.seq,
        head=facts.head,
        files=files,
    )
    plain = target.with_suffix(".tar")
    try:
        with tarfile.open(plain, "w") as tar:
            text = msgspec.json.encode(manifest)
            tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
            for name, (size, _) in files.items():
                with open(folder / name, "rb") as file:
                    tar.addfile(_entry(name, size), file)
        with open(plain, "rb") as source, open(target, "wb") as sealed:
            seal(source, sealed, key)
    finally:
        plain.unlink(missing_ok=True)
    return manifest


def read(source: Path, folder: Path, key: str) -> Manifest:
    """Unpack a backup into the empty ``folder``, checking every name, size and hash.

    Raises:
        Invalid: ``backups.not_a_backup``, ``backups.wrong_key``, ``backups.damaged``.
    """
    try:
        with open(source, "rb") as file:
            stream = _Stream(unseal(file, key))
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                return _unpack(tar, folder)
    except (tarfile.TarError, msgspec.DecodeError, EOFError) as error:
        raise Invalid("backups.damaged", "this backup is damaged") from error


def _unpack(tar: tarfile.TarFile, folder: Path) -> Manifest:
    manifest: Manifest | None = None
    left: dict[str, tuple[int, str]] = {}
    for entry in tar:
        content = tar.extractfile(entry) if entry.isfile() else None
        if content is None:
            raise Invalid("backups.damaged", "this backup holds something that is no file")
        if manifest is None:
            if entry.name != MANIFEST or entry.size > LARGEST_MANIFEST:
                raise Invalid("backups.damaged", "this backup does not begin with its manifest")
            manifest = msgspec.json.decode(content.read(), type=Manifest)
            left = dict(manifest.files)
            continue
        _copy(content, entry.name, left.pop(entry.name, None), folder)
    if manifest is None or left or DATABASE not in manifest.files:
        raise Invalid("backups.damaged", "files are missing in this backup")
    return manifest


def _copy(
    content: BinaryIO | io.BufferedReader | object,
    name: str,
    expected: tuple[int, str] | None,
    folder: Path,
) -> None:
    """Copy one file whose name the product knows: a made-up archive writes nowhere else."""
    if expected is None or not ALLOWED.fullmatch(name) or not 0 <= expected[0] <= MOST_BYTES:
        raise Invalid("backups.damaged", f"this backup holds an unknown file {name[:60]!r}")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(path, "wb") as file:
        while piece := content.read(1024 * 1024):  # type: ignore[union-attr]
            size += len(piece)
            if size > expected[0]:
                break
            digest.update(piece)
            file.write(piece)
    if (size, digest.hexdigest()) != (expected[0], expected[1]):
        raise Invalid("backups.damaged", f"{name} in this backup is damaged")


def _measured(path: Path) -> tuple[int, str]:
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    return entry


class _Stream(io.RawIOBase):
    """Decrypted pieces as the file that `tarfile` reads."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""
        parts = [self._rest]
        have = len(self._rest)
        while size < 0 or have < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            have += len(piece)
        whole = b"".join(parts)
        cut = len(whole) if size < 0 else size
        self._rest = whole[cut:]
        return whole[:cut]
