"""The stand-in as a process: its state outlives a kill, its time can be moved, it starts over."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import requests

from tests.clouds import Served
from tests.served import VENUE, free_port

KEY = {"x-api-key": "cbat_sandbox"}
READY_S = 20


class Process:
    """`venue sandbox` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [VENUE, "sandbox", "--port", str(self.port), "--data", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        ends = time.monotonic() + READY_S
        while True:
            try:
                requests.get(self.url, timeout=1)
                return
            except requests.RequestException:
                assert time.monotonic() < ends
                assert self.process.poll() is None
                time.sleep(0.05)

    def end(self, how: signal.Signals) -> int:
        """Send it a signal and wait; its output is left unread."""
        os.kill(self.process.pid, how)
        code = self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def pay(self, token: str) -> Any:
        """Record a payment."""
        fields = {"houseAccountID": "499", "type": "cash", "amount": "1.00", "description": token}
        url = f"{self.url}/cloudbeds/api/v1.3/postPayment"
        return requests.post(url, data=fields, headers=KEY, timeout=5).json()

    def effects(self) -> list[str]:
        """Return the references of what happened."""
        found = requests.get(f"{self.url}/_control/effects", timeout=5).json()["effects"]
        return [one["reference"] for one in found]


def test_answered_effects_and_waiting_faults_survive_a_kill(tmp_path: Path) -> None:
    first = Process(tmp_path / "state")
    told = {"add": [{"kind": "error", "path": "getHotels"}], "advance_s": 86400, "limits": False}
    requests.post(f"{first.url}/_control", json=told, timeout=5)
    made = [first.pay(f"t{number}")["paymentID"] for number in range(30)]
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = Process(tmp_path / "state")
    try:
        assert second.effects() == [f"t{number}" for number in range(30)]
        assert second.pay("t30")["paymentID"] == str(int(made[-1]) + 1)
        shown = requests.get(f"{second.url}/_control", timeout=5).json()
        assert [one["kind"] for one in shown["faults"]] == ["error"]
        assert shown["limits"] is False
        ahead = requests.get(second.url, timeout=5).headers["Date"]
        assert abs(_seconds(ahead) - time.time() - 86400) < 60
        reset = requests.post(f"{second.url}/_control/reset", timeout=10).json()
        assert (reset["faults"], reset["limits"], second.effects()) == ([], True, [])
    finally:
        assert second.end(signal.SIGINT) == 0


def _seconds(date: str) -> float:
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(date).timestamp()


def test_a_taken_port_is_said_in_words(clouds: Served, tmp_path: Path) -> None:
    port = clouds.url.rsplit(":", 1)[1]
    told = subprocess.run(
        [VENUE, "sandbox", "--port", port, "--data", str(tmp_path / "other")],
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert "choose another with --port" in told.stderr
