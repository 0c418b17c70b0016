"""What stays cost: nights, taxes, meals, deposits, fees; and the audit that posts them once."""

import random
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.bookings import service as bookings
from venue.core.errors import VenueError
from venue.core.tx import ReadTx, Tx
from venue.lodging import audit, charges
from venue.lodging.policy import policy_of

DAY_S = 24 * 3600
PRICE = 10_000
HOTEL = {
    "hotel__city_tax_minor": 250,
    "hotel__breakfast_minor": 1_500,
    "hotel__half_board_minor": 4_000,
    "hotel__allowance_minor": 2_500,
    "hotel__deposit_percent": 30,
    "hotel__audit_by_itself": False,
}


@pytest.fixture
def inn(demo_data: Path, tmp_path: Path) -> Any:
    box = Inside(demo_data, tmp_path / "inn", **HOTEL)
    yield box
    box.close()


@pytest.fixture
def desk(inn: Inside) -> Desk:
    return priced(inn)


def priced(box: Inside) -> Desk:
    made = Desk(box)
    for type_id in made.types.values():
        made.person.post(f"/api/v1/rooms/types/{type_id}", {"nightly_minor": PRICE}, expect=200)
    return made


def later(desk: Desk, days: int = 1) -> Desk:
    desk.box.clock.advance(days * DAY_S)
    return Desk(desk.box)


def lines(desk: Desk, folio_id: int) -> list[tuple[str, int]]:
    told = desk.person.json(f"/api/v1/folios/{folio_id}")["lines"]
    return [(one["kind"], one["amount"]["amount"]) for one in told]


def balance(desk: Desk, folio_id: int) -> int:
    return int(desk.person.json(f"/api/v1/folios/{folio_id}")["balance"]["amount"])


def close(desk: Desk, expect: int = 200, **body: Any) -> Any:
    return desk.person.post("/api/v1/hotel/night-audit", body, expect=expect).get_json()


def test_a_night_is_posted_with_city_tax_and_meals_once(desk: Desk) -> None:
    booking = desk.book(desk.wish("Family") | {"adults": 2, "children": 2})
    agreed = {"plan": "breakfast", "child_ages": [4, 17], "diets": ["vegan"]}
    desk.act(booking, "terms", **agreed)
    desk.act(booking, "assign")
    folio = desk.act(booking, "check-in")["stays"][0]["folio_id"]
    assert close(desk, 409, day=desk.today)["code"] == "lodging.day_not_over"
    tomorrow = later(desk)
    first = close(tomorrow)["items"][0]
    meal = 2 * 1_500 + 2 * 750
    assert lines(tomorrow, folio) == [("room", PRICE), ("city_tax", 500), ("meal", meal)]
    again = close(tomorrow, day=desk.today)["items"][0]
    assert (again["number"], again["runs"]) == (first["number"], 2)
    assert again["report"] == first["report"]
    assert balance(tomorrow, folio) == PRICE + 500 + meal
    assert first["report"]["sold"] == 1


def test_leaving_posts_what_no_audit_did_and_takes_no_balance(desk: Desk) -> None:
    booking = desk.book()
    desk.act(booking, "assign")
    folio = desk.act(booking, "check-in")["stays"][0]["folio_id"]
    gone = later(desk, 2)
    refused = gone.act(booking, "check-out", 409)
    assert refused["code"] == "bookings.balance_due"
    owed = 2 * (PRICE + 250)
    assert refused["details"]["balance"]["amount"] == owed
    # The refusal undid what it posted; the desk asks for it, and the audit finds it done.
    assert gone.act(booking, "nights")["posted"] == 4
    for day in (desk.today, desk.on(1)):
        close(gone, day=day)
    pay = f"/api/v1/folios/{folio}/payments"
    too_much = {"method": "card", "amount_minor": owed + 1}
    assert gone.person.post(pay, too_much, expect=409).get_json()["code"] == "folios.too_much"
    gone.person.post(pay, {"method": "card", "amount_minor": owed}, expect=201)
    gone.act(booking, "check-out")
    made = gone.person.post(f"/api/v1/folios/{folio}/invoice", expect=201).get_json()
    assert made["number"] == 1
    pdf = gone.person.get(f"/api/v1/folios/{folio}/invoice.pdf?lang=en")
    text = PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
    assert "INVOICE 1" in text
    assert "205.00 EUR" in text
    assert "VAT 22 %" in text
    gone.person.post(f"/api/v1/folios/{folio}/print", expect=200)


def test_a_deposit_is_held_applied_and_the_rest_given_back(desk: Desk) -> None:
    booking = desk.book(desk.wish(nights=1))
    told = desk.person.json(f"/api/v1/bookings/{booking['id']}/money")
    assert told["deposit_asked"]["amount"] == PRICE * 30 // 100
    desk.act(booking, "deposits", 201, method="transfer", amount_minor=12_000)
    desk.act(booking, "assign")
    folio = desk.act(booking, "check-in")["stays"][0]["folio_id"]
    gone = later(desk)
    refused = gone.act(booking, "check-out", 409)
    assert refused["code"] == "lodging.deposit_left"
    left = 12_000 - PRICE - 250
    assert refused["details"]["held"]["amount"] == left
    gone.act(booking, "deposits/return", 409, method="cash", amount_minor=12_001)
    gone.act(booking, "deposits/return", 201, method="cash", amount_minor=left)
    gone.act(booking, "check-out")
    assert lines(gone, folio) == [("room", PRICE), ("city_tax", 250), ("deposit", -10_250)]
    told = gone.person.json(f"/api/v1/bookings/{booking['id']}/money")
    assert told["deposit_held"]["amount"] == 0


@pytest.mark.parametrize("waive", ["", "regular guest"])
def test_a_late_cancellation_costs_the_first_night_unless_waived(desk: Desk, waive: str) -> None:
    early, late = desk.book(desk.wish(first=5)), desk.book(desk.wish(first=0))
    desk.act(late, "deposits", 201, method="card", amount_minor=4_000)
    fee = desk.person.json(f"/api/v1/bookings/{late['id']}/fee?action=cancel")["fee"]["amount"]
    assert fee == PRICE
    assert desk.act(early, "cancel")["stays"][0]["folio_id"] is None
    folio = desk.act(late, "cancel", waive=waive)["stays"][0]["folio_id"]
    told = desk.person.json(f"/api/v1/bookings/{late['id']}/money")
    assert told["fees"][0]["waived"] == waive
    if waive:
        assert folio is None
        assert told["deposit_held"]["amount"] == 4_000
    else:
        assert lines(desk, folio) == [("cancel", PRICE), ("deposit", -4_000)]
        assert told["deposit_held"]["amount"] == 0


def test_a_late_check_out_is_charged_by_the_hour_and_once(desk: Desk) -> None:
    booking = desk.book(walk_in=True)
    folio = booking["stays"][0]["folio_id"]
    path = f"/api/v1/bookings/{booking['id']}/fee?action=late"
    told = desk.person.json(f"{path}&hour=15")
    assert (told["fee"]["amount"], told["rules"]["check_out_hour"]) == (PRICE // 2, 11)
    assert desk.person.json(f"{path}&hour=11")["fee"]["amount"] == 0
    assert desk.person.get(f"{path}&hour=25").status_code == 400
    assert lines(desk, folio) == []
    assert desk.act(booking, "late-check-out", hour=15)["fee"]["amount"] == PRICE // 2
    assert desk.act(booking, "late-check-out", 409, hour=20)["code"] == "lodging.charged_already"
    assert lines(desk, folio) == [("late", PRICE // 2)]


def test_the_audit_marks_no_shows_and_keeps_the_order_of_days(desk: Desk) -> None:
    booking = desk.book()
    then = later(desk, 3)
    first = close(then, day=desk.today)["items"][0]
    assert first["report"]["no_shows"] == 1
    shown = then.person.json(f"/api/v1/bookings/{booking['id']}")["stays"][0]
    assert shown["state"] == "no_show"
    assert lines(then, shown["folio_id"]) == [("no_show", PRICE)]
    assert close(then, 409, day=desk.on(2))["code"] == "lodging.day_missing"
    assert [one["number"] for one in close(then)["items"]] == [2, 3]
    assert close(then)["items"] == []
    paper = then.person.get(f"/api/v1/hotel/night-audit/{desk.today}.pdf")
    assert "NIGHT AUDIT 1" in PdfReader(BytesIO(paper.data)).pages[0].extract_text()
    then.person.post(f"/api/v1/hotel/night-audit/{desk.today}/print", expect=200)


def test_the_audit_runs_by_itself_after_the_day_but_not_by_a_doubtful_clock(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "inn")
    try:
        desk = priced(box)
        desk.book(walk_in=True)
        box.pass_time(600)
        assert box.rows("SELECT day FROM night_audit") == [{"day": before(desk.today)}]
        trusted, box.clock.trusted = box.clock.trusted, lambda: False  # type: ignore[method-assign]
        box.pass_time(DAY_S)
        assert len(box.rows("SELECT day FROM night_audit")) == 1
        box.clock.trusted = trusted  # type: ignore[method-assign]
        box.pass_time(600)
        assert len(box.rows("SELECT day FROM night_audit")) == 2
        assert box.rows("SELECT kind FROM folio_line") == [{"kind": "room"}]
    finally:
        box.close()


def before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def test_half_board_takes_the_days_allowance_off_the_restaurant(desk: Desk) -> None:
    booking = desk.book(walk_in=True)
    desk.act(booking, "terms", plan="half")
    folio = booking["stays"][0]["folio_id"]
    number = iter(range(1, 99))

    def charge(bill: str, minor: int) -> None:
        from venue.folios import service as folios

        def act(tx: Tx) -> None:
            nonlocal folio
            tender = next(number)
            folios._book(tx, folio, bill, tender, minor, 0, {}, folios.Signature("slip"))

        desk.box.services.database.write(act)

    charge("one", 1_000)
    assert balance(desk, folio) == 0
    charge("two", 4_000)
    assert balance(desk, folio) == 4_000 - 1_500
    charge("one", -1_000)
    charge("three", 700)
    assert balance(desk, folio) == 4_000 - 1_500
    charge("two", -4_000)
    assert balance(desk, folio) == 0


def test_the_kitchen_list_of_a_morning_and_an_evening(desk: Desk) -> None:
    booking = desk.book(walk_in=True)
    desk.act(booking, "terms", plan="half", diets=["gluten free"])
    tonight = desk.person.json(f"/api/v1/hotel/meals?day={desk.today}")["meals"]
    morning = desk.person.json(f"/api/v1/hotel/meals?day={desk.on(1)}")["meals"]
    assert desk.person.get("/api/v1/hotel/meals?day=0001-01-01").status_code == 400
    room = {"room": "101", "adults": 1, "children": 0, "diets": ["gluten free"]}
    assert (tonight["dinner"]["rooms"], tonight["breakfast"]["people"]) == ([room], 0)
    assert morning["breakfast"]["rooms"] == [room]


def test_lines_are_taken_back_once_and_moved_whole(desk: Desk) -> None:
    one = desk.book(walk_in=True)["stays"][0]["folio_id"]
    other = desk.book(walk_in=True)["stays"][0]["folio_id"]
    body = {"kind": "minibar", "amount_minor": 700, "label": "Water"}
    first, second = (
        desk.person.post(f"/api/v1/folios/{one}/lines", body, expect=201).get_json()["id"]
        for _ in range(2)
    )
    back = f"/api/v1/folios/lines/{first}/take-back"
    desk.person.post(back, {"reason": ""}, expect=400)
    desk.person.post(back, {"reason": "not drunk"}, expect=200)
    desk.person.post(back, {"reason": "again"}, expect=409)
    desk.person.post(f"/api/v1/folios/lines/{second}/move", {"folio_id": other}, expect=200)
    assert (balance(desk, one), balance(desk, other)) == (0, 700)


class Cut(Exception):
    """The power, in the middle of an audit."""


def books(tx: ReadTx) -> list[dict[str, Any]]:
    return tx.rows("SELECT kind, amount_minor, night, key FROM folio_line ORDER BY key")


def test_an_audit_that_is_cut_off_and_run_again_leaves_the_same_books(desk: Desk) -> None:
    """Cut after each of its writes in turn; then run it, and compare with one that was not cut."""
    for _ in range(3):
        desk.book(walk_in=True)
    desk.book()
    night = desk.today
    then = later(desk)
    policy = policy_of(desk.box.services.settings)

    def act(tx: Tx, cut_after: int | None) -> list[dict[str, Any]]:
        left, execute = cut_after, tx.execute

        def counted(sql: str, params: Any = ()) -> Any:
            nonlocal left
            if left is not None and sql.lstrip().startswith("INSERT"):
                left -= 1
                if left < 0:
                    raise Cut
            return execute(sql, params)

        tx.execute = counted  # type: ignore[method-assign]
        try:
            audit.run(tx, night, today=then.today, policy=policy, currency="EUR")
            return books(tx)
        finally:
            tx.execute = execute  # type: ignore[method-assign]

    write = desk.box.services.database.write
    cuts = 0
    while True:
        try:
            whole = write(partial(act, cut_after=cuts))
            break
        except Cut:
            cuts += 1
            assert desk.box.rows("SELECT * FROM folio_line") == []
    assert cuts > 8
    assert write(partial(act, cut_after=None)) == whole
    assert sum(one["kind"] == "room" for one in whole) == 3


def test_folios_balance_and_nights_are_posted_once_whatever_happens(inn: Inside) -> None:
    """Random days of a house; an independent recount of every folio, deposit and night."""
    desk, dice = priced(inn), random.Random(1600)
    policy, write = policy_of(inn.services.settings), inn.services.database.write
    refused = 0
    for turn in range(400):
        today = desk.on(turn // 40)
        try:
            write(lambda tx, today=today: something(tx, dice, today, desk, policy))
        except VenueError:
            refused += 1
    assert refused < 300
    with inn.services.database.read() as tx:
        check(tx)
        nights = tx.rows("SELECT key FROM folio_line WHERE kind = 'room'")
        assert len(nights) > 20
        assert len({one["key"] for one in nights}) == len(nights)


def something(tx: Tx, dice: random.Random, today: str, desk: Desk, policy: Any) -> None:
    live = tx.rows("SELECT * FROM stay WHERE state IN ('confirmed', 'assigned', 'checked_in')")
    one = dice.choice(live) if live else None
    common = {"today": today, "currency": "EUR"}
    wish = bookings.Wish(dice.choice([*desk.types.values()]), today, desk.on(30), 1, 0)
    wish = wish._replace(departure=(date.fromisoformat(today) + timedelta(days=2)).isoformat())
    if one is None or dice.random() < 0.25:
        bookings.walk_in(tx, bookings.Person("A B"), wish, **common)
        return
    booking, stay = one["reservation_id"], one["id"]
    room = tx.value("SELECT room_id FROM stay WHERE id = ?", (stay,))
    tx.execute("UPDATE room SET housekeeping = 'clean'")
    from venue.folios.lines import service as folio

    action = dice.choice(["deposit", "return", "pay", "pay", "out", "out", "audit", "audit",
                          "extra", "back", "cancel", "late"])  # fmt: skip
    owed = folio.balance(tx, one["folio_id"]) if one["folio_id"] else 0
    amount = dice.randrange(1, 9_000)
    found = tx.rows("SELECT id FROM folio_line")
    {
        "deposit": lambda: charges.take_deposit(tx, booking, method="cash", amount_minor=amount),
        "return": lambda: charges.return_deposit(tx, booking, method="cash", amount_minor=amount),
        "pay": lambda: folio.pay(tx, one["folio_id"] or 0, method="card", amount_minor=owed),
        "out": lambda: bookings.check_out(tx, booking, stay, **common),
        "audit": lambda: [audit.run(tx, day, policy=policy, **common)
                          for day in audit.due(tx, today)],
        "extra": lambda: folio.post_by_hand(tx, one["folio_id"] or 0, kind="minibar",
                                            amount_minor=amount, band="standard:2200", label=""),
        "back": lambda: folio.take_back(tx, dice.choice(found or [{"id": 0}])["id"], "why"),
        "cancel": lambda: bookings.end(tx, booking, stay, "cancel", "", **common),
        "late": lambda: charges.leave_late(tx, booking, stay, hour=16, waive="", policy=policy,
                                           currency="EUR"),
    }[action]()  # fmt: skip
    assert room is not None


def check(tx: ReadTx) -> None:
    """Recount: closed folios owe nothing, deposits are where the books say, none is below 0."""
    sums: dict[int, int] = {}
    for row in tx.rows("SELECT folio_id, amount_minor FROM folio_line"):
        sums[row["folio_id"]] = sums.get(row["folio_id"], 0) + row["amount_minor"]
    for folio in tx.rows("SELECT id FROM folio WHERE closed_at IS NOT NULL"):
        assert sums.get(folio["id"], 0) == 0
    applied = tx.value("SELECT -sum(amount_minor) FROM deposit_entry WHERE kind = 'applied'") or 0
    on_folios = tx.value("SELECT -sum(amount_minor) FROM folio_line WHERE kind = 'deposit'") or 0
    assert applied == on_folios
    held = tx.rows("SELECT sum(amount_minor) AS held FROM deposit_entry GROUP BY reservation_id")
    assert all(row["held"] >= 0 for row in held)
    for stay in tx.rows("SELECT * FROM stay WHERE state = 'checked_out'"):
        slept = (date.fromisoformat(stay["left_on"]) - date.fromisoformat(stay["arrival"])).days
        due = min(slept, (date.fromisoformat(stay["departure"])
                          - date.fromisoformat(stay["arrival"])).days)  # fmt: skip
        posted = tx.value(
            "SELECT count(*) FROM folio_line WHERE kind = 'room' AND reverses IS NULL "
            "AND key LIKE ?",
            (f"room:{stay['id']}:%",),
        )
        assert posted == due
