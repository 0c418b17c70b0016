"""Receipts: drawn with the payment, gapless, exact per tax class, printed as marked copies."""

import email
import re
from typing import Any

import pytest

from sync.mail.letter import prepare
from sync.model import Message
from tests.inside import Inside
from tests.till import Till, eur
from venue.core.jsonx import loads


@pytest.fixture
def taxed(demo_data: Any, tmp_path: Any) -> Any:
    """A venue with two tax classes, a printer for bills, and 7 % where it hurts."""
    box = Inside(
        demo_data, tmp_path / "data",
        tax__standard=1900, bill__printer="Bar",
    )  # fmt: skip
    yield box
    box.close()


def receipts(till: Till) -> list[Any]:
    found = till.waiter.json(f"/api/v1/receipts?bill_id={till.bill_id}")["items"]
    return list(found)


def rows(box: Inside) -> list[dict[str, Any]]:
    return [
        row | {"bands": loads(row["bands"])}
        for row in box.rows("SELECT * FROM receipt ORDER BY id")
    ]


def test_a_payment_draws_the_next_number_in_its_own_transaction(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({}, {})
    till.pay("cash", till.owed)
    [one] = receipts(till)
    assert (one["number"], one["kind"], one["method"]) == ("R-000001", "sale", "cash")
    document = till.waiter.json(f"/api/v1/receipts/{one['id']}")["document"]
    assert len(document["lines"]) == 2
    [drawn] = till.journal("receipt.drawn")
    assert drawn["amount_minor"] == document["total_minor"]


def test_a_refused_payment_leaves_no_gap(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({})
    till.pay("cash", till.owed + 1, expect=409)
    till.pay("card", till.owed, result="declined")
    till.pay("cash", till.owed)
    assert [one["number"] for one in receipts(till)] == ["R-000001"]


def test_taxes_of_a_split_sum_to_those_of_the_bill(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({"quantity": 3}, {"quantity": 2}, {})
    till.do("split", how="even", count=7)
    for part in till.bill["parts"]:
        till.pay("cash", part["owed"]["amount"], part_id=part["id"])
    till.do("close")
    [closed] = till.journal("bill.closed")
    summed: dict[str, list[int]] = {}
    for row in rows(taxed):
        for band, figures in row["bands"].items():
            known = summed.setdefault(band, [0, 0, 0])
            summed[band] = [a + b for a, b in zip(known, figures, strict=True)]
    assert summed == closed["bands"]
    assert [row["number"] for row in rows(taxed)] == list(range(1, 8))


def test_a_refund_and_a_correction_have_negative_receipts_of_their_own(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({}, {})
    total = till.owed
    tender = till.pay("card", total, slip="7")["tender"]
    till.do("close")
    till.refund(tender["id"], amount=eur(500))
    first, refund = receipts(till)
    assert refund["kind"] == "refund"
    assert refund["corrects"] == first["number"]
    assert refund["total"]["amount"] == -500
    other = Till(taxed, table=1)
    other.order({})
    wrong = other.pay("card", other.owed, slip="8")["tender"]
    body = {"method": "cash", "reason": "Was cash", "approver": other.approver}
    other.waiter.post(f"/api/v1/tenders/{wrong['id']}/correct", body, expect=201)
    kinds = [(one["kind"], one["method"]) for one in receipts(other)]
    assert kinds == [("sale", "card"), ("reversal", "card"), ("sale", "cash")]
    assert (
        sum(one["total"]["amount"] for one in receipts(other))
        == receipts(other)[0]["total"]["amount"]
    )


def test_a_bill_on_the_house_has_a_receipt_over_nothing(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({})
    till.do("comp", reason="On the house", approver=till.approver)
    till.do("close")
    [one] = receipts(till)
    assert one["total"]["amount"] == 0
    assert one["tender_id"] is None


def test_the_second_print_is_a_marked_copy(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({})
    till.pay("cash", till.owed)
    [one] = receipts(till)
    for _ in range(2):
        till.waiter.post(f"/api/v1/receipts/{one['id']}/print", expect=200)
    jobs = taxed.rows("SELECT document FROM print_job WHERE kind = 'receipt' ORDER BY id")
    assert [loads(job["document"])["copy_no"] for job in jobs] == [0, 1]
    assert receipts(till)[0]["prints"] == 2


def test_the_link_opens_the_receipt_on_a_phone_and_no_other(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({})
    till.pay("cash", till.owed)
    [one] = receipts(till)
    url = till.waiter.json(f"/api/v1/receipts/{one['id']}/link")["url"]
    path = "/" + url.split("/", 3)[3]
    shown = taxed.nobody().get(path)
    assert shown.status_code == 200
    assert one["number"] in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert taxed.nobody().get(path + ".pdf").data.startswith(b"%PDF")
    digit = "0" if path[-1] != "0" else "1"
    assert taxed.nobody().get(path[:-1] + digit).status_code == 404
    assert taxed.nobody().get(re.sub(r"/r/\d+", "/r/999", path)).status_code == 404


def test_an_invoice_names_its_buyer_once_and_is_cancelled_by_a_negative_one(
    taxed: Inside,
) -> None:
    till = Till(taxed)
    till.order({}, {})
    till.pay("cash", till.owed)
    till.do("close")
    body = {"bill_id": till.bill_id, "buyer": {"name": "Nordwind GmbH", "tax_id": "DE123"}}
    made = till.waiter.post("/api/v1/invoices", body, expect=201).json
    assert made["number"] == "I-000001"
    again = till.waiter.post("/api/v1/invoices", body, expect=409).json
    assert again["code"] == "receipts.has_invoice"
    assert till.waiter.get(f"/api/v1/invoices/{made['id']}.pdf").data.startswith(b"%PDF")
    cancel = {"reason": "Wrong name", "approver": till.approver}
    back = till.waiter.post(f"/api/v1/invoices/{made['id']}/cancel", cancel, expect=201).json
    assert back["total"]["amount"] == -made["total"]["amount"]
    assert till.waiter.post("/api/v1/invoices", body, expect=201).json["number"] == "I-000003"
    raw = (taxed.data / "venue.db").read_bytes()
    assert b"Nordwind" not in raw


def test_paper_comes_by_itself_where_the_venue_wants_it(demo_data: Any, tmp_path: Any) -> None:
    box = Inside(demo_data, tmp_path / "data", bill__printer="Bar", receipt__print="always")
    till = Till(box)
    till.order({})
    till.pay("cash", till.owed)
    assert len(box.rows("SELECT id FROM print_job WHERE kind = 'receipt'")) == 1
    box.close()


def test_a_receipt_goes_by_mail_once_there_is_a_server(taxed: Inside) -> None:
    till = Till(taxed)
    till.order({}, {})
    till.pay("cash", till.owed)
    path = "/api/v1/receipts/1/mail"
    body = {"to": "ada@guest.example"}
    assert till.waiter.post(path, body, expect=409).json["code"] == "receipts.no_mail"
    taxed.services.connected = lambda tx, provider: provider == "mail"
    assert till.waiter.post(path, {"to": "ada"}, expect=400).json["code"] == "receipts.bad_address"
    till.waiter.post(path, body, expect=200)
    [row] = taxed.rows("SELECT key, kind, body FROM outbox_message WHERE provider = 'mail'")
    message = Message(id=1, provider="mail", kind=row["kind"], aggregate="r", key=row["key"],
                      body=loads(row["body"]))  # fmt: skip
    mail = email.message_from_bytes(prepare(message))
    [letter, paper] = mail.get_payload()
    assert "R-000001" in letter.get_payload(decode=True).decode()
    assert paper.get_filename() == "R-000001.pdf"
    assert paper.get_payload(decode=True).startswith(b"%PDF")
    assert "ada@" not in str(taxed.rows("SELECT data FROM journal"))
