"""Many eSIM sales under random faults and power cuts, counted at the vendor's side.

``python -m tests.faults.esim [sales] [seed]`` sells 1 000. A fault of the stand-in strikes about
every second sale and the power goes at a random write of the engine. At the end no sale has two
orders there, and each paid one has its eSIM or a refund task.
"""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from config import settings
from sync import schema as sync_schema
from sync.airalo.module import provider
from sync.engine import Engine
from tests.clouds import Served
from tests.sync.cloud import Cloud
from tests.sync.house import Box, PowerCut
from venue.bills.tariff import tariff_of
from venue.core.clock import ManualClock
from venue.core.db import Database
from venue.core.ids import uuid7
from venue.core.tx import Tx
from venue.core.vault import Vault
from venue.esim import delivery, schema, service, store
from venue.esim.model import OURS
from venue.esim.terms import Terms

KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "cut", "when": "before"}, {"kind": "cut", "when": "after"},
    {"kind": "cut_body"}, {"kind": "error"}, {"kind": "error", "when": "after"},
    {"kind": "wrong_json"}, {"kind": "no_id"}, {"kind": "portal"}, {"kind": "down"},
    {"kind": "throttle", "retry_after_s": 7}, {"kind": "throttle"}, {"kind": "token_expired"},
    {"kind": "refuse", "code": 11, "message": "No"},
    {"kind": "refuse", "code": 13, "message": "No"},
    {"kind": "refuse", "code": 33, "message": "No"},
    {"kind": "refuse", "code": 34, "message": "No"},
    {"kind": "refuse", "code": 53, "message": "No"},
    {"kind": "refuse", "code": 53, "message": "No", "when": "after"},
    {"kind": "refuse", "code": 73, "message": "No"},
)  # fmt: skip
LISTS = ({"kind": "list_lag", "seconds": 90}, {"kind": "error"}, {"kind": "reorder"})
MOST_ROUNDS = 60
MEMORY = Path("/dev/shm")
ALIVE = "SELECT id FROM esim_order WHERE kind = 'sim' AND sealed IS NOT NULL ORDER BY id LIMIT 40"
PLAN, TOPUP = "elan-7days-1gb", "elan-7days-1gb-topup"


class Shop(Box):
    """A box whose eSIM orders are paid as soon as they are quoted."""

    def __init__(self, folder: Path, served: Served) -> None:
        self.served = served
        credentials = {
            "client_id": "sandbox-client", "client_secret": "sandbox-secret", "mode": "sandbox",
            "base_url": f"{served.url}/airalo/v2",
        }  # fmt: skip
        super().__init__(folder, Cloud(served.clock), served.clock, credentials=credentials)

    def _open(self) -> None:
        self.vault = Vault(self.folder / "venue.key")
        self.database = Database(
            self.folder / "venue.db",
            clock=self.clock,
            migrations=[sync_schema.MIGRATIONS, schema.MIGRATIONS],
        )
        self._real_write = self.database.write
        self.database.write = self._write  # type: ignore[method-assign]
        loaded = settings.load(self.folder / "venue.toml")
        self.terms = Terms(
            settings=loaded,
            tariff=tariff_of(loaded),
            vault=self.vault,
            key=self.vault.derive("esim"),
        )
        made = provider(self.database, self.terms)
        self.name = made.name
        self.engine = Engine(self.database, self.vault, {made.name: made}, pause=self._pause)

    def power_goes(self, write: int, side: str) -> None:
        """Cut the power at the engine's next but so many writes."""
        self._writes, self.cut_at = 0, (write, side)

    def sell(self, number: int, sim: int | None) -> None:
        """Sell an eSIM, or more data for one, and pay it: one transaction."""

        def act(tx: Tx) -> None:
            token = f"VB01-{uuid7().replace('-', '').upper()}"
            made = store.insert_order(tx, {
                "token": token, "pass_mac": token, "kind": "sim" if sim is None else "topup",
                "topup_of": sim, "package_id": PLAN if sim is None else TOPUP, "slug": "france",
                "destination": "France", "megabytes": 1024, "days": 7, "unlimited": 0,
                "mode": "sandbox", "bill_id": str(number), "price_minor": 420, "cost_cents": 319,
                "state": "quoted",
            })  # fmt: skip
            service.paid(tx, self.terms, [made])

        self.act(act)

    def settle(self) -> None:
        """Work until no paid order waits any more."""
        for number in range(MOST_ROUNDS):
            self._until_cut()
            self.clock.advance(6 if number < 10 else 600)
            self.act(delivery.follow)
            if not self.read(store.waiting):
                return
        stuck = [(row["state"], row["message"], row["code"]) for row in self.read(store.waiting)]
        raise AssertionError(f"paid orders wait for ever: {stuck}")

    def _until_cut(self) -> None:
        try:
            self.run(limit_s=1800)
            self.channel.keep()
        except PowerCut:
            self.reopen()


def trade(sales: int, seed: int, folder: Path) -> Counter[str]:
    """Sell, under faults and power cuts; return how many orders ended in which state.

    Raises:
        AssertionError: Two eSIMs for one sale, or a paid one without eSIM and refund task.
    """
    chance = random.Random(seed)
    served = Served(folder / "cloud", clock=ManualClock())
    (folder / "box").mkdir()
    box = Shop(folder / "box", served)
    try:
        served.control("/airalo/credit", cents=100_000_000)
        for number in range(sales):
            if chance.random() < 0.6:
                served.fault(path="*orders*", method="POST", **chance.choice(KINDS))
            if chance.random() < 0.2:
                served.fault(path="*orders*", method="GET", **chance.choice(LISTS))
            if chance.random() < 0.4:
                box.power_goes(chance.randint(1, 8), chance.choice(("before", "after")))
            sims = [row["id"] for row in box.rows(ALIVE)]
            box.sell(number, chance.choice(sims) if sims and chance.random() < 0.25 else None)
            box.settle()
        return _count(box, served, sales)
    finally:
        box.close()
        served.sandbox.stop()


def _count(box: Shop, served: Served, sales: int) -> Counter[str]:
    effects = served.effects(kind="order") + served.effects(kind="topup")
    bought = Counter(one["reference"] for one in effects)
    orders = box.rows("SELECT token, state, kind, sealed FROM esim_order")
    assert len(orders) == sales
    assert set(bought) <= {one["token"] for one in orders}
    for one in orders:
        has = one["state"] in OURS and (one["sealed"] is not None or one["kind"] == "topup")
        assert has or one["state"] == "refund_due", one["state"]
        assert bought[one["token"]] == int(has), f"{bought[one['token']]} for {one['state']}"
    return Counter(one["state"] for one in orders)


def main() -> int:
    """Sell and print what came of it."""
    sales, seed = (int(one) for one in (*sys.argv[1:], *("1000", "8")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as root:
        ended = trade(sales, seed, Path(root))
    print(f"{sales} sales, seed {seed}: {dict(ended)}; none twice, none paid and forgotten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
