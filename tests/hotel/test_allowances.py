"""A plan's breakfast comes off the room once for each person and morning, and folios balance."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.hotel.test_breakfast import MORNING, SECTION, back, guest, house, put, until
from tests.hotel.test_roomservice import Inn
from tests.inside import Inside
from tests.till import eur
from venue.core.clock import ManualClock
from venue.core.tx import Tx
from venue.folios import service as folios

EACH = 900  # what a person's breakfast may cost
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def hotel(demo_data: Path, folder: Path, each: int = EACH) -> Inside:
    return house(
        demo_data, folder, ManualClock(EVENING), hotel__breakfast_allowance_minor=each,
        hotel__audit_by_itself=False,
    )  # fmt: skip


@pytest.fixture
def box(demo_data: Path, tmp_path: Path) -> Iterator[Inside]:
    inside = hotel(demo_data, tmp_path / "inn")
    yield inside
    inside.close()


class Morning:
    """A guest whose breakfast card became an order, in the morning."""

    def __init__(self, box: Inside, plan: str, room: str = "103") -> None:
        self.box, self.inn, self.room = box, Inn(box), room
        self.booking, phone = guest(self.inn, room)
        self.inn.act(self.booking, "terms", plan=plan)
        neighbour = self.inn.guest_in("104", name="Bob Lee")
        self.inn.act(neighbour, "terms", plan="breakfast")
        self.other_folio = neighbour["stays"][0]["folio_id"]
        put(phone)
        until(box, 8)
        self.wake()
        [order] = box.rows("SELECT id, bill_id, table_session_id FROM guest_order")
        self.bill_id, self.session_id = order["bill_id"], order["table_session_id"]
        self.folio_id = self.booking["stays"][0]["folio_id"]

    def wake(self) -> None:
        """Sign in anew."""
        self.inn.person = self.marta = self.box.staff("Marta")

    def total(self, bill_id: str = "") -> int:
        return int(self.bill(bill_id)["total"]["amount"])

    def bill(self, bill_id: str = "") -> Any:
        return self.marta.json(f"/api/v1/bills/{bill_id or self.bill_id}")

    def charge(self, minor: int, bill_id: str = "", room: str = "") -> int:
        paid = {
            "method": "room", "amount": eur(minor), "room": room or self.room, "name": "Lee",
            "signature": {"kind": "slip"},
        }  # fmt: skip
        path = f"/api/v1/bills/{bill_id or self.bill_id}/tenders"
        return int(self.marta.post(path, paid, expect=201).json["tender"]["id"])

    def refund(self, tender_id: int) -> None:
        body = {"reason": "wrong room"}
        self.marta.post(f"/api/v1/tenders/{tender_id}/refund", body, expect=201)

    def folio(self) -> Any:
        return self.marta.json(f"/api/v1/folios/{self.folio_id}")

    @property
    def balance(self) -> int:
        told = self.folio()
        sums = [one["amount"]["amount"] for one in told["charges"] + told["lines"]]
        assert sum(sums) == told["balance"]["amount"]
        return int(told["balance"]["amount"])

    def allowed(self, folio_id: int = 0) -> list[int]:
        told = self.marta.json(f"/api/v1/folios/{folio_id or self.folio_id}")["lines"]
        return [one["amount"]["amount"] for one in told if one["kind"] == "allowance"]

    def more(self, inside_section: bool) -> str:
        """Order one more dish, off the breakfast's section or of it; return its bill."""
        menu = self.marta.json("/api/v1/menu?lang=en")["sections"]
        found = next(
            dish
            for section in menu
            for dish in section["items"]
            if (section["id"] == SECTION) == inside_section
            and not any(group["min"] for group in dish["modifier_groups"])
            and "remaining_qty" not in dish and not dish.get("min_age")
        )  # fmt: skip
        wish = {"lines": [{"item_id": found["id"]}], "table_session_id": self.session_id}
        return str(self.marta.post("/api/v1/orders", wish, expect=201).json["bill_id"])


@pytest.mark.parametrize("plan", ["breakfast", "half", "full"])
def test_a_plan_with_breakfast_takes_it_off_as_a_line_of_its_own(box: Inside, plan: str) -> None:
    one = Morning(box, plan)
    one.charge(one.total())
    assert one.allowed() == [-EACH]
    assert one.balance == one.total() - EACH


def test_a_plan_without_breakfast_pays(box: Inside) -> None:
    one = Morning(box, "none")
    one.charge(one.total())
    assert (one.allowed(), one.balance) == ([], one.total())


def test_a_charge_taken_back_gives_its_breakfast_back(box: Inside) -> None:
    one = Morning(box, "breakfast")
    total = one.total()
    first = one.charge(total)
    one.refund(first)
    assert (one.allowed(), one.balance) == ([-EACH, EACH], 0)
    one.charge(total)
    assert (sum(one.allowed()), one.balance) == (-EACH, total - EACH)


def test_a_bill_paid_in_parts_has_its_breakfast_once(box: Inside) -> None:
    one = Morning(box, "breakfast")
    total = one.total()
    parts = [500, 700, total - 1_200]
    for part in parts:
        one.charge(part)
    assert sum(one.allowed()) == -EACH
    assert one.balance == total - EACH
    assert one.allowed()[0] == -500


def test_a_second_breakfast_of_a_morning_is_paid(box: Inside) -> None:
    one = Morning(box, "breakfast")
    first = one.total()
    one.charge(first)
    one.more(inside_section=True)
    one.charge(one.bill()["owed"]["amount"])
    assert one.total() > first
    assert one.allowed() == [-EACH]
    assert one.balance == one.total() - EACH


def test_what_is_no_breakfast_is_paid_and_two_rooms_share_one(
    demo_data: Path, tmp_path: Path
) -> None:
    box = hotel(demo_data, tmp_path / "inn", each=50_000)
    try:
        one = Morning(box, "breakfast")
        breakfast = one.total()
        one.more(inside_section=False)
        total = one.total()
        assert total / 2 < breakfast < total
        one.charge(total // 2, room="104")
        one.charge(total - total // 2)
        both = one.allowed() + one.allowed(one.other_folio)
        assert len(both) == 2
        assert sum(both) == -breakfast
    finally:
        box.close()


def test_dishes_moved_to_another_bill_are_no_second_breakfast(box: Inside) -> None:
    one = Morning(box, "breakfast")
    total = one.total()
    rows = box.rows("SELECT order_id, position FROM order_line ORDER BY position")
    assert len(rows) == 2
    moved = {"lines": [f"{rows[0]['order_id']}.{rows[0]['position']}"]}
    one.marta.post(f"/api/v1/bills/{one.bill_id}/transfer", moved, expect=200)
    bills = {row["bill_id"] for row in box.rows("SELECT bill_id FROM order_line")}
    assert len(bills) == 2
    assert all(one.total(bill_id) >= EACH for bill_id in bills)
    for bill_id in bills:
        one.charge(one.total(bill_id), bill_id)
    assert sum(one.allowed()) == -EACH
    assert one.balance == total - EACH


def test_a_folio_beside_the_guests_own_brings_no_second_breakfast(box: Inside) -> None:
    one = Morning(box, "breakfast")
    body = {"name": "Firm", "kinds": []}
    path = f"/api/v1/folios/{one.folio_id}/beside"
    beside = one.marta.post(path, body, expect=201).json["id"]

    def book(tx: Tx, folio_id: int, tender: int) -> None:
        folios._book(tx, folio_id, one.bill_id, tender, EACH, 0, {}, folios.Signature("slip"))

    for tender, folio_id in enumerate((beside, one.folio_id), start=900):
        box.services.database.write(book, folio_id, tender)
    assert one.marta.json(f"/api/v1/folios/{beside}")["balance"]["amount"] == 0
    assert (one.allowed(), one.balance) == ([], EACH)


def test_the_next_morning_has_a_breakfast_again(box: Inside) -> None:
    one = Morning(box, "breakfast")
    first = one.total()
    one.charge(first)
    until(box, 8, day=22)
    one.wake()
    back(one.inn, one.booking)
    one.session_id = box.rows(
        "SELECT id FROM table_session WHERE closed_at IS NULL ORDER BY opened_run_ms DESC"
    )[0]["id"]
    bill = one.more(inside_section=True)
    owed = int(one.bill(bill)["owed"]["amount"])
    one.charge(owed, bill)
    assert one.allowed() == [-EACH, -min(EACH, owed)]
    assert one.balance == first + owed - EACH - min(EACH, owed)
    nights = {row["night"] for row in one.folio()["lines"] if row["kind"] == "allowance"}
    assert nights == {MORNING, "2026-11-22"}


def test_half_boards_day_covers_what_is_left_and_never_more(
    demo_data: Path, tmp_path: Path
) -> None:
    box = house(
        demo_data, tmp_path / "inn", ManualClock(EVENING), hotel__breakfast_allowance_minor=EACH,
        hotel__allowance_minor=100_000, hotel__audit_by_itself=False,
    )  # fmt: skip
    try:
        one = Morning(box, "half")
        tender = one.charge(one.total())
        assert one.allowed() == [-EACH, EACH - one.total()]
        assert one.balance == 0
        one.refund(tender)
        assert (sum(one.allowed()), one.balance) == (0, 0)
    finally:
        box.close()
