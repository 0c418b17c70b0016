"""A venue that sells eSIMs at the stand-in Airalo; every step is made when the test says so.

Box and stand-in share one clock; the engine's waits move it.
"""

from pathlib import Path
from typing import Any

from sync.channel import Channel
from sync.routes import engine_of
from tests.clouds import Served
from tests.inside import Inside, Person
from tests.till import Till

PLAN = "elan-7days-1gb"
TOPUP = "elan-7days-1gb-topup"


class House:
    """A venue connected to the vendor's account."""

    def __init__(self, demo: Path, folder: Path, **settings: Any) -> None:
        self._demo, self._folder, self._settings = demo, folder, settings
        self.box = Inside(demo, folder / "box", **settings)
        self.cloud = Served(folder / "cloud", clock=self.box.clock)
        self._join()
        self.manager = self._manager()
        self.connect()
        self.till = Till(self.box)
        self.work()

    def connect(self, **more: str) -> None:
        """Enter the vendor's keys."""
        fields = {
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "mode": "sandbox",
            "base_url": f"{self.cloud.url}/airalo/v2",
        }
        path = "/api/v1/sync/providers/airalo/connect"
        self.manager.post(path, {"fields": fields | more}, expect=200)

    def _join(self) -> None:
        def pause(seconds: float) -> bool:
            self.box.clock.advance(seconds)
            return False

        engine_of(self.box.appliance.app)._pause = pause

    @property
    def channel(self) -> Channel:
        """Return the exchange with the vendor; its threads do not run."""
        return engine_of(self.box.appliance.app).channel("airalo")

    def close(self) -> None:
        self.box.close()
        self.cloud.sandbox.stop()

    def restart(self) -> None:
        """Start the box again on its data, as after a power cut."""
        clock = self.box.clock
        self.box.close()
        self.box = Inside(self._demo, self._folder / "box", clock=clock, **self._settings)
        self._join()
        engine_of(self.box.appliance.app).reload("airalo")

    def work(self, rounds: int = 3) -> None:
        """Let the engine do what is due, and the box follow."""
        for _ in range(rounds):
            for _ in range(4):
                self.channel.keep()
                self.channel.send_one()
            self.box.clock.advance(6)
            self.box.services.jobs.run_due()

    def later(self, seconds: float) -> None:
        """Let time pass in pieces, as it does."""
        for _ in range(6):
            self.box.clock.advance(seconds / 6)
            self.work()
        self.sign_in()

    def sign_in(self) -> None:
        """Sign both people in anew: their hours may be over."""
        self.till.waiter, self.manager = self.box.staff("Anna"), self._manager()

    def _manager(self) -> Person:
        name = next(one["name"] for one in self.box.facts["staff"] if one["role"] == "manager")
        return self.box.staff(name)

    def quote(self, plan: str = PLAN, expect: int = 201, **more: Any) -> Any:
        """Put an eSIM on a bill."""
        body = {"package_id": plan, "device_checked": True} | more
        return self.till.waiter.post("/api/v1/esim/orders", body, expect=expect).json

    def pay(self, quoted: Any) -> None:
        """Pay its bill in cash and close it."""
        bill = quoted["bill"]["id"]
        self.till.bill_id = bill
        self.till.pay("cash", self.till.owed)
        if self.till.bill["state"] != "closed":
            self.till.do("close")

    def sell(self, plan: str = PLAN, **more: Any) -> Any:
        """Sell one for cash."""
        quoted = self.quote(plan, **more)
        self.pay(quoted)
        return quoted

    def order(self, quoted: Any) -> dict[str, Any]:
        """Return an order as staff see it."""
        items = self.till.waiter.json("/api/v1/esim/orders")["items"]
        found: dict[str, Any] = next(one for one in items if one["id"] == quoted["order"])
        return found

    def guest(self, quoted: Any) -> Any:
        """Return an eSIM as its guest sees it."""
        return self.box.nobody().json(f"/api/v1/esim/sims/{quoted['guest_pass']}")

    def bought(self) -> int:
        """Return how many eSIMs and top-ups the vendor sold."""
        return len(self.cloud.effects(kind="order")) + len(self.cloud.effects(kind="topup"))
