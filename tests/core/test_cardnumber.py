"""No card number comes in by any door; what only looks a little like one does."""

import random

import pytest

from tests.inside import Inside
from tests.till import Till
from venue.core.cardnumber import holds_card_number
from venue.core.ids import uuid7

CARDS = ("4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "3782 822463 10005",
         "6011.1111.1111.1117", "3056/930902/5904")  # fmt: skip


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("around", ["{}", "card {} please", '{{"note":"{}"}}', "no. {}, Ada"])
def test_found(card: str, around: str) -> None:
    assert holds_card_number(around.format(card).encode())


@pytest.mark.parametrize(
    "text",
    ["4111111111111112", "+4915112345678", "+4915112345678901", "table 12", "2026-11-23 18:30",
     "DE89370400440532013000", "8944500102198304826", "x4111111111111111", "1234567812345670"],
)  # fmt: skip
def test_not_found(text: str) -> None:
    assert not holds_card_number(text.encode())


def test_ids_are_none() -> None:
    assert not any(holds_card_number(f'"{uuid7()}.1"'.encode()) for _ in range(20_000))
    dice = random.Random(7)
    hexes = (f"{dice.getrandbits(128):032x}" for _ in range(20_000))
    found = [
        one for one in hexes if holds_card_number(f'"{one[:8]}-{one[8:12]}-{one[12:]}"'.encode())
    ]
    assert found == []


def test_no_door_takes_one(till: Till, box: Inside) -> None:
    card, manager, guest = CARDS[1], box.staff("Marta"), box.guest(1)
    order = {"lines": till.waiter.lines(1), "note": f"charge {card}"}
    line = [{**till.waiter.lines(1)[0], "note": card}]
    for person, path, body in (
        (guest, "/api/v1/orders", order),
        (till.waiter, "/api/v1/orders", {"lines": line, "table_session_id": till.session["id"]}),
        (manager, "/api/v1/folios", {"room": "1", "name": card}),
        (
            manager,
            "/api/v1/house-accounts",
            {"name": card, "limit": {"amount": 1, "currency": "EUR"}},
        ),
        (
            till.waiter,
            "/api/v1/vouchers",
            {"amount": {"amount": 1, "currency": "EUR"}, "note": card},
        ),
    ):
        answer = person.post(path, body)
        assert (answer.status_code, answer.json["code"]) == (400, "request.card_number"), path
