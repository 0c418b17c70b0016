"""The key file: made once, kept, and not taken for a key when it is cut short."""

from pathlib import Path

import pytest

from venue.core.errors import Unavailable
from venue.core.vault import KEY_BYTES, Vault


def test_what_is_sealed_is_opened_with_the_same_file(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "key").seal("a secret")
    assert Vault(tmp_path / "key").open(sealed) == "a secret"
    with pytest.raises(Unavailable) as caught:
        Vault(tmp_path / "other").open(sealed)
    assert caught.value.code == "vault.wrong_key"


@pytest.mark.parametrize("left", [0, 16, 24, KEY_BYTES - 1])
def test_a_file_that_was_cut_short_is_no_key(tmp_path: Path, left: int) -> None:
    path = tmp_path / "key"
    Vault(path)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(Unavailable) as caught:
        Vault(path)
    assert caught.value.code == "vault.damaged_key"
    assert len(path.read_bytes()) == left, "what is left of it stays for whoever can mend it"
