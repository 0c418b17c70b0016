"""A venue that is paid in coins, on the stand-in chain; every step is made when the test says so.

Box and stand-in share one clock; the engine's waits move it.
"""

from pathlib import Path
from typing import Any

from sync.engine import Engine
from sync.routes import engine_of
from sync.sandbox.ton.cells import friendly
from tests.clouds import Served
from tests.inside import Inside, Person
from tests.till import Till, eur

OWN = "0:" + "C8" * 32
OTHER = "0:" + "D7" * 32
ADDRESS = friendly(OWN, bounceable=False)


class House:
    """A venue with an address of its own and a line to the chain."""

    def __init__(self, demo: Path, folder: Path, **settings: Any) -> None:
        self._demo, self._folder = demo, folder
        self.vanished = 0  # nano that were pending and never became final
        self._settings = {
            "ton__usdt": True,
            "ton__accept_each_minor": 10_000,
            "ton__accept_open_minor": 15_000,
        } | settings
        self.box = Inside(demo, folder / "box", **self._settings)
        self.chain = Served(folder / "chain", clock=self.box.clock)
        self.manager = self._manager()
        self._join()
        fields = {
            "base_url": f"{self.chain.url}/toncenter/api/v3",
            "tonapi_url": f"{self.chain.url}/tonapi/v2",
            "coingecko_url": f"{self.chain.url}/coingecko/api/v3",
        }
        self.manager.post("/api/v1/sync/providers/ton/connect", {"fields": fields}, expect=200)
        self.use(ADDRESS)
        self.till = Till(self.box)
        self.till.order()
        self.poll(3)

    def _manager(self) -> Person:
        name = next(one["name"] for one in self.box.facts["staff"] if one["role"] == "manager")
        return self.box.staff(name)

    def _join(self) -> None:
        """Let the engine's waits move the clock instead of taking time."""

        def pause(seconds: float) -> bool:
            self.chain.clock.advance(seconds)
            return False

        self.engine._pause = pause

    @property
    def engine(self) -> Engine:
        """The box's engine; its threads do not run."""
        return engine_of(self.box.appliance.app)

    @property
    def approver(self) -> dict[str, Any]:
        found = next(one for one in self.box.facts["staff"] if one["role"] == "manager")
        return {"staff_id": found["id"], "pin": found["pin"]}

    def use(self, address: str) -> Any:
        """Propose and confirm the merchant's address."""
        self.manager.post("/api/v1/ton/merchant", {"address": address}, expect=201)
        body = {"ending": address[-6:], "approver": self.approver}
        return self.manager.post("/api/v1/ton/merchant/confirm", body, expect=200).json

    def close(self) -> None:
        self.box.close()
        self.chain.sandbox.stop()

    def crash(self) -> None:
        """Stop the box where it is and start it again on the same data."""
        clock = self.box.clock
        self.box.close()
        self.box = Inside(self._demo, self._folder / "box", clock=clock, **self._settings)
        self._join()
        self.engine.reload("ton")
        self.till.box = self.box
        self.sign_in()

    def sign_in(self) -> None:
        """Sign both people in anew, after a restart or a night."""
        self.till.waiter, self.manager = self.box.staff("Anna"), self._manager()

    def poll(self, steps: int = 4) -> None:
        """Let the engine's keeper work through what is due, as its thread would."""
        channel = self.engine.channel("ton")
        for _ in range(steps):
            channel.keep()

    def later(self, seconds: float, *, steps: int = 4) -> None:
        """Let time pass and the box do what is due."""
        self.chain.clock.advance(seconds)
        self.box.services.jobs.run_due()
        self.poll(steps)

    def ask(self, asset: str = "ton", expect: int = 201, **more: Any) -> Any:
        """Ask for the bill, or ``amount`` of it, in coins."""
        amount = {"amount": eur(more.pop("minor"))} if "minor" in more else {}
        path = f"/api/v1/bills/{self.till.bill_id}/ton"
        return self.till.waiter.post(path, {"asset": asset, **amount, **more}, expect=expect).json

    def pay(self, asked: Any, **more: Any) -> Any:
        """Pay a request as asked, or otherwise by what is given."""
        wish = {
            "account": OWN,
            "amount": asked["units"],
            "comment": asked["code"],
            "kind": asked["asset"],
        }
        return self.chain.control("/ton/pay", **wish | more)

    def request(self, asked: Any) -> Any:
        """Return a request as it is now."""
        return self.till.waiter.json(f"/api/v1/ton/requests/{asked['tender_id']}")

    def state(self, asked: Any) -> str:
        return str(self.request(asked)["state"])

    @property
    def review(self) -> Any:
        return self.manager.json("/api/v1/ton/review")

    def decide(self, asked: Any, act: str, expect: int = 200) -> Any:
        """Accept a payment, or give it up."""
        path = f"/api/v1/ton/requests/{asked['tender_id']}/{act}"
        return self.manager.post(path, {"reason": "guest is known"}, expect=expect).json

    def booked(self) -> dict[str, int]:
        """Return what the box has booked, by asset."""
        rows = self.box.rows("SELECT asset, sum(units) AS units FROM ton_fact GROUP BY asset")
        return {row["asset"]: row["units"] for row in rows if row["asset"]}

    def received(self) -> dict[str, int]:
        """Return what the stand-in chain really moved to us, by asset."""
        found: dict[str, int] = {"ton": -self.vanished} if self.vanished else {}
        for one in self.chain.effects(provider="toncenter"):
            if one["kind"] in ("ton", "usdt"):
                found[one["kind"]] = found.get(one["kind"], 0) + int(one["amount"])
        return {asset: units for asset, units in found.items() if units}

    def unproven(self) -> list[Any]:
        """Return settled coin payments that no finalized money on time bears out."""
        return self.box.rows(
            """
            SELECT tender.id FROM tender JOIN ton_request ON tender_id = tender.id
            WHERE state = 'settled' AND units_due - tolerance_units > (
                SELECT coalesce(sum(units), 0) FROM ton_fact
                WHERE ton_fact.tender_id = tender.id AND ton_fact.asset = ton_request.asset)
            """
        )
