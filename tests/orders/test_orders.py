"""Orders through the routes: prices of the box, one effect per key, states of domain.md."""

from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.core.ids import uuid7


def counts(box: Inside) -> dict[str, int]:
    tables = ("guest_order", "order_line", "ticket", "print_job", "bill", "journal")
    return {name: box.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in tables}


def dish(person: Person, name: str) -> dict[str, Any]:
    menu = person.json("/api/v1/menu?lang=en")
    return next(
        item for section in menu["sections"] for item in section["items"] if name in item["name"]
    )


def test_an_order_is_priced_by_the_box_and_reaches_board_paper_and_phone(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    before = counts(box)
    order = guest.order(3, note="one plate more")
    dishes = {one["id"]: one for one in guest.dishes()}
    assert order["total"]["amount"] == sum(
        dishes[line["item_id"]]["price"]["amount"] for line in order["lines"]
    )
    assert order["status"] == "sent"
    after = counts(box)
    stations = {line["station"] for line in order["lines"]}
    assert after["ticket"] - before["ticket"] == len(stations)
    assert after["print_job"] - before["print_job"] == len(stations)
    board = kitchen.json("/api/v1/kitchen/all/tickets")
    assert {ticket["order_id"] for ticket in board["items"]} == {order["id"]}
    assert board["items"][0]["note"] == "one plate more"
    shared = guest.json("/api/v1/table-order")
    assert [one["mine"] for one in shared["orders"]] == [True]


def test_the_phone_hears_that_the_kitchen_has_it_when_every_station_saw_it(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    burrata, wine = dish(guest, "Burrata"), guest.dishes()[-1]
    lines = [{"item_id": burrata["id"]}, {"item_id": wine["id"]}]
    order = guest.post("/api/v1/orders", {"lines": lines}, expect=201).json
    tickets = [one["id"] for one in kitchen.json("/api/v1/kitchen/all/tickets")["items"]]
    assert len(tickets) == 2
    for ticket, status in zip(tickets, ("sent", "acknowledged"), strict=True):
        kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": [ticket]}, expect=200)
        assert guest.json(f"/api/v1/orders/{order['id']}")["status"] == status
    seq = box.rows("SELECT max(seq) AS s FROM journal")[0]["s"]
    again = kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": tickets}, expect=200).json
    assert again == {"acknowledged": 0}
    assert box.rows("SELECT max(seq) AS s FROM journal")[0]["s"] == seq


def test_a_double_tap_is_one_order_with_the_same_words(box: Inside) -> None:
    guest = box.guest()
    key, body = uuid7(), {"lines": guest.lines()}
    first = guest.post("/api/v1/orders", body, key=key, expect=201)
    before = counts(box)
    assert guest.post("/api/v1/orders", body, key=key, expect=201).text == first.text
    assert counts(box) == before
    other = {"lines": guest.lines(1)}
    assert guest.post("/api/v1/orders", other, key=key).json["code"] == "request.key_reused"
    assert box.guest(1).post("/api/v1/orders", body, key=key).status_code == 422
    assert counts(box)["guest_order"] == before["guest_order"]


def test_two_phones_of_a_table_see_each_others_lines_and_another_table_does_not(
    box: Inside,
) -> None:
    one, two, other = box.guest(), box.guest(), box.guest(1)
    first, second = one.order(1), two.order(1)
    seen = one.json("/api/v1/table-order")["orders"]
    assert [(order["id"], order["mine"]) for order in seen] == [
        (first["id"], True),
        (second["id"], False),
    ]
    assert other.json("/api/v1/table-order")["orders"] == []
    assert other.get(f"/api/v1/orders/{first['id']}").status_code == 404
    assert other.get(f"/api/v1/bills/{first['bill_id']}").status_code == 404


def test_a_changed_price_comes_back_to_be_confirmed(box: Inside) -> None:
    guest = box.guest()
    line = guest.lines(1)[0] | {"expected_price": 1}
    answer = guest.post("/api/v1/orders", {"lines": [line]}, expect=409).json
    assert answer["code"] == "orders.needs_confirmation"
    [change] = answer["details"]["changes"]
    assert change["reason"] == "price"
    confirmed = line | {"expected_price": change["now"]["amount"]}
    guest.post("/api/v1/orders", {"lines": [confirmed]}, expect=201)


def test_a_sold_out_dish_and_a_counted_one_come_back(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    item = guest.dishes()[0]
    kitchen.post(f"/api/v1/items/{item['id']}/eighty-six", {"remaining_qty": 2}, expect=200)
    wish = {"lines": [{"item_id": item["id"], "quantity": 2}]}
    guest.post("/api/v1/orders", wish, expect=201)
    answer = guest.post("/api/v1/orders", wish, expect=409).json
    assert answer["details"]["changes"][0]["reason"] == "sold_out"
    shown = {one["id"]: one for one in guest.json("/api/v1/menu")["sections"][0]["items"]}
    assert shown[item["id"]]["sold_out"] is True


def test_an_order_sealed_too_long_ago_never_fires_by_itself(box: Inside) -> None:
    guest = box.guest()
    answer = guest.post("/api/v1/orders", {"lines": guest.lines(), "sealed_age_s": 9999})
    assert answer.json["details"]["changes"][0]["reason"] == "old"


BAD = {
    "no lines": ({"lines": []}, 400),
    "lines of a wrong type": ({"lines": "pizza"}, 400),
    "a text for a number": ({"lines": [{"item_id": "one"}]}, 400),
    "no quantity at all": ({"lines": [{"item_id": 1, "quantity": 0}]}, 400),
    "too many of it": ({"lines": [{"item_id": 1, "quantity": 100}]}, 400),
    "a broken quantity": ({"lines": [{"item_id": 1, "quantity": 1.5}]}, 400),
    "an unknown dish": ({"lines": [{"item_id": 99999}]}, 404),
    "an unknown modifier": ({"lines": [{"item_id": 1, "modifiers": [99999]}]}, 400),
    "a note of 400 lines": ({"lines": [{"item_id": 1}], "note": "a\n" * 400}, 400),
    "a long note on a dish": ({"lines": [{"item_id": 1, "note": "x" * 9000}]}, 400),
    "sixty-one lines": ({"lines": [{"item_id": 1}] * 61}, 400),
    "a list": ([], 400),
    "deep nesting": ({"lines": [[[[[[]]]]]]}, 400),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_clear_sentence_and_changes_nothing(box: Inside, case: str) -> None:
    body, status = BAD[case]
    guest = box.guest()
    before = counts(box)
    answer = guest.post("/api/v1/orders", body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]
    assert answer.json["code"]
    assert counts(box) == before


def test_control_characters_never_reach_kitchen_or_paper(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    note = "no\x1bp\x00 onion\u2028\u202e\x07 please"
    line = guest.lines(1)[0] | {"note": note}
    guest.post("/api/v1/orders", {"lines": [line]}, expect=201)
    shown = kitchen.json("/api/v1/kitchen/all/tickets")["items"][0]["lines"][0]["note"]
    assert shown == "nop onion please"


NOTES = {
    "no salt please": False,
    "NUT ALLERGY!": True,
    "У меня аллергия на орехи": True,
    "sono allergica ai crostacei": True,
    "alerjim var": True,
    "": False,
}


@pytest.mark.parametrize("note", NOTES)
def test_an_allergy_is_an_alarm_wherever_it_was_written(box: Inside, note: str) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.order(1, note=note)
    line = guest.lines(1)[0] | {"note": note}
    guest.post("/api/v1/orders", {"lines": [line]}, expect=201)
    whole, dish = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert whole["allergy"] is NOTES[note]
    assert dish["lines"][0]["allergy"] is NOTES[note]
    paper = [row["document"] for row in box.rows("SELECT document FROM print_job ORDER BY id")]
    assert ['"allergy":true' in document for document in paper] == [NOTES[note]] * 2


def test_without_key_json_or_session_nothing_happens(box: Inside) -> None:
    guest, before = box.guest(), counts(box)
    client = guest.client
    assert client.post("/api/v1/orders", json={"lines": guest.lines()}).status_code == 400
    form = client.post("/api/v1/orders", data="lines=1", headers={"Idempotency-Key": uuid7()})
    assert form.status_code in (400, 415)
    nobody = box.nobody().post("/api/v1/orders", {"lines": [{"item_id": 1}]})
    assert (nobody.status_code, nobody.json["code"]) == (401, "access.unknown")
    assert counts(box)["guest_order"] == before["guest_order"]


def test_a_party_may_not_flood_the_kitchen(box: Inside) -> None:
    guest = box.guest()
    answers = [guest.post("/api/v1/orders", {"lines": guest.lines(1)}) for _ in range(13)]
    assert [answer.status_code for answer in answers] == [201] * 12 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    box.pass_time(61)
    guest.order(1)


def test_numbers_have_no_gaps_when_orders_are_refused(box: Inside) -> None:
    guest = box.guest()
    numbers = []
    for index in range(6):
        if index % 2:
            guest.post("/api/v1/orders", {"lines": [{"item_id": 99999}]}, expect=404)
        else:
            numbers.append(guest.order(1)["number"])
    assert numbers == [1, 2, 3]
    tickets = box.rows("SELECT number FROM ticket ORDER BY number")
    assert [row["number"][-4:] for row in tickets] == ["0001", "0002", "0003"]


def test_cooking_from_fire_to_served_and_one_step_back(box: Inside) -> None:
    guest, kitchen, waiter = box.guest(), box.device("kitchen"), box.staff("Anna")
    order = guest.order(1)
    line = order["lines"][0]["id"]
    path = [("start", "started"), ("bump", "done"), ("recall", "started"), ("bump", "done")]
    for action, state in path:
        answer = kitchen.post(f"/api/v1/order-lines/{line}/{action}", expect=200)
        assert answer.json["line"]["state"] == state
    waiter.post(f"/api/v1/order-lines/{line}/serve", expect=200)
    refusal = kitchen.post(f"/api/v1/order-lines/{line}/start", expect=409).json
    assert refusal["code"] == "orders.illegal_move"
    assert refusal["details"] == {"state": "served", "action": "start", "allowed": ["recall"]}


def test_a_held_line_waits_and_its_clock_starts_at_fire(box: Inside) -> None:
    waiter, kitchen = box.staff("Anna"), box.device("kitchen")
    table = waiter.json("/api/v1/tables")["items"][4]["id"]
    session = waiter.post("/api/v1/table-sessions", {"table_id": table, "covers": 2}).json
    held = waiter.lines(1)[0] | {"hold": True, "course": 2}
    body = {"lines": [held], "table_session_id": session["id"]}
    order = waiter.post("/api/v1/orders", body, expect=201).json
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert ticket["age_s"] is None
    box.pass_time(600)
    waiter.post(f"/api/v1/order-lines/{order['lines'][0]['id']}/fire", expect=200)
    box.clock.advance(5)
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert ticket["age_s"] == 5


def test_a_void_stays_on_the_board_until_the_kitchen_taps_it(box: Inside) -> None:
    guest, kitchen, waiter = box.guest(), box.device("kitchen"), box.staff("Anna")
    order = guest.order(1)
    line = order["lines"][0]["id"]
    assert kitchen.post(f"/api/v1/order-lines/{line}/void").status_code == 403
    marta = next(one for one in box.facts["staff"] if one["name"] == "Marta")
    approver = {"staff_id": marta["id"], "pin": marta["pin"]}
    body = {"reason": "changed mind", "approver": approver}
    waiter.post(f"/api/v1/order-lines/{line}/void", body, expect=200)
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert ticket["lines"][0]["state"] == "voided"
    assert guest.json(f"/api/v1/orders/{order['id']}")["total"]["amount"] == 0
    kitchen.post(f"/api/v1/order-lines/{line}/void-seen", expect=200)
    assert kitchen.json("/api/v1/kitchen/all/tickets")["items"] == []
    words = [row["data"] for row in box.rows("SELECT data FROM journal WHERE kind = 'line.voided'")]
    assert all("changed mind" not in text for text in words)


def test_bump_and_recall_of_a_ticket_brings_it_back_to_its_place(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    for _ in range(3):
        guest.order(1)
        box.clock.advance(1)
    first = kitchen.json("/api/v1/kitchen/all/tickets")["items"][0]
    bumped = kitchen.post(f"/api/v1/tickets/{first['id']}/bump", expect=200).json["ticket"]
    assert bumped["state"] == "bumped"
    assert len(kitchen.json("/api/v1/kitchen/all/tickets")["items"]) == 2
    assert kitchen.json("/api/v1/kitchen/all/recent")["items"][0]["id"] == first["id"]
    kitchen.post(f"/api/v1/tickets/{first['id']}/recall", expect=200)
    back = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert back[0]["id"] == first["id"]


def test_an_unseen_ticket_is_escalated_to_people_once(box: Inside) -> None:
    guest, waiter = box.guest(), box.staff("Anna")
    guest.order(1)
    assert waiter.json("/api/v1/alerts")["items"] == []
    box.pass_time(21)
    [alert] = waiter.json("/api/v1/alerts")["items"]
    assert alert["kind"] == "order_unseen"
    assert guest.json("/api/v1/table-order")["orders"][0]["status"] == "escalated"
    box.pass_time(21)
    kinds = [row["kind"] for row in box.rows("SELECT kind FROM journal")]
    assert kinds.count("ticket.escalated") == 1
    kitchen = box.device("kitchen")
    ids = [one["id"] for one in kitchen.json("/api/v1/kitchen/all/tickets")["items"]]
    kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": ids})
    assert waiter.json("/api/v1/alerts")["items"] == []


def test_lists_page_and_a_completed_order_moves_over(box: Inside) -> None:
    guest, waiter = box.guest(), box.staff("Anna")
    orders = []
    for _ in range(5):
        orders.append(guest.order(1)["id"])
        box.clock.advance(1)
    page = waiter.json("/api/v1/orders?state=active&limit=3")
    rest = waiter.json(f"/api/v1/orders?state=active&limit=3&cursor={page['next_cursor']}")
    assert [one["id"] for one in page["items"] + rest["items"]] == orders
    assert "next_cursor" not in rest
    waiter.post(f"/api/v1/orders/{orders[1]}/complete", expect=200)
    assert orders[1] not in [one["id"] for one in waiter.json("/api/v1/orders")["items"]]
    done = waiter.json("/api/v1/orders?state=completed")["items"]
    assert [one["id"] for one in done] == [orders[1]]
    assert waiter.get("/api/v1/orders?cursor=nonsense").status_code == 400
    screen = box.device("kitchen")
    box.pass_time(25 * 3600)
    assert screen.json(f"/api/v1/orders/{orders[1]}")["status"] == "completed"


def test_staff_confirm_guest_orders_where_the_venue_wants_it(demo_data: Any, tmp_path: Any) -> None:
    box = Inside(demo_data, tmp_path / "confirming", guest__confirm=True)
    guest, waiter, kitchen = box.guest(), box.staff("Anna"), box.device("kitchen")
    order = guest.order(1)
    assert order["status"] == "awaiting_staff"
    assert kitchen.json("/api/v1/kitchen/all/tickets")["items"] == []
    box.clock.advance(300)
    waiter.post(f"/api/v1/orders/{order['id']}/accept", expect=200)
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert ticket["age_s"] == 0
    refused = guest.order(1)
    waiter.post(f"/api/v1/orders/{refused['id']}/reject", {"reason": "kitchen closed"}, expect=200)
    assert guest.json(f"/api/v1/orders/{refused['id']}")["reason"] == "kitchen closed"
    box.close()


def test_a_table_closes_when_nothing_is_owed_and_its_phones_are_out(box: Inside) -> None:
    guest, waiter = box.guest(), box.staff("Anna")
    order = guest.order(2)
    session = order["session_id"]
    refusal = waiter.post(f"/api/v1/table-sessions/{session}/close", expect=409).json
    assert refusal["code"] == "bills.still_owed"
    owed = refusal["details"]["owed"]
    bill = f"/api/v1/bills/{order['bill_id']}/tenders"
    too_much = owed | {"amount": owed["amount"] + 1}
    assert waiter.post(bill, {"method": "cash", "amount": too_much}).status_code == 409
    half = owed | {"amount": owed["amount"] // 2}
    assert waiter.post(bill, {"method": "cash", "amount": half}).json["state"] == "part_paid"
    rest = owed | {"amount": owed["amount"] - half["amount"]}
    assert waiter.post(bill, {"method": "card", "amount": rest}).json["state"] == "paid"
    waiter.post(f"/api/v1/table-sessions/{session}/close", expect=200)
    assert guest.post("/api/v1/orders", {"lines": [{"item_id": 1}]}).status_code in (401, 403, 410)
    next_party = box.guest()
    assert next_party.json("/api/v1/table-order")["orders"] == []
