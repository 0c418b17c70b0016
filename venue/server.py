"""Serves the appliance: HTTP and sockets on eventlet, or on threads as the way out.

The only file that imports eventlet. Nothing is monkey-patched: the writer, printers, jobs and
sync are plain OS threads, and `LoopRuntime` is the one bridge to them.
"""

import contextlib
import logging
import signal
import socket
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, TypeVar

from venue import heads, threaded
from venue.core.runtime import HELPER_THREADS, WAIT_LIMIT_S, Runtime, ThreadRuntime, ThreadWaiter
from venue.core.runtime import Waiter as AnyWaiter
from venue.process import drain, notify, ports, raise_file_limit, watchdog_s

with warnings.catch_warnings():
    # Its maintenance notice is for developers; architecture.md, decision 8 answers it.
    warnings.simplefilter("ignore")
    import eventlet
    import eventlet.event
    import eventlet.green.ssl
    import eventlet.greenio
    import eventlet.hubs
    import eventlet.wsgi
    from eventlet.hubs import trampoline

log = logging.getLogger(__name__)

T = TypeVar("T")

KEEP_ALIVE_S = 20
LAG_PROBE_S = 0.5


class LoopWaiter:
    """A green thread that waits for another OS thread's result."""

    def __init__(self, runtime: "LoopRuntime") -> None:
        self._runtime = runtime
        self._event = eventlet.event.Event()
        self.ends_at = time.monotonic() + WAIT_LIMIT_S

    def done(self, result: Any, error: BaseException | None) -> None:
        """Hand over the outcome from any thread."""
        self._runtime.post(lambda: self.tell(result, error))

    def tell(self, result: Any, error: BaseException | None) -> None:
        """Wake the green thread, on the loop; what comes after the first outcome is dropped."""
        if self._event.ready():
            return
        if error is None:
            self._event.send(result)
        else:
            self._event.send_exception(error)

    def wait(self) -> Any:
        """Let other green threads run until the outcome is there.

        Raises:
            TimeoutError: Nobody answered within `WAIT_LIMIT_S`.
        """
        # One look at all of them twice a second: a timer for each was 5 % of an order's work.
        self._runtime.waiting.add(self)
        try:
            return self._event.wait()
        finally:
            self._runtime.waiting.discard(self)


class LoopRuntime:
    """The bridge: other threads append to a deque and wake the loop through a socket pair."""

    def __init__(self) -> None:
        self._loop_thread = threading.get_ident()
        self._posted: deque[Callable[[], None]] = deque()
        self._hear, self._call = socket.socketpair()
        self._hear.setblocking(False)
        self._call.setblocking(False)
        self._helpers = ThreadPoolExecutor(HELPER_THREADS, thread_name_prefix="helper")
        self.lag_ms = 0.0
        self.waiting: set[LoopWaiter] = set()

    def start(self) -> None:
        """Begin to carry what other threads post."""
        eventlet.spawn(self._pump)
        eventlet.spawn(self._measure_lag)

    def waiter(self) -> AnyWaiter:
        """Return a waiter for the calling green thread or OS thread."""
        on_loop = threading.get_ident() == self._loop_thread
        return LoopWaiter(self) if on_loop else ThreadWaiter()

    def run(self, fn: Callable[[], T]) -> T:
        """Run ``fn`` on a helper thread while the loop goes on."""
        if threading.get_ident() != self._loop_thread:
            return fn()
        waiter = LoopWaiter(self)
        self._helpers.submit(_report, fn, waiter)
        result: T = waiter.wait()
        return result

    def post(self, fn: Callable[[], None]) -> None:
        """Run ``fn`` on the loop, in the order posted."""
        self._posted.append(fn)
        # A full pipe means that a wake-up is already under way.
        with contextlib.suppress(BlockingIOError):
            self._call.send(b"!")

    def _pump(self) -> None:
        while True:
            trampoline(self._hear, read=True)
            with contextlib.suppress(BlockingIOError):
                self._hear.recv(65536)
            while self._posted:
                try:
                    self._posted.popleft()()
                except Exception:
                    log.exception("a posted call failed")

    def _measure_lag(self) -> None:
        while True:
            before = time.monotonic()
            eventlet.sleep(LAG_PROBE_S)
            self.lag_ms = max(0.0, (time.monotonic() - before - LAG_PROBE_S) * 1000)
            self._give_up_late()

    def _give_up_late(self) -> None:
        now = time.monotonic()
        for waiter in [one for one in self.waiting if one.ends_at < now]:
            waiter.tell(None, TimeoutError("the writer did not answer in time"))


def _report(fn: Callable[[], Any], waiter: LoopWaiter) -> None:
    try:
        waiter.done(fn(), None)
    except Exception as error:
        waiter.done(None, error)


class Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    """One connection: its head must be complete in time, and one address may not hold many open.

    Slow heads are how one phone could take every slot of the venue (slowloris).
    """

    limit_s = 10
    most_incomplete = 200
    incomplete: ClassVar[Counter[str]] = Counter()

    def setup(self) -> None:
        """Count the connection as incomplete until its first head is whole."""
        super().setup()
        self._address = self.client_address[0] if self.client_address else ""
        self._counted = True
        Protocol.incomplete[self._address] += 1

    def handle(self) -> None:
        """Serve requests until the connection ends; refuse at once above the cap."""
        if Protocol.incomplete[self._address] <= self.most_incomplete:
            super().handle()

    def finish(self) -> None:
        """Give the place back."""
        self._complete()
        super().finish()

    def parse_request(self) -> bool:
        """Read the head within the limit."""
        timeout = eventlet.Timeout(self.limit_s, TimeoutError("head"))
        try:
            parsed: bool = super().parse_request()
        except TimeoutError:
            self.close_connection = True
            return False
        except (eventlet.wsgi.HeaderLineTooLong, eventlet.wsgi.HeadersTooLarge):
            self._refuse(heads.too_long_headers())
            return False
        finally:
            timeout.cancel()
        self._complete()
        return parsed

    def _read_request_line(self) -> bytes:
        first = self._counted
        timeout = eventlet.Timeout(self.limit_s if first else KEEP_ALIVE_S, TimeoutError("line"))
        try:
            line: bytes = super()._read_request_line()
        except TimeoutError:
            return b""
        finally:
            timeout.cancel()
        if len(line) < heads.URL_LONGEST:
            return line
        self._refuse(heads.too_long_address())
        return b""

    def _refuse(self, answer: bytes) -> None:
        self.wfile.write(answer)
        self.close_connection = True

    def _complete(self) -> None:
        if self._counted:
            self._counted = False
            Protocol.incomplete[self._address] -= 1
            if not Protocol.incomplete[self._address]:
                del Protocol.incomplete[self._address]


def runtime_for(mode: str) -> Runtime:
    """Return the bridge of an async mode: ``eventlet`` or ``threading``."""
    if mode == "threading":
        return ThreadRuntime()
    runtime = LoopRuntime()
    runtime.start()
    return runtime


def serve(appliance: Any, *, on_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun and return.

    Args:
        appliance: `venue.app.Appliance`.
        on_ready: Called when the port is open.
    """
    settings = appliance.services.settings
    raise_file_limit(settings.number("server.sockets"))
    stopping = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: appliance.services.runtime.post(stopping.set))
    if settings.text("server.mode") == "threading":
        threaded.serve(appliance, stopping, on_ready)
    else:
        _serve_loop(appliance, stopping, on_ready)


def _serve_loop(appliance: Any, stopping: threading.Event, on_ready: Callable[[], None]) -> None:
    settings = appliance.services.settings
    Protocol.limit_s = settings.number("server.header_limit_s")
    Protocol.most_incomplete = settings.number("server.incomplete_per_address")
    front = appliance.front(lambda seconds: eventlet.Timeout(seconds, TimeoutError("body")))
    slots = eventlet.GreenPool(settings.number("server.sockets"))
    listeners = [
        _listener(settings, port, appliance.services.tls if secure else None)
        for port, secure in ports(settings)
    ]
    servers = [
        eventlet.spawn(
            eventlet.wsgi.server,
            listener,
            front,
            protocol=Protocol,
            custom_pool=slots,
            socket_timeout=settings.number("server.header_limit_s"),
            keepalive=KEEP_ALIVE_S,
            url_length_limit=heads.URL_LONGEST,
            log_output=False,
            debug=False,
        )
        for listener in listeners
    ]
    on_ready()
    notify("READY=1")
    beat_s = watchdog_s()
    next_beat = time.monotonic()
    while not stopping.is_set():
        eventlet.sleep(0.1)
        if beat_s and time.monotonic() >= next_beat:
            # From the loop and after the writer answered: a stuck one of them stops the beat.
            appliance.services.database.write(lambda tx: None)
            notify("WATCHDOG=1")
            next_beat = time.monotonic() + beat_s
    notify("STOPPING=1")
    for listener, server in zip(listeners, servers, strict=True):
        listener.close()
        server.kill()
    drain(appliance, eventlet.sleep)
    appliance.services.runtime.run(appliance.stop)


def _listener(settings: Any, port: int, tls: Any) -> Any:
    host = settings.text("server.host")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = eventlet.listen((host, port), family=family, backlog=1024, reuse_port=False)
    if tls is None:
        return listener
    return tls.context(eventlet.green.ssl.SSLContext).wrap_socket(
        listener,
        server_side=True,
        # A silent client must hold up its own green thread, not the accepting one.
        do_handshake_on_connect=False,
    )
