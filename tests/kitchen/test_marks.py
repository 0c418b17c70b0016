"""What the kitchen does to tickets beyond the bump: notice, rush, refire, serve."""

from typing import Any

import pytest

from tests.inside import Inside, Person


def board(kitchen: Person, station: str = "all") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = kitchen.json(f"/api/v1/kitchen/{station}/tickets")["items"]
    return items


def only_line(kitchen: Person) -> dict[str, Any]:
    [ticket] = board(kitchen)
    [line] = ticket["lines"]
    assert isinstance(line, dict)
    return line


def test_an_allergy_asks_for_a_tap_until_it_has_one(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    line = guest.lines(1)[0] | {"note": "nut allergy!"}
    guest.post("/api/v1/orders", {"lines": [line]}, expect=201)
    shown = only_line(kitchen)
    assert (shown["allergy"], shown["attention"]) == (True, "allergy")
    answer = kitchen.post(f"/api/v1/order-lines/{shown['id']}/notice", expect=200).json
    assert answer["line"]["attention"] == ""
    again = only_line(kitchen)
    assert (again["allergy"], again["attention"], again["state"]) == (True, "", "fired")


def test_an_allergy_of_the_whole_order_marks_every_line_and_one_tap_takes_the_ticket(
    box: Inside,
) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.order(3, note="celery allergy")
    tickets = board(kitchen)
    assert {line["attention"] for one in tickets for line in one["lines"]} == {"allergy"}
    kitchen.post(f"/api/v1/tickets/{tickets[0]['id']}/notice", expect=200)
    first, *others = board(kitchen)
    assert {line["attention"] for line in first["lines"]} == {""}
    assert all(line["attention"] for one in others for line in one["lines"])


@pytest.mark.parametrize("end", ["bump", "void"])
def test_a_line_that_is_done_or_taken_back_asks_for_no_other_tap(box: Inside, end: str) -> None:
    guest, kitchen, marta = box.guest(), box.device("kitchen"), box.staff("Marta")
    guest.order(1, note="nut allergy")
    path = f"/api/v1/order-lines/{only_line(kitchen)['id']}/{end}"
    body = {"reason": "a mistake"} if end == "void" else {}
    (marta if end == "void" else kitchen).post(path, body, expect=200)
    stored = box.rows("SELECT attention FROM order_line WHERE state <> 'fired'")
    assert [one["attention"] for one in stored] == [""]


def test_a_dish_cooked_again_is_marked_as_added(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.order(1)
    line = only_line(kitchen)
    kitchen.post(f"/api/v1/order-lines/{line['id']}/refire", expect=200)
    [ticket] = board(kitchen)
    old, new = ticket["lines"]
    assert (old["attention"], new["attention"]) == ("", "added")
    assert new["total"]["amount"] == 0


def test_a_fired_course_asks_for_a_tap(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.post("/api/v1/orders", {"lines": [guest.lines(1)[0] | {"hold": True}]}, expect=201)
    held = only_line(kitchen)
    assert (held["state"], held["attention"]) == ("held", "")
    kitchen.post(f"/api/v1/order-lines/{held['id']}/fire", expect=200)
    assert only_line(kitchen)["attention"] == "fired"


def test_rush_is_kept_told_and_taken_back(box: Inside) -> None:
    guest, kitchen, anna = box.guest(), box.device("kitchen"), box.staff("Anna")
    guest.order(1)
    [ticket] = board(kitchen)
    assert ticket["rushed_run_ms"] is None
    anna.post(f"/api/v1/tickets/{ticket['id']}/rush", expect=200)
    [rushed] = board(kitchen)
    assert rushed["rushed_run_ms"] is not None
    box.pass_time(3)
    again = kitchen.post(f"/api/v1/tickets/{ticket['id']}/rush", expect=200).json["ticket"]
    assert again["rushed_run_ms"] == rushed["rushed_run_ms"]
    kitchen.post(f"/api/v1/tickets/{ticket['id']}/calm", expect=200)
    assert board(kitchen)[0]["rushed_run_ms"] is None
    kinds = [one["kind"] for one in box.rows("SELECT kind FROM journal ORDER BY seq")]
    assert (kinds.count("ticket.rushed"), kinds.count("ticket.calmed")) == (1, 1)


def test_a_guest_may_not_rush(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.order(1)
    assert guest.post(f"/api/v1/tickets/{board(kitchen)[0]['id']}/rush").status_code == 403


def test_unknown_marks_are_refused(box: Inside) -> None:
    kitchen = box.device("kitchen")
    for path in ("tickets/x.s1/rush", "tickets/x.s1/notice", "tickets/x/bump"):
        answer = kitchen.post(f"/api/v1/{path}", expect=404).json
        assert answer["code"] == "orders.unknown_ticket"
    assert kitchen.post("/api/v1/order-lines/x.1/notice").json["code"] == "orders.unknown_line"


def test_the_expo_has_every_ticket_of_an_order_until_it_is_at_the_table(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    order = guest.order(3)
    first = board(kitchen)[0]
    kitchen.post(f"/api/v1/tickets/{first['id']}/bump", expect=200)
    assert first["id"] not in [one["id"] for one in board(kitchen)]
    assert first["id"] in [one["id"] for one in board(kitchen, "expo")]
    served = kitchen.post(f"/api/v1/orders/{order['id']}/serve", expect=200).json
    states = [line["state"] for line in served["order"]["lines"]]
    assert states.count("served") == len(first["lines"])
    for ticket in board(kitchen):
        kitchen.post(f"/api/v1/tickets/{ticket['id']}/bump", expect=200)
    kitchen.post(f"/api/v1/orders/{order['id']}/serve", expect=200)
    assert board(kitchen, "expo") == []
    recent = kitchen.json("/api/v1/kitchen/expo/recent")["items"]
    assert {one["order_id"] for one in recent} == {order["id"]}
    kitchen.post(f"/api/v1/orders/{order['id']}/unserve", expect=200)
    back = board(kitchen, "expo")
    assert {line["state"] for one in back for line in one["lines"]} == {"done"}


def test_a_recalled_ticket_returns_to_its_place_in_line(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    guest.order(1)
    box.pass_time(60)
    guest.order(1)
    first, second = board(kitchen)
    kitchen.post(f"/api/v1/tickets/{first['id']}/bump", expect=200)
    box.pass_time(30)
    kitchen.post(f"/api/v1/tickets/{first['id']}/recall", expect=200)
    again = board(kitchen)
    assert [one["id"] for one in again] == [first["id"], second["id"]]
    assert again[0]["age_s"] >= 90


def test_the_kitchen_reads_its_own_names_beside_the_menus(box: Inside) -> None:
    manager, guest, kitchen = box.staff("Marta"), box.guest(), box.device("kitchen")
    rows = "kind,group,key,name,kitchen_name\nmodifier,doneness,rare,Rare,al sangue\n"
    body = {"format": "csv", "text": rows}
    assert manager.post("/api/v1/menu/import", body, expect=200).json["applied"] is True
    menu = guest.json("/api/v1/menu?lang=en")
    steak = next(
        item
        for section in menu["sections"]
        for item in section["items"]
        if any(group["name"].startswith("How would you") for group in item["modifier_groups"])
    )
    chosen = []
    for group in steak["modifier_groups"]:
        wanted = [one["id"] for one in group["modifiers"] if one["name"] == "Rare"]
        chosen += wanted or [one["id"] for one in group["modifiers"][: group["min"]]]
    order = {"lines": [{"item_id": steak["id"], "modifiers": chosen}]}
    placed = guest.post("/api/v1/orders", order, expect=201).json
    assert "Rare" in [one["name"] for one in placed["lines"][0]["modifiers"]]
    line = only_line(kitchen)
    assert line["name"] != line["original"] == steak["name"]
    rare = next(one for one in line["modifiers"] if one["name"] == "al sangue")
    assert rare["original"] == "Rare"
    [job] = box.rows("SELECT document FROM print_job WHERE kind = 'kitchen_ticket'")
    assert "al sangue" in job["document"]
