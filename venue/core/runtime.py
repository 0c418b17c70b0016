"""The one bridge between the event loop and plain OS threads.

The server supplies the implementation: `ThreadRuntime` here for threads, tests and the CLI, the
event loop's own in ``venue/server.py``. Nothing else in the project knows which one runs.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

WAIT_LIMIT_S = 60.0  # longer than any fsync; a lost wake-up must not hold a request for ever
HELPER_THREADS = 4


class Waiter(Protocol):
    """One caller that waits for one result from another thread."""

    def done(self, result: Any, error: BaseException | None) -> None:
        """Hand over the outcome; callable from any thread, once."""

    def wait(self) -> Any:
        """Wait for the outcome: return the result or raise the error."""


class Runtime(Protocol):
    """What a service may ask of the thing that runs it."""

    def waiter(self) -> Waiter:
        """Return a waiter for the calling thread or green thread."""

    def run(self, fn: Callable[[], T]) -> T:
        """Run a blocking or heavy ``fn`` off the event loop and wait for its result."""

    def post(self, fn: Callable[[], None]) -> None:
        """Run ``fn`` soon on the event loop, in the order posted; callable from any thread."""


class ThreadWaiter:
    """A waiter for an OS thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None

    def done(self, result: Any, error: BaseException | None) -> None:
        """Hand over the outcome."""
        self._result, self._error = result, error
        self._event.set()

    def wait(self) -> Any:
        """Wait for the outcome.

        Raises:
            TimeoutError: Nobody answered within `WAIT_LIMIT_S`.
        """
        if not self._event.wait(WAIT_LIMIT_S):
            raise TimeoutError("the writer did not answer in time")
        if self._error is not None:
            raise self._error
        return self._result


class ThreadRuntime:
    """Plain threads: no event loop to protect, so `run` runs at once.

    `post` hands to one thread, which keeps the order.
    """

    def __init__(self) -> None:
        self._poster = ThreadPoolExecutor(1, thread_name_prefix="post")

    def waiter(self) -> Waiter:
        """Return a waiter for the calling thread."""
        return ThreadWaiter()

    def run(self, fn: Callable[[], T]) -> T:
        """Call ``fn``."""
        return fn()

    def post(self, fn: Callable[[], None]) -> None:
        """Call ``fn`` on the posting thread."""
        self._poster.submit(fn)
