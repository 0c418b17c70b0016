"""A release file: a tar whose first entry lists the others, and whose second signs that list.

Ed25519 (RFC 8032) over the bytes of ``release.json``; the list holds each file's size and SHA-256,
so that nothing is believed, and nothing but the two is read, before the signature holds.
"""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from venue.core.errors import Invalid

SUFFIX = ".venueupdate"
LIST, SIGNATURE = "release.json", "release.sig"
VERSION = re.compile(r"\d+(\.\d+){1,3}")
ALLOWED = re.compile(
    r"VERSION|install\.sh|requirements\.lock"
    r"|systemd/([a-z0-9.-]+/)?[a-z0-9.-]+|wheels/[A-Za-z0-9_.+-]{1,150}\.whl"
)
LARGEST_LIST = 1024 * 1024
SIGNATURE_BYTES = 64
MOST_BYTES = 2 * 1024**3
PIECE = 1024 * 1024


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a release holds: ``files`` is ``{name: [bytes, sha256 in hex]}``."""

    version: str
    files: dict[str, tuple[int, str]]


def pack(target: Path, folder: Path, version: str, key: Ed25519PrivateKey) -> Contents:
    """Sign the allowed files of ``folder`` and write them into ``target``."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    allowed = [name for name in names if ALLOWED.fullmatch(name)]
    contents = Contents(version=version, files={one: _measured(folder / one) for one in allowed})
    text = msgspec.json.encode(contents)
    with tarfile.open(target, "w") as tar:
        for name, content in ((LIST, text), (SIGNATURE, key.sign(text))):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        for name, (size, _) in contents.files.items():
            entry = tarfile.TarInfo(name)
            entry.size = size
            with open(folder / name, "rb") as file:
                tar.addfile(entry, file)
    return contents


def unpack(source: Path, folder: Path, key: Ed25519PublicKey) -> Contents:
    """Unpack a release into the empty ``folder``, every name, size and hash checked.

    Raises:
        Invalid: ``updates.not_a_release``, ``updates.not_signed``, ``updates.damaged``.
    """
    try:
        with tarfile.open(source, "r|") as tar:
            entries = _files(tar)
            contents = _signed_list(entries, key)
            left = dict(contents.files)
            for name, content in entries:
                _copy(content, name, left.pop(name, None), folder)
    except (tarfile.TarError, msgspec.DecodeError, EOFError) as error:
        raise Invalid("updates.not_a_release", f"{source.name} is not a release") from error
    if left:
        raise Invalid("updates.damaged", f"files are missing in {source.name}")
    return contents


def read_key(path: Path) -> Ed25519PublicKey:
    """Return the key whose releases this box takes.

    Raises:
        Invalid: ``updates.no_key`` - there is none, or it is of another kind.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError:
        raise Invalid("updates.no_key", f"no release is trusted: there is no {path}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise Invalid("updates.no_key", f"{path} holds no public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise Invalid("updates.no_key", f"{path} holds a key of another kind than Ed25519")
    return key


def order_of(version: str) -> tuple[int, ...]:
    """Return what versions are compared by.

    Raises:
        Invalid: ``updates.no_version``.
    """
    if not VERSION.fullmatch(version):
        raise Invalid("updates.no_version", f"{version!r} is not a version such as 0.2.0")
    return tuple(int(part) for part in version.split("."))


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for entry in tar:
        content = tar.extractfile(entry) if entry.isfile() else None
        if content is None:
            raise Invalid("updates.damaged", "this release holds something that is no file")
        yield entry.name, content


def _signed_list(entries: Iterator[tuple[str, IO[bytes]]], key: Ed25519PublicKey) -> Contents:
    heads = []
    for expected, most in ((LIST, LARGEST_LIST), (SIGNATURE, SIGNATURE_BYTES)):
        name, content = next(entries, ("", io.BytesIO()))
        if name != expected:
            raise Invalid("updates.not_a_release", "this file does not begin with a signed list")
        heads.append(content.read(most))
    text, signature = heads
    try:
        key.verify(signature, text)
    except InvalidSignature:
        raise Invalid(
            "updates.not_signed", "this release is not signed by whom this box trusts"
        ) from None
    contents = msgspec.json.decode(text, type=Contents)
    order_of(contents.version)
    return contents


def _copy(content: IO[bytes], name: str, expected: tuple[int, str] | None, folder: Path) -> None:
    """Copy one file whose name the product knows: a made-up archive writes nowhere else."""
    if expected is None or not ALLOWED.fullmatch(name) or not 0 <= expected[0] <= MOST_BYTES:
        raise Invalid("updates.damaged", f"this release holds an unknown file {name[:60]!r}")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(path, "wb") as file:
        while size <= expected[0] and (piece := content.read(PIECE)):
            size += len(piece)
            digest.update(piece)
            file.write(piece)
    if (size, digest.hexdigest()) != expected:
        raise Invalid("updates.damaged", f"{name} in this release is damaged")


def _measured(path: Path) -> tuple[int, str]:
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest
