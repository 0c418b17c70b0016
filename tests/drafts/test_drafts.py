"""The shared basket through the routes: seen by all, changed by its owner, sent once."""

from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.core.ids import uuid7


def line(person: Person, nth: int = 0, **more: Any) -> dict[str, Any]:
    """Return a draft line for the menu's nth simple dish."""
    item = person.dishes()[nth]
    return {"id": uuid7(), "item_id": item["id"], "revision": 1, "quantity": 1} | more


def put(person: Person, *lines: dict[str, Any], expect: int = 200) -> Any:
    return person.post("/api/v1/draft/lines", {"lines": list(lines)}, expect=expect).json


def wish(one: dict[str, Any]) -> dict[str, Any]:
    """Return the order line of a draft line, as the phone sends it."""
    kept = {key: one[key] for key in ("item_id", "quantity", "modifiers", "note") if key in one}
    return kept | {"draft_id": one["id"]}


def send(person: Person, *lines: dict[str, Any], expect: int = 201, **more: Any) -> Any:
    body = {"lines": [wish(one) for one in lines]} | more
    return person.post("/api/v1/draft/send", body, expect=expect).json


def open_ids(person: Person) -> list[str]:
    return [one["id"] for one in person.json("/api/v1/draft")["lines"]]


@pytest.fixture
def pair(box: Inside) -> tuple[Person, Person]:
    """Two phones at table 1."""
    return box.guest(0), box.guest(0)


def test_what_one_chooses_all_at_the_table_see_and_nobody_else(
    box: Inside, pair: tuple[Person, Person]
) -> None:
    anna, ben = pair
    mine = line(anna, quantity=2, note="no salt")
    put(anna, mine)
    seen = ben.json("/api/v1/draft")
    [one] = seen["lines"]
    assert (one["id"], one["quantity"], one["note"]) == (mine["id"], 2, "no salt")
    assert one["guest_id"] == anna.json("/api/v1/me")["guest"]["id"]
    assert [person["number"] for person in seen["people"]] == [1, 2]
    assert open_ids(box.guest(1)) == []


def test_a_name_is_the_tables_alone_and_forgotten_with_it(
    box: Inside, pair: tuple[Person, Person]
) -> None:
    anna, ben = pair
    anna.post("/api/v1/me/name", {"name": "  Anna  B "}, expect=200)
    assert [one["name"] for one in ben.json("/api/v1/draft")["people"]] == ["Anna B", ""]
    anna.post("/api/v1/me/name", {"name": "x" * 21}, expect=400)
    session = anna.json("/api/v1/me")["session"]["id"]
    box.staff("Anna").post(f"/api/v1/table-sessions/{session}/close", expect=200)
    assert [row["name"] for row in box.rows("SELECT name FROM guest")] == ["", ""]
    assert "Anna B" not in str(box.rows("SELECT data FROM journal"))


def test_the_newest_revision_wins_however_late_the_others_come(
    pair: tuple[Person, Person],
) -> None:
    anna, ben = pair
    mine = line(anna)
    put(anna, mine | {"revision": 3, "quantity": 5})
    put(anna, mine | {"revision": 2, "quantity": 9})
    assert [one["quantity"] for one in ben.json("/api/v1/draft")["lines"]] == [5]
    put(anna, mine | {"revision": 4, "quantity": 0})
    put(anna, mine | {"revision": 1})
    assert open_ids(ben) == []


def test_nobody_changes_what_somebody_else_chose(box: Inside, pair: tuple[Person, Person]) -> None:
    anna, ben = pair
    mine = line(anna)
    put(anna, mine)
    refused = put(ben, mine | {"revision": 9, "quantity": 0}, expect=403)
    assert refused["code"] == "drafts.not_yours"
    assert put(box.guest(1), mine | {"revision": 9}, expect=403)["code"] == "drafts.not_yours"
    assert open_ids(ben) == [mine["id"]]


def test_one_sends_for_all_and_each_dish_says_whose_it_was(
    box: Inside, pair: tuple[Person, Person]
) -> None:
    anna, ben = pair
    hers, his = line(anna), line(ben, 1)
    put(anna, hers)
    put(ben, his)
    order = send(ben, hers, his)
    assert [one["item_id"] for one in order["lines"]] == [hers["item_id"], his["item_id"]]
    draft = anna.json("/api/v1/draft")
    ids = [person.json("/api/v1/me")["guest"]["id"] for person in pair]
    assert draft["lines"] == []
    assert draft["who"] == {f"{order['id']}.1": ids[0], f"{order['id']}.2": ids[1]}
    session = anna.json("/api/v1/me")["session"]["id"]
    shown = box.staff("Anna").json(f"/api/v1/table-sessions/{session}")
    assert shown["who"] == draft["who"]


def test_two_who_send_the_same_basket_make_one_order(pair: tuple[Person, Person]) -> None:
    anna, ben = pair
    hers, his = line(anna), line(ben, 1)
    put(anna, hers)
    put(ben, his)
    send(anna, hers, his)
    refused = send(ben, hers, his, expect=409)
    assert refused["code"] == "orders.needs_confirmation"
    assert [one["reason"] for one in refused["details"]["changes"]] == ["already_sent"] * 2
    assert len(anna.json("/api/v1/table-order")["orders"]) == 1


def test_a_lost_answer_of_a_sent_basket_is_the_same_order(pair: tuple[Person, Person]) -> None:
    anna, _ = pair
    mine = line(anna)
    put(anna, mine)
    key, body = uuid7(), {"lines": [wish(mine)]}
    first = anna.post("/api/v1/draft/send", body, key=key, expect=201)
    again = anna.post("/api/v1/draft/send", body, key=key, expect=201)
    assert first.json == again.json
    assert len(anna.json("/api/v1/table-order")["orders"]) == 1


def test_what_others_changed_or_took_out_meanwhile_comes_back_to_confirm(
    pair: tuple[Person, Person],
) -> None:
    anna, ben = pair
    changed, gone, his = line(anna), line(anna, 1), line(ben, 2)
    put(anna, changed, gone)
    put(anna, changed | {"revision": 2, "quantity": 3}, gone | {"revision": 2, "quantity": 0})
    refused = send(ben, changed, gone, his, expect=409)
    found = [(one["line"], one["reason"], one["now"]) for one in refused["details"]["changes"]]
    assert found == [(0, "changed", 3), (1, "taken_out", 0)]
    assert ben.json("/api/v1/table-order")["orders"] == []


def test_a_line_told_only_after_it_was_sent_does_not_come_back(
    pair: tuple[Person, Person],
) -> None:
    """Chosen without network, sent when it was back; the news of the choice came last."""
    anna, ben = pair
    mine = line(anna, quantity=2)
    send(anna, mine)
    [told] = put(anna, mine)["lines"]
    assert told["state"] == "sent"
    assert open_ids(ben) == []


def test_an_order_sealed_at_one_table_never_arrives_at_another(box: Inside) -> None:
    anna = box.guest(0)
    old = anna.json("/api/v1/me")["session"]["id"]
    anna.get("/" + box.facts["tables"][1]["card_url"].split("/", 3)[3])
    assert anna.json("/api/v1/me")["session"]["id"] != old
    mine = line(anna)
    assert send(anna, mine, table_session_id=old, expect=410)["code"] == "tables.session_over"
    body = {"lines": anna.lines(1), "table_session_id": old}
    assert anna.post("/api/v1/orders", body, expect=410).json["code"] == "tables.session_over"
    assert anna.json("/api/v1/table-order")["orders"] == []


def test_the_next_party_starts_with_an_empty_basket(box: Inside) -> None:
    anna = box.guest(0)
    put(anna, line(anna, note="my allergy"))
    session = anna.json("/api/v1/me")["session"]["id"]
    box.staff("Anna").post(f"/api/v1/table-sessions/{session}/close", expect=200)
    assert box.rows("SELECT * FROM draft_line") == []
    assert open_ids(box.guest(0)) == []
    assert anna.get("/api/v1/draft").status_code == 403


def test_a_basket_has_an_end(box: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("venue.drafts.service.MOST_OF_A_PARTY", 2)
    anna = box.guest(0)
    put(anna, line(anna), line(anna))
    assert put(anna, line(anna), expect=409)["code"] == "drafts.full"


def test_a_venue_whose_phones_only_look(demo_data: Any, tmp_path: Any) -> None:
    box = Inside(demo_data, tmp_path / "view", guest__order_mode="view")
    try:
        anna = box.guest(0)
        assert anna.json("/api/v1/me")["ordering"] == {"mode": "view", "confirm": False}
        for path in ("/api/v1/orders", "/api/v1/draft/send"):
            refused = anna.post(path, {"lines": anna.lines(1)}, expect=409)
            assert refused.json["code"] == "orders.view_only"
        anna.post("/api/v1/calls", {"kind": "waiter"}, expect=201)
    finally:
        box.close()
