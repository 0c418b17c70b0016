"""The installer's short form; the long one is `make appliance`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "install.sh"
UNITS = ROOT / "systemd"


def run(*words: str | Path, expect: int = 0) -> str:
    ended = subprocess.run(
        ["bash", str(SCRIPT), *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == expect, ended.stdout
    return ended.stdout


def laid(root: Path) -> Path:
    """Pretend that this version was laid: pip takes longer than a short test may."""
    version = re.search(r'version="([^"]+)"', (ROOT / "setup.py").read_text())
    assert version
    folder = root / "opt/venue" / version[1]
    folder.mkdir(parents=True)
    (folder / "complete").touch()
    return folder


def test_bash_and_shellcheck_understand_it() -> None:
    for script in (SCRIPT, ROOT / "tests/appliance/systemctl"):
        subprocess.run(["bash", "-n", script], check=True, timeout=30)
        if shutil.which("shellcheck"):
            subprocess.run(["shellcheck", script], check=True, timeout=60)


def test_a_dry_run_leaves_nothing(tmp_path: Path) -> None:
    told = run("--root", tmp_path, "--dry-run", "--kiosk")
    assert "would: install -d -m 0700" in told
    assert list(tmp_path.iterdir()) == []


def test_files_units_and_links_and_a_second_time(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    run("--root", tmp_path, "--kiosk")
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    run("--root", tmp_path, "--kiosk")
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before
    assert (tmp_path / "opt/venue/current").resolve() == folder
    for unit in UNITS.glob("venue*.*"):
        assert (tmp_path / "etc/systemd/system" / unit.name).read_text() == unit.read_text()
    assert (tmp_path / "var/lib/venue").stat().st_mode & 0o777 == 0o700
    link = tmp_path / "etc/venue/venue.toml"
    assert link.is_symlink()
    assert link.parent / link.readlink() == tmp_path / "etc/venue/../../var/lib/venue/venue.toml"


def test_a_half_laid_version_is_not_taken_for_whole(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    (folder / "complete").unlink()
    told = run("--root", tmp_path, "--dry-run")
    assert f"into {folder}" in told


@pytest.mark.parametrize("own", [False, True], ids=["no name yet", "a name of somebody else"])
def test_the_name_on_the_network_is_set_once_and_taken_back(tmp_path: Path, own: bool) -> None:
    laid(tmp_path)
    conf = tmp_path / "etc/avahi/avahi-daemon.conf"
    conf.parent.mkdir(parents=True)
    text = "[server]\nhost-name=bar\nuse-ipv4=yes\n" if own else "[server]\nuse-ipv4=yes\n"
    conf.write_text(text)
    for _ in range(2):
        run("--root", tmp_path, "--name", "osteria")
    named = conf.read_text()
    assert named == text if own else named.count("host-name=osteria\n") == 1
    run("--root", tmp_path, "--uninstall")
    assert conf.read_text() == text


def test_uninstalling_keeps_the_data_unless_told(tmp_path: Path) -> None:
    laid(tmp_path)
    run("--root", tmp_path)
    data = tmp_path / "var/lib/venue/venue.db"
    data.write_text("orders")
    run("--root", tmp_path, "--uninstall")
    assert data.read_text() == "orders"
    assert not (tmp_path / "opt/venue").exists()
    assert not list((tmp_path / "etc/systemd/system").glob("venue*"))
    run("--root", tmp_path, "--uninstall", "--purge")
    assert not data.parent.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--wheels", "/no/such"), "there is no folder"),
        (("--name", "Bar Roma"), "--name takes"),
        (("--purge",), "goes with --uninstall"),
        (("--name",), "needs a value"),
        (("--colour",), "unknown option"),
    ],
)
def test_what_it_does_not_understand_changes_nothing(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert told in run("--root", tmp_path, *words, expect=1)
    assert list(tmp_path.iterdir()) == []
