"""Safe mode: what every screen is told when the server cannot start."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.served import free_port
from venue import safe

UNITS = Path(__file__).parents[2] / "systemd"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Serve the page as its unit does: Python without any package, the data read only."""
    address = f"http://127.0.0.1:{free_port()}"
    (tmp_path / "server.json").write_text(json.dumps({"local_url": address}))
    process = subprocess.Popen([sys.executable, "-I", "-S", str(safe.__file__), str(tmp_path)])
    try:
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            try:
                requests.get(address, timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def test_a_person_reads_words_on_every_address(url: str) -> None:
    for path in ("/", "/kitchen/hot", "/t/abc", "/waiter"):
        answer = requests.get(url + path, headers={"Accept": "text/html"}, timeout=5)
        assert answer.status_code == 503
        assert "Take orders on paper" in answer.text
        assert 'http-equiv="refresh"' in answer.text
    headers = {"Accept": "text/html", "Accept-Language": "ru-RU,ru"}
    assert "Записывайте заказы на бумаге" in requests.get(url, headers=headers, timeout=5).text


def test_an_open_screen_is_told_as_by_the_api(url: str) -> None:
    for call in (requests.get, requests.post):
        answer = call(f"{url}/api/v1/orders", timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (503, "box.safe_mode")
        assert answer.headers["Retry-After"]


def test_it_ends_by_itself_with_the_code_that_starts_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server.json").write_text(f'{{"local_url": "http://127.0.0.1:{free_port()}"}}')
    monkeypatch.setattr(safe, "TRY_AGAIN_S", 0.2)
    monkeypatch.setattr(sys, "argv", ["safe.py", str(tmp_path)])
    assert safe.main() == safe.TRY_AGAIN_CODE
    unit = (UNITS / "venue-safe.service").read_text()
    assert f"RestartPreventExitStatus={safe.TRY_AGAIN_CODE}\n" in unit
    assert "OnFailure=venue.service\n" in unit


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"local_url": 3}', '{"local_url": "x:y"}'])
def test_a_damaged_address_file_leads_to_the_usual_port(text: str, tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text(text)
    assert safe.port_of(tmp_path) == safe.USUAL_PORT


def test_a_crash_loop_leads_there_before_the_next_try_is_refused() -> None:
    unit = (UNITS / "venue.service").read_text()
    limits = {name: int(value) for name, value in re.findall(r"StartLimit(\w+)=(\d+)", unit)}
    assert limits["Burst"] > 0
    assert "OnFailure=venue-safe.service" in unit
    # The limit has to be forgotten when safe mode ends, or the server would never start again.
    assert limits["IntervalSec"] < safe.TRY_AGAIN_S
