"""A trading day on the screens: drawer, service, a split by cash, card and coins, Z.

With PICTURES=1 it also writes docs/pictures.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import clouds
from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_coins import OWN, connect_coins
from tests.browser.test_manage import check, settled
from tests.browser.test_money_screens import (
    WAIT_MS,
    button,
    open_bill,
    reason_and_pin,
    sheet,
    take,
)
from tests.conftest import Serve
from tests.served import Served
from venue.core.clock import SystemClock
from venue.core.jsonx import loads

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MISSING = re.compile(r"\b(cash|receipts?|bill|manage)\.[a-z]")


def look(page: Page, name: str, dark: bool) -> None:
    """Judge a screen by axe and by its words; write its picture where that is wanted."""
    check(page, name)
    assert not MISSING.search(page.locator("body").inner_text()), f"{name}: a text is missing"
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}{'-dark-ru' if dark else ''}.png")


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[clouds.Served]:
    """A stand-in chain in real time."""
    with clouds.served(tmp_path / "chain", clock=SystemClock()) as one:
        yield one


def rows(served: Served, sql: str) -> list[dict[str, Any]]:
    """Read from the venue's file beside its running process."""
    with closing(sqlite3.connect(served.data / "venue.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


def taken(served: Served) -> dict[str, int]:
    """Return what the journal alone says was taken, by method."""
    entries = rows(served, "SELECT data FROM journal WHERE kind = 'receipt.drawn'")
    found: dict[str, int] = {}
    for one in (loads(entry["data"]) for entry in entries):
        found[one["method"]] = found.get(one["method"], 0) + one["amount_minor"]
    return found


def test_a_day_from_the_float_to_the_z(
    serve: Serve, chain: clouds.Served, new_page: NewPage
) -> None:
    served = serve(settings={"bill.printer": "Bar"})
    connect_coins(served, chain)
    office = new_page(served.staff("Marta"), size=TABLET)
    office.goto(f"{served.url}/manage/cash")
    office.get_by_role("button", name="Open a drawer").click()
    sheet(office).get_by_label(re.compile("Float")).fill("150.00")
    sheet(office).get_by_role("button", name="Open a drawer").click()
    expect(office.get_by_text("Being counted")).to_have_count(0)
    expect(office.locator(".cash-sessions li")).to_have_count(1, timeout=WAIT_MS)

    served.guest(0).order(3)
    waiter = new_page(served.staff("Anna"))
    open_bill(waiter, served)
    button(waiter, "Split the bill").click()
    button(waiter, "One more").click()
    take(waiter, "^Split$")
    _pay_cash(waiter)
    button(waiter, "^Take ").click()
    sheet(waiter).locator(".bill-method").filter(has_text="Card").click()
    take(waiter, "Approved")
    _pay_coins(waiter, served, chain)
    expect(sheet(waiter).get_by_text("All paid")).to_be_visible(timeout=WAIT_MS)
    button(waiter, "Close the table").click()
    expect(sheet(waiter)).to_have_count(0, timeout=WAIT_MS)

    _give_back(waiter)
    _show_receipt(waiter, served, new_page)
    _count_and_close(office)

    [z] = rows(served, "SELECT * FROM z_report")
    by_method = {name: one[1] for name, one in loads(z["figures"])["methods"].items()}
    assert by_method == taken(served)
    assert set(by_method) == {"cash", "card", "ton"}
    [job] = rows(served, "SELECT document FROM print_job WHERE kind = 'z_report'")
    paper = loads(job["document"])
    assert paper["sales"][-2]["amount_minor"] == sum(taken(served).values())
    assert {one["amount_minor"] for one in paper["tenders"]} >= {by_method["ton"]}
    assert paper["drawer"]["counted_minor"] == 15_000


def _pay_cash(page: Page) -> None:
    button(page, "^Take ").click()
    sheet(page).locator(".bill-method").filter(has_text="Cash").click()
    sheet(page).locator(".bill-notes button").last.click()
    take(page, "is paid")


def _pay_coins(page: Page, served: Served, chain: clouds.Served) -> None:
    button(page, "^Take ").click()
    sheet(page).locator(".bill-method").filter(has_text="TON").click()
    sheet(page).locator(".button-primary").last.click()
    sheet(page).locator(".coin-qr").wait_for(timeout=WAIT_MS)
    [tender] = rows(served, "SELECT id FROM tender WHERE method = 'ton'")
    asked = served.staff("Anna").json(f"/api/v1/ton/requests/{tender['id']}")
    chain.control("/ton/pay", account=OWN, amount=asked["units"], comment=asked["code"])
    sheet(page).locator(".receipt-of").wait_for(timeout=WAIT_MS)  # the chain has said so
    sheet(page).locator(".bill-back").click()


def _past_tender(page: Page) -> None:
    page.locator(".who").click()
    button(page, "Past bills").click()
    sheet(page).locator(".choices button").first.click()
    sheet(page).locator(".bill-tender button").nth(1).click(timeout=WAIT_MS)


def _give_back(page: Page) -> None:
    """Give one dish of the card's part back."""
    _past_tender(page)
    button(page, "Give money back").click()
    sheet(page).get_by_role("button", name="Dish sent back").click()
    sheet(page).get_by_label("Amount to give back").fill("1.50")
    button(page, "^Refund$").click()
    reason_and_pin(page, "246810")
    expect(sheet(page).get_by_text("Refunded")).to_be_visible(timeout=WAIT_MS)


def _show_receipt(page: Page, served: Served, new_page: NewPage) -> None:
    """Print a receipt twice, and open it on a phone by its code."""
    sheet(page).locator(".bill-tender button").first.click()
    button(page, "^Print").click()
    expect(button(page, "Print a copy")).to_be_visible(timeout=WAIT_MS)
    button(page, "On the phone").click()
    expect(sheet(page).locator(".code-qr")).to_be_visible(timeout=WAIT_MS)
    sheet(page).locator(".code-qr").evaluate("one => one.decode()")
    look(page, "waiter-receipt", dark=False)
    url = served.staff("Anna").json("/api/v1/receipts/1/link")["url"]
    phone = new_page(size=PHONE)
    phone.goto(url)
    expect(phone.get_by_role("heading", name=re.compile("R-000001"))).to_be_visible()
    look(phone, "guest-receipt", dark=False)


def _count_and_close(page: Page) -> None:
    page.get_by_role("button", name="Count", exact=True).click()
    fifty = sheet(page).get_by_label(re.compile(r"^€?\s*50[.,]00"))
    fifty.fill("3")
    look(page, "manage-cash-count", dark=False)
    button(page, "That is all").click()
    sheet(page).get_by_label("Why").fill("Counted in a hurry")
    button(page, "That is all").click()
    expect(sheet(page).get_by_text("Should be there")).to_be_visible(timeout=WAIT_MS)
    button(page, "Done").click()
    page.get_by_role("button", name="Close by Z").click()
    look(page, "manage-cash", dark=False)
    page.get_by_role("button", name="Close now").click()
    expect(sheet(page).get_by_text("Journal up to entry")).to_be_visible(timeout=WAIT_MS)
    look(page, "manage-z", dark=False)


@pytest.fixture(scope="module")
def day(venue: Served) -> Served:
    """A venue with a Z, an open drawer, a purse, a payment by card, and one in doubt."""
    marta, anna = venue.staff("Marta"), venue.staff("Anna")
    for table in (0, 1):
        order = venue.guest(table).order(2)
        bill = f"/api/v1/bills/{order['bill_id']}"
        owed = anna.json(bill)["owed"]
        anna.post(f"{bill}/tenders", {"method": "cash", "amount": owed}, expect=201)
        if table == 0:
            marta.post("/api/v1/reports/z", {}, expect=201)
    for kind in ("drawer", "purse"):
        body = {"kind": kind, "name": "Till", "float": {"amount": 10_000, "currency": "EUR"}}
        anna.post("/api/v1/cash-sessions", body, expect=201)
    return venue


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_screens_of_cash_and_receipts(
    day: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    office = new_page(day.staff("Marta"), size=PHONE if dark else TABLET, dark=dark, lang=lang)
    for name in ("cash", "receipts"):
        office.goto(f"{day.url}/manage/{name}")
        settled(office)
        look(office, f"manage-{name}", dark)
        office.locator(".open-row").first.click()
        office.get_by_role("dialog").wait_for()
        look(office, f"manage-{name}-one", dark)
    waiter = new_page(day.staff("Anna"), dark=dark, lang=lang)
    waiter.goto(f"{day.url}/waiter")
    waiter.locator(".who").click()
    waiter.get_by_role("button", name=re.compile("My cash|Мои наличные")).click()
    sheet(waiter).locator(".button-primary").wait_for(timeout=WAIT_MS)
    look(waiter, "waiter-cash", dark)
    url = day.staff("Anna").json("/api/v1/receipts/1/link")["url"]
    for own in (lang, "ar"):
        phone = new_page(size=PHONE, dark=dark, lang=own)
        phone.goto(url)
        settled(phone)
        check(phone, f"receipt in {own}")
