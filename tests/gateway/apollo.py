"""The real Apollo Gateway over a served demo: ``python -m tests.gateway.apollo``.

Needs node and the npm registry. A test tool alone: its licence (Elastic-2.0) forbids shipping it.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from tests.gateway import packages
from tests.served import Served, make_demo
from venue.core.ids import uuid7

PACKAGES = ("@apollo/gateway@2", "@apollo/server@4", "graphql@16")
SCRIPT = Path(__file__).with_name("apollo.mjs")
ACROSS = """query Across {
  tables { number orders { number billId lines { item { name price { amount } } }
    bills { state esims { state price { amount } } } tickets { station } } }
  esimOrders { state price { amount } bill { number } }
  rooms { number stay { departure folio { name balance { amount } charges { billId } } } }
}"""
CHARGE = """mutation Charge($key: ID!, $bill: ID!, $amount: Int!) {
  chargeRoom(key: $key, billId: $bill, amount: $amount, room: "201", name: "King") {
    state folio { name balance { amount } charges { billId } } } }"""


class Gateway:
    """The gateway's process and what it said."""

    def __init__(self, tools: Path, box: str, key: str) -> None:
        self._process = subprocess.Popen(
            ["node", str(SCRIPT), box, key], cwd=tools, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        until(lambda: any(one.startswith("listening") for one in self.said), 30, self.said)
        self.url = next(one.split()[1] for one in self.said if one.startswith("listening"))

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.strip())

    def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
        """Return the gateway's answer."""
        body = {"query": query, "variables": variables}
        return requests.post(self.url, json=body, headers=headers or {}, timeout=10).json()

    def composed(self) -> str:
        """Return what it composed last."""
        return [one for one in self.said if one.startswith("composed")][-1]

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)


def until(what: Callable[[], bool], limit_s: float, said: list[str]) -> float:
    """Wait for something; return the seconds it took."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > limit_s:
            raise AssertionError("\n".join(said))
        time.sleep(0.1)
    return time.monotonic() - began


def main() -> int:
    """Compose, ask across modules, let one appear and one go; 0 when all of it worked."""
    with tempfile.TemporaryDirectory() as folder:
        tools, beside = Path(folder) / "npm", Path(folder) / "beside"
        tools.mkdir()
        beside.mkdir()
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES]
        subprocess.run(install, cwd=tools, check=True, timeout=300)
        os.environ["PYTHONPATH"] = str(beside)
        served = Served(Path(folder) / "demo")
        make_demo(served.data)
        served.start()
        try:
            _show(served, tools, beside, Path(folder) / "source")
        finally:
            served.stop()
    return 0


def _show(served: Served, tools: Path, beside: Path, scratch: Path) -> None:
    guest, lena = served.guest(), served.staff("Lena")
    order = guest.order(2)
    lena.post("/api/v1/folios", {"room": "201", "name": "Ada King"}, expect=201)
    gateway = Gateway(tools, served.url, served.facts["api_key"])
    try:
        print(gateway.composed())
        across = gateway.ask(ACROSS)
        assert "errors" not in across, across
        [table] = [one for one in across["data"]["tables"] if one["orders"]]
        bill = table["orders"][0]["billId"]
        print(f"across: {len(across['data']['rooms'])} rooms; {table['orders'][0]['lines']}")
        paid = gateway.ask(CHARGE, key=uuid7(), bill=bill, amount=order["total"]["amount"])
        assert paid["data"]["chargeRoom"]["folio"]["charges"] == [{"billId": bill}], paid
        print(f"charged: {paid['data']['chargeRoom']}")
        cook = gateway.ask("{ bookings { name } }", {"User": '{"role": "kitchen"}'})
        assert cook["errors"][0]["extensions"]["code"] == "access.forbidden", cook
        packages.install_example(beside, scratch)
        came_s = until(lambda: "tips" in gateway.composed(), 30, gateway.said)
        assert gateway.ask("{ tipJar { count } }")["data"] == {"tipJar": {"count": 0}}
        packages.remove(beside, "tips")
        went_s = until(lambda: "tips" not in gateway.composed(), 30, gateway.said)
        assert "errors" not in gateway.ask(ACROSS)
        print(f"a module came after {came_s:.1f} s and went after {went_s:.1f} s")
    finally:
        gateway.stop()


if __name__ == "__main__":
    sys.exit(main())
