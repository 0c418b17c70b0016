"""The seed's socket protocol: a thin adapter over the same services as HTTP."""

import logging
from collections.abc import Callable
from typing import Any

from venue.core import facts, idempotency
from venue.core.actor import Actor
from venue.core.errors import Conflict, Forbidden, Invalid, Unauthenticated, VenueError
from venue.core.ids import is_uuid, uuid7
from venue.core.jsonx import canonical, loads
from venue.core.parse import convert
from venue.core.services import Services
from venue.core.settings_view import Rules, rules_of
from venue.core.tx import News, Tx
from venue.gateway.statuses import FOLLOWS, LINE_PATHS, WHO_MAY, wire_order, wire_status
from venue.orders import lines, listing, seen, service
from venue.orders.wish import Wish, checked, item_ids
from venue.staff.access import admit
from venue.tables import service as tables

log = logging.getLogger(__name__)

KITCHEN, ORDERS, WAITER, ORDER = "wire:kitchen", "wire:restaurant", "wire:waiter", "wire:order"
MOST_LISTED = 200
TEXT_LONGEST = 80


class Wire:
    """The seed's events on the Socket.IO server.

    Each handler answers through the acknowledgement too; a refusal is ``order:error``
    ``{code, message}``.
    """

    def __init__(self, server: Any, services: Services) -> None:
        self._server, self._services = server, services
        self._rules: Rules = rules_of(services.settings)
        with services.database.read() as tx:
            self._restaurant_id = facts.get(tx, facts.VENUE_ID)
        self._known: dict[str, str] = {}

    def join_restaurant(self, sid: str, restaurant_id: Any = None) -> Any:
        """Join the restaurant's room and answer with the active orders."""
        self._admit(sid, "orders.list")
        self._check_restaurant(restaurant_id)
        self._server.enter_room(sid, ORDERS)
        return self._say(sid, "orders:active", self._listed(None))

    def join_kitchen(self, sid: str, restaurant_id: Any = None) -> Any:
        """Join the kitchen's room and answer with the orders it has not finished."""
        self._admit(sid, "kitchen.view")
        self._check_restaurant(restaurant_id)
        self._server.enter_room(sid, KITCHEN)
        pending = self._listed({"pending", "accepted", "preparing"})
        return self._say(sid, "orders:pending", pending)

    def join_waiter(self, sid: str, table_number: Any = None) -> Any:
        """Join the room of one table's waiter."""
        self._admit(sid, "tables.view")
        self._server.enter_room(sid, f"{WAITER}:{_short(table_number)}")
        return {"ok": True}

    def join_order(self, sid: str, order_id: Any = None) -> Any:
        """Join the room of one order; a guest only of the own party's."""
        actor = self._admit(sid, "orders.view")
        with self._services.database.read() as tx:
            order = service.view(tx, _short(order_id), self._rules)
        if actor.kind == "guest" and order["session_id"] != actor.table_session_id:
            raise Forbidden("access.forbidden", "this is not your order")
        self._server.enter_room(sid, f"{ORDER}:{order['id']}")
        return self._wired(order)

    def create(self, sid: str, data: Any = None) -> Any:
        """Place an order; after the commit the sender hears ``order:confirmed``."""
        if not isinstance(data, dict):
            raise Invalid("request.malformed", "order:create needs an object")
        actor = self._admit(sid, "orders.place")
        self._check_restaurant(data.get("restaurantId"))
        wish = checked(_wish(data), "wire" if actor.kind != "guest" else "guest")
        session_id = actor.table_session_id or self._session(data)
        client_id = data.get("clientId")
        order_id = client_id if isinstance(client_id, str) and is_uuid(client_id) else uuid7()
        # Older clients make ids of their own form; they too are heard once, within their party.
        key = order_id if client_id in (None, order_id) else f"{session_id}/{_short(client_id)}"

        def act(tx: Tx) -> idempotency.Answer:
            tx.actor = actor.label
            return idempotency.once(
                tx,
                key=key,
                scope=actor.scope,
                request=idempotency.request_hash("order:create", canonical(data)),
                status=201,
                fn=lambda inner: service.place(
                    inner, wish, order_id=order_id, actor=actor, session_id=session_id,
                    rules=self._rules,
                ),
            )  # fmt: skip

        answer = self._services.database.write(act)
        if answer.status >= 400:
            problem = loads(answer.body)
            return self._refuse(sid, problem["code"], problem["detail"], problem["details"])
        return self._say(sid, "order:confirmed", self._wired(loads(answer.body)))

    def update_status(self, sid: str, order_id: Any = None, status: Any = None) -> Any:
        """Move an order to a wire status; the lines move with it."""
        wanted = _short(status)
        if wanted not in WHO_MAY:
            raise Invalid("orders.unknown_status", f"there is no status {wanted!r}")
        actor = self._admit(sid, WHO_MAY[wanted])
        rules = self._rules

        def act(tx: Tx) -> dict[str, Any]:
            tx.actor = actor.label
            order = service.view(tx, _short(order_id), rules)
            now = wire_status(order)
            if wanted != now and wanted not in FOLLOWS[now]:
                raise Conflict("orders.illegal_move", f"an order that is {now} cannot be {wanted}")
            if wanted != now:
                _move(tx, order, wanted, actor, rules)
            return service.view(tx, order["id"], rules)

        return self._wired(self._services.database.write(act))

    def on_news(self, news: list[News]) -> None:
        """Tell the seed's rooms what a commit brought; runs on the event loop."""
        if not any(room.startswith("wire:") for room in self._rooms()):
            return
        for item in news:
            if item.kind == "order" and item.room == "floor":
                told = loads(item.payload)
                self._tell(told["order"], fresh=bool(told.get("fresh")))

    def _tell(self, order: dict[str, Any], *, fresh: bool) -> None:
        shown = self._wired(order)
        status, before = shown["status"], self._known.get(order["id"])
        waiter = f"{WAITER}:{shown['tableNumber']}"
        # One emit for several rooms: a socket that is in two of them hears it once.
        emit = self._services.broadcaster.emit
        if fresh:
            emit("order:new", shown, to=[KITCHEN, waiter])
        elif status != before:
            told = {"orderId": order["id"], "status": status, "order": shown}
            emit("order:statusChanged", told, to=[KITCHEN, waiter, f"{ORDER}:{order['id']}"])
            if status == "ready":
                emit("order:ready", shown, to=waiter)
        self._known[order["id"]] = status
        while len(self._known) > 2_000:
            del self._known[next(iter(self._known))]

    def _rooms(self) -> list[str]:
        rooms = self._server.manager.rooms.get("/", {})
        return [room for room in rooms if isinstance(room, str)]

    def _admit(self, sid: str, permission: str) -> Actor:
        known = self._services.sockets.actors.get(sid)
        if not known:
            raise Unauthenticated("access.unknown", "sign in or scan the table's card first")
        return admit(known, permission)

    def _check_restaurant(self, restaurant_id: Any) -> None:
        if restaurant_id is not None and str(restaurant_id) != self._restaurant_id:
            raise Forbidden("orders.other_restaurant", "this box serves another restaurant")

    def _session(self, data: dict[str, Any]) -> str:
        with self._services.database.read() as tx:
            if data.get("sessionId"):
                return tables.session_id_of(tx, _short(data["sessionId"]))
            return tables.open_session_at(tx, _short(data.get("tableNumber")))

    def _listed(self, statuses: set[str] | None) -> list[dict[str, Any]]:
        with self._services.database.read() as tx:
            page = listing.page(tx, active=True, cursor=None, limit=MOST_LISTED)
            shown = [self._wired(order) for order in listing.views(tx, page.ids, self._rules)]
        return [order for order in shown if statuses is None or order["status"] in statuses]

    def _wired(self, order: dict[str, Any]) -> dict[str, Any]:
        return wire_order(order, self._restaurant_id)

    def _say(self, sid: str, event: str, value: Any) -> Any:
        self._services.broadcaster.emit(event, value, to=sid)
        return value

    def _refuse(self, sid: str, code: str, message: str, details: Any) -> dict[str, Any]:
        refusal = {"code": code, "message": message, "details": details}
        self._services.broadcaster.emit("order:error", refusal, to=sid)
        return {"error": refusal}

    def fenced(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``handler`` with refusals as ``order:error`` and defects in the log."""

        def heard(sid: str, *args: Any) -> Any:
            try:
                return handler(sid, *args[:2])
            except VenueError as refusal:
                return self._refuse(sid, refusal.code, refusal.message, refusal.details)
            except Exception:
                log.exception("a socket event failed")
                return self._refuse(sid, "internal", "something broke; tell staff", {})

        return heard


def attach(server: Any, services: Services) -> None:
    """Register the seed's events."""
    wire = Wire(server, services)
    for event, handler in (
        ("join:restaurant", wire.join_restaurant),
        ("join:kitchen", wire.join_kitchen),
        ("join:waiter", wire.join_waiter),
        ("join:order", wire.join_order),
        ("order:create", wire.create),
        ("order:updateStatus", wire.update_status),
    ):
        server.on(event, wire.fenced(handler))
    services.broadcaster.listeners.append(wire.on_news)


def _move(tx: Tx, order: dict[str, Any], wanted: str, actor: Actor, rules: Rules) -> None:
    if wanted == "cancelled" and order["status"] == "awaiting_staff":
        service.decide(tx, order["id"], "reject", rules=rules)
    elif wanted == "cancelled":
        lines.move_all(tx, order["id"], ("void",), rules)
    elif wanted == "completed":
        service.decide(tx, order["id"], "complete", rules=rules)
    elif wanted == "accepted":
        seen.accept_by_hand(tx, order["id"], actor.label, rules)
    else:
        lines.move_all(tx, order["id"], LINE_PATHS[wanted], rules)


def _wish(data: dict[str, Any]) -> Wish:
    items = data.get("items")
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise Invalid("request.malformed", "items must be a list of {id, quantity}")
    wanted = [
        {
            "item_id": item_ids(one.get("id")),
            "quantity": one.get("quantity", 1),
            "note": one.get("notes") or "",
            "modifiers": [
                item_ids(chosen.get("id") if isinstance(chosen, dict) else chosen)
                for chosen in one.get("modifiers") or []
            ],
        }
        for one in items
    ]
    return convert({"lines": wanted}, Wish)


def _short(value: Any) -> str:
    return str(value)[:TEXT_LONGEST]
