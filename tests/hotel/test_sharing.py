"""Folios beside a guest's own: routing, parts, check-out, and sums that are always exact."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.hotel import recount_folios
from tests.hotel.test_bookings import Desk
from tests.hotel.test_lodging import HOTEL, PRICE, balance, close, later, lines, priced
from tests.inside import Inside
from venue.core.errors import VenueError
from venue.core.tx import Tx
from venue.folios import service as folios
from venue.folios import sharing
from venue.folios.lines import service as entries

BAND = "standard:1900"


@pytest.fixture
def desk(demo_data: Path, tmp_path: Path) -> Any:
    box = Inside(demo_data, tmp_path / "inn", **HOTEL)
    yield priced(box)
    box.close()


def house(desk: Desk) -> tuple[Any, int]:
    booking = desk.book(desk.wish())
    desk.act(booking, "assign")
    return booking, desk.act(booking, "check-in")["stays"][0]["folio_id"]


def beside(desk: Desk, folio: int, *kinds: str, expect: int = 201, name: str = "Acme GmbH") -> Any:
    body = {"name": name, "kinds": list(kinds)}
    return desk.person.post(f"/api/v1/folios/{folio}/beside", body, expect=expect).json


def test_a_company_pays_the_nights_and_the_guest_the_rest(desk: Desk) -> None:
    booking, own = house(desk)
    firm = beside(desk, own, "room", "minibar")["id"]
    minibar = {"kind": "minibar", "amount_minor": 450}
    desk.person.post(f"/api/v1/folios/{own}/lines", minibar, expect=201)
    tomorrow = later(desk)
    close(tomorrow)
    assert lines(tomorrow, own) == [("city_tax", 250)]
    assert lines(tomorrow, firm) == [("minibar", 450), ("room", PRICE)]
    close(tomorrow, day=desk.today)
    assert balance(tomorrow, firm) == PRICE + 450
    person = tomorrow.person
    person.post(f"/api/v1/folios/{own}/payments", {"method": "card", "amount_minor": 250})
    assert tomorrow.act(booking, "check-out", 409)["code"] == "bookings.balance_due"
    owed = {"method": "transfer", "amount_minor": PRICE + 450}
    person.post(f"/api/v1/folios/{firm}/payments", owed, expect=201)
    tomorrow.act(booking, "check-out")
    assert not any(person.json(f"/api/v1/folios/{one}")["open"] for one in (own, firm))
    assert person.post(f"/api/v1/folios/{firm}/invoice", expect=201).json["number"] == 1


def test_a_night_is_shared_to_the_cent_and_not_posted_again(desk: Desk) -> None:
    _, own = house(desk)
    tomorrow = later(desk)
    close(tomorrow)
    friend = beside(tomorrow, own, name="A Friend")["id"]
    told = tomorrow.person.json(f"/api/v1/folios/{own}")
    room = next(one for one in told["lines"] if one["kind"] == "room")
    path = f"/api/v1/folios/lines/{room['id']}/split"
    for part in (PRICE, PRICE + 1):
        body = {"folio_id": friend, "amount_minor": part}
        assert tomorrow.person.post(path, body, expect=400).json["code"] == "folios.bad_part"
    tomorrow.person.post(path, {"folio_id": friend, "amount_minor": 3_333}, expect=200)
    assert balance(tomorrow, friend) == 3_333
    assert balance(tomorrow, own) == PRICE - 3_333 + 250
    again = {"folio_id": friend, "amount_minor": 1}
    assert tomorrow.person.post(path, again, expect=409).json["code"] == "folios.taken_back"
    close(tomorrow, day=desk.today)
    assert balance(tomorrow, own) + balance(tomorrow, friend) == PRICE + 250


def test_what_is_refused(desk: Desk) -> None:
    _, own = house(desk)
    firm = beside(desk, own, "room")["id"]
    assert beside(desk, own, "payment", expect=400)["code"] == "folios.not_routed"
    assert beside(desk, own, name=" ", expect=400)["code"] == "folios.no_name"
    assert beside(desk, firm, expect=409)["code"] == "folios.not_own"
    for number in range(2, sharing.MOST_BESIDE + 1):
        beside(desk, own, name=f"Payer {number}")
    assert beside(desk, own, expect=409)["code"] == "folios.too_many"
    route = {"kinds": ["room"]}
    told = desk.person.post(f"/api/v1/folios/{own}/route", route, expect=409).json
    assert told["code"] == "folios.own"
    other = desk.person.json(f"/api/v1/folios/{own}")["beside"][1]["id"]
    desk.person.post(f"/api/v1/folios/{other}/route", route, expect=200)
    routes = desk.person.json(f"/api/v1/folios/{own}")["routes"]
    assert routes == [{"kind": "room", "to_folio": other}]
    desk.person.post(f"/api/v1/folios/{other}/close", expect=200)
    minor = {"kind": "minibar", "amount_minor": 100}
    desk.person.post(f"/api/v1/folios/{own}/lines", minor, expect=201)
    assert balance(desk, own) == 100


def random_step(tx: Tx, dice: random.Random, mine: list[int], step: int) -> tuple[int, int]:
    """Do one random thing to one of a guest's folios; return what was charged and what was paid."""
    folio, minor = dice.choice(mine), dice.randrange(1, 9_999)
    rows = [row for one in mine for row in entries.rows_of(tx, one)] or [{"id": 0}]
    line, kinds = dice.choice(rows)["id"], dice.sample(sorted(sharing.ROUTED), 3)
    match dice.randrange(6):
        case 0 | 1:
            entries.post(tx, folio, kind=kinds[0], amount_minor=minor, band=BAND, key=f"k{step}")
            return minor, 0
        case 2:
            sharing.route(tx, folio, kinds=kinds, currency="EUR")
        case 3:
            entries.move(tx, line, folio)
        case 4:
            entries.split(tx, line, folio, minor // 4)
        case 5:
            entries.pay(tx, folio, method="cash", amount_minor=minor)
            return 0, minor
    return 0, 0


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_sums_are_exact(desk: Desk, seed: int) -> None:
    _, own = house(desk)
    dice, done = random.Random(seed), Counter[str]()
    mine = [own, *(beside(desk, own, name=f"Payer {number}")["id"] for number in range(2))]

    def act(tx: Tx) -> None:
        for step in range(200):
            try:
                charged, paid = random_step(tx, dice, mine, step)
                done.update(charged=charged, paid=paid, steps=1)
            except VenueError:
                done["refused"] += 1
            balances = [folios.require(tx, one).balance_minor for one in mine]
            assert sum(balances) == done["charged"] - done["paid"]
        rows = [row for one in mine for row in entries.rows_of(tx, one)]
        banded = [row["amount_minor"] for row in rows if row["band"] == BAND]
        assert sum(banded) == done["charged"]
        parts = [row for row in rows if row["key"].startswith(("stays:", "moved:"))]
        assert parts
        assert len({row["folio_id"] for row in rows}) == len(mine)
        recount_folios(tx)

    desk.box.services.database.write(act)
    assert done["steps"] > done["refused"] / 2
