"""A chain of programs that stays open: one sentence in, one out, ended by a NUL byte.

Started once, a chain of eleven programs answers in milliseconds; started per sentence it costs
200 ms of a core. Each chain is a process group of its own, so that one signal ends all of it.
"""

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from venue.translator.engines import EngineFailure

MOST_BYTES = 64 * 1024
END_S = 2.0
MEMORY_KB = 1_500_000  # per program; a runaway stage dies instead of the box


def ready(descriptor: int, event: int, limit_s: float) -> bool:
    """Wait until a pipe can be read or written (`select.POLLIN`, ``POLLOUT``), or is closed.

    Not ``select``: in a full house the descriptors' numbers are above the 1024 that it can bear.
    """
    waiting = select.poll()
    waiting.register(descriptor, event)
    return bool(waiting.poll(max(0.0, limit_s) * 1000))


class Pipe:
    """One open chain; one sentence at a time."""

    def __init__(self, command: str) -> None:
        self.lock = threading.Lock()
        self.used_at = time.monotonic()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f"ulimit -v {MEMORY_KB}; {command}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )

    @property
    def group(self) -> int:
        """Return the number of its process group."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the chain's shell still runs."""
        return self._process.poll() is None

    def ask(self, line: bytes, limit_s: float) -> bytes:
        """Send one request and return its answer; the caller holds ``lock``.

        Raises:
            EngineFailure: ``timeout`` or ``crashed``; the chain is then ended, because a late
                answer would be taken for the next one's.
        """
        self.used_at = time.monotonic()
        try:
            return self._exchange(line, time.monotonic() + limit_s)
        except EngineFailure:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise EngineFailure("crashed", "the translation programs ended") from error

    def _exchange(self, line: bytes, until: float) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        out, answer = self._process.stdout.fileno(), b""
        while b"\x00" not in answer:
            left = until - time.monotonic()
            if left <= 0 or not ready(out, select.POLLIN, left):
                raise EngineFailure("timeout", "the translation programs took too long")
            chunk = os.read(out, 4096)
            if not chunk or len(answer) > MOST_BYTES:
                raise EngineFailure("crashed", "the translation programs ended")
            answer += chunk
        return answer.split(b"\x00", 1)[0]

    def close(self) -> None:
        """End the whole group and reap it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass
        self._process.wait(END_S)


class Pool:
    """Open chains by name, ``most`` at once; the one not used for longest makes room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pipes: dict[str, Pipe] = {}
        self._freed = threading.Condition()

    def ask(self, name: str, command: Callable[[], str], line: bytes, limit_s: float) -> bytes:
        """Send one request through the chain called ``name``, which is opened when it is not.

        Raises:
            EngineFailure: See `Pipe.ask`; ``busy`` when no chain came free in time.
        """
        until = time.monotonic() + limit_s
        pipe = self._taken(name, command, until)
        try:
            return pipe.ask(line, max(0.05, until - time.monotonic()))
        finally:
            pipe.lock.release()
            with self._freed:
                if not pipe.alive:
                    self._pipes = {key: one for key, one in self._pipes.items() if one is not pipe}
                self._freed.notify_all()

    def close_idle(self, idle_s: float) -> None:
        """End chains that nobody used for ``idle_s`` seconds."""
        with self._freed:
            for name, pipe in list(self._pipes.items()):
                if time.monotonic() - pipe.used_at > idle_s and pipe.lock.acquire(blocking=False):
                    self._drop(name, pipe)

    def close(self) -> None:
        """End every chain."""
        with self._freed:
            for pipe in self._pipes.values():
                pipe.close()
            self._pipes.clear()

    def groups(self) -> dict[str, int]:
        """Return the process group of each open chain."""
        with self._freed:
            return {name: pipe.group for name, pipe in self._pipes.items()}

    def _taken(self, name: str, command: Callable[[], str], until: float) -> Pipe:
        with self._freed:
            while True:
                pipe = self._pipes.get(name) or self._opened(name, command)
                if pipe is not None and pipe.lock.acquire(blocking=False):
                    if pipe.alive:
                        return pipe
                    self._drop(name, pipe)
                    continue
                if not self._freed.wait(max(0.0, until - time.monotonic())):
                    raise EngineFailure("busy", "every translation chain is in use")

    def _opened(self, name: str, command: Callable[[], str]) -> Pipe | None:
        if len(self._pipes) >= self._most and not self._make_room():
            return None
        self._pipes[name] = Pipe(command())
        return self._pipes[name]

    def _make_room(self) -> bool:
        for name, pipe in sorted(self._pipes.items(), key=lambda one: one[1].used_at):
            if pipe.lock.acquire(blocking=False):
                self._drop(name, pipe)
                return True
        return False

    def _drop(self, name: str, pipe: Pipe) -> None:
        pipe.close()
        pipe.lock.release()
        del self._pipes[name]
