"""The guest's forms without JavaScript: order, table and its dishes' states, calls, the PIN."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from venue.bills import service as bills
from venue.bills.tariff import tariff_of
from venue.core.actor import Actor
from venue.core.errors import Invalid, VenueError
from venue.core.idempotency import Answer, once, request_hash, require_key
from venue.core.ids import uuid7
from venue.core.jsonx import loads
from venue.core.money import format_minor
from venue.core.parse import convert
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import Tx
from venue.gateway.probes import chosen, me_view
from venue.orders import listing
from venue.orders import service as orders
from venue.orders.model import NOT_SOLD
from venue.orders.wish import Wish, checked
from venue.staff.access import PUBLIC, credentials, guard
from venue.tables.guests import calls
from venue.tables.guests import service as guests
from venue.tables.guests.pins import Attempt
from venue.tables.sessions import house_of

FIELD = re.compile(r"(quantity|note|seen)\.(\d{1,9})|choice\.(\d{1,9})\.\d{1,9}")
CHOICE = re.compile(r"\d{1,9}:-?\d{1,9}")
MADE = frozenset({"done", "served"})
Show = Callable[..., Response]


def register(app: Flask, services: Services, show: Show) -> None:
    """Add the forms.

    Args:
        show: Draws the guest's page, with what was entered and why it was refused.
    """
    _order(app, services, show)
    _table(app, services)
    _ask(app, services, show)


def _order(app: Flask, services: Services, show: Show) -> None:
    rules = rules_of(services.settings)

    @app.post("/guest/order")
    @guard(PUBLIC)
    def form_order() -> Response:
        """Place the order of the form; the form's own key makes a second tap harmless."""
        actor = guest(services)
        try:
            wish = checked(_wish(), "guest")
            session_id = _session(actor)
            told = run(
                services,
                actor,
                lambda tx, key: orders.place(
                    tx, wish, order_id=key, actor=actor, session_id=session_id, rules=rules
                ),
            )
        except VenueError as refusal:
            return show(problem=refusal, entered=request.form.to_dict(flat=False))
        return show(sent=told)


def _table(app: Flask, services: Services) -> None:
    rules, tariff = rules_of(services.settings), tariff_of(services.settings)

    @app.get("/guest/table")
    @guard(PUBLIC)
    def form_table() -> AnyResponse:
        """Show the party's orders, how far each dish is, the bill so far, and who comes."""
        actor = guest(services)
        if actor.table_session_id is None:
            return redirect("/guest", 303)
        with services.database.read() as tx:
            placed = listing.of_session(tx, actor.table_session_id, rules)
            known = bills.of_session(tx, actor.table_session_id, tariff)
            me = me_view(tx, services, actor)
        response = make_response(
            render_template(
                "guest_table.html",
                me=me,
                orders=[one | {"state": state_of(one)} for one in reversed(placed)],
                bill=known[-1] if known else None,
                money=money,
                form_key=uuid7,
            )
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _ask(app: Flask, services: Services, show: Show) -> None:
    house = house_of(services)

    @app.post("/guest/call")
    @guard(PUBLIC)
    def form_call() -> AnyResponse:
        """Call for a waiter, the bill or help."""
        actor, kind = guest(services), request.form.get("kind", "")
        try:
            if kind not in ("waiter", "bill", "help"):
                raise Invalid("request.malformed", "a call is for a waiter, the bill or help")
            session_id = _session(actor)
            run(
                services,
                actor,
                lambda tx, _key: calls.make(
                    tx, session_id=session_id, guest_id=actor.id, kind=kind
                ),
            )
        except VenueError as refusal:
            return show(problem=refusal)
        return redirect("/guest/table", 303)

    @app.post("/guest/join")
    @guard(PUBLIC)
    def form_join() -> AnyResponse:
        """Come in to the table with its PIN."""
        actor = guest(services)
        attempt = Attempt(request.form.get("pin", "")[:12])

        def act(tx: Tx) -> VenueError | None:
            tx.actor = actor.label
            try:
                with tx.savepoint():
                    guests.join(tx, house, actor.id, attempt)
            except VenueError as refusal:
                if attempt.wrong:
                    guests.count_wrong_pin(tx, actor.id)
                return refusal
            return None

        refusal = services.database.write(act) if actor.kind == "guest" else None
        return show(problem=refusal) if refusal else redirect("/guest", 303)


def run(services: Services, actor: Actor, act: Callable[[Tx, str], Any]) -> Any:
    """Run a use case once under the form's key; return its result.

    Raises:
        VenueError: as the use case refuses; a repeat hears the same refusal.
    """
    key = require_key(request.form.get("key"))
    digest = request_hash(request.path, str(sorted(request.form.items(multi=True))))

    def command(tx: Tx) -> Answer:
        tx.actor = actor.label
        return once(
            tx,
            key=key,
            scope=actor.scope,
            request=digest,
            status=201,
            fn=lambda inner: act(inner, key),
        )

    answer = services.database.write(command)
    told = loads(answer.body)
    if answer.status >= 400:
        raise VenueError(told["code"], told["detail"], **told["details"])
    return told


def guest(services: Services) -> Actor:
    """Return the guest that asks, else somebody of another kind."""
    return chosen(services.identify(credentials()), "guest")


def money(price: dict[str, Any]) -> str:
    """Return ``{"amount", "currency"}`` for reading."""
    return format_minor(price["amount"], price["currency"])


def state_of(order: dict[str, Any]) -> str:
    """Return how far an ORDER is, the last part of its words' key; as js/guest/progress.js."""
    if order["status"] == "rejected":
        return "rejected"
    if order["status"] == "awaiting_staff":
        return "waiting_staff"
    states = {line["state"] for line in order["lines"]} - NOT_SOLD
    if not states:
        return "cancelled"
    if states == {"served"} or order["status"] == "completed":
        return "served"
    if states <= MADE:
        return "ready"
    if states & (MADE | {"started"}):
        return "cooking"
    return "kitchen" if order["acknowledged_at"] else "received"


def _session(actor: Actor) -> str:
    if actor.table_session_id is None:
        raise Invalid("orders.no_session", "your table is not open yet; ask your waiter")
    return actor.table_session_id


def _wish() -> Wish:
    """Read ``quantity.<item>``, ``seen.<item>``, ``choice.<item>.<group>`` and ``note.<item>``.

    ``seen`` and the second half of a choice are the prices that the page showed, in minor units.

    Raises:
        Invalid: ``request.malformed``.
    """
    lines: dict[int, dict[str, Any]] = {}
    for name, value in request.form.items(multi=True):
        found = FIELD.fullmatch(name)
        if found is None or not value.strip():
            continue
        item_id = int(found[2] or found[3])
        line = lines.setdefault(item_id, {"item_id": item_id, "quantity": 0, "modifiers": []})
        if found[1] is None:
            _choose(line, value)
        elif found[1] == "seen":
            line["seen"] = value
        else:
            line[found[1]] = value
    wanted = [_line(line) for line in lines.values() if str(line["quantity"]) not in ("0", "")]
    return convert({"lines": wanted, "note": request.form.get("note", "")}, Wish)


def _choose(line: dict[str, Any], value: str) -> None:
    if not CHOICE.fullmatch(value):
        raise Invalid("request.malformed", "the form names a choice that cannot be read")
    modifier, _, price = value.partition(":")
    line["modifiers"].append(modifier)
    line["extra"] = line.get("extra", 0) + int(price)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    seen, extra = str(line.pop("seen", "")), line.pop("extra", 0)
    return line | ({"expected_price": int(seen) + extra} if seen.isdigit() else {})
