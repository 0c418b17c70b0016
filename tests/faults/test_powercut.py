"""Twenty power cuts lose nothing acknowledged; the same cuts on a weakened server do."""

import random
from pathlib import Path

import pytest

from tests.faults import powercut
from tests.faults.blocklog import FLUSH, HEAD, WRITE
from tests.faults.disk import Replay
from tests.faults.process import WEAKENED

SEED = 11
WHY_NOT = powercut.available()
needs_disk = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


@needs_disk
def test_twenty_power_cuts_lose_nothing(demo_data: Path, tmp_path: Path) -> None:
    report = powercut.run(demo_data, tmp_path, cuts=20, seed=SEED)
    print(report.words())
    assert report.faults == []
    assert report.acknowledged > 50
    assert report.at_risk > 0, "no write was in flight at any cut: the run proves nothing"


@needs_disk
def test_without_its_fsync_the_server_loses_orders(demo_data: Path, tmp_path: Path) -> None:
    report = powercut.run(demo_data, tmp_path, cuts=12, seed=SEED, launcher=WEAKENED)
    print(report.words())
    assert sum(one > 0 for one in report.lost) >= 4, "the cuts do not bite"


def test_what_was_flushed_is_always_there(tmp_path: Path) -> None:
    log = tmp_path / "log"
    steps = [
        (WRITE, 0, b"A" * 512),
        (FLUSH, 0, b""),
        (WRITE, 0, b"B" * 512),
        (WRITE, 512, b"C" * 512),
    ]
    with log.open("wb") as file:
        for moment, (kind, offset, data) in enumerate(steps, start=1):
            file.write(HEAD.pack(kind, moment * 10, offset, len(data)) + data)
    seen = set()
    for seed in range(60):
        replay = Replay(log, tmp_path / "whole.img")
        replay.cut(45, random.Random(seed), tmp_path / "cut.img")
        content = (tmp_path / "cut.img").read_bytes()[:1024]
        assert content[:512] in (b"A" * 512, b"B" * 512)
        seen.add((content[0:1], content[512:513]))
        replay = Replay(log, tmp_path / "whole.img")
        assert replay.cut(25, random.Random(seed), tmp_path / "cut.img") == 0
        assert (tmp_path / "cut.img").read_bytes()[:513] == b"A" * 512 + b"\0"
    assert len(seen) == 4, "each unflushed write is lost alone, kept alone, in either order"
