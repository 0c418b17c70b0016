"""A socket that takes nothing any more is cut before what waits for it grows without end."""

from queue import Queue
from types import SimpleNamespace

from venue.gateway.listen import MOST_WAITING, Sockets


class Line:
    """One connection of the engine, as far as `drop_slow` looks."""

    def __init__(self, waiting: int) -> None:
        self.queue: Queue[int] = Queue()
        for number in range(waiting):
            self.queue.put(number)
        self.closed: list[dict[str, bool]] = []

    def close(self, **how: bool) -> None:
        self.closed.append(how)


def test_only_who_is_far_behind_is_cut_and_nobody_waits_for_it() -> None:
    lines = {"fast": Line(0), "busy": Line(MOST_WAITING), "deaf": Line(MOST_WAITING + 1)}
    Sockets(SimpleNamespace(eio=SimpleNamespace(sockets=lines))).drop_slow()
    assert [name for name, line in lines.items() if line.closed] == ["deaf"]
    assert lines["deaf"].closed == [{"wait": False, "abort": True}]
