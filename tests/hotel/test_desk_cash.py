"""Cash of the desk lies in drawers and purses: folios, deposits, what is given back."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cash.test_sessions import opened
from tests.hotel.test_bookings import Desk
from tests.inside import Inside, Person
from tests.orders.test_sets import add
from tests.till import Till, eur
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.core.jsonx import loads

SESSIONS = "/api/v1/cash-sessions"
TURNS = 120


@pytest.fixture
def clerk(box: Inside) -> Person:
    return box.staff("Lena")


def booked(clerk: Person, desk: Desk, **more: Any) -> Any:
    body = {"name": "Ann Lee", "rooms": [desk.wish()]} | more
    return clerk.post("/api/v1/bookings", body, expect=201).json


def in_house(clerk: Person, desk: Desk, owed: int = 5_000) -> int:
    """Return the folio of a guest who owes something."""
    folio = int(booked(clerk, desk, walk_in=True)["stays"][0]["folio_id"])
    charge = {"kind": "minibar", "amount_minor": owed}
    clerk.post(f"/api/v1/folios/{folio}/lines", charge, expect=201)
    return folio


def pay(clerk: Person, folio: int, minor: int, expect: int = 201, **more: Any) -> Any:
    body = {"method": "cash", "amount_minor": minor} | more
    return clerk.post(f"/api/v1/folios/{folio}/payments", body, expect=expect).json


def deposit(clerk: Person, booking: Any, minor: int, way: str = "", method: str = "cash") -> Any:
    body = {"method": method, "amount_minor": minor}
    return clerk.post(f"/api/v1/bookings/{booking['id']}/deposits{way}", body, expect=201).json


def back(clerk: Person, line: int, expect: int = 200) -> Any:
    body = {"reason": "wrong guest"}
    return clerk.post(f"/api/v1/folios/lines/{line}/take-back", body, expect=expect).json


def inside(box: Inside, session_id: int) -> Any:
    return box.staff("Marta").json(f"{SESSIONS}/{session_id}")


def count(person: Person, session_id: int, minor: int) -> Any:
    person.post(f"{SESSIONS}/{session_id}/count", {"begin": True}, expect=200)
    body = {"pieces": {"1": minor}, "reason": "as it lies"}
    return person.post(f"{SESSIONS}/{session_id}/close", body, expect=200).json


def entries(box: Inside) -> list[tuple[str, int | None, int]]:
    rows = box.rows("SELECT kind, session_id, amount_minor FROM cash_desk_entry ORDER BY id")
    return [(row["kind"], row["session_id"], row["amount_minor"]) for row in rows]


def test_cash_of_folio_and_deposit_lies_in_the_clerks_purse(box: Inside, clerk: Person) -> None:
    desk = Desk(box)
    opened(desk.person)
    purse = opened(clerk, kind="purse", float=eur(2_000))["id"]
    folio, booking = in_house(clerk, desk), booked(clerk, desk)
    pay(clerk, folio, 1_000)
    pay(clerk, folio, 500, method="card")
    deposit(clerk, booking, 3_000)
    deposit(clerk, booking, 700, method="transfer")
    deposit(clerk, booking, 1_200, "/return")
    assert entries(box) == [
        ("payment", purse, 1_000),
        ("deposit", purse, 3_000),
        ("deposit_back", purse, -1_200),
    ]
    told = inside(box, purse)
    assert (told["desk"], told["cash"], told["expected"]) == (eur(2_800), eur(0), eur(4_800))
    closed = count(clerk, purse, 4_800)
    assert (closed["expected"], closed["difference"]) == (eur(4_800), eur(0))


def test_a_payment_taken_back_leaves_the_drawer_and_a_moved_one_does_not(
    box: Inside, clerk: Person
) -> None:
    desk = Desk(box)
    drawer = opened(clerk, name="Desk")["id"]
    one, other = in_house(clerk, desk), in_house(clerk, desk)
    line = pay(clerk, one, 2_000)["id"]
    moved = clerk.post(f"/api/v1/folios/lines/{line}/move", {"folio_id": other}, expect=200).json
    part = {"folio_id": one, "amount_minor": 500}
    clerk.post(f"/api/v1/folios/lines/{moved['id']}/split", part, expect=200)
    assert entries(box) == [("payment", drawer, 2_000)]
    rest = box.rows("SELECT id FROM folio_line WHERE kind = 'payment' ORDER BY id DESC LIMIT 2")
    back(clerk, rest[0]["id"])
    back(clerk, rest[0]["id"], expect=409)
    assert inside(box, drawer)["desk"] == eur(1_500)
    back(clerk, rest[1]["id"])
    assert inside(box, drawer)["desk"] == eur(0)
    card = pay(clerk, one, 100, method="card")["id"]
    back(clerk, card)
    assert len(entries(box)) == 3


def test_sent_twice_it_lies_there_once(box: Inside, clerk: Person) -> None:
    folio, key = in_house(clerk, Desk(box)), uuid7()
    drawer = opened(clerk, name="Desk")["id"]
    body = {"method": "cash", "amount_minor": 900}
    for _ in range(2):
        clerk.post(f"/api/v1/folios/{folio}/payments", body, key=key, expect=201)
    assert entries(box) == [("payment", drawer, 900)]
    # A refused payment is in no drawer.
    pay(clerk, folio, 999_999, expect=409)
    assert len(entries(box)) == 1


def test_an_outlets_drawer_is_not_guessed_and_the_only_common_one_is(
    box: Inside, clerk: Person
) -> None:
    boss, folio = box.staff("Marta"), in_house(clerk, Desk(box))
    add(boss, "outlet", name="Bar")
    bar = boss.json("/api/v1/outlets")["items"][0]["id"]
    # Opened by another one than the clerk, whose own choice it would be.
    opened(boss, name="Bar", outlet_id=bar)
    pay(clerk, folio, 100)
    common = opened(boss, name="House")["id"]
    pay(clerk, folio, 200)
    opened(boss, name="Second")
    pay(clerk, folio, 300)
    assert [place for _, place, _ in entries(box)] == [None, common, None]


def test_x_and_z_name_the_desks_cash_and_begin_anew(box: Inside, clerk: Person) -> None:
    desk = Desk(box)
    folio, booking = in_house(clerk, desk), booked(clerk, desk)
    pay(clerk, folio, 400)
    drawer = opened(clerk, name="Desk")["id"]
    line = pay(clerk, folio, 1_000)["id"]
    back(clerk, line)
    deposit(clerk, booking, 3_000)
    told = desk.person.json("/api/v1/reports/x")
    kinds = {one["kind"]: (one["times"], one["amount"]["amount"]) for one in told["desk"]}
    assert kinds == {"payment": (2, 1_400), "payment_back": (1, -1_000), "deposit": (1, 3_000)}
    assert (told["outside"], told["gross"]) == (eur(400), eur(0))
    count(clerk, drawer, 13_000)
    made = desk.person.post("/api/v1/reports/z", expect=201).json
    assert made["desk"] == told["desk"]
    assert (made["cash"][0]["desk"], made["cash"][0]["difference"]) == (eur(3_000), eur(0))
    assert desk.person.json("/api/v1/reports/x")["desk"] == []
    assert desk.person.get("/api/v1/reports/z/1.pdf").status_code == 200
    refused = desk.person.post("/api/v1/reports/z", expect=409).json
    assert refused["code"] == "cash.nothing_new"
    # Cash of the desk alone is something to close.
    pay(clerk, folio, 100)
    assert desk.person.post("/api/v1/reports/z", expect=201).json["outside"] == eur(100)


def test_a_day_of_desk_cash_without_its_z_is_an_alert(demo_data: Path, tmp_path: Path) -> None:
    # The demo's own business day is that of the machine; this one lies behind it.
    clock = ManualClock(datetime.now(UTC) + timedelta(days=2))
    box = Inside(demo_data, tmp_path / "late", clock=clock)
    box.pass_time(60)
    clerk, desk = box.staff("Lena"), Desk(box)
    pay(clerk, in_house(clerk, desk), 100)

    def kinds() -> list[str]:
        return [one["kind"] for one in box.staff("Marta").json("/api/v1/alerts")["items"]]

    assert "z_missing" not in kinds()
    box.pass_time(24 * 3600)
    assert "z_missing" in kinds()
    box.staff("Marta").post("/api/v1/reports/z", expect=201)
    assert "z_missing" not in kinds()
    box.close()


def test_where_a_drawer_is_wanted_the_desk_takes_no_cash_without(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "data", cash__required=True)
    clerk, desk = box.staff("Lena"), Desk(box)
    folio, booking = in_house(clerk, desk), booked(clerk, desk)
    assert pay(clerk, folio, 100, expect=409)["code"] == "cash.no_session"
    body = {"method": "cash", "amount_minor": 100}
    path = f"/api/v1/bookings/{booking['id']}/deposits"
    assert clerk.post(path, body, expect=409).json["code"] == "cash.no_session"
    assert box.rows("SELECT 1 FROM folio_line WHERE kind = 'payment'") == []
    assert box.rows("SELECT 1 FROM deposit_entry") == []
    pay(clerk, folio, 100, method="card")
    opened(clerk, kind="purse")
    pay(clerk, folio, 100)
    box.close()


def test_the_night_audit_names_deposits_that_came_and_went_once(box: Inside) -> None:
    desk = Desk(box)
    booking = booked(desk.person, desk)
    deposit(desk.person, booking, 3_000)
    deposit(desk.person, booking, 500, method="card")
    deposit(desk.person, booking, 1_000, "/return")
    reports = []
    for day in (desk.today, desk.on(1)):
        box.clock.advance(24 * 3600)
        morning = box.staff("Marta")
        path = f"/api/v1/hotel/night-audit/{day}"
        morning.post("/api/v1/hotel/night-audit", {}, expect=200)
        reports.append(morning.json(path)["report"]["deposits"])
        assert morning.get(f"{path}.pdf").data.startswith(b"%PDF")
    assert [(one["kind"], one["method"], one["amount_minor"]) for one in reports[0]] == [
        ("taken", "card", 500),
        ("taken", "cash", 3_000),
        ("returned", "cash", -1_000),
    ]
    assert reports[1] == []


def journal(box: Inside) -> list[tuple[str, Any]]:
    rows = box.rows("SELECT kind, data FROM journal ORDER BY seq")
    return [(row["kind"], loads(row["data"])) for row in rows]


def recount(box: Inside) -> tuple[dict[int, int], int]:
    """Return what each session should hold and all cash of the house, from the journal alone.

    The second figure is of the entries of payments, folios and deposits: it knows no drawer.
    """
    held: dict[int, int] = {}
    handed = 0
    signs = {"cash.paid_in": 1, "cash.paid_out": -1, "cash.drop": -1, "cash.tips": -1}
    for kind, data in journal(box):
        session = data.get("session")
        if kind == "cash_session.opened":
            held[session] = data["float_minor"]
        elif kind in signs:
            held[session] += signs[kind] * data["amount_minor"]
        elif kind == "cash.moved":
            held[session or 0] = held.get(session or 0, 0) + data["amount_minor"]
            handed += data["amount_minor"] if "tender" in data else 0
        elif kind == "folio.line_posted" and (data["kind"], data["method"]) == ("payment", "cash"):
            handed -= data["amount_minor"]
        elif kind in ("deposit.taken", "deposit.returned") and data["method"] == "cash":
            handed += data["amount_minor"]
    return held, handed


class Days:
    """Random days of a desk and a restaurant, each door as likely as another."""

    def __init__(self, box: Inside, seed: int) -> None:
        self.box, self.dice, desk = box, random.Random(seed), Desk(box)
        self.clerk, self.boss, self.till = box.staff("Lena"), desk.person, Till(box)
        self.folios = [in_house(self.clerk, desk, 90_000) for _ in range(2)]
        self.deposits = f"/api/v1/bookings/{booked(self.clerk, desk)['id']}/deposits"
        self.floats = 0

    def turn(self) -> None:
        """Do one thing; a refusal is as good."""
        what = (
            self.open,
            self.pay,
            self.pay,
            self.deposit,
            self.back,
            self.move,
            self.eat,
            self.put,
        )
        self.dice.choice(what)()

    @property
    def who(self) -> Person:
        return self.dice.choice([self.clerk, self.boss])

    @property
    def minor(self) -> int:
        return self.dice.randrange(1, 900)

    @property
    def given(self) -> dict[str, Any]:
        method = self.dice.choice(["cash", "cash", "card"])
        return {"method": method, "amount_minor": self.minor}

    def open(self) -> None:
        kind, minor = self.dice.choice(["drawer", "purse"]), self.minor
        wanted = {"kind": kind, "name": f"Till {minor}", "float": eur(minor)}
        made = self.dice.choice([self.clerk, self.boss, self.till.waiter]).post(SESSIONS, wanted)
        self.floats += minor if made.status_code == 201 else 0

    def pay(self) -> None:
        self.who.post(f"/api/v1/folios/{self.dice.choice(self.folios)}/payments", self.given)

    def deposit(self) -> None:
        self.who.post(self.deposits + self.dice.choice(["", "", "/return"]), self.given)

    def line(self) -> str:
        rows = self.box.rows("SELECT id FROM folio_line WHERE kind = 'payment'")
        return f"/api/v1/folios/lines/{self.dice.choice(rows or [{'id': 0}])['id']}"

    def back(self) -> None:
        self.who.post(f"{self.line()}/take-back", {"reason": "wrong"})

    def move(self) -> None:
        self.who.post(f"{self.line()}/move", {"folio_id": self.dice.choice(self.folios)})

    def eat(self) -> None:
        minor = self.minor
        if not self.till.bill_id or self.till.owed < minor:
            self.till.order({})
        self.till.pay("cash", min(minor, self.till.owed))

    def put(self) -> None:
        live = self.box.rows("SELECT id FROM cash_session WHERE state = 'open'")
        path = f"{SESSIONS}/{self.dice.choice(live or [{'id': 0}])['id']}/movements"
        body = {"kind": "paid_in", "amount": eur(self.minor), "reason": "change"}
        self.boss.post(path, body)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_days_of_desk_and_restaurant_add_up(box: Inside, seed: int) -> None:
    """Whatever is taken, moved and given back: a session should hold what the journal implies."""
    days = Days(box, seed)
    for _ in range(TURNS):
        days.turn()
    held, handed = recount(box)
    outside = held.pop(0, 0)
    for session_id, minor in held.items():
        assert inside(box, session_id)["expected"] == eur(minor)
    moved = sum(row["amount_minor"] for row in box.rows("SELECT amount_minor FROM cash_movement"))
    assert sum(held.values()) + outside == days.floats + moved + handed
    assert days.boss.json("/api/v1/reports/x")["outside"] == eur(outside)
    kinds = {kind for kind, _, _ in entries(box)}
    assert kinds == {"payment", "payment_back", "deposit", "deposit_back"}
