"""Bills, the kitchen's tickets and eSIMs in GraphQL, and no look-up per row."""

import pytest

from tests.gateway.test_graphql import ask, counted, opened
from tests.inside import Inside

__all__ = ["counted"]

WHOLE = """
query Whole {
  bills(first: 10) { id number state total { amount } orders { number tickets { station } }
                     esims { state price { amount } } }
  tickets { id order { number bills { id } table { number } } lines { name quantity } }
}
"""


def test_bills_tickets_and_orders_lead_to_each_other(box: Inside) -> None:
    found = ask(opened(box, 2), WHOLE)
    assert "errors" not in found, found
    bills, tickets = found["data"]["bills"], found["data"]["tickets"]
    assert [len(one["orders"]) for one in bills] == [2, 2]
    assert {one["state"] for one in bills} == {"open"}
    assert all(one["esims"] == [] for one in bills)
    of_bills = {one["id"]: {order["number"] for order in one["orders"]} for one in bills}
    for ticket in tickets:
        [bill] = ticket["order"]["bills"]
        assert ticket["order"]["number"] in of_bills[bill["id"]]
        assert ticket["lines"]


def test_more_bills_need_no_more_statements(box: Inside, counted: list[str]) -> None:
    anna = opened(box, 1)
    del counted[:]
    ask(anna, WHOLE)
    few = len(counted)
    opened(box, 6)
    del counted[:]
    found = ask(anna, WHOLE)
    assert len(found["data"]["bills"]) == 6
    assert len(counted) == few


def test_a_closed_bill_tells_what_it_came_to(box: Inside) -> None:
    anna = opened(box, 1)
    [bill] = ask(anna, "{ bills { id } }")["data"]["bills"]
    whole = anna.json(f"/api/v1/bills/{bill['id']}")
    given = {"method": "card", "amount": whole["owed"]}
    anna.post(f"/api/v1/bills/{bill['id']}/tenders", given, expect=201)
    anna.post(f"/api/v1/bills/{bill['id']}/close", {}, expect=200)
    query = "query One($id: ID!) { bill(id: $id) { state total { amount } closedAt } }"
    closed = ask(anna, query, id=bill["id"])["data"]["bill"]
    assert (closed["state"], closed["total"]["amount"]) == ("closed", whole["owed"]["amount"])
    assert closed["closedAt"]
    assert ask(anna, "{ bills { id } }")["data"]["bills"] == []


@pytest.mark.parametrize("query", ["{ bills { id } }", "{ esimOrders { id } }"])
def test_the_kitchen_sees_neither_money_nor_esims(box: Inside, query: str) -> None:
    cook = box.device("kitchen")
    assert ask(cook, query)["errors"][0]["extensions"]["code"] == "access.forbidden"
    assert "errors" not in ask(cook, "{ tickets { id } }")
