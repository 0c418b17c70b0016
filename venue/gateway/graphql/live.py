"""Subscriptions: what the journal's commits bring, over the protocol ``graphql-transport-ws``.

Source: github.com/enisdenjo/graphql-ws, PROTOCOL.md. The socket itself is the one that Socket.IO's
server brings for the mode that serves, so that no other file knows which loop runs.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from graphql import GraphQLError
from werkzeug.http import parse_cookie

from venue.core.actor import NOBODY, Actor, Credentials
from venue.core.jsonx import dumps, loads
from venue.core.services import Services
from venue.core.tx import News
from venue.gateway.graphql.engine import Engine, Wish, code_of
from venue.gateway.graphql.routes import told

PATH, PROTOCOL = "/graphql", "graphql-transport-ws"
INIT_LIMIT_S, RECHECK_S = 10.0, 30.0
MOST_SOCKETS, MOST_EACH, MOST_WAITING = 200, 20, 200
MESSAGE_LONGEST = 60_000
BAD, UNAUTHENTICATED, FORBIDDEN, TOO_LATE, TOO_MANY = 4400, 4401, 4403, 4408, 4429
Wsgi = Callable[..., Iterable[bytes]]


class Live:
    """A WSGI application around another: takes the sockets at ``/graphql``."""

    def __init__(
        self, inside: Wsgi, server: Any, services: Services, engine: Engine,
        may_connect: Callable[[str, dict[str, Any]], bool],
    ) -> None:  # fmt: skip
        self._inside, self.server, self.services, self.engine = inside, server, services, engine
        self._may_connect = may_connect
        self._open: set[Connection] = set()
        services.broadcaster.listeners.append(self._hear)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Open a socket, or hand the request inside."""
        wants = environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        if not wants or environ.get("PATH_INFO") != PATH:
            return self._inside(environ, start_response)
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and not self._may_connect(origin, environ):
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []
        answer: Iterable[bytes] = self._door(environ)(environ, start_response)
        return answer

    def _door(self, environ: dict[str, Any]) -> Any:
        def serve(socket: Any) -> None:
            one = Connection(self, socket, environ)
            self._open.add(one)
            try:
                one.serve(len(self._open) > MOST_SOCKETS)
            finally:
                self._open.discard(one)
                one.end()

        kind = self.server.eio._async["websocket"]
        try:
            return kind(serve, self.server.eio, subprotocols=[PROTOCOL])
        except TypeError:
            door = kind(serve, self.server.eio)  # eventlet's names them on the object
            door.supported_protocols = [PROTOCOL]
            return door

    def _hear(self, news: list[News]) -> None:
        """Pass a commit's news on; on the event loop, so it only puts them in queues."""
        wanted = {kind for kind, _ in self.engine.merged().news.values()} if self._open else ()
        fresh = {(one.seq, one.kind, one.payload) for one in news if one.kind in wanted}
        for one in list(self._open):
            for _, kind, payload in sorted(fresh):
                one.hear(kind, payload)


class Connection:
    """One client: it says who it is, then subscribes; one task of its own answers it in order."""

    def __init__(self, live: Live, socket: Any, environ: dict[str, Any]) -> None:
        self._live, self._socket = live, socket
        self._cookies = parse_cookie(environ)
        scheme, _, bearer = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        self._bearer = bearer if scheme.lower() == "bearer" else ""
        self._actor: Actor = NOBODY
        self._checked_s = 0.0
        self._wishes: dict[str, tuple[str, Wish]] = {}
        self._queue: Any = live.server.eio.create_queue()
        self._ended = False

    def serve(self, crowded: bool) -> None:
        """Read until the client leaves."""
        if crowded:
            self._close(TOO_MANY, "too many connections")
            return
        self._live.server.start_background_task(self._expect_init)
        self._live.server.start_background_task(self._send_all)
        while not self._ended and (text := self._socket.wait()) is not None:
            try:
                message = loads(text[:MESSAGE_LONGEST])
                self._take(message["type"], message)
            except (ValueError, KeyError, TypeError, msgspec.MsgspecError):
                self._close(BAD, "not a message of graphql-transport-ws")

    def hear(self, kind: str, payload: bytes) -> None:
        """Take a piece of news; a client that takes nothing any more is cut."""
        if self._queue.qsize() > MOST_WAITING:
            self._ended = True
        elif self._wishes:
            self._queue.put((kind, payload))

    def end(self) -> None:
        """Let the sending task end."""
        self._ended = True
        self._queue.put(None)

    def _take(self, kind: str, message: dict[str, Any]) -> None:
        if kind == "connection_init":
            self._bearer = str((message.get("payload") or {}).get("token", self._bearer))[:200]
            if self._known():
                self._send({"type": "connection_ack"})
        elif kind == "ping":
            self._send({"type": "pong"})
        elif kind == "complete":
            self._wishes.pop(message["id"], None)
        elif kind == "subscribe":
            self._subscribe(str(message["id"])[:80], message["payload"])
        elif kind != "pong":
            self._close(BAD, "no such message")

    def _subscribe(self, name: str, payload: dict[str, Any]) -> None:
        if self._actor is NOBODY:
            self._close(UNAUTHENTICATED, "say who you are first")
            return
        if name in self._wishes or len(self._wishes) >= MOST_EACH:
            self._close(TOO_MANY, f"at most {MOST_EACH} subscriptions, each under its own id")
            return
        wish = Wish(
            query=str(payload["query"]), variables=payload.get("variables") or {},
            operation=payload.get("operationName"), client="socket",
        )  # fmt: skip
        try:
            engine = self._live.engine
            field = engine.subscription(engine.merged(), wish)
        except GraphQLError as error:
            words = error.formatted | {"extensions": {"code": code_of(error)}}
            self._send({"type": "error", "id": name, "payload": [words]})
            return
        self._wishes[name] = (field, wish)

    def _known(self) -> bool:
        """Find out who this is, again from time to time: a key may have been revoked."""
        given = Credentials(cookies=self._cookies, bearer=self._bearer)
        actors = self._live.services.identify(given)
        self._actor = next((one for one in actors if one.may("graphql.ask")), NOBODY)
        self._checked_s = time.monotonic()
        if self._actor is NOBODY:
            self._close(FORBIDDEN, "this is not allowed for you")
        return self._actor is not NOBODY

    def _expect_init(self) -> None:
        self._live.server.sleep(INIT_LIMIT_S)
        if self._actor is NOBODY and not self._ended:
            self._close(TOO_LATE, "nobody said who this is")

    def _send_all(self) -> None:
        while not self._ended and (heard := self._queue.get()) is not None:
            if time.monotonic() - self._checked_s > RECHECK_S and not self._known():
                return
            for name, (field, wish) in list(self._wishes.items()):
                self._answer(name, field, wish, *heard)

    def _answer(self, name: str, field: str, wish: Wish, kind: str, payload: bytes) -> None:
        engine, services = self._live.engine, self._live.services
        found = engine.merged()
        wanted, member = found.news[field]
        if wanted != kind:
            return
        value = loads(payload).get(member)
        root = {field: value if isinstance(value, dict | None) else {"id": value}}
        result = services.runtime.run(lambda: engine.run(found, self._actor, wish, root=root))
        self._send({"type": "next", "id": name, "payload": told(result)})

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._socket.send(dumps(message))
        except OSError:
            self._ended = True

    def _close(self, code: int, words: str) -> None:
        self._ended = True
        try:
            self._socket.close((code, words))
        except TypeError:
            self._socket.close()  # the thread mode's socket takes no code
