"""A till in a test: a waiter with a bill, and the short ways to pay it."""

from typing import Any

from tests.inside import Inside
from venue.core.jsonx import loads


def eur(minor: int) -> dict[str, Any]:
    return {"amount": minor, "currency": "EUR"}


class Till:
    """A waiter at the demo venue who serves one party."""

    def __init__(self, box: Inside, *, table: int = 0, covers: int = 2) -> None:
        self.box, self.waiter = box, box.staff("Anna")
        self.manager = next(one for one in box.facts["staff"] if one["role"] == "manager")
        self.session = self.open(table, covers)
        self.bill_id = ""

    def open(self, table: int, covers: int = 2) -> Any:
        body = {"table_id": self.box.facts["tables"][table]["id"], "covers": covers}
        return self.waiter.post("/api/v1/table-sessions", body, expect=201).json

    def order(self, *lines: dict[str, Any], session: Any = None) -> Any:
        """Order; each line is ``{dish?, quantity?, seat?}``; remembers the bill."""
        dishes = self.waiter.dishes()
        wishes = [
            {"item_id": dishes[line.get("dish", place)]["id"],
             "quantity": line.get("quantity", 1)}
            | ({"seat": line["seat"]} if "seat" in line else {})
            for place, line in enumerate(lines or ({}, {}))
        ]  # fmt: skip
        body = {"lines": wishes, "table_session_id": (session or self.session)["id"]}
        order = self.waiter.post("/api/v1/orders", body, expect=201).json
        if session is None:
            self.bill_id = order["bill_id"]
        return order

    @property
    def bill(self) -> Any:
        return self.waiter.json(f"/api/v1/bills/{self.bill_id}")

    @property
    def owed(self) -> int:
        return int(self.bill["owed"]["amount"])

    @property
    def approver(self) -> dict[str, Any]:
        return {"staff_id": self.manager["id"], "pin": self.manager["pin"]}

    def do(self, action: str, expect: int = 200, bill: str = "", **body: Any) -> Any:
        """Act on the bill."""
        path = f"/api/v1/bills/{bill or self.bill_id}/{action}"
        return self.waiter.post(path, body, expect=expect).json

    def pay(self, method: str, amount: int, expect: int = 201, **more: Any) -> Any:
        """Take a payment; the answer is the BILL with its ``tender``."""
        return self.do("tenders", expect, method=method, amount=eur(amount), **more)

    def refund(self, tender_id: int, expect: int = 201, **more: Any) -> Any:
        """Give money back with the manager's PIN."""
        body = {"reason": "Dish sent back", "approver": self.approver} | more
        return self.waiter.post(f"/api/v1/tenders/{tender_id}/refund", body, expect=expect).json

    def journal(self, kind: str) -> list[Any]:
        """Return what the journal holds of a kind."""
        rows = self.box.rows("SELECT data FROM journal WHERE kind = ? ORDER BY seq", kind)
        return [loads(row["data"]) for row in rows]
