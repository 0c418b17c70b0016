"""What the kitchen screen's script begins, with stand-ins for cage, wlr-randr and Chromium."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "systemd" / "venue-kiosk"
CAGE = """#!/bin/sh
if [ "$1" = -h ]; then {help}; exit 0; fi
echo "cage $*" >> "$SAID"
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
"""
RANDR = """#!/bin/sh
if [ $# = 0 ]; then printf 'HDMI-A-1 "Screen"\\n  Enabled: yes\\nDP-1 "Other"\\n  Enabled: yes\\n'
else echo "wlr-randr $*" >> "$SAID"; fi
"""
CHROMIUM = """#!/bin/sh
echo "page $*" >> "$SAID"
"""
TURNS, NO_TURNS = "echo ' -r\t Rotate the output'", "echo ' -s\t Allow VT switching'"


def begun(tmp_path: Path, rotate: str, *, help: str = TURNS, randr: bool = False) -> str:
    """Run the script; return what the stand-ins were called with, and what it said itself."""
    programs = {
        "cage": CAGE.format(help=help),
        "chromium": '#!/bin/sh\necho "page $*" >> "$SAID"\n',
    }
    programs |= {"wlr-randr": RANDR} if randr else {}
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "env", "grep", "sed", "printf", "echo"):
        (folder / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    said = tmp_path / "said"
    environment = {"PATH": str(folder), "SAID": str(said), "KIOSK_ROTATE": rotate,
                   "KIOSK_URL": "http://10.0.0.2/kitchen?station=hot line"}  # fmt: skip
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=30,
        check=True,
    )  # fmt: skip
    return said.read_text() + done.stderr


def test_the_page_comes_whole_and_the_right_way_up(tmp_path: Path) -> None:
    told = begun(tmp_path, "0")
    assert told.startswith("cage -s -- ")
    assert "page --kiosk" in told
    assert told.rstrip().endswith("http://10.0.0.2/kitchen?station=hot line")


@pytest.mark.parametrize(("rotate", "turns"), [("90", "-r"), ("180", "-rr"), ("270", "-rrr")])
def test_cage_turns_the_screen_where_it_can(tmp_path: Path, rotate: str, turns: str) -> None:
    assert begun(tmp_path, rotate).startswith(f"cage -s {turns} -- ")


def test_a_later_cage_leaves_it_to_wlr_randr_for_every_output(tmp_path: Path) -> None:
    told = begun(tmp_path, "270", help=NO_TURNS, randr=True)
    assert "wlr-randr --output HDMI-A-1 --on --transform 270" in told
    assert "wlr-randr --output DP-1 --on --transform 270" in told
    assert "hot line" in told.split("page ")[1]


def test_what_cannot_be_turned_is_shown_and_said(tmp_path: Path) -> None:
    told = begun(tmp_path, "270", help=NO_TURNS)
    assert "page --kiosk" in told
    assert "apt install wlr-randr" in told


def test_a_number_that_is_none_is_shown_and_said(tmp_path: Path) -> None:
    told = begun(tmp_path, "45")
    assert "page --kiosk" in told
    assert "KIOSK_ROTATE=45 is none of" in told


def test_the_script_can_be_run() -> None:
    assert os.access(SCRIPT, os.X_OK)
