"""A release file is believed only whole and signed."""

import io
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from venue.core.errors import Invalid
from venue.updates import release

KEY = Ed25519PrivateKey.generate()
FILES = {
    "VERSION": "0.2.0",
    "install.sh": "echo",
    "systemd/venue.service": "[Unit]",
    "wheels/venue-0.2.0-py3-none-any.whl": "zip",
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for name, text in {**FILES, "notes.txt": "not for boxes"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    target = tmp_path / "venue-0.2.0.venueupdate"
    release.pack(target, folder, "0.2.0", KEY)
    return target


def unpack(source: Path, key: Ed25519PrivateKey = KEY) -> Path:
    into = source.parent / "into"
    into.mkdir()
    release.unpack(source, into, key.public_key())
    return into


def rewrite(source: Path, change: dict[str, bytes | None], more: dict[str, bytes]) -> None:
    """Change, leave out or add entries as somebody without the key could."""
    with tarfile.open(source) as tar:
        entries = {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]
    kept = {name: change.get(name, content) for name, content in entries.items()}
    with tarfile.open(source, "w") as tar:
        for name, content in {**kept, **more}.items():
            if content is not None:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))


def test_it_holds_what_a_box_needs_and_nothing_else(made: Path) -> None:
    into = unpack(made)
    found = {str(one.relative_to(into)) for one in into.rglob("*") if one.is_file()}
    assert found == set(FILES)
    assert (into / "install.sh").read_text() == "echo"


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({"install.sh": b"evil"}, {}, "updates.damaged"),
        ({"install.sh": b"echo and more"}, {}, "updates.damaged"),
        ({"install.sh": None}, {}, "updates.damaged"),
        ({}, {"wheels/evil-1-py3-none-any.whl": b"x"}, "updates.damaged"),
        ({}, {"../../etc/cron.d/x": b"x"}, "updates.damaged"),
        ({"release.json": b'{"version":"9.9","files":{}}'}, {}, "updates.not_signed"),
        ({"release.sig": b"0" * 64}, {}, "updates.not_signed"),
        ({"release.sig": None}, {}, "updates.not_a_release"),
        ({"release.json": None}, {}, "updates.not_a_release"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(
    made: Path, change: dict[str, bytes | None], more: dict[str, bytes], code: str
) -> None:
    rewrite(made, change, more)
    with pytest.raises(Invalid) as refused:
        unpack(made)
    assert refused.value.code == code
    assert not (made.parent.parent / "etc").exists()


def test_of_a_stranger_nothing_is_written(made: Path) -> None:
    with pytest.raises(Invalid, match="not signed by whom"):
        unpack(made, Ed25519PrivateKey.generate())
    assert list((made.parent / "into").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 4096])
def test_another_file_is_no_release(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "x.venueupdate"
    source.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        unpack(source)
    assert refused.value.code == "updates.not_a_release"


def test_a_half_copied_release_is_refused(made: Path) -> None:
    whole = made.read_bytes()
    made.write_bytes(whole[: len(whole) - 9000])
    with pytest.raises(Invalid):
        unpack(made)


def test_only_a_key_of_the_right_kind_is_trusted(tmp_path: Path) -> None:
    path = tmp_path / "release.pub"
    with pytest.raises(Invalid, match="there is no"):
        release.read_key(path)
    other = rsa.generate_private_key(65537, 2048).public_key()
    for content, words in (
        (b"hello", "no public key"),
        (other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "another kind"),
    ):
        path.write_bytes(content)
        with pytest.raises(Invalid, match=words):
            release.read_key(path)


def test_versions_are_ordered_by_number() -> None:
    assert release.order_of("0.10.0") > release.order_of("0.9.9")
    for wrong in ("", "1", "../x", "1.0-rc1", "current"):
        with pytest.raises(Invalid):
            release.order_of(wrong)
