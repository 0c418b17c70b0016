"""Money on the screens: a trading evening by one thumb, and every step light and dark with axe.

With PICTURES=1 it also writes docs/pictures.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LOOKS, PHONE, NewPage
from tests.conftest import Serve
from tests.served import Served

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
WAIT_MS = 15_000


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog")


def open_bill(page: Page, served: Served, table: int = 1) -> None:
    page.goto(f"{served.url}/waiter#tables/{table}")
    page.locator(".pane-bar button").first.click(timeout=WAIT_MS)
    sheet(page).locator(".bill-foot").wait_for()


def button(page: Page, words: str) -> Locator:
    return sheet(page).get_by_role("button", name=re.compile(words))


def take(page: Page, words: str) -> None:
    """Press a button of the sheet and wait until the bill is back."""
    button(page, words).click()
    sheet(page).locator(".bill-foot").wait_for(timeout=WAIT_MS)


def reason_and_pin(page: Page, pin: str) -> None:
    """Tap a reason's act, then the manager's PIN."""
    expect(sheet(page).get_by_text("Somebody has to approve this")).to_be_visible(timeout=WAIT_MS)
    for digit in pin:
        sheet(page).get_by_role("button", name=digit, exact=True).click()
    sheet(page).locator(".keypad-enter").click()


def test_an_evening_split_three_ways_one_dish_refunded_and_a_bill_opened_again(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    guest = served.guest(0)
    guest.order(3)
    phone = new_page(guest)
    phone.goto(f"{served.url}/guest")
    phone.locator(".tile-button").nth(2).click()
    phone.get_by_role("dialog").get_by_role("button", name="See the bill and pay").click()
    phone.get_by_role("button", name=re.compile("Pay .* at the table")).click()
    expect(phone.get_by_text(re.compile("We know"))).to_be_visible(timeout=WAIT_MS)

    page = new_page(served.staff("Anna"))
    open_bill(page, served)
    expect(sheet(page).get_by_text("A guest wants to pay the own part")).to_be_visible()
    button(page, "Print the bill").click()
    button(page, "Split the bill").click()
    button(page, "One more").click()
    take(page, "^Split$")
    expect(sheet(page).locator(".bill-parts li")).to_have_count(3)
    for method in ("Cash", "Card", "Card"):
        button(page, "^Take ").click()
        sheet(page).locator(".bill-method").filter(has_text=method).click()
        if method == "Cash":
            sheet(page).locator(".bill-notes button").last.click()
            expect(sheet(page).locator(".bill-change")).to_be_visible()
            take(page, "is paid")
        else:
            sheet(page).get_by_label("Last four").fill("4242")
            take(page, "Approved")
    expect(sheet(page).get_by_text("All paid")).to_be_visible()
    button(page, "Close the table").click()
    expect(sheet(page)).to_have_count(0, timeout=WAIT_MS)

    page.locator(".who").click()
    button(page, "Past bills").click()
    sheet(page).locator(".choices button").first.click()
    sheet(page).locator(".bill-tender button").last.click(timeout=WAIT_MS)
    button(page, "Give money back").click()
    sheet(page).get_by_role("button", name="Dish sent back").click()
    sheet(page).get_by_label("Amount to give back").fill("1.00")
    button(page, "^Refund$").click()
    reason_and_pin(page, "246810")
    expect(sheet(page).get_by_text("Refunded")).to_be_visible(timeout=WAIT_MS)
    journal = served.program().json("/api/v1/bills")["items"]
    bill = served.staff("Anna").json(f"/api/v1/bills/{journal[0]['id']}")
    assert bill["returned"]["amount"] == 100
    assert bill["owed"]["amount"] == 0


def test_a_discount_with_the_managers_pin_and_a_refused_card_number(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    served.guest(0).order(2)
    page = new_page(served.staff("Anna"))
    open_bill(page, served)
    button(page, "Discount or on the house").click()
    sheet(page).get_by_role("button", name="Regular guest").click()
    button(page, "^Give$").click()
    reason_and_pin(page, "000000")
    expect(sheet(page).get_by_text(re.compile("PIN is not right"))).to_be_visible(timeout=WAIT_MS)
    for digit in "246810":
        sheet(page).get_by_role("button", name=digit, exact=True).click()
    sheet(page).locator(".keypad-enter").click()
    expect(sheet(page).locator(".totals")).to_contain_text("Discount", timeout=WAIT_MS)
    button(page, "^Take ").click()
    sheet(page).get_by_label("Slip number").fill("4111111111111111")
    button(page, "Approved").click()
    expect(sheet(page).get_by_text(re.compile("Never type a card number. The"))).to_be_visible()


def to_pay(page: Page) -> None:
    sheet(page).locator(".bill-foot .button-primary").click()


def to_cash(page: Page) -> None:
    to_pay(page)
    sheet(page).locator(".bill-method").nth(1).click()
    sheet(page).locator(".bill-notes button").nth(2).click()


def to_room(page: Page) -> None:
    to_pay(page)
    sheet(page).locator(".bill-method").nth(2).click()
    page.locator("#room").fill("ros")
    sheet(page).locator(".reasons .chip").first.click()
    sheet(page).locator(".row .chip.grow").last.click()
    pad = sheet(page).locator(".bill-pad svg").first.bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + 40, pad["y"] + 60)
    page.mouse.down()
    page.mouse.move(pad["x"] + 160, pad["y"] + 20, steps=4)
    page.mouse.up()


def to_split(page: Page) -> None:
    sheet(page).locator(".bill-foot .icon-button").nth(1).click()


def to_gift(page: Page) -> None:
    sheet(page).locator(".bill-foot .icon-button").nth(2).click()


def to_approve(page: Page) -> None:
    to_gift(page)
    sheet(page).locator(".reasons .chip").first.click()
    sheet(page).locator(".button-primary").click()
    sheet(page).locator(".keypad").wait_for(timeout=WAIT_MS)


STEPS: dict[str, Callable[[Page], None]] = {
    "bill": lambda page: None,
    "bill-pay-card": to_pay,
    "bill-pay-cash": to_cash,
    "bill-pay-room": to_room,
    "bill-split": to_split,
    "bill-gift": to_gift,
    "bill-approve": to_approve,
}


@pytest.fixture(scope="module")
def trading(venue: Served) -> Served:
    """A party of two phones that owes, and a guest in house."""
    venue.guest(0).order(3)
    venue.guest(0).order(2)
    venue.staff("Lena").post("/api/v1/folios", {"room": "101", "name": "Giulia Rossi"}, expect=201)
    return venue


def looked_at(page: Page, name: str, dark: bool, lang: str) -> None:
    page.wait_for_timeout(400)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES") and (dark, lang) in ((False, "en"), (True, "ru")):
        suffix = "-dark-ru" if dark else ""
        page.screenshot(path=PICTURES / f"{name}{suffix}.png")


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_every_step_of_the_bill_can_be_used_by_everybody(
    trading: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    page = new_page(trading.staff("Anna"), size=PHONE, dark=dark, lang=lang)
    open_bill(page, trading)
    for name, step in STEPS.items():
        step(page)
        looked_at(page, name, dark, lang)
        page.keyboard.press("Escape")
        page.locator(".pane-bar button").first.click()
        sheet(page).locator(".bill-foot").wait_for()


@pytest.mark.parametrize(("dark", "lang"), [(False, "en"), (True, "ru"), (True, "ar")])
def test_the_guests_own_part_can_be_read_by_everybody(
    trading: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    guest = trading.guest(0)
    guest.order(1)
    page = new_page(guest, dark=dark, lang=lang)
    page.goto(f"{trading.url}/guest")
    page.locator(".tile-button").nth(2).click(timeout=WAIT_MS)
    page.locator(".sheet-foot .button").click()
    page.locator(".guestbill-share").first.wait_for(timeout=WAIT_MS)
    assert "guest.pay" not in page.inner_text("body")
    looked_at(page, "guest-bill", dark, lang)
