"""Vouchers, house accounts, rooms, terminals and joined bills on the screens.

With PICTURES=1 it also writes docs/pictures.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_manage import check, settled
from tests.browser.test_money_screens import WAIT_MS, button, open_bill, reason_and_pin, sheet, take
from tests.conftest import Serve
from tests.served import Served

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SCREENS = ("vouchers", "accounts", "folios", "means")
MISSING = re.compile(r"\b(value|till|bill|manage)\.[a-z]")


def picture(page: Page, name: str, dark: bool) -> None:
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}{'-dark-ru' if dark else ''}.png")


def money(minor: int) -> dict[str, object]:
    return {"amount": minor, "currency": "EUR"}


@pytest.fixture(scope="module")
def house(venue: Served) -> Served:
    """A venue with a voucher sold and paid, an account, a guest in house and a terminal."""
    manager = venue.staff("Marta")
    manager.post(
        "/api/v1/house-accounts", {"name": "Rossi Ltd", "limit": money(90_000)}, expect=201
    )
    manager.post("/api/v1/folios", {"room": "12", "name": "Ada Byron", "limit_minor": 50_000},
                 expect=201)  # fmt: skip
    terminal = {"name": "Bar", "host": "192.168.1.50"}
    manager.post("/api/v1/terminals", terminal, expect=201)
    sold = manager.post(
        "/api/v1/vouchers", {"amount": money(5_000), "note": "Birthday"}, expect=201
    )
    bill = f"/api/v1/bills/{sold.json()['bill']['id']}"
    manager.post(f"{bill}/tenders", {"method": "card", "amount": money(5_000)}, expect=201)
    manager.post(f"{bill}/close", {}, expect=200)
    order = venue.guest(1).order(2)
    body = {"method": "account", "amount": money(1_000), "account_id": 1}
    manager.post(f"/api/v1/bills/{order['bill_id']}/tenders", body, expect=201)
    room = {"room": "12", "name": "Ada Byron", "signature": {"kind": "slip"}}
    body = {"method": "room", "amount": money(500), **room}
    manager.post(f"/api/v1/bills/{order['bill_id']}/tenders", body, expect=201)
    return venue


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_managers_screens(house: Served, new_page: NewPage, lang: str, dark: bool) -> None:
    page = new_page(house.staff("Marta"), size=PHONE if dark else TABLET, dark=dark, lang=lang)
    for name in SCREENS:
        page.goto(f"{house.url}/manage/{name}")
        settled(page)
        check(page, name)
        assert not MISSING.search(page.locator("main").inner_text()), f"{name}: a text is missing"
        picture(page, f"manage-{name}", dark)
        opener = page.locator(".open-row").first
        if opener.count():
            opener.click()
            expect(page.get_by_role("dialog").locator("ul li").first).to_be_visible()
            check(page, f"{name}, opened")
            assert not MISSING.search(page.get_by_role("dialog").inner_text())


def test_accounts_rooms_and_terminals_are_made_on_the_screen(
    house: Served, new_page: NewPage
) -> None:
    page = new_page(house.staff("Marta"), size=TABLET)
    page.goto(f"{house.url}/manage/accounts")
    page.get_by_role("button", name="New account").click()
    sheet(page).get_by_label("Name").fill("Bianchi")
    sheet(page).get_by_label(re.compile("Limit")).fill("250")
    sheet(page).get_by_role("button", name="New account").click()
    expect(page.get_by_role("button", name=re.compile("Bianchi"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Rossi")).click()
    sheet(page).get_by_role("button", name="Make a bill for it").click()
    sheet(page).get_by_role("link", name="Take the payment").click()
    button(page, "^Take ").click()
    sheet(page).locator(".bill-method").filter(has_text="Cash").click()
    sheet(page).locator(".bill-notes button").first.click()
    take(page, "is paid")
    take(page, "Close the bill")
    assert house.staff("Marta").json("/api/v1/house-accounts/1")["balance"]["amount"] == 0

    page.goto(f"{house.url}/manage/folios")
    page.get_by_role("button", name="Guest in house").click()
    sheet(page).get_by_label("Room").fill("7")
    sheet(page).get_by_label("Name").fill("Bo Lind")
    sheet(page).get_by_role("button", name="Guest in house").click()
    page.get_by_role("button", name=re.compile("Bo Lind")).click()
    sheet(page).get_by_role("button", name="Guest checked out").click()
    expect(page.get_by_role("button", name=re.compile("Bo Lind"))).to_have_count(0)

    page.goto(f"{house.url}/manage/means")
    page.get_by_label("Voucher").uncheck()
    expect(page.get_by_text("Saved")).to_be_visible()
    ways = house.staff("Marta").json("/api/v1/payment-methods")["items"]
    assert [one["name"] for one in ways if not one["enabled"]] == ["voucher"]
    page.get_by_label("Voucher").check()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No terminal paired")).to_be_visible()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_till_by_one_thumb(serve: Serve, new_page: NewPage, lang: str, dark: bool) -> None:
    served = serve()
    english = lang == "en"
    page = new_page(served.staff("Anna"), dark=dark, lang=lang)
    page.goto(f"{served.url}/waiter")
    page.locator(".who").click()
    button(page, "^Till$" if english else "^Касса$").click()
    page.locator("#till-amount").fill("50")
    page.locator("#till-note").fill("Birthday")
    check(page, "till")
    picture(page, "waiter-till", dark)
    sheet(page).locator(".button-primary").click()
    code = sheet(page).locator(".till-code").inner_text(timeout=WAIT_MS)
    check(page, "till, sold")
    sheet(page).locator(".button-primary").click()
    sheet(page).locator(".bill-foot .button-primary").click(timeout=WAIT_MS)
    sheet(page).locator(".bill-method").nth(1).click()
    sheet(page).locator(".bill-notes button").first.click()
    sheet(page).locator(".bill-actions .button-primary").click()
    sheet(page).locator(".bill-foot .button-large").click(timeout=WAIT_MS)
    expect(sheet(page).locator(".bill-foot .button-primary")).to_have_count(0)
    page.keyboard.press("Escape")

    # Half of another bill is paid with it; the rest stays on it.
    served.guest(0).order(2)
    open_bill(page, served)
    sheet(page).locator(".bill-foot .button-primary").click()
    words = "Voucher" if english else "Ваучер"
    sheet(page).locator(".bill-method").filter(has_text=words).click()
    page.locator("#amount").fill("10")
    page.locator("#code").fill(code)
    sheet(page).locator(".bill-actions .button-primary, .button-primary").last.click()
    sheet(page).locator(".bill-foot").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    page.goto(f"{served.url}/waiter")
    page.locator(".who").click()
    button(page, "^Till$" if english else "^Касса$").click()
    sheet(page).locator(".chip").nth(1).click()
    page.locator("#till-code").fill(code)
    sheet(page).locator(".button-primary").click()
    expect(sheet(page).locator("[role=status]")).to_contain_text("40", timeout=WAIT_MS)
    check(page, "till, looked up")

    # The card network is down: a manager's PIN takes cards off every screen.
    sheet(page).locator(".chip").nth(2).click()
    sheet(page).locator("[aria-pressed]").filter(has_text="Card" if english else "Карта").click()
    manager = next(one for one in served.facts["staff"] if one["role"] == "manager")
    if english:
        reason_and_pin(page, manager["pin"])
        expect(sheet(page).locator(".badge-warn")).to_have_count(1, timeout=WAIT_MS)
        check(page, "till, methods")


def test_two_tables_bills_become_one(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    first, second = served.guest(0).order(2), served.guest(1).order(1)
    page = new_page(served.staff("Anna"))
    open_bill(page, served)
    button(page, "Split the bill").click()
    button(page, "Join with another bill").click()
    check(page, "merge")
    sheet(page).locator(".reasons button").first.click()
    take(page, "Take it over")
    expect(sheet(page).locator("ul.bill li")).to_have_count(3)
    bill = served.staff("Anna").json(f"/api/v1/bills/{first['bill_id']}")
    assert bill["subtotal"]["amount"] == first["total"]["amount"] + second["total"]["amount"]
