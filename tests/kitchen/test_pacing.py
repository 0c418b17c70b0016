"""Slow, pause and resume the orders of guests, by hand and by the load."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inside import Inside


@pytest.fixture
def paced(demo_data: Path, tmp_path: Path) -> Iterator[Inside]:
    """A venue that slows at 10 and pauses at 20 queued minutes; a dish is 5 minutes of work."""
    inside = Inside(
        demo_data,
        tmp_path / "inside",
        kitchen__cook_s=300,
        kitchen__slow_at_min=10,
        kitchen__pause_at_min=20,
        kitchen__slow_orders_per_minute=1,
    )
    yield inside
    inside.close()


def test_paused_by_hand_refuses_guests_in_words_and_lets_staff_go_on(box: Inside) -> None:
    guest, kitchen, anna = box.guest(), box.device("kitchen"), box.staff("Anna")
    session = guest.order(1)["session_id"]
    answer = kitchen.post("/api/v1/pacing", {"state": "paused", "minutes": 10}, expect=200).json
    assert (answer["state"], answer["by"], answer["until_s"]) == ("paused", "hand", 600)
    refused = guest.post("/api/v1/orders", {"lines": guest.lines(1)}, expect=409).json
    assert refused["code"] == "orders.paused"
    assert "pausing" in refused["detail"]
    body = {"lines": anna.lines(1), "table_session_id": session}
    anna.post("/api/v1/orders", body, expect=201)
    assert guest.json("/api/v1/pacing")["state"] == "paused"
    box.pass_time(599)
    assert guest.json("/api/v1/pacing")["state"] == "paused"
    box.pass_time(6)
    assert guest.json("/api/v1/pacing")["state"] == "normal"
    guest.order(1)


def test_a_pause_outlives_a_restart(demo_data: Path, tmp_path: Path) -> None:
    before = Inside(demo_data, tmp_path / "inside")
    before.device("kitchen").post("/api/v1/pacing", {"state": "paused"}, expect=200)
    before.close()
    again = Inside(demo_data, tmp_path / "inside")
    try:
        guest = again.guest()
        assert guest.post("/api/v1/orders", {"lines": guest.lines(1)}).status_code == 409
        assert "until_s" not in guest.json("/api/v1/pacing")
    finally:
        again.close()


def test_everybody_hears_of_it(box: Inside) -> None:
    heard = []
    box.services.database.on_news = lambda news, seq: heard.extend(news)
    box.device("kitchen").post("/api/v1/pacing", {"state": "slow"}, expect=200)
    assert [(one.room, one.kind) for one in heard if one.kind == "pacing"] == [("*", "pacing")]


def test_slowed_guests_wait_their_turn_and_nothing_is_stored_against_them(paced: Inside) -> None:
    one, two, kitchen = paced.guest(0), paced.guest(1), paced.device("kitchen")
    kitchen.post("/api/v1/pacing", {"state": "slow", "minutes": 60}, expect=200)
    one.order(1)
    key, body = "018f0000-0000-7000-8000-000000000001", {"lines": two.lines(1)}
    refused = two.post("/api/v1/orders", body, key=key)
    assert (refused.status_code, refused.json["code"]) == (429, "orders.slowed")
    assert int(refused.headers["Retry-After"]) > 0
    paced.pass_time(61)
    two.post("/api/v1/orders", body, key=key, expect=201)


def test_the_load_slows_pauses_and_lets_go_with_hysteresis(paced: Inside) -> None:
    guest, kitchen, anna = paced.guest(), paced.device("kitchen"), paced.staff("Anna")
    session = guest.order(1)["session_id"]
    item = guest.dishes()[0]["id"]

    def cook(quantity: int) -> str:
        body = {"lines": [{"item_id": item, "quantity": quantity}], "table_session_id": session}
        order = anna.post("/api/v1/orders", body, expect=201).json
        paced.pass_time(5)
        return str(order["id"])

    def state() -> str:
        return str(kitchen.json("/api/v1/pacing")["state"])

    assert state() == "normal"
    first = cook(1)
    assert kitchen.json("/api/v1/pacing") | {"seq": 0} == {
        "state": "slow", "by": "auto", "promised_minutes": 10, "seq": 0,
    }  # fmt: skip
    second = cook(2)
    assert state() == "paused"
    assert guest.post("/api/v1/orders", {"lines": guest.lines(1)}).status_code == 409
    kitchen.post(f"/api/v1/order-lines/{first}.1/bump", expect=200)
    paced.pass_time(5)
    assert state() == "paused"  # 15 of 20 minutes: not left yet
    kitchen.post(f"/api/v1/order-lines/{second}.1/bump", expect=200)
    paced.pass_time(5)
    assert state() == "normal"
    busiest = max(one["queued_s"] for one in kitchen.json("/api/v1/kitchen/load")["stations"])
    assert busiest == 300


def test_whoever_resumes_by_hand_is_obeyed_for_a_while(paced: Inside) -> None:
    guest, kitchen, anna = paced.guest(), paced.device("kitchen"), paced.staff("Anna")
    session = guest.order(1)["session_id"]
    lines = [{"item_id": guest.dishes()[0]["id"], "quantity": 9}]
    body = {"lines": lines, "table_session_id": session}
    anna.post("/api/v1/orders", body, expect=201)
    paced.pass_time(5)
    assert kitchen.json("/api/v1/pacing")["state"] == "paused"
    kitchen.post("/api/v1/pacing", {"state": "normal"}, expect=200)
    paced.pass_time(60)
    guest.order(1)
    paced.pass_time(15 * 60)
    assert kitchen.json("/api/v1/pacing")["state"] == "paused"


def test_cooking_times_of_items_and_stations_count(paced: Inside) -> None:
    guest, kitchen = paced.guest(), paced.device("kitchen")
    dish = guest.dishes()[0]
    stations = {one["id"]: one["slug"] for one in kitchen.json("/api/v1/stations")["items"]}
    slug = stations[dish["station"]]
    guest.post("/api/v1/orders", {"lines": [{"item_id": dish["id"], "quantity": 2}]}, expect=201)

    def queued() -> int:
        found = kitchen.json("/api/v1/kitchen/load")["stations"]
        return next(int(one["queued_s"]) for one in found if one["station"] == slug)

    assert queued() == 600
    kitchen.post(f"/api/v1/stations/{slug}/pace", {"cook_s": 120}, expect=200)
    assert queued() == 240
    kitchen.post(f"/api/v1/items/{dish['id']}/pace", {"cook_s": 30}, expect=200)
    assert queued() == 60
    kitchen.post(f"/api/v1/items/{dish['id']}/pace", {"cook_s": None}, expect=200)
    assert queued() == 240


@pytest.mark.parametrize("body", [{}, {"state": "fast"}, {"state": "slow", "minutes": 0}])
def test_other_words_are_refused(box: Inside, body: dict[str, object]) -> None:
    assert box.device("kitchen").post("/api/v1/pacing", body).status_code == 400


def test_guests_and_waiters_do_not_decide(box: Inside) -> None:
    for person in (box.guest(), box.staff("Anna")):
        assert person.post("/api/v1/pacing", {"state": "paused"}).status_code == 403
