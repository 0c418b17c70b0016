"""The real server as a process that may be killed at any moment."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config import settings as settings_file
from tests.served import VENUE, Served, free_port, make_demo

ROOT = Path(__file__).parents[2]
READY_S = 60.0
# Here few tables order for a whole house, and every guest comes from one address; those limits
# are other tests' matter.
HARNESS_SETTINGS = {
    "guest.orders_per_minute": 1_000_000,
    "server.incomplete_per_address": 4_000,
}
WEAKENED = (sys.executable, "-m", "tests.faults.weakened")

__all__ = ["READY_S", "VENUE", "WEAKENED", "Box", "free_port", "make_demo"]


class Box:
    """A copy of a demo venue and the process that serves it.

    Args:
        source: A demo venue's folder that nobody serves.
        data: Where its copy is made.
        log: Where the server's words go; outside `data` when that is a disk to be taken away.
        launcher: What starts the server; `WEAKENED` is the one without its fsync.
        prefix: What runs the launcher, such as strace.
        host: The address it serves at.
    """

    def __init__(
        self,
        source: Path,
        data: Path,
        *,
        log: Path | None = None,
        launcher: Sequence[str] = (VENUE,),
        prefix: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        if source != data:
            shutil.copytree(source, data, dirs_exist_ok=True)
        for key, value in HARNESS_SETTINGS.items():
            settings_file.change(data / "venue.toml", key, str(value))
        self.data, self.log = data, log or data.with_name(f"{data.name}.log")
        self.host, self.port = host, free_port()
        self._command = [*prefix, *launcher, "serve", "--data", str(data)]
        self._command += ["--host", host, "--port", str(self.port)]
        self._environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """Return the SQLite file."""
        return self.data / "venue.db"

    @property
    def pid(self) -> int:
        """Return the server's own process id."""
        assert self.process is not None
        return self.process.pid

    def served(self) -> Served:
        """Return the same venue for the clients of `tests.served`."""
        served = Served(self.data)
        served.port, served.url = self.port, f"http://{self.host}:{self.port}"
        return served

    def start(self) -> float:
        """Start the server; return the seconds until its first answer."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=ROOT, env=self._environment
            )
        while time.monotonic() - began < READY_S and self.process.poll() is None:
            if self._answers():
                return time.monotonic() - began
            time.sleep(0.01)
        raise AssertionError(f"the server did not start:\n{self.words()}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        with (
            contextlib.closing(connection),
            contextlib.suppress(OSError, http.client.HTTPException),
        ):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False

    def kill(self) -> None:
        """End the process at once, as far as a process can tell like a power switch."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)

    def stop(self) -> None:
        """Stop it as systemd does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM was not obeyed:\n{self.words()}") from None

    def words(self) -> str:
        """Return the end of what it logged."""
        return self.log.read_text(errors="replace")[-3000:]
