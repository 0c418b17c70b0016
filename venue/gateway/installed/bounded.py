"""Work of others with a limit: on threads of their own, so that what hangs holds nobody else."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from venue.core.errors import Overloaded
from venue.core.runtime import Runtime

T = TypeVar("T")


class TooSlow(Exception):
    """The work did not end in time; its thread is left behind."""


class Pool:
    """A few threads; work beyond what they and a short queue take is refused."""

    def __init__(self, runtime: Runtime, name: str, *, threads: int, limit_s: float) -> None:
        self._runtime, self._limit_s = runtime, limit_s
        self._most = threads * 8
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._held = 0

    def run(self, fn: Callable[[], T]) -> T:
        """Return ``fn``'s result; the event loop goes on meanwhile.

        Raises:
            TooSlow: It took longer than the limit. Overloaded: ``modules.busy``.
        """
        if self._held >= self._most:
            raise Overloaded("modules.busy", "too much at once; try again in a moment")
        waiter = self._runtime.waiter()
        timer = threading.Timer(self._limit_s, waiter.done, (None, TooSlow()))
        timer.daemon = True
        self._held += 1
        timer.start()
        self._threads.submit(self._work, fn, waiter)
        try:
            result: T = waiter.wait()
            return result
        finally:
            timer.cancel()

    def close(self) -> None:
        """Take no more; what runs is left to end by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, fn: Callable[[], Any], waiter: Any) -> None:
        try:
            waiter.done(fn(), None)
        except BaseException as error:
            waiter.done(None, error)
        finally:
            self._held -= 1
