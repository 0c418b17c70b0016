"""A small cloud on a real port, with every fault of the matrix, and the provider that talks to it.

It keeps a list of what really happened, which is what the tests count.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sync.limits import TokenCache
from sync.model import Message, Outcome, Result, Seen
from sync.provider import (
    Compare,
    Credentials,
    Field,
    Handler,
    Provider,
    Pull,
    Pulled,
    Theirs,
    Tools,
)
from sync.transport import Transport, json_of, of_reply, unreadable
from venue.core.clock import Clock
from venue.core.http import Reply

DEADLINE_S = 0.2
HTML = b"<!doctype html><title>Wi-Fi</title>"


@dataclass
class Cloud:
    """The cloud's state.

    Attributes:
        effects: ``(aggregate, token)`` in the order they happened.
        fault: What strikes the next write, once; empty: nothing.
        lag_s: How long a new effect stays out of the list, in the clock's time.
    """

    clock: Clock
    effects: list[tuple[str, str]] = field(default_factory=list)
    fault: str = ""
    key: str = "right"
    tokens: set[str] = field(default_factory=set)
    lag_s: float = 0.0
    requests: list[float] = field(default_factory=list)
    throttled: int = 0
    rate_per_s: float | None = None
    down: bool = False
    _seen_at: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> "Cloud":
        """Serve."""
        cloud = self

        class Connection(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                cloud.answer(self, {})

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                cloud.answer(self, json.loads(self.rfile.read(size) or b"{}"))

            def log_message(self, *args: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                return  # a caller that hung up

        self.server = Server(("127.0.0.1", 0), Connection)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        """Serve no more."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, http: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        """Answer one request."""
        with self._lock:
            now_s = self.clock.monotonic_ms() / 1000
            recent = [at for at in self.requests if at > now_s - 1]
            self.requests = [*recent, now_s]
            fault = self.fault if http.command == "POST" and http.path != "/token" else ""
            if fault:
                self.fault = ""
            over = self.rate_per_s is not None and len(self.requests) > self.rate_per_s + 4
        if over:
            self.throttled += 1
            return reply(http, 429, {})
        if http.path == "/token":
            return self._token(http, body)
        if fault == "token expired":
            self.tokens.clear()
        if fault == "key revoked":
            self.tokens.clear()
            self.key = "new"
        if http.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return reply(http, 401, {"error": "access_denied"})
        if http.command == "GET":
            return reply(http, 200, {"items": self._listed(now_s)})
        return self._write(http, body, fault, now_s)

    def _token(self, http: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if body.get("key") != self.key:
            return reply(http, 401, {"error": "access_denied"})
        token = f"token-{len(self.tokens)}-{self.key}-{time.monotonic_ns()}"
        self.tokens.add(token)
        return reply(http, 200, {"token": token})

    def _listed(self, now_s: float) -> list[str]:
        return [token for _, token in self.effects if self._seen_at[token] <= now_s]

    def _write(
        self, http: BaseHTTPRequestHandler, body: dict[str, Any], fault: str, now_s: float
    ) -> None:
        before = FAULTS_BEFORE.get(fault)
        if before is not None:
            return before(http)
        token, known = body["token"], {token for _, token in self.effects}
        keyed = http.path in ("/keyed", "/state")
        if not (keyed and token in known):
            self.effects.append((body["aggregate"], token))
            self._seen_at.setdefault(token, now_s + self.lag_s)
        after = FAULTS_AFTER.get(fault)
        if after is not None:
            return after(http)
        return reply(http, 200, {"success": True, "id": f"id-{token}"})


def reply(http: BaseHTTPRequestHandler, status: int, body: Any, **headers: str) -> None:
    """Send JSON, or raw bytes as a web page."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    http.send_response(status)
    http.send_header("Content-Type", "text/html" if isinstance(body, bytes) else "application/json")
    http.send_header("Content-Length", str(len(raw)))
    for name, value in headers.items():
        http.send_header(name.replace("_", "-"), value)
    http.end_headers()
    http.wfile.write(raw)


def silence(http: BaseHTTPRequestHandler) -> None:
    """Say nothing until the caller hangs up."""
    http.close_connection = True
    time.sleep(DEADLINE_S * 1.5)


def cut(http: BaseHTTPRequestHandler) -> None:
    """Break off in the middle of the answer."""
    http.send_response(200)
    http.send_header("Content-Length", "500")
    http.end_headers()
    http.wfile.write(b'{"success": tr')
    http.wfile.flush()
    http.connection.shutdown(2)
    http.close_connection = True


def drip(http: BaseHTTPRequestHandler) -> None:
    """Answer one byte at a time, for longer than anybody should wait."""
    http.send_response(200)
    http.send_header("Content-Length", "500")
    http.end_headers()
    for _ in range(8):
        http.wfile.write(b" ")
        http.wfile.flush()
        time.sleep(DEADLINE_S / 5)
    http.close_connection = True


Fault = Callable[[BaseHTTPRequestHandler], None]
FAULTS_BEFORE: dict[str, Fault] = {
    "time-out before the effect": silence,
    "429 with Retry-After": lambda http: reply(http, 429, {}, Retry_After="7"),
    "429 without Retry-After": lambda http: reply(http, 429, {}),
    "500 before the effect": lambda http: reply(http, 500, {}),
    "200 with success:false": lambda http: reply(http, 200, {"success": False, "message": "No"}),
    "200 with a web page": lambda http: reply(http, 200, HTML),
}
FAULTS_AFTER: dict[str, Fault] = {
    "time-out after the effect": silence,
    "reset in the answer": cut,
    "500 after the effect": lambda http: reply(http, 500, {}),
    "wrong JSON": lambda http: reply(http, 200, {"surprise": [1]}),
    "success without id": lambda http: reply(http, 200, {"success": True}),
    "slow drip": drip,
}


@dataclass(frozen=True)
class Client:
    """The cloud's client, made as a vendor's is."""

    transport: Transport
    tokens: TokenCache

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Result:
        """Call with a token; one that was refused is replaced once."""
        token = self.tokens.get()
        if not token.done:
            return token
        result = self._once(method, path, body, token.vendor_ref)
        if result.outcome is Outcome.AUTH:
            token = self.tokens.get(instead_of=token.vendor_ref)
            result = self._once(method, path, body, token.vendor_ref) if token.done else token
        return result

    def _once(self, method: str, path: str, body: dict[str, Any] | None, token: str) -> Result:
        raw = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.transport.send(method, path, headers=headers, body=raw, deadline_s=DEADLINE_S)
        return classify(answer, self.transport.clock, needs_id=method == "POST")


def classify(answer: Reply, clock: Clock, *, needs_id: bool) -> Result:
    """Return what an answer of the cloud means."""
    common = of_reply(answer, now=clock.now())
    if common is not None:
        return common
    data = json_of(answer)
    if isinstance(data, dict) and data.get("success") is False:
        return Result(outcome=Outcome.REJECTED, code="refused", words="the cloud said no")
    if not isinstance(data, dict) or (needs_id and not data.get("id")):
        return unreadable(answer)
    return Result(outcome=Outcome.DONE, data=data, vendor_ref=str(data.get("id", "")))


def provider(clock: Clock, *, name: str = "cloudbeds", **changes: Any) -> Provider:
    """Return the cloud as a provider; it borrows a real one's name."""

    def start(credentials: Credentials, tools: Tools) -> Client:
        transport = tools.transport(credentials["url"])

        def fetch() -> tuple[Result, float]:
            body = json.dumps({"key": credentials["key"]}).encode()
            answer = transport.send("POST", "/token", headers={}, body=body, deadline_s=DEADLINE_S)
            result = of_reply(answer, now=clock.now())
            if result is not None:
                return result, 0.0
            token = str((json_of(answer) or {}).get("token", ""))
            return Result(outcome=Outcome.DONE, vendor_ref=token), 3600.0

        return Client(transport, TokenCache(fetch, clock=tools.clock, rest_s=1.0))

    given: dict[str, Any] = {
        "name": name,
        "title": "Cloud",
        "fields": (Field(name="url"), Field(name="key", secret=True)),
        "open": start,
        "probe": lambda client: client.call("GET", "/list"),
        "handlers": HANDLERS,
        "mode": lambda credentials: "sandbox",
        "rate_per_s": 4.0,
        "burst": 4,
    }
    return Provider(**given | changes)


def _send(path: str) -> Callable[[Client, Message], Result]:
    def send(client: Client, message: Message) -> Result:
        body = {"aggregate": message.aggregate, "token": message.key, **message.body}
        return client.call("POST", path, body)

    return send


def _look(client: Client, message: Message) -> Seen:
    result = client.call("GET", "/list")
    listed = (result.data or {}).get("items", [])
    return Seen.of(result, vendor_ref=f"id-{message.key}" if message.key in listed else None)


HANDLERS = {
    # No key of the cloud's own: what came of it must be read back (Airalo's orders).
    "plain": Handler(send=_send("/plain"), reconcile=_look, looks=3, spread_s=120.0),
    # The cloud knows our key (Cloudbeds' checks) or sets a state: sending again is harmless.
    "keyed": Handler(send=_send("/keyed")),
    "state": Handler(send=_send("/state"), reconcile=_look),
    # Never sent again by a machine (Cloudbeds' charges).
    "once": Handler(send=_send("/once"), reconcile=_look, looks=2, spread_s=60.0, resend=False),
}


def pull(taken: list[str], cloud_name: str = "effects") -> Pull:
    """Return a poll of the cloud's list, in pages of two with an overlap of one."""

    def fetch(client: Client, cursor: str) -> Pulled:
        result = client.call("GET", "/list")
        start = max(0, int(cursor or 0) - 1)
        items = (result.data or {}).get("items", [])[start : start + 3]
        return Pulled(
            result=result,
            items=[{"token": one} for one in items],
            cursor=str(start + len(items)),
            more=len(items) == 3,
        )

    return Pull(
        name=cloud_name,
        every_s=60.0,
        fetch=fetch,
        take=lambda tx, item: taken.append(str(item["token"])),
    )


def compare(ours: dict[str, dict[str, Any]]) -> Compare:
    """Return a comparison of the cloud's list with ``ours``."""

    def theirs(client: Client) -> Theirs:
        result = client.call("GET", "/list")
        items = (result.data or {}).get("items", [])
        return Theirs(result=result, facts={one: {"there": True} for one in items})

    return Compare(name="effects", ours=lambda tx: ours, theirs=theirs)
