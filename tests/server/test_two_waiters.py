"""Two waiters on one table at once, over real HTTP: every command of both counts."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.conftest import Serve
from tests.served import Client

ROUNDS = 12


def test_two_waiters_on_one_table_lose_nothing_of_each_other(serve: Serve) -> None:
    served = serve()
    anna, marta = served.staff("Anna"), served.staff("Marta")
    tables = anna.json("/api/v1/tables")["items"]
    sessions = [
        anna.post("/api/v1/table-sessions", {"table_id": one["id"], "covers": 2}, expect=201)
        .json()["id"]
        for one in tables[4:6]
    ]  # fmt: skip
    here, there = sessions
    dish = anna.dishes()[0]["id"]

    def take_orders(waiter: Client) -> list[str]:
        body = {"lines": [{"item_id": dish, "hold": True}], "table_session_id": here}
        found = []
        for _ in range(ROUNDS):
            order = waiter.post("/api/v1/orders", body, expect=201).json()
            found.append(order["lines"][0]["id"])
            waiter.post(f"/api/v1/table-sessions/{here}/courses/all/fire", expect=200)
        return found

    def race(path: str, body: dict[str, Any], *waiters: Client) -> list[int]:
        with ThreadPoolExecutor(len(waiters)) as pool:
            return list(pool.map(lambda one: one.post(path, body).status_code, waiters))

    with ThreadPoolExecutor(2) as pool:
        sent = [line for part in pool.map(take_orders, (anna, marta)) for line in part]
    shown = anna.json(f"/api/v1/table-sessions/{here}")
    lines = [line for order in shown["orders"] for line in order["lines"]]
    assert sorted(line["id"] for line in lines) == sorted(sent)
    assert {line["state"] for line in lines} == {"fired"}
    assert len({order["bill_id"] for order in shown["orders"]}) == 1
    assert shown["bill"]["total"]["amount"] == sum(line["total"]["amount"] for line in lines)

    moved = {"lines": [{"id": line} for line in sent[:5]], "to_session_id": there}
    assert race("/api/v1/order-lines/move", moved, anna, marta) == [200, 200]
    merged = race(f"/api/v1/table-sessions/{here}/merge", {"session_id": there}, anna, marta)
    assert sorted(merged) == [200, 410]
    found = anna.json(f"/api/v1/table-sessions/{there}")["orders"]
    assert sorted(line["id"] for order in found for line in order["lines"]) == sorted(sent)
