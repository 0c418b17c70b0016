"""How fast one may speak on sockets."""

from hypothesis import given
from hypothesis import strategies as st

from venue.gateway.pace import BURST_S, GUEST, LONGEST_WAIT_S, MOST_REMEMBERED, Pace


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_who_speaks_now_and_then_never_waits() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(500):
        assert pace.wait_s("guest", GUEST) == 0
        clock.now += 1 / GUEST


def test_who_shouts_waits_longer_and_is_cut_off_and_nobody_else_is() -> None:
    clock = Clock()
    pace = Pace(clock)
    waits = [pace.wait_s("loud", GUEST) for _ in range(1000)]
    assert waits[: int(BURST_S * GUEST)] == [0] * int(BURST_S * GUEST)
    assert waits == sorted(waits)
    assert waits[-1] > LONGEST_WAIT_S
    assert pace.wait_s("quiet", GUEST) == 0
    clock.now += LONGEST_WAIT_S + 2 * BURST_S
    assert pace.wait_s("loud", GUEST) == 0


@given(st.lists(st.floats(0, 0.5), min_size=50, max_size=200))
def test_no_more_passes_than_the_rate_and_one_burst(gaps: list[float]) -> None:
    clock = Clock()
    pace = Pace(clock)
    passes = []
    for gap in gaps:
        clock.now += gap
        wait = pace.wait_s("x", GUEST)
        if wait <= LONGEST_WAIT_S:
            passes.append(clock.now + wait)
    spread = max(passes) - min(passes)
    assert len(passes) <= spread * GUEST + BURST_S * GUEST + 2


def test_the_names_of_thousands_are_not_kept() -> None:
    clock = Clock()
    pace = Pace(clock)
    for n in range(3 * MOST_REMEMBERED):
        clock.now += 0.01
        pace.wait_s(str(n), GUEST)
    assert len(pace._free_at) <= MOST_REMEMBERED + 1
