"""Death at each step of settling a payment in coins; then what is booked is what was received."""

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from sync.sandbox.ton.cells import friendly
from tests import clouds
from tests.faults.coin_crash import STEPS
from tests.faults.process import Box, make_demo
from tests.served import Served
from venue.core import journal
from venue.core.clock import SystemClock

OWN = "0:" + "C8" * 32
LIMIT_S = 45.0
PAID = "SELECT count(*) FROM tender WHERE method = 'ton' AND state = 'settled'"


def run(source: Path, folder: Path, step: str) -> list[str]:
    """Let a box die at a step of settling a payment, start it again, and judge; return faults.

    Args:
        source: A demo venue's folder.
        step: Of `coin_crash.STEPS`.
    """
    folder.mkdir()
    with clouds.served(folder / "chain", clock=SystemClock()) as chain:
        mark = folder / "died"
        box = Box(
            source,
            folder / "data",
            launcher=(sys.executable, "-m", "tests.faults.coin_crash"),
            environment={"VENUE_DIE_AT": step, "VENUE_DIED": str(mark)},
        )
        try:
            mark.touch()  # not while it is being set up
            box.start()
            asked = _asked(box.served(), chain)
            mark.unlink()
            chain.control("/ton/pay", account=OWN, amount=asked["units"], comment=asked["code"])
            if not _ended(box):
                return [f"it never came to: {step}"]
            box.start()
            _settled(box)
            box.stop()
        finally:
            box.kill()
        received = sum(
            int(one["amount"]) for one in chain.effects(provider="toncenter") if one["amount"]
        )
    return judge(box.database, received)


def judge(database: Path, received: int) -> list[str]:
    """Return what is wrong with a stopped box that one payment of so many nano came to."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        booked = connection.execute("SELECT coalesce(sum(units), 0) FROM ton_fact").fetchone()[0]
        settled = connection.execute(PAID).fetchone()[0]
        told = connection.execute(
            "SELECT count(*) FROM journal WHERE kind = 'tender.settled'"
        ).fetchone()[0]
        verdict = journal.verify(connection)
    faults = []
    if booked != received:
        faults.append(f"booked {booked}, received {received}")
    if (settled, told) != (1, 1):
        faults.append(f"settled {settled} times, journalled {told} times")
    if verdict.fault is not None:
        faults.append(f"the journal: {verdict.fault}")
    return faults


def _asked(served: Served, chain: clouds.Served) -> dict[str, str]:
    """Let the venue take coins, and a waiter ask for a bill in them."""
    person = next(one for one in served.facts["staff"] if one["role"] == "manager")
    manager = served.staff(str(person["name"]))
    fields = {
        "base_url": f"{chain.url}/toncenter/api/v3",
        "tonapi_url": f"{chain.url}/tonapi/v2",
        "coingecko_url": f"{chain.url}/coingecko/api/v3",
    }
    manager.post("/api/v1/sync/providers/ton/connect", {"fields": fields}, expect=200)
    address = friendly(OWN, bounceable=False)
    manager.post("/api/v1/ton/merchant", {"address": address}, expect=201)
    body = {"ending": address[-6:], "approver": {"staff_id": person["id"], "pin": person["pin"]}}
    manager.post("/api/v1/ton/merchant/confirm", body, expect=200)
    bill = served.guest(0).order(2)["bill_id"]
    waiter, ends = served.staff("Anna"), time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        answer = waiter.post(f"/api/v1/bills/{bill}/ton", {"asset": "ton"})
        if answer.status_code == 201:
            asked: dict[str, str] = answer.json()
            return asked
        time.sleep(0.3)  # the chain is being read for the first time
    raise AssertionError(f"no request could be made: {answer.text}")


def _ended(box: Box) -> bool:
    """Wait until the process has died by itself."""
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        if box.process is not None and box.process.poll() is not None:
            return True
        time.sleep(0.05)
    return False


def _settled(box: Box) -> None:
    """Wait until the payment is settled, however long the judge would wait for it."""
    ends = time.monotonic() + LIMIT_S
    with sqlite3.connect(f"file:{box.database}?mode=ro", uri=True) as connection:
        while time.monotonic() < ends and not connection.execute(PAID).fetchone()[0]:
            time.sleep(0.1)


def main() -> int:
    """Die at every step; print each; return 1 when one lost or doubled anything."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="coins-") as room:
        make_demo(Path(room) / "demo")
        for number, step in enumerate(STEPS):
            faults = run(Path(room) / "demo", Path(room) / str(number), step)
            failed += bool(faults)
            print(f"{step:34} {'; '.join(faults) or 'booked is what was received'}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
