"""The sync over HTTP: how the clouds are, the queue, the differences, keys, deliveries."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from sync import events, figures, inbox, queries, queue, reports, service
from sync.engine import Engine
from sync.headoffice import provider as headoffice
from sync.providers import all_providers
from venue.core.commands import command, json
from venue.core.errors import NotFound
from venue.core.parse import Body, Nothing, body, integer
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.staff.access import PUBLIC, guard

EXTENSION = "venue.sync"
NIGHT_HOUR = 3
LARGEST_ID = 2**53 - 1


class Again(Body, frozen=True):
    """A message to send again; ``body`` is its correction."""

    body: dict[str, Any] | None = None


class Reason(Body, frozen=True):
    """Why, in a person's words; ``vendor_ref``: the cloud's id, when something was made there."""

    reason: str = ""
    vendor_ref: str = ""


class Replay(Body, frozen=True):
    """From where events are to be sent again."""

    after: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]


class Entered(Body, frozen=True):
    """What was entered to connect a provider, by field."""

    fields: dict[str, str]


def engine_of(app: Flask) -> Engine:
    """Return the application's engine."""
    engine: Engine = app.extensions[EXTENSION]
    return engine


TERMS = (
    Term(name="messages to clouds", tables=("outbox_message",), purge=queue.purge),
    Term(name="deliveries from clouds", tables=("inbox_delivery",), purge=inbox.purge),
    Term(name="differences with clouds", tables=("sync_difference",), purge=service.purge),
)


def register(app: Flask, services: Services) -> None:
    """Make the engine, add its part to start, stop, status, alerts and jobs, and its routes."""
    engine = Engine(services.database, services.vault, all_providers())
    engine.add(headoffice.provider(services.database))
    app.extensions[EXTENSION] = engine
    services.connected = lambda tx, provider: provider in queries.modes(tx)
    services.starters.append(engine.start)
    services.stoppers.append(engine.stop)
    services.alerts.append(engine.reports.alerts)
    services.figures.append(lambda: _read(services, lambda tx: figures.of(tx, engine)))
    services.status["sync"] = lambda: _read(services, engine.view)
    services.views["sync"] = lambda tx, actor, rest: (
        "sync" if actor.may("sync.view") and not rest else None
    )
    services.jobs.every(
        events.EVERY_S, "events", lambda: events.follow(engine, lambda fn: _read(services, fn))
    )
    services.jobs.daily(NIGHT_HOUR, "compare with the clouds", engine.compare_all)
    services.terms += TERMS
    app.register_blueprint(_looking(services, engine))
    app.register_blueprint(_deciding(services))
    app.register_blueprint(_connecting(services, engine))
    app.register_blueprint(_deliveries(services, engine))


def _looking(services: Services, engine: Engine) -> Blueprint:
    routes = Blueprint("sync", __name__)

    @routes.get("/api/v1/sync")
    @guard("sync.view")
    def index() -> Response:
        """Return how the line and each provider is, and what waits."""
        return json(_read(services, lambda tx: engine.view(tx) | {"seq": tx.seq}))

    @routes.get("/api/v1/sync/line")
    @guard("alerts.view")
    def line() -> Response:
        """Return what the banner of every staff screen says."""
        return json(_read(services, lambda tx: reports.line(engine.view(tx))))

    @routes.get("/api/v1/sync/messages")
    @guard("sync.view")
    def messages() -> Response:
        """Return a page of messages: ``list=waiting|dead_letter|finished|all``."""
        which = request.args.get("list", "waiting")
        provider = request.args.get("provider")
        after = _position()
        return json(
            _read(
                services,
                lambda tx: service.messages(tx, which=which, provider=provider, after=after),
            )
        )

    @routes.get("/api/v1/sync/messages/<int(max=9007199254740991):message_id>")
    @guard("sync.view")
    def message(message_id: int) -> Response:
        """Return one message with its body and trail."""
        return json(_read(services, lambda tx: service.message(tx, message_id)))

    @routes.get("/api/v1/sync/differences")
    @guard("sync.view")
    def differences() -> Response:
        """Return a page of what differs between the box and the clouds."""
        after = _position()
        return json(_read(services, lambda tx: service.differences(tx, after=after)))

    return routes


def _deciding(services: Services) -> Blueprint:
    routes = Blueprint("sync_deciding", __name__)

    @routes.post("/api/v1/sync/messages/<int(max=9007199254740991):message_id>/retry")
    @guard("sync.manage")
    def retry(message_id: int) -> Response:
        """Send a message again, corrected if a body comes along."""
        again = body(request, Again)
        return command(services, lambda tx: service.retry(tx, message_id, again.body))

    @routes.post("/api/v1/sync/messages/<int(max=9007199254740991):message_id>/fix")
    @guard("sync.manage")
    def fix(message_id: int) -> Response:
        """Say that a message's effect is there, by somebody's hand."""
        said = body(request, Reason)
        return command(
            services,
            lambda tx: service.fix(tx, message_id, reason=said.reason, vendor_ref=said.vendor_ref),
        )

    @routes.post("/api/v1/sync/messages/<int(max=9007199254740991):message_id>/waive")
    @guard("sync.manage")
    def waive(message_id: int) -> Response:
        """Give a message up."""
        said = body(request, Reason)
        return command(services, lambda tx: service.waive(tx, message_id, reason=said.reason))

    @routes.post("/api/v1/sync/differences/<int(max=9007199254740991):difference_id>/settle")
    @guard("sync.manage")
    def settle(difference_id: int) -> Response:
        """Take a difference off the list."""
        said = body(request, Reason)
        return command(
            services,
            lambda tx: service.settle_difference(tx, difference_id, reason=said.reason),
        )

    return routes


def _connecting(services: Services, engine: Engine) -> Blueprint:
    routes = Blueprint("sync_connecting", __name__)

    @routes.get("/api/v1/sync/providers/<name>")
    @guard("sync.manage")
    def fields(name: str) -> Response:
        """Return what must be entered to connect a provider; never what was."""
        provider = engine.provider(name)
        asked = [
            {
                "name": one.name,
                "secret": one.secret,
                "default": one.default,
                "choices": list(one.choices),
            }
            for one in provider.fields
        ]
        return json({"name": name, "title": provider.title, "fields": asked})

    @routes.post("/api/v1/sync/providers/<name>/connect")
    @guard("sync.manage")
    def connect(name: str) -> Response:
        """Try what was entered against the cloud, then store it sealed."""
        entered = body(request, Entered).fields
        provider = engine.provider(name)
        sealed, mode = services.runtime.run(lambda: engine.check(name, entered))

        def act(tx: Tx) -> dict[str, Any]:
            service.connect(tx, provider, sealed=sealed, mode=mode)
            return {"name": name, "mode": mode, "connected": True}

        answer = command(services, act)
        services.runtime.run(lambda: engine.reload(name))
        return answer

    @routes.post("/api/v1/sync/providers/<name>/disconnect")
    @guard("sync.manage")
    def disconnect(name: str) -> Response:
        """Forget a provider's credentials; what waits for it stays."""
        body(request, Nothing)
        provider = engine.provider(name)

        def act(tx: Tx) -> dict[str, Any]:
            service.disconnect(tx, provider)
            return {"name": name, "connected": False}

        answer = command(services, act)
        services.runtime.run(lambda: engine.reload(name))
        return answer

    @routes.post("/api/v1/sync/providers/<name>/probe")
    @guard("sync.manage")
    def probe(name: str) -> Response:
        """Ask a provider now how it is."""
        body(request, Nothing)
        channel = engine.channel(name)
        services.runtime.run(channel.probe)
        condition = channel.health.condition
        result = {"name": name, "state": condition.state, "words": condition.words}
        return command(services, lambda tx: result)

    @routes.post("/api/v1/sync/events/replay")
    @guard("sync.manage")
    def replay() -> Response:
        """Send the webhook's events after a journal entry again."""
        after = body(request, Replay).after
        return command(services, lambda tx: events.replay(tx, engine, after))

    @routes.post("/api/v1/sync/compare")
    @guard("sync.manage")
    def compare() -> Response:
        """Compare with the clouds now, as every night."""
        body(request, Nothing)
        services.runtime.run(engine.compare_all)
        return command(services, lambda tx: {"open": service.open_count(tx)})

    return routes


def _deliveries(services: Services, engine: Engine) -> Blueprint:
    routes = Blueprint("sync_deliveries", __name__)

    @routes.route("/api/v1/sync/deliveries/<name>", methods=["HEAD", "POST"])
    @guard(PUBLIC)
    def deliver(name: str) -> Response:
        """Take a cloud's delivery; 200 whether it is new or came before."""
        provider, credentials = engine.provider(name), engine.credentials(name)
        if credentials is None or provider.webhook is None:
            raise NotFound("sync.no_webhook", "nothing is delivered here")
        if request.method == "HEAD":
            return json({"ok": True})
        headers = {key.lower(): value for key, value in request.headers.items()}
        opened = inbox.opened(provider, credentials, headers, request.get_data())
        if opened is not None:
            services.database.write(inbox.take, provider, *opened)
        elif engine.hint_is_due(name):
            services.database.write(inbox.hint, provider)
        return json({"ok": True})

    return routes


def _read(services: Services, fn: Callable[[ReadTx], Any]) -> Any:
    with services.database.read() as tx:
        return fn(tx)


def _position() -> int:
    return integer(request.args.get("after"), field="after", least=0, most=LARGEST_ID, default=0)
