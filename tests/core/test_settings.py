"""Settings: an unknown key is an error with its line; nothing is half changed."""

import tomllib
from pathlib import Path

import pytest

from config import settings
from config.settings import CHOICES, RANGES, SettingsError


def test_every_default_has_a_comment_and_fits_its_own_rules() -> None:
    values = settings.load(None).all()
    for key, (least, most) in RANGES.items():
        assert least <= values[key] <= most
    for key, choices in CHOICES.items():
        assert values[key] in choices


BAD = {
    "unknown key": (
        "[guest]\n# a comment\njoyn = 'scan'\n",
        "line 3",
        "unknown setting guest.joyn",
    ),
    "unknown section": ("[gest]\njoin = 'scan'\n", "line 2", "unknown setting gest.join"),
    "wrong type": ("[server]\n\nport = 'http'\n", "line 3", "whole number"),
    "a truth for a number": ("[server]\nport = true\n", "line 2", "whole number"),
    "out of range": ("[server]\nport = 70000\n", "line 2", "from 1 to 65535"),
    "not a choice": ("[guest]\njoin = 'maybe'\n", "line 2", "scan, pin, staff"),
    "no such zone": ("[venue]\ntime_zone = 'Mars/Base'\n", "line 2", "IANA"),
    "currency": ("[venue]\ncurrency = 'euro'\n", "line 2", "capital letters"),
    "not TOML": ("[server\nport = 1\n", "line 1", ""),
    "a missing secret": ("[guest]\nwifi_password_file = '/nowhere/x'\n", "line 2", "cannot read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    text, line, words = BAD[case]
    path = tmp_path / "venue.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        settings.load(path)
    assert line in str(error.value)
    assert words in str(error.value)


def test_a_secret_may_live_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    path = tmp_path / "venue.toml"
    path.write_text(f"[guest]\nwifi_password_file = '{tmp_path}/secret'\n")
    assert settings.load(path).text("guest.wifi_password") == "hunter2"


def test_change_keeps_comments_and_refuses_without_touching_the_file(tmp_path: Path) -> None:
    path = tmp_path / "venue.toml"
    path.write_text("# ours\n[guest]\njoin = 'scan' # for the summer\n")
    assert settings.change(path, "server.port", "9000") == 9000
    assert settings.change(path, "venue.name", "7") == "7"
    text = path.read_text()
    assert "# for the summer" in text
    assert tomllib.loads(text)["server"]["port"] == 9000
    for key, value in (("server.port", "0"), ("server.prt", "1"), ("guest.confirm", "maybe")):
        with pytest.raises(SettingsError):
            settings.change(path, key, value)
    assert path.read_text() == text
    assert path.stat().st_mode & 0o777 == 0o600
