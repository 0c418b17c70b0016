"""The system to race, when its folder is given: Node, Socket.IO and Redis, made as durable."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.served import free_port

READY_S = 20.0


class Peer:
    """A running peer.

    Args:
        source: Its folder: ``server.js`` and ``package.json``; packages come by npm.
        environment: For the store, such as a slow disk.

    Raises:
        FileNotFoundError: node, npm or redis-server is missing.
    """

    def __init__(self, source: Path, work: Path, environment: dict[str, str]) -> None:
        for tool in ("node", "npm", "redis-server"):
            if shutil.which(tool) is None:
                raise FileNotFoundError(f"the race needs {tool}")
        folder, store = work / "peer", work / "store"
        shutil.copytree(source, folder)
        folder.chmod(0o755)
        store.mkdir()
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True
        )
        self.port, store_port = free_port(), free_port()
        began = time.monotonic()
        # appendfsync always: an answer means that it is on the disk, as on ours.
        self._store = subprocess.Popen(
            ["redis-server", "--port", str(store_port), "--bind", "127.0.0.1", "--dir", str(store),
             "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        _wait_for(store_port)
        self._server = subprocess.Popen(
            ["node", "server.js"],
            cwd=folder,
            env={**os.environ, "PORT": str(self.port), "REDIS_PORT": str(store_port)},
        )
        _wait_for(self.port)
        self.start_s = time.monotonic() - began

    @property
    def pids(self) -> dict[str, int]:
        """Return the processes to be measured."""
        return {"server": self._server.pid, "store": self._store.pid}

    def plan(self, *, guests: int, screens: int, door: str, kind: str) -> dict[str, Any]:
        """Return the generator's plan; the peer asks nobody who they are."""
        return {
            "protocol": "peer",
            "host": "127.0.0.1",
            "port": self.port,
            "door": door,
            "pids": self.pids,
            "dishes": [{"item_id": 100 + number, "modifiers": []} for number in range(30)],
            "guests": [{}] * guests,
            "screens": [{"kind": kind}] * screens,
            "acks": False,
        }

    def stop(self) -> None:
        """Stop both processes."""
        for process in (self._server, self._store):
            process.terminate()
            process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"nothing listens on port {port}")
