"""Starts, kills and talks to a real `venue demo` process."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from config import settings as settings_file
from venue.core.ids import uuid7

READY_S = 60
PORTS = (20_000, 32_000)  # below those that the kernel hands out by itself
VENUE = str(Path(sys.executable).parent / "venue")


def free_port() -> int:
    """Return a port that nobody listens on, and that no outgoing connection will be given."""
    while True:
        port = random.randrange(*PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def make_demo(folder: Path, *, bookings: bool = False) -> None:
    """Make a demo venue in ``folder`` and leave it unserved; its hotel is empty unless asked."""
    served = Served(folder, bookings=bookings)
    served.start()
    served.stop()


def orderable(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dishes of a menu that can be ordered now, without a choice, and uncounted."""
    return [
        item
        for section in menu["sections"]
        for item in section["items"]
        if not any(group["min"] for group in item["modifier_groups"])
        and item.get("available", True)
        and item.get("remaining_qty") is None
        and not item["sold_out"]
    ]


class Served:
    """A demo venue's folder and the process that serves it."""

    def __init__(
        self,
        data: Path,
        *,
        mode: str = "eventlet",
        certificate: Path | None = None,
        bookings: bool = False,
    ) -> None:
        self.bookings = bookings
        self.data, self.mode, self.certificate = data, mode, certificate
        self.port = free_port()
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def copy_of(
        cls,
        source: Path,
        target: Path,
        *,
        mode: str = "eventlet",
        certificate: Path | None = None,
        settings: dict[str, str] | None = None,
    ) -> "Served":
        """Return a copy of a venue that is not served now, with some settings changed."""
        shutil.copytree(source, target)
        for key, value in (settings or {}).items():
            settings_file.change(target / "venue.toml", key, value)
        return cls(target, mode=mode, certificate=certificate)

    def start(self) -> float:
        """Start the process; return the seconds until it answered."""
        self.log = open(self.data.parent / f"{self.data.name}.log", "ab")  # noqa: SIM115
        command = [VENUE, "demo", "--data", str(self.data), "--port", str(self.port)]
        command += ["--host", "127.0.0.1", "--mode", self.mode]
        command += [] if self.bookings else ["--no-bookings"]
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        while time.monotonic() - began < READY_S:
            if self.process.poll() is not None:
                break
            try:
                verify = str(self.certificate) if self.certificate else True
                answer = requests.get(f"{self.url}/readyz", timeout=1, verify=verify)
                if answer.ok and self._told():
                    return time.monotonic() - began
            except requests.RequestException:
                time.sleep(0.02)
        raise AssertionError(f"the server did not start:\n{self.words()[-3000:]}")

    def stop(self) -> int:
        """Stop it as systemd does; return its exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"SIGTERM was not obeyed:\n{self.words()[-3000:]}") from None
        self.log.close()
        return code

    def kill(self) -> None:
        """End it as a power switch does, as far as a process can tell."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.log.close()

    def words(self) -> str:
        """Return everything it printed and logged."""
        return (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")

    @property
    def facts(self) -> dict[str, Any]:
        """Return what demo.json says."""
        told: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return told

    def local(self, url: str) -> str:
        """Return an address of demo.json on the loopback."""
        return f"{self.url}/{url.split('/', 3)[3]}"

    def guest(self, table: int = 0) -> "Client":
        """Return a phone that scanned a table's card."""
        client = Client(self)
        client.get(self.local(self.facts["tables"][table]["card_url"]))
        return client

    def device(self, role: str) -> "Client":
        """Return a newly paired device of a role."""
        client = Client(self)
        client.post("/api/v1/devices/pair", {"code": self.facts["pair_codes"][role]}, expect=201)
        return client

    def staff(self, name: str, device: str | None = None) -> "Client":
        """Return a device on which a person signed in."""
        person = next(one for one in self.facts["staff"] if one["name"] == name)
        client = self.device(device or person["role"])
        body = {"staff_id": person["id"], "pin": person["pin"]}
        client.post("/api/v1/staff/sign-in", body, expect=200)
        return client

    def program(self) -> "Client":
        """Return a program with the demo's API key."""
        client = Client(self)
        client.session.headers["Authorization"] = f"Bearer {self.facts['api_key']}"
        return client

    def _told(self) -> bool:
        return f'"url": "{self.url}"' in (self.data / "demo.json").read_text()


class Client:
    """A browser or program that calls the API."""

    def __init__(self, served: Served) -> None:
        self.served, self.session = served, requests.Session()

    @property
    def cookie_header(self) -> str:
        """Return the cookies, for a socket."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path or an address."""
        return self.session.get(self._url(path), timeout=20, **options)

    def json(self, path: str) -> Any:
        """GET a path that must answer 200 and return its JSON."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, expect: int | None = None
    ) -> requests.Response:
        """POST JSON with an idempotency key."""
        answer = self.session.post(
            self._url(path),
            json={} if body is None else body,
            headers={"Idempotency-Key": key or uuid7()},
            timeout=20,
        )
        assert expect in (None, answer.status_code), answer.text
        return answer

    def dishes(self) -> list[dict[str, Any]]:
        """Return dishes that can be ordered now without any choice and are not counted."""
        return orderable(self.json("/api/v1/menu?lang=en"))

    def dish(self, name: str) -> dict[str, Any]:
        """Return the dish whose name begins so."""
        sections = self.json("/api/v1/menu?lang=en")["sections"]
        every = (dish for section in sections for dish in section["items"])
        found: dict[str, Any] = next(one for one in every if one["name"].startswith(name))
        return found

    def order(self, count: int = 2, **more: Any) -> dict[str, Any]:
        """Place an order of ``count`` different dishes."""
        lines = [{"item_id": dish["id"], "quantity": 1} for dish in self.dishes()[:count]]
        placed = self.post("/api/v1/orders", {"lines": lines} | more, expect=201)
        order: dict[str, Any] = placed.json()
        return order

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.served.url}{path}"
