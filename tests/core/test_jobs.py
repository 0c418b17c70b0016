"""Jobs that repeat: what waits for a stick holds up nobody else."""

import threading
from collections.abc import Iterator
from datetime import UTC

import pytest

from venue.core.clock import SystemClock
from venue.core.jobs import Jobs

LIMIT_S = 10.0


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs(SystemClock(), UTC)
    yield made
    made.stop()


def test_a_stick_that_never_answers_holds_up_nobody_else(jobs: Jobs) -> None:
    is_stuck, may_end = threading.Event(), threading.Event()
    quick = threading.Semaphore(0)

    def stick() -> None:
        is_stuck.set()
        may_end.wait(LIMIT_S)

    jobs.every(0.01, "stick", stick, lane="sticks")
    jobs.start()
    assert is_stuck.wait(LIMIT_S)
    jobs.every(0.01, "kitchen", quick.release)
    try:
        for _ in range(3):
            assert quick.acquire(timeout=LIMIT_S / 2), "the kitchen waited for a stick"
    finally:
        may_end.set()


def test_a_lane_that_is_named_after_the_start_runs_too(jobs: Jobs) -> None:
    ran = threading.Event()
    jobs.start()
    jobs.every(0.01, "late", ran.set, lane="late")
    assert ran.wait(LIMIT_S)


def test_a_job_that_fails_is_named_and_runs_again(jobs: Jobs) -> None:
    runs = threading.Semaphore(0)

    def fail() -> None:
        runs.release()
        raise OSError("no such stick")

    jobs.every(0.01, "stick", fail, lane="sticks")
    jobs.start()
    assert runs.acquire(timeout=LIMIT_S)
    assert runs.acquire(timeout=LIMIT_S)
    assert "no such stick" in jobs.faults()["stick"]
