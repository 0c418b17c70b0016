"""The fsync is over before the acknowledgement leaves; and the proof can fail."""

from pathlib import Path

import pytest

from tests.faults import strace_proof
from tests.faults.process import WEAKENED
from tests.faults.strace_proof import Call, check

SEED = 7
WHY_NOT = strace_proof.available()
KEY = b"0193a000-0000-7000-8000-000000000001"
FRAME, LAST_FRAME = bytes(24), bytes(4) + b"\0\0\0\x09" + bytes(16)


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
def test_every_ack_follows_its_fsync(demo_data: Path, tmp_path: Path) -> None:
    proof = strace_proof.run(demo_data, tmp_path, acks=60, seed=SEED)
    print(proof.words())
    assert proof.violations == []
    assert proof.faults == []
    assert proof.proved >= 60


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
def test_a_server_that_does_not_wait_is_found_out(demo_data: Path, tmp_path: Path) -> None:
    proof = strace_proof.run(demo_data, tmp_path, acks=30, seed=SEED, launcher=WEAKENED)
    print(proof.words())
    assert len(proof.violations) >= 20


def trace(*steps: tuple[str, str, bytes, int]) -> list[Call]:
    return [Call(*step, position * 10, position * 10 + 5) for position, step in enumerate(steps)]


WRITE_1 = ("pwrite64", "/w", FRAME, 24), ("pwrite64", "/w", b"row " + KEY, 4096)
WRITE_2 = ("pwrite64", "/w", LAST_FRAME, 24), ("pwrite64", "/w", b"end", 4096)
SYNC, FAILED, OTHER = (
    ("fdatasync", "/w", b"", 0),
    ("fdatasync", "/w", b"", -1),
    ("fsync", "/x", b"", 0),
)
TOLD = ("sendto", "socket:[1]", b'{"id":"' + KEY, 99)


def test_the_proof_itself() -> None:
    def holds(*steps: tuple[str, str, bytes, int]) -> bool:
        return check(trace(*steps), [KEY], "/w") == (1, [])

    assert holds(*WRITE_1, *WRITE_2, SYNC, TOLD)
    assert not holds(*WRITE_1, *WRITE_2, TOLD, SYNC), "told before the fsync"
    assert not holds(*WRITE_1, SYNC, *WRITE_2, TOLD), "the commit itself was not synced"
    assert not holds(*WRITE_1, *WRITE_2, FAILED, TOLD), "the fsync failed"
    assert not holds(*WRITE_1, *WRITE_2, OTHER, TOLD), "another file was synced"
    assert not holds(SYNC, TOLD), "it never entered the WAL"


def test_an_fsync_that_is_still_running_proves_nothing() -> None:
    steps = trace(*WRITE_1, *WRITE_2, SYNC, TOLD)
    running = steps[4]._replace(ended=steps[5].began + 1)
    assert check([*steps[:4], running, steps[5]], [KEY], "/w")[1]


def test_halves_of_an_interrupted_call_are_joined() -> None:
    lines = [
        "11 1.0 fdatasync(5</w> <unfinished ...>",
        '12 1.1 sendto(7<TCP:[1->2]>, "a\\n\\0\\377", 4, 0, NULL, 0) = 4',
        "11 1.2 <... fdatasync resumed>)       = 0",
    ]
    sent, synced = strace_proof.calls(lines)
    assert (sent.data, sent.file[:3]) == (b"a\n\0\xff", "TCP")
    assert (synced.name, synced.began, synced.ended, synced.result) == ("fdatasync", 0, 2, 0)
