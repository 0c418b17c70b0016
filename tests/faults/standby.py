"""Two boxes and a NATS server: the serving one is killed under load, the other takes its place.

``python -m tests.faults.standby --kills 20 --seed 1 --mode sync``: in each round the serving box is
killed at a random moment, the other promoted by one command, the old one started again (it must
refuse) and made the standby. At the end the whole history is judged on the box that serves.
``--blind`` is the control: the standby says that it stored what it did not; orders must be lost.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from config import settings as settings_file
from tests.faults.history import Operation, judge
from tests.faults.load import Load
from tests.faults.process import VENUE, Box, make_demo
from tests.sync.offices import Server
from venue.backups.sealing import recovery_key
from venue.core.ids import uuid7
from venue.standby import role as roles

READY_S = 30.0
BLIND = (sys.executable, "-m", "tests.faults.blindstandby")


class Standby(Box):
    """A box that follows another one; it serves once it was promoted."""

    def __init__(
        self,
        data: Path,
        address: str,
        *,
        source: Path | None = None,
        launcher: tuple[str, ...] = (VENUE,),
    ) -> None:
        data.mkdir()
        super().__init__(source or data, data, launcher=launcher)
        self._address = address

    def join(self, key: str) -> str:
        """Fetch a base copy; return what the command said."""
        return self.venue("standby", "join", "--server", self._address, "--key", key)

    def venue(self, *words: str) -> str:
        """Run a command on this box."""
        done = subprocess.run(
            [VENUE, *words, "--data", str(self.data)], capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stand_by(self) -> None:
        """Start the process; return when its page is there."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log)
        ends = time.monotonic() + READY_S
        while time.monotonic() < ends:
            if self.page() == 503:
                return
            time.sleep(0.05)
        raise AssertionError(f"no page:\n{self.words()}")

    def page(self) -> int:
        """Return the status of this box's front page; 0: nobody answers."""
        try:
            return requests.get(f"http://{self.host}:{self.port}/", timeout=5).status_code
        except requests.RequestException:
            return 0

    def serves(self) -> None:
        """Wait until this box serves."""
        ends = time.monotonic() + READY_S
        while not self._answers():
            assert time.monotonic() < ends, self.words()
            time.sleep(0.02)


class Front:
    """Where the guests' phones find the venue: the name goes with the box that serves."""

    def __init__(self, box: Standby) -> None:
        self.box = box

    @property
    def host(self) -> str:
        """Return the serving box's address."""
        return self.box.host

    @property
    def port(self) -> int:
        """Return the serving box's port."""
        return self.box.port

    def served(self) -> object:
        """Return the venue for `Load`."""
        return self.box.served()


@dataclass
class Report:
    """What the rounds came to.

    Attributes:
        away_s: From each kill to the other box's first answer.
        lost_age_s: How long before its kill each lost order had been acknowledged.
    """

    mode: str
    seed: int
    away_s: list[float] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lost_age_s: list[float] = field(default_factory=list)

    def words(self) -> str:
        """Return the report in a line or two."""
        accepted = sum(one.accepted is not None for one in self.operations)
        unheard = sum(one.unheard for one in self.operations)
        lost = f", acknowledged {max(self.lost_age_s):.2f} s before a kill at most" if (
            self.lost_age_s
        ) else ""  # fmt: skip
        return (
            f"{self.mode}, seed {self.seed}: {len(self.away_s)} kills, {accepted} orders "
            f"acknowledged, {unheard} requests unheard, {len(self.lost_age_s)} lost{lost}; "
            f"{len(self.faults)} faults; away p50 {sorted(self.away_s)[len(self.away_s) // 2]:.1f} "
            f"s, longest {max(self.away_s):.1f} s"
        )


def together(box: Standby, within_s: float = 30.0) -> None:
    """Wait until a serving box's standby has everything."""
    program = box.served().program()
    ends = time.monotonic() + within_s
    while (told := program.json("/api/v1/status")["standby"])["state"] != "together":
        assert time.monotonic() < ends, f"{told}\n{_logs(box.data.parent)}"
        time.sleep(0.1)


def _logs(folder: Path) -> str:
    files = [*folder.glob("*.log"), *folder.glob("*/standby.json")]
    return "\n".join(path.read_text()[-2000:] for path in sorted(files))


def refuses(box: Standby) -> str:
    """Start a box that was replaced and try to order there; return what is wrong, or nothing."""
    box.stand_by()
    name = roles.load(box.data).name
    answer = requests.post(
        f"http://{box.host}:{box.port}/api/v1/orders", json={"lines": []},
        headers={"Idempotency-Key": uuid7()}, timeout=10,
    )  # fmt: skip
    box.stop()
    if (name, answer.status_code) != (roles.REPLACED, 503):
        return f"the old box is {name} and answered {answer.status_code}"
    return ""


def run(
    source: Path,
    folder: Path,
    *,
    kills: int,
    seed: int,
    mode: str = "sync",
    launcher: tuple[str, ...] = (VENUE,),
) -> Report:
    """Kill the serving box ``kills`` times under load and judge what the last one has.

    Args:
        source: A demo venue's folder.
        launcher: What starts the boxes; `BLIND` for the control.
    """
    rng, report = random.Random(seed), Report(mode, seed)
    server = Server(folder / "nats")
    server.start()
    address = f"nats://127.0.0.1:{server.port}"
    serving = Standby(folder / "one", address, source=source, launcher=launcher)
    for key, value in {"standby.server": address, "standby.mode": mode}.items():
        settings_file.change(serving.data / "venue.toml", key, value)
    waiting = Standby(folder / "two", address, launcher=launcher)
    shutil.copyfile(source / "demo.json", waiting.data / "demo.json")
    key = recovery_key(serving.data)
    killed_at: list[float] = []
    try:
        serving.start()
        front = Front(serving)
        load = Load(front, seed=seed, clients=4)
        waiting.join(key)
        waiting.stand_by()
        load.start()
        try:
            for _ in range(kills):
                together(serving)
                time.sleep(rng.uniform(0.3, 2.0))
                serving.kill()
                killed_at.append(time.monotonic())
                waiting.venue("standby", "promote")
                waiting.serves()
                report.away_s.append(time.monotonic() - killed_at[-1])
                serving, waiting = waiting, serving
                front.box = serving
                if fault := refuses(waiting):
                    report.faults.append(fault)
                waiting.join(key)
                waiting.stand_by()
            time.sleep(1.0)
        finally:
            report.operations = load.stop()
        serving.stop()
        waiting.stop()
    finally:
        serving.kill()
        waiting.kill()
        server.kill()
    for fault in judge(serving.database, report.operations):
        _sort(report, fault, killed_at)
    return report


def _sort(report: Report, fault: str, killed_at: list[float]) -> None:
    """Count a lost order with its age at the kill; everything else is a fault."""
    found = re.search(r"^([0-9a-f-]{36}): LOST", fault)
    one = next((one for one in report.operations if found and one.key == found[1]), None)
    if one is None or one.accepted is None:
        report.faults.append(fault)
        return
    heard = one.accepted.at
    report.lost_age_s.append(min((at for at in killed_at if at >= heard), default=heard) - heard)


def main() -> None:
    """Run the rounds and print what they came to; end with 1 on a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=("sync", "async"), default="sync")
    parser.add_argument("--blind", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="standby-") as name:
        folder = Path(name)
        make_demo(folder / "demo")
        report = run(
            folder / "demo", folder, kills=chosen.kills, seed=chosen.seed, mode=chosen.mode,
            launcher=BLIND if chosen.blind else (VENUE,),
        )  # fmt: skip
    print(report.words())
    for fault in report.faults[:20]:
        print(f"  {fault}")
    bad = bool(report.faults) or (chosen.mode == "sync" and bool(report.lost_age_s))
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
