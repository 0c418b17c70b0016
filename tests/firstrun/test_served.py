"""A real `venue serve` on an empty folder: wizard, kill -9, the finished venue in one process."""

import re
import signal
import subprocess
import time
from pathlib import Path

import requests

from tests.firstrun.house import HTML, OWNER, STEPS
from tests.served import VENUE, free_port
from venue.firstrun import code

READY_S = 60


def started(data: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server and return once it answers."""
    process = subprocess.Popen(
        [VENUE, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port)],
        stdout=open(data.parent / "console", "ab"),  # noqa: SIM115
        stderr=subprocess.DEVNULL,
    )
    answered(f"http://127.0.0.1:{port}/", 503)
    return process


def answered(url: str, expect: int) -> None:
    """Wait until an address answers so."""
    ends = time.monotonic() + READY_S
    while True:
        try:
            if requests.get(url, timeout=5).status_code == expect:
                return
        except requests.RequestException:
            pass
        assert time.monotonic() < ends, f"{url} never answered {expect}"
        time.sleep(0.1)


def test_the_wizard_outlives_a_kill_and_the_same_process_serves_the_venue(tmp_path: Path) -> None:
    data, port = tmp_path / "box", free_port()
    url = f"http://127.0.0.1:{port}"
    process = started(data, port)
    try:
        shown = re.search(r"Set-up code: (\S+)", (tmp_path / "console").read_text())
        assert shown is not None
        browser = requests.Session()
        browser.headers.update(HTML)
        browser.post(f"{url}/setup/code", {"code": shown[1]}, timeout=9)
        for step, form in STEPS:
            browser.post(f"{url}/setup/{step}", form, timeout=9)
        process.kill()
        process.wait(10)
        process = started(data, port)
        assert code.shown(code.of(data).code) == shown[1]
        assert "Osteria" in browser.get(url, timeout=9).text
        made = browser.post(f"{url}/setup/owner", OWNER, timeout=30)
        assert made.status_code == 200
        assert "The venue is ready" in made.text
        answered(f"{url}/readyz", 200)
        names = browser.get(f"{url}/api/v1/staff/names", timeout=9)
        assert "Ann" in names.text
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(10)
