"""Receipts and the fiscal device: signed once, in order, late when it was out, never in the way."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.fiscal import wire
from sync.routes import engine_of
from tests.inside import Inside
from tests.sync.middleware import GERMANY, Middleware
from tests.till import Till, eur
from venue.core.jsonx import loads


@pytest.fixture
def device() -> Iterator[Middleware]:
    one = Middleware()
    yield one
    one.stop()


@pytest.fixture
def box(demo_data: Path, tmp_path: Path, device: Middleware) -> Iterator[Inside]:
    """A venue with a printer for bills and the device connected; the test moves its queue."""
    one = Inside(demo_data, tmp_path / "data", bill__printer="Bar", tax__standard=1900)
    fields = {"fields": device.credentials}
    one.staff("Marta").post("/api/v1/sync/providers/fiscal/connect", fields, expect=200)
    yield one
    one.close()


def run(box: Inside, seconds: int = 30) -> None:
    """Let so much time pass, and the queue work in it."""
    channel = engine_of(box.appliance.app).channels["fiscal"]
    for _ in range(seconds):
        for _ in range(5):
            channel.keep()
            channel.send_one()
        box.pass_time(1)


def sold(box: Inside, table: int = 0) -> Till:
    till = Till(box, table=table)
    till.order({}, {})
    till.pay("cash", till.owed, tip=eur(100))
    return till


def receipts(box: Inside) -> list[dict[str, Any]]:
    rows = box.rows("SELECT * FROM receipt ORDER BY id")
    return [row | {"fiscal": loads(row["fiscal"])} for row in rows]


def test_a_receipt_is_signed_and_its_paper_bears_the_signature(
    box: Inside, device: Middleware
) -> None:
    till = sold(box)
    till.waiter.post("/api/v1/receipts/1/print", expect=200)
    assert box.rows("SELECT id FROM print_job WHERE kind = 'receipt'") == []  # it waits a moment
    run(box)
    [row] = receipts(box)
    assert (row["fiscal_state"], device.signed) == ("signed", ["receipt:1"])
    [job] = box.rows("SELECT document FROM print_job WHERE kind = 'receipt'")
    paper = loads(job["document"])
    assert paper["fiscal_code"] == "V0;receipt:1;1"
    assert paper["fiscal_lines"] == ["Transaction 1"]


def test_a_device_that_is_out_of_order_keeps_nobody_waiting(
    box: Inside, device: Middleware
) -> None:
    device.fault = "broken"
    till = sold(box)
    till.waiter.post("/api/v1/receipts/1/print", expect=200)
    run(box, seconds=8)
    [job] = box.rows("SELECT document FROM print_job WHERE kind = 'receipt'")
    assert loads(job["document"])["fiscal_lines"] == ["Fiscal device out of order"]
    assert receipts(box)[0]["fiscal_state"] == "waiting"
    sold(box, table=1)
    device.fault = ""
    run(box, seconds=900)
    assert device.signed == ["receipt:1", "receipt:2"]  # late, in the original order
    assert {row["fiscal_state"] for row in receipts(box)} == {"signed"}


def test_a_lost_answer_signs_nothing_twice(box: Inside, device: Middleware) -> None:
    device.fault = "lost"
    sold(box)
    run(box, seconds=3)
    device.fault = ""
    run(box, seconds=60)
    assert device.signed == ["receipt:1"]  # the stand-in raises when asked to sign it again
    assert receipts(box)[0]["fiscal"]["id"] == "ft1#"


def test_a_signing_unit_out_of_order_marks_the_receipt(box: Inside, device: Middleware) -> None:
    device.fault = "unit"
    till = sold(box)
    run(box)
    assert receipts(box)[0]["fiscal_state"] == "failed"
    till.waiter.post("/api/v1/receipts/1/print", expect=200)
    [job] = box.rows("SELECT document FROM print_job WHERE kind = 'receipt'")
    assert loads(job["document"])["fiscal_lines"] == ["Fiscal device out of order"]


@pytest.mark.parametrize("fault", ["refused", "garbage"])
def test_what_it_refuses_or_mumbles_waits_for_a_person(
    box: Inside, device: Middleware, fault: str
) -> None:
    device.fault = fault
    sold(box)
    run(box, seconds=3_600 if fault == "garbage" else 30)
    [message] = box.rows("SELECT state FROM outbox_message WHERE provider = 'fiscal'")
    assert message["state"] == "dead_letter"
    assert receipts(box)[0]["fiscal_state"] == "waiting"


def test_the_day_is_closed_behind_its_receipts(box: Inside, device: Middleware) -> None:
    sold(box)
    box.staff("Marta").post("/api/v1/reports/z", expect=201)
    run(box)
    assert device.signed == ["receipt:1", "z:1"]
    assert device.asked[-1]["ftReceiptCase"] & 0xFF == wire.DAILY_CLOSING


def test_amounts_are_exact_and_balance(box: Inside, device: Middleware) -> None:
    till = sold(box)
    till.refund(1, amount=eur(50), tip=eur(0))
    run(box)
    for asked in device.asked:
        charged = sum(one["Amount"] for one in asked["cbChargeItems"])
        paid = sum(one["Amount"] for one in asked["cbPayItems"])
        assert charged == paid
        assert all(isinstance(one["Amount"], Decimal) for one in asked["cbChargeItems"])
        text = str(asked)
        assert "Anna" not in text
    sale, refund = device.asked
    assert sale["cbPayItems"][1]["Amount"] == Decimal("-1.00")
    assert refund["ftReceiptCase"] == GERMANY | wire.IMPLICIT | wire.REVERSED | wire.POS_RECEIPT
    assert refund["cbPreviousReceiptReference"] == "R-000001"
