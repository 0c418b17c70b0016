"""What each screen shows: a snapshot and the news after it, taken as our own pages take them."""

from typing import Any

from tests.served import Client

# Ages, stamps, and whether somebody painted a ticket: no page shows that.
VOLATILE = frozenset(
    {"age_s", "at_run_ms", "seq", "expires_in_s", "mine", "acknowledged", "changed_at"}
)


def steady(value: Any) -> Any:
    """Return a view without what changes by itself."""
    if isinstance(value, dict):
        return {key: steady(one) for key, one in value.items() if key not in VOLATILE}
    return [steady(one) for one in value] if isinstance(value, list) else value


class Screen:
    """A screen that follows one view.

    Attributes:
        through: The newest news it has taken.
        shown: What it shows, by id.
        loads: How often it fetched a snapshot.
    """

    def __init__(self, name: str, client: Client, view: str) -> None:
        self.name, self.client, self.view = name, client, view
        self.through, self.loads = -1, 0
        self.shown: dict[str, Any] = {}

    def hello(self) -> dict[str, Any]:
        """Return what the page says when it connects."""
        return {"view": self.view, "after": self.through}

    def hear(self, frame: dict[str, Any]) -> bool:
        """Take a frame; return False when something before it is missing."""
        if frame["prev"] > self.through:
            return False
        for item in frame["items"]:
            if item["seq"] > self.through:
                self.take(item)
        self.through = max(self.through, frame["through"])
        self.heard()
        return True

    def heard(self) -> None:
        """Do what a frame made necessary."""

    def load(self) -> None:
        """Fetch the snapshot."""
        self.loads += 1
        self.shown, self.through = self.snapshot()

    def snapshot(self) -> tuple[dict[str, Any], int]:
        """Return what the box says that this screen should show, and as of when."""
        raise NotImplementedError

    def take(self, item: dict[str, Any]) -> None:
        """Apply one piece of news."""
        raise NotImplementedError

    def connected(self) -> None:
        """Do what the page does when the box is there again."""

    def refused(self) -> None:
        """Do what the page does when the box says that this view is not ours."""

    def rest(self) -> None:
        """Do what waits for a quiet moment."""

    def differences(self) -> list[str]:
        """Compare with a fresh snapshot; return the ids of what differs."""
        fresh, shown = steady(self.snapshot()[0]), steady(self.shown)
        ids = sorted(fresh.keys() | shown.keys())
        return [one for one in ids if fresh.get(one) != shown.get(one)]


class Board(Screen):
    """A kitchen screen of a station, or ``expo``.

    Attributes:
        seen: Every line that it ever painted to be cooked: its tag and quantity, by line id.
    """

    def __init__(self, name: str, client: Client, station: str) -> None:
        super().__init__(name, client, f"kitchen:{station}")
        self.station = station
        self.seen: dict[str, tuple[str, int]] = {}
        self._unacknowledged: set[str] = set()

    def snapshot(self) -> tuple[dict[str, Any], int]:
        """Return the open tickets."""
        board = self.client.json(f"/api/v1/kitchen/{self.station}/tickets")
        for ticket in board["items"]:
            self._paint(ticket)
        return {one["id"]: one for one in board["items"]}, board["seq"]

    def take(self, item: dict[str, Any]) -> None:
        """Apply a ticket."""
        if item["kind"] != "ticket":
            return
        ticket = item["ticket"]
        self._paint(ticket)
        if self._keeps(ticket):
            self.shown[ticket["id"]] = ticket
        else:
            self.shown.pop(ticket["id"], None)

    def connected(self) -> None:
        """Fetch the board anew, as feed.js does."""
        self.load()

    def rest(self) -> None:
        """Tell what was painted, and that the screen lives."""
        painted, self._unacknowledged = self._unacknowledged, set()
        if painted and self.station != "expo":
            body = {"ticket_ids": sorted(painted)}
            self.client.post(f"/api/v1/kitchen/{self.station}/ack", body, expect=200)
        beat = {"open": len(self.shown)}
        self.client.post(f"/api/v1/kitchen/{self.station}/beat", beat, expect=200)

    def _keeps(self, ticket: dict[str, Any]) -> bool:
        if self.station != "expo":
            return bool(ticket["state"] != "bumped")
        # The pass keeps a ticket until its whole order is at the table; the page decides that from
        # all tickets of the order, so here they all stay and `differences` looks at the open ones.
        return True

    def differences(self) -> list[str]:
        """Compare; at the pass only what is not wholly at the table counts."""
        if self.station == "expo":
            fresh = self.snapshot()[0]
            orders = {ticket["order_id"] for ticket in fresh.values()}
            left = {
                one["order_id"]
                for one in self.shown.values()
                if any(line["state"] not in ("served", "void_seen") for line in one["lines"])
            }
            if left != orders:
                return sorted(left ^ orders)
            now = {key: one for key, one in self.shown.items() if one["order_id"] in orders}
            return [key for key in fresh if steady(fresh[key]) != steady(now.get(key))]
        return super().differences()

    def _paint(self, ticket: dict[str, Any]) -> None:
        if not ticket["acknowledged"]:
            self._unacknowledged.add(ticket["id"])
        for line in ticket["lines"]:
            if line["state"] in ("fired", "started", "done", "served"):
                self.seen[line["id"]] = (line["note"], line["quantity"])


class Phone(Screen):
    """A guest's phone: the table's orders."""

    def __init__(self, name: str, client: Client) -> None:
        super().__init__(name, client, "guest")
        self.party, self._other_party = "", False

    def hello(self) -> dict[str, Any]:
        """Say whose orders are shown."""
        return super().hello() | {"party": self.party}

    def snapshot(self) -> tuple[dict[str, Any], int]:
        """Return the party's orders."""
        told = self.client.json("/api/v1/table-order")
        self.party = told["session"]["id"]
        return {one["id"]: one for one in told["orders"]}, told["seq"]

    def take(self, item: dict[str, Any]) -> None:
        """Apply an order, or learn that the party changed."""
        if item["kind"] == "order":
            order = item["order"]
            if not order["lines"]:
                self.shown.pop(order["id"], None)
            else:
                self.shown[order["id"]] = order
        elif item["kind"] in ("session", "moved"):
            self._other_party = True

    def heard(self) -> None:
        """Learn whose phone this is now; the news of the same frame were the old party's."""
        if self._other_party:
            self._other_party = False
            self.shown = self.snapshot()[0]

    def refused(self) -> None:
        """Ask who we are now."""
        self.load()


class Floor(Screen):
    """A waiter's tablet: tables, active orders and alerts."""

    PAGE = 100

    def __init__(self, name: str, client: Client) -> None:
        super().__init__(name, client, "floor")
        self._recount = False

    def snapshot(self) -> tuple[dict[str, Any], int]:
        """Return everything that the floor shows, by kind and id."""
        tables, seq = self._tables()
        alerts = self.client.json("/api/v1/alerts")
        found = {f"alert {one['id']}": one["kind"] for one in alerts["items"]}
        orders, cursor = {}, ""
        while True:
            path = f"/api/v1/orders?state=active&limit={self.PAGE}{cursor}"
            page = self.client.json(path)
            orders |= {f"order {one['id']}": one for one in page["items"]}
            if "next_cursor" not in page:
                return tables | found | orders, min(seq, alerts["seq"], page["seq"])
            cursor = f"&cursor={page['next_cursor']}"

    def take(self, item: dict[str, Any]) -> None:
        """Apply one piece of news, as reading.js does."""
        kind = item["kind"]
        if kind == "order":
            self._order(item["order"])
        elif kind == "alert":
            self.shown[f"alert {item['alert']['id']}"] = item["alert"]["kind"]
        elif kind == "alert_gone":
            self.shown.pop(f"alert {item['id']}", None)
        elif kind == "table":
            self.shown[f"table {item['table']['id']}"] = item["table"]
        if kind in ("order", "bill"):
            self._recount = True

    def connected(self) -> None:
        """Fetch the floor anew."""
        self.load()

    def rest(self) -> None:
        """Count the tables anew after orders, as reading.js does."""
        if self._recount:
            self._recount = False
            self.shown |= self._tables()[0]

    def _order(self, order: dict[str, Any]) -> None:
        key = f"order {order['id']}"
        if order["status"] in ("completed", "rejected"):
            self.shown.pop(key, None)
        else:
            self.shown[key] = order

    def _tables(self) -> tuple[dict[str, Any], int]:
        floor = self.client.json("/api/v1/tables")
        return {f"table {one['id']}": one for one in floor["items"]}, floor["seq"]
