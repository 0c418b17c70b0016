"""Paying on a terminal that the box speaks with: states on disk, unknown, asked, never repeated."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.payments.zvt_terminal import StandIn
from tests.till import Till, eur

LIMIT_S = 10.0


@pytest.fixture
def terminal() -> Iterator[StandIn]:
    made = StandIn()
    yield made
    made.close()


@pytest.fixture
def wired(till: Till, terminal: StandIn, monkeypatch: pytest.MonkeyPatch) -> Till:
    """A till with an order and the stand-in as its terminal."""
    # A terminal is on the venue's network; the stand-in is on this machine.
    monkeypatch.setattr("venue.payments.terminals.allowed", lambda host: True)
    body = {"name": "Bar", "host": "127.0.0.1", "port": terminal.port}
    till.box.staff("Marta").post("/api/v1/terminals", body, expect=201)
    till.order()
    return till


def settled(till: Till, tender_id: int, until: tuple[str, ...]) -> Any:
    """Wait for a payment's end."""
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        tender = till.waiter.json(f"/api/v1/tenders/{tender_id}")
        if tender["state"] in until:
            return tender
        time.sleep(0.01)
    raise AssertionError(f"still {tender['state']}")


END = ("settled", "declined", "unknown")


def test_the_terminal_takes_the_amount_with_the_tip(wired: Till, terminal: StandIn) -> None:
    terminal.gate = threading.Event()
    owed = wired.owed
    paid = wired.pay("card", owed, tip=eur(150), terminal_id=1)
    assert paid["tender"]["state"] == "awaiting"
    assert paid["owed"] == eur(owed)
    assert paid["payable"] == eur(0)
    assert wired.pay("cash", 1, 409)["code"] == "bills.too_much"
    assert wired.do("close", 409)["code"] == "bills.payment_pending"
    terminal.gate.set()
    tender = settled(wired, paid["tender"]["id"], END)
    assert (tender["state"], tender["details"]["last_four"]) == ("settled", "4242")
    assert [one.amount for one in terminal.booked] == [owed + 150]
    assert wired.bill["state"] == "paid"
    said = wired.box.rows("SELECT kind FROM journal WHERE kind LIKE 'tender.%' ORDER BY seq")
    assert [row["kind"] for row in said] == ["tender.awaiting", "tender.said", "tender.settled"]


def test_one_payment_at_a_time_on_a_terminal(wired: Till, terminal: StandIn) -> None:
    terminal.gate = threading.Event()
    first = wired.pay("card", 100, terminal_id=1)
    assert wired.pay("card", 100, 409, terminal_id=1)["code"] == "payments.terminal_busy"
    assert wired.pay("card", 100, 404, terminal_id=9)["code"] == "payments.unknown_terminal"
    terminal.gate.set()
    settled(wired, first["tender"]["id"], END)


@pytest.mark.parametrize("fault", ["decline", "abort", "busy"])
def test_a_declined_payment_leaves_the_bill_open(
    wired: Till, terminal: StandIn, fault: str
) -> None:
    terminal.fault = fault
    paid = wired.pay("card", wired.owed, terminal_id=1)
    assert settled(wired, paid["tender"]["id"], END)["state"] == "declined"
    assert wired.bill["payable"] == wired.bill["total"]
    wired.pay("cash", wired.owed)


@pytest.mark.parametrize(
    ("fault", "end"),
    [("cut_after", "settled"), ("cut_acked", "settled"), ("cut_before", "declined")],
)
def test_a_lost_connection_is_unknown_and_the_terminal_is_asked(
    wired: Till, terminal: StandIn, fault: str, end: str
) -> None:
    first = wired.pay("card", 100, terminal_id=1)
    settled(wired, first["tender"]["id"], END)
    terminal.fault = fault
    owed = wired.owed
    paid = wired.pay("card", owed, terminal_id=1)
    number = paid["tender"]["id"]
    assert settled(wired, number, END)["state"] == "unknown"
    assert wired.bill["payable"] == eur(0)
    assert wired.pay("card", 1, 409)["code"] == "bills.too_much"
    terminal.fault = ""
    path = f"/api/v1/tenders/{number}/resolve"
    key = "018f0000-0000-7000-8000-0000000000aa"
    assert wired.waiter.post(path, {}, key=key, expect=200).json["tender"]["state"] == end
    assert wired.waiter.post(path, {}, key=key, expect=200).json["tender"]["state"] == end
    assert wired.waiter.post(path).json["code"] == "payments.illegal_move"
    assert terminal.commands.count(b"\x06\x01") == 2
    stands = sum(one.amount for one in terminal.booked if one.stands)
    assert stands == wired.bill["paid"]["amount"]


def test_a_terminal_that_is_gone_is_settled_by_its_slip(wired: Till, terminal: StandIn) -> None:
    terminal.fault = "cut_after"
    number = wired.pay("card", wired.owed, terminal_id=1)["tender"]["id"]
    settled(wired, number, END)
    terminal.close()
    path = f"/api/v1/tenders/{number}/resolve"
    assert wired.waiter.post(path).json["code"] == "payments.still_unknown"
    no_slip = wired.waiter.post(path, {"result": "approved"})
    assert no_slip.json["code"] == "payments.no_slip"
    done = wired.waiter.post(path, {"result": "approved", "slip": "0101"}, expect=200).json
    assert done["state"] == "paid"


def test_a_power_cut_during_a_payment_makes_it_unknown(wired: Till, terminal: StandIn) -> None:
    terminal.gate = threading.Event()
    number = wired.pay("card", wired.owed, terminal_id=1)["tender"]["id"]
    for starter in wired.box.services.starters:
        starter()
    tender = wired.waiter.json(f"/api/v1/tenders/{number}")
    assert tender["state"] == "unknown"
    terminal.gate.set()
    # What the terminal said afterwards could not be kept, so it was refused and does not stand.
    assert terminal.refused.wait(LIMIT_S)
    assert [one.stands for one in terminal.booked] == [False]
    terminal.gate = None
    resolved = wired.waiter.post(f"/api/v1/tenders/{number}/resolve", {"result": "declined"})
    assert resolved.json["tender"]["state"] == "declined"


def test_money_goes_back_to_the_card_on_the_terminal(wired: Till, terminal: StandIn) -> None:
    paid = wired.pay("card", wired.owed, terminal_id=1)
    settled(wired, paid["tender"]["id"], END)
    wired.do("close")
    back = wired.refund(paid["tender"]["id"], amount=eur(300), terminal_id=1)
    assert back["tender"]["state"] == "awaiting"
    assert settled(wired, back["tender"]["id"], END)["state"] == "settled"
    assert terminal.booked[-1].amount == -300
    assert wired.bill["returned"] == eur(300)


@pytest.mark.parametrize(
    "body",
    [{"name": "", "host": "192.168.1.9"}, {"name": "x", "host": "8.8.8.8"},
     {"name": "x", "host": "192.168.1.9", "port": 0}],
)  # fmt: skip
def test_a_terminal_is_on_the_venues_network(till: Till, body: dict[str, Any]) -> None:
    refused = till.box.staff("Marta").post("/api/v1/terminals", body, expect=400).json
    assert refused["code"] == "payments.bad_terminal"


def test_a_terminal_is_tried_without_charging(wired: Till, terminal: StandIn) -> None:
    manager = wired.box.staff("Marta")
    path = "/api/v1/terminals/1/test"
    assert manager.post(path, expect=200).json == {"id": 1, "reachable": True, "words": ""}
    assert terminal.booked == []
    terminal.gate = threading.Event()
    paid = wired.pay("card", wired.owed, terminal_id=1)
    assert manager.post(path).json["code"] == "payments.terminal_busy"
    terminal.gate.set()
    settled(wired, paid["tender"]["id"], END)
    terminal.close()
    told = manager.post(path, expect=200).json
    assert (told["reachable"], "does not answer" in told["words"]) == (False, True)
    assert wired.waiter.post(path).status_code == 403
