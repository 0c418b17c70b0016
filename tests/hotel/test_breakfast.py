"""The breakfast card: one for a stay and morning, an order once, followed to where the guest is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hotel.test_roomservice import Inn, join
from tests.inside import Inside, Person
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.roomservice.breakfast.model import Hours, late_min
from venue.roomservice.breakfast.service import MOST_CHANGES

PATH, CARDS = "/api/v1/breakfast", "/api/v1/breakfast/cards"
SECTION = 1
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING, SLOT = "2026-11-21", "08:30"
HOUR_S = 3600


def house(source: Path, folder: Path, clock: ManualClock | None = None, **more: Any) -> Inside:
    given_by_manager: dict[str, Any] = {
        "hotel__breakfast_section": SECTION, "venue__time_zone": "UTC", "guest__confirm": False,
    }  # fmt: skip
    return Inside(source, folder, clock=clock, **(given_by_manager | more))


@pytest.fixture
def box(demo_data: Path, tmp_path: Path) -> Iterator[Inside]:
    inside = house(demo_data, tmp_path / "inn", ManualClock(EVENING))
    yield inside
    inside.close()


@pytest.fixture
def inn(box: Inside) -> Inn:
    return Inn(box)


def guest(inn: Inn, room: str = "103") -> tuple[Any, Person]:
    booking = inn.guest_in(room)
    phone = inn.phone(room)
    join(phone, inn.pin(booking))
    return booking, phone


def back(inn: Inn, booking: Any, room: str = "103") -> Person:
    """Return a phone of the stay that came in again: a room's session ends after hours."""
    inn.person = inn.box.staff("Marta")
    phone = inn.phone(room)
    join(phone, inn.pin(booking))
    return phone


def filled(phone: Person, **more: Any) -> dict[str, Any]:
    """Return a card with the first two dishes that need no choice."""
    dishes = phone.json(PATH)["dishes"]
    plain = [one["id"] for one in dishes if not any(g["min"] for g in one["modifier_groups"])]
    lines = [{"item_id": plain[0], "quantity": 2}, {"item_id": plain[1]}]
    return {"day": MORNING, "slot": SLOT, "people": 2, "lines": lines} | more


def put(phone: Person, expect: int = 200, key: str | None = None, **more: Any) -> Any:
    return phone.post(PATH, filled(phone, **more), expect=expect, key=key).json


def orders(box: Inside) -> list[dict[str, Any]]:
    return box.rows("SELECT id, note, table_session_id, state, origin FROM guest_order")


def until(box: Inside, hour: int, minute: int = 0, day: int = 21) -> None:
    """Let time pass to an hour of a day, and run what is due."""
    at = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    box.pass_time((at - box.clock.now()).total_seconds())
    box.pass_time(21)


def card(box: Inside) -> dict[str, Any]:
    return box.rows("SELECT * FROM breakfast_card")[0]


def test_a_card_becomes_one_order_before_its_slot(inn: Inn) -> None:
    booking, phone = guest(inn)
    offered = phone.json(PATH)
    assert (offered["day"], offered["open"], offered["people"]) == (MORNING, True, 1)
    assert offered["until"].startswith("2026-11-21T02:00")
    assert (offered["times"][0], offered["times"][-1]) == ("07:00", "11:00")
    assert phone.json("/api/v1/me")["breakfast"] is True
    made = put(phone, note="knock softly", diet="nuts")
    assert (made["state"], made["room"], made["version"]) == ("open", "103", 1)
    until(inn.box, 7, 58)
    assert orders(inn.box) == []
    until(inn.box, 8, 0)
    [order] = orders(inn.box)
    assert order["note"] == (
        "08:30 · Breakfast card · guests: 2 · ALLERGY / DIET: nuts · knock softly"
    )
    assert order["state"] == "sent"
    shown = inn.box.staff("Marta").json(f"/api/v1/orders/{order['id']}")
    assert (shown["table"]["number"], shown["allergy"]) == ("R103", True)
    assert sorted(one["quantity"] for one in shown["lines"]) == [1, 2]
    assert {one["state"] for one in shown["lines"]} == {"fired"}
    for _ in range(3):
        inn.box.pass_time(HOUR_S)
    assert len(orders(inn.box)) == 1
    phone = back(inn, booking)
    assert phone.json(PATH)["today"]["state"] == "ordered"


def test_one_card_for_a_stay_and_the_phone_that_saw_an_old_one_is_told(inn: Inn) -> None:
    booking, first = guest(inn)
    second = inn.phone()
    join(second, inn.pin(booking))
    key = uuid7()
    made = put(first, key=key)
    assert first.post(PATH, filled(first), key=key, expect=200).json == made
    refused = put(second, 409, slot="09:00")
    assert (refused["code"], refused["details"]["version"]) == ("breakfast.changed", 1)
    changed = put(second, slot="09:00", version=1)
    assert (changed["slot"], changed["version"]) == ("09:00", 2)
    assert put(first, 409, version=1)["code"] == "breakfast.changed"
    assert first.json(PATH)["card"]["slot"] == "09:00"
    assert len(inn.box.rows("SELECT id FROM breakfast_card")) == 1


def test_withdrawn_is_no_order_and_can_be_filled_in_again(inn: Inn) -> None:
    booking, phone = guest(inn)
    put(phone)
    assert phone.post(f"{PATH}/withdraw", {"version": 7}).status_code == 409
    gone = phone.post(f"{PATH}/withdraw", {"version": 1}, expect=200).json
    assert gone["state"] == "withdrawn"
    again = phone.post(f"{PATH}/withdraw", {"version": 1}, expect=200).json
    assert again["version"] == gone["version"]
    until(inn.box, 1, 59)
    phone = back(inn, booking)
    assert put(phone, version=gone["version"])["state"] == "open"
    phone.post(f"{PATH}/withdraw", {"version": gone["version"] + 1}, expect=200)
    until(inn.box, 9)
    assert orders(inn.box) == []


def test_after_the_hour_guests_cannot_and_staff_still_can(inn: Inn) -> None:
    booking, phone = guest(inn)
    put(phone)
    until(inn.box, 2, 0)
    phone = back(inn, booking)
    assert phone.json(PATH)["day"] == "2026-11-22"
    assert put(phone, 409, version=1)["code"] == "breakfast.closed"
    assert phone.post(f"{PATH}/withdraw", {"version": 1}).status_code == 404
    assert phone.json(PATH)["today"]["state"] == "open"
    lena = inn.box.staff("Lena")
    stay = booking["stays"][0]["id"]
    wish = filled(phone, stay_id=stay, version=1, slot="10:00")
    entered = lena.post(CARDS, wish, expect=200).json
    assert (entered["by"], entered["slot"]) == ("Lena", "10:00")
    until(inn.box, 9, 30)
    assert [one["origin"] for one in orders(inn.box)] == ["staff"]
    late = lena.post(CARDS, wish | {"version": 2})
    assert (late.status_code, late.json["code"]) == (409, "breakfast.ended")


def test_a_card_is_refused_whole_and_says_why(inn: Inn) -> None:
    _, phone = guest(inn)
    wish = filled(phone)
    outside = next(
        one["id"]
        for one in phone.dishes()
        if one["id"] not in {dish["id"] for dish in phone.json(PATH)["dishes"]}
    )
    for change, status, code in (
        ({"slot": "06:45"}, 409, "breakfast.slot_over"),
        ({"slot": "08:31"}, 409, "breakfast.slot_over"),
        ({"lines": []}, 400, "breakfast.empty"),
        ({"lines": [{"item_id": outside}]}, 409, "breakfast.not_offered"),
        ({"day": "2026-11-22"}, 409, "breakfast.closed"),
        ({"day": "tomorrow"}, 400, "rooms.bad_dates"),
        ({"people": 0}, 400, "request.malformed"),
        ({"note": "x" * 141}, 400, "request.text_too_long"),
    ):
        answer = phone.post(PATH, wish | change)
        assert (answer.status_code, answer.json["code"]) == (status, code), change
    assert inn.box.rows("SELECT id FROM breakfast_card") == []
    table = inn.box.guest()
    assert table.post(PATH, wish).json["code"] in ("breakfast.no_room", "access.forbidden")
    put(phone)
    often = "UPDATE breakfast_card SET version = ?"
    inn.box.services.database.write(lambda tx: tx.execute(often, (MOST_CHANGES,)))
    assert put(phone, 409, version=MOST_CHANGES)["code"] == "breakfast.too_many"


def test_a_guest_who_leaves_before_gets_no_breakfast(inn: Inn) -> None:
    booking, phone = guest(inn)
    put(phone)
    inn.act(booking, "check-out")
    assert (card(inn.box)["state"], card(inn.box)["cause"]) == ("withdrawn", "left")
    wish = filled_for(inn, booking["stays"][0]["id"])
    assert inn.person.post(CARDS, wish).json["code"] == "breakfast.no_room"
    until(inn.box, 9)
    assert orders(inn.box) == []


def filled_for(inn: Inn, stay_id: int, **more: Any) -> dict[str, Any]:
    dishes = inn.person.json(CARDS)["dishes"]
    plain = [one["id"] for one in dishes if not any(g["min"] for g in one["modifier_groups"])]
    wish = {"day": MORNING, "slot": SLOT, "lines": [{"item_id": plain[0]}], "stay_id": stay_id}
    return wish | more


def test_breakfast_follows_a_guest_to_another_room(inn: Inn) -> None:
    booking, phone = guest(inn)
    put(phone)
    inn.act(booking, "move", room_id=inn.rooms["104"])
    assert inn.person.json(CARDS)["items"][0]["room"] == "104"
    until(inn.box, 8)
    [order] = orders(inn.box)
    assert inn.box.staff("Marta").json(f"/api/v1/orders/{order['id']}")["table"]["number"] == "R104"


def test_who_leaves_before_that_morning_has_no_card(inn: Inn) -> None:
    booking, phone = guest(inn)
    stay = booking["stays"][0]["id"]
    moved = "UPDATE stay SET arrival = ? WHERE id = ?"
    inn.box.services.database.write(lambda tx: tx.execute(moved, (MORNING, stay)))
    told = phone.json(PATH)
    assert (told["open"], told["here"]) == (False, False)
    assert put(phone, 409)["code"] == "breakfast.not_here"


def test_a_box_that_was_off_orders_late_and_says_so_once(demo_data: Path, tmp_path: Path) -> None:
    clock = ManualClock(EVENING)
    first = house(demo_data, tmp_path / "inn", clock)
    _, phone = guest(Inn(first))
    put(phone)
    first.close()
    clock.jump((datetime(2026, 11, 21, 8, 25, tzinfo=UTC) - EVENING).total_seconds())
    for _ in range(2):
        again = house(demo_data, tmp_path / "inn", clock)
        for _ in range(3):
            again.pass_time(30)
        [order] = orders(again)
        assert "LATE by 25 min" in order["note"]
        assert (card(again)["state"], card(again)["late_min"]) == ("ordered", 25)
        again.close()


def test_a_box_that_was_off_all_morning_asks_a_person(demo_data: Path, tmp_path: Path) -> None:
    clock = ManualClock(EVENING)
    first = house(demo_data, tmp_path / "inn", clock)
    _, phone = guest(Inn(first))
    put(phone)
    first.close()
    clock.jump((datetime(2026, 11, 21, 11, 45, tzinfo=UTC) - EVENING).total_seconds())
    again = house(demo_data, tmp_path / "inn", clock)
    again.pass_time(30)
    assert orders(again) == []
    assert (card(again)["state"], card(again)["cause"]) == ("missed", "off")
    lena = again.staff("Lena")
    assert "breakfast" in {one["kind"] for one in lena.json("/api/v1/alerts")["items"]}
    sent = lena.post(f"{CARDS}/{card(again)['id']}/send", expect=200).json
    assert sent["state"] == "ordered"
    lena.post(f"{CARDS}/{card(again)['id']}/send", expect=200)
    assert len(orders(again)) == 1
    assert "breakfast" not in {one["kind"] for one in lena.json("/api/v1/alerts")["items"]}
    again.close()


def test_a_clock_that_jumped_and_nobody_vouches_for_sends_nothing_by_itself(inn: Inn) -> None:
    _, phone = guest(inn)
    put(phone)
    inn.box.clock.is_trusted = False
    inn.box.clock.jump(14 * HOUR_S + 10 * 60)
    inn.box.pass_time(30)
    assert orders(inn.box) == []
    lena = inn.box.staff("Lena")
    assert "breakfast" in {one["kind"] for one in lena.json("/api/v1/alerts")["items"]}
    # It was a time service that set it right after all.
    inn.box.clock.is_trusted = True
    inn.box.pass_time(30)
    assert len(orders(inn.box)) == 1
    inn.box.clock.jump(-20 * HOUR_S)
    inn.box.pass_time(30)
    until(inn.box, 8)
    assert len(orders(inn.box)) == 1


def test_a_clock_that_stood_still_while_the_power_was_off_is_not_believed(
    demo_data: Path, tmp_path: Path
) -> None:
    first = house(demo_data, tmp_path / "inn", ManualClock(EVENING))
    _, phone = guest(Inn(first))
    put(phone)
    first.pass_time(3 * HOUR_S)
    stopped = first.clock.now()
    first.close()
    # No battery: the clock goes on where it stood, the machine's own time begins anew.
    clock = ManualClock(stopped)
    clock.is_trusted = False
    again = house(demo_data, tmp_path / "inn", clock)
    assert "breakfast" in {
        one["kind"] for one in again.staff("Lena").json("/api/v1/alerts")["items"]
    }
    until(again, 8)
    assert orders(again) == []
    clock.is_trusted = True
    again.pass_time(30)
    assert len(orders(again)) == 1
    again.close()


def test_a_house_without_the_internet_has_its_breakfast(inn: Inn) -> None:
    inn.box.clock.is_trusted = False
    _, phone = guest(inn)
    put(phone)
    until(inn.box, 8)
    assert len(orders(inn.box)) == 1


def test_what_is_sold_out_in_the_morning_is_named_and_the_rest_is_made(inn: Inn) -> None:
    _, phone = guest(inn)
    made = put(phone)
    gone = made["lines"][0]
    inn.box.staff("Marta").post(f"/api/v1/items/{gone['item_id']}/eighty-six", {}, expect=200)
    until(inn.box, 8)
    [order] = orders(inn.box)
    assert f"not to be had: {gone['name']} ×2" in order["note"]
    lines = inn.box.rows("SELECT item_id FROM order_line")
    assert [one["item_id"] for one in lines] == [made["lines"][1]["item_id"]]


def test_staff_see_the_morning_by_slot_with_totals_and_who_has_no_card(inn: Inn) -> None:
    _, phone = guest(inn)
    other = inn.guest_in("104", name="Bob Ray")
    before = inn.person.json(CARDS)
    assert {one["room"] for one in before["rooms"]} == {"103", "104"}
    made = put(phone, slot="09:00")
    stay = other["stays"][0]["id"]
    inn.person.post(CARDS, filled_for(inn, stay, slot="07:15"), expect=200)
    told = inn.person.json(CARDS)
    assert [(one["slot"], one["room"]) for one in told["items"]] == [
        ("07:15", "104"), ("09:00", "103")
    ]  # fmt: skip
    assert told["rooms"] == []
    first = next(one for one in told["totals"] if one["name"] == made["lines"][0]["name"])
    assert first["quantity"] == 3
    assert "Lee" not in str(told)
    assert inn.person.json(f"{CARDS}?day=2026-11-25")["times"] == []
    assert inn.person.get(f"{CARDS}?day=9999-12-31").status_code == 400


def test_no_section_no_card(demo_data: Path, tmp_path: Path) -> None:
    box = house(demo_data, tmp_path / "inn", hotel__breakfast_section=0)
    try:
        _, phone = guest(Inn(box))
        assert phone.json(PATH)["dishes"] == []
        assert "breakfast" not in phone.json("/api/v1/me")
    finally:
        box.close()


def test_cards_are_forgotten_with_their_words(inn: Inn) -> None:
    _, phone = guest(inn)
    put(phone, diet="nuts")
    until(inn.box, 9)
    inn.box.pass_time(31 * 24 * HOUR_S)
    for _ in range(2):
        inn.box.pass_time(HOUR_S)
    assert inn.box.rows("SELECT id FROM breakfast_card") == []


@given(
    st.datetimes(
        min_value=EVENING.replace(month=1, tzinfo=None),
        max_value=EVENING.replace(month=12, tzinfo=None),
    ),
    st.integers(0, 23),
)
def test_the_morning_is_the_next_one_that_can_be_ordered(now: datetime, until_hour: int) -> None:
    hours = Hours(
        zone=ZoneInfo("Europe/Madrid"), until_hour=until_hour, from_hour=7, to_hour=11, lead_min=30
    )
    moment = now.replace(tzinfo=UTC)
    day, today = hours.morning(moment), date.fromisoformat(hours.today(moment))
    assert date.fromisoformat(day) - today in (timedelta(0), timedelta(1))
    if until_hour <= 12:
        assert moment < hours.until(day)
    slots = hours.slots()
    assert slots == sorted(set(slots))
    begins = [hours.begin(day, slot) for slot in slots]
    assert begins == sorted(begins)
    assert late_min(begins[0], begins[0]) == 0


def test_a_dish_of_the_morning_is_looked_at_by_its_own_hours(inn: Inn) -> None:
    _, phone = guest(inn)
    [dish] = [one for one in phone.json(f"{PATH}?slot=07:00")["dishes"] if "hours" in one]
    assert dish["available"]
    asked = [group for group in dish["modifier_groups"] if group["min"]]
    chosen = [one["id"] for group in asked for one in group["modifiers"][: group["min"]]]
    lines = [{"item_id": dish["id"], "modifiers": chosen}]
    assert put(phone, 409, slot="11:00", lines=lines)["code"] == "breakfast.not_offered"
    put(phone, slot="07:00", lines=lines)
    # The kitchen begins before the hours in which guests may order it.
    until(inn.box, 6, 30)
    [order] = orders(inn.box)
    assert "not to be had" not in order["note"]
    assert card(inn.box)["state"] == "ordered"


def test_a_morning_on_which_the_clocks_change_has_its_own_hours() -> None:
    hours = Hours(
        zone=ZoneInfo("Europe/Madrid"), until_hour=2, from_hour=7, to_hour=11, lead_min=30
    )
    assert hours.begin("2026-10-24", SLOT) == datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
    assert hours.begin("2026-10-25", SLOT) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    # Two o'clock comes twice in that night; the first one ends the cards.
    assert hours.until("2026-10-25") == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
