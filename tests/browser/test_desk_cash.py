"""The clerk's cash: which drawer it goes into is seen where it is taken, and chosen there."""

import pytest

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_desk import _look, _nights_posted, hotel
from tests.served import Served

__all__ = ["hotel"]
SESSIONS = "/api/v1/cash-sessions"


def test_a_clerk_sees_and_chooses_where_cash_goes(hotel: Served, new_page: NewPage) -> None:
    lena = hotel.staff("Lena")
    folio = _nights_posted(lena)
    page = new_page(lena, size=TABLET)
    page.goto(f"{hotel.url}/desk/folios/{folio}")
    sheet = page.get_by_role("dialog")
    page.get_by_role("button", name="Take a payment").click()
    sheet.get_by_label("Amount").fill("20")
    assert sheet.get_by_text("The cash").count() == 0
    sheet.get_by_role("button", name="Cash").click()
    sheet.get_by_text("The cash lies in no drawer").wait_for()
    sheet.get_by_role("button", name="Choose").click()
    sheet.get_by_label("Float").fill("50")
    sheet.get_by_role("button", name="Open my purse").click()
    sheet.get_by_text("Your purse is open").wait_for()
    sheet.get_by_role("button", name="Close").click()
    # What was typed before is still there.
    sheet.get_by_text("The cash goes into: Lena").wait_for()
    assert sheet.get_by_label("Amount").input_value() == "20"
    sheet.get_by_role("button", name="Take a payment").click()
    page.locator(".line", has_text="Cash").wait_for()
    page.get_by_role("button", name="Take back: Payment").click()
    sheet.get_by_text("The cash comes out of: Lena").wait_for()
    sheet.get_by_role("button", name="Close").click()
    boss = hotel.staff("Marta")
    [purse] = boss.json(SESSIONS)["items"]
    told = boss.json(f"{SESSIONS}/{purse['id']}")
    assert (told["desk"]["amount"], told["expected"]["amount"]) == (2_000, 7_000)
    manage = new_page(boss, size=TABLET)
    manage.goto(f"{hotel.url}/manage/cash")
    manage.get_by_text("Room accounts paid (1)").wait_for()
    manage.get_by_role("button", name="Look inside").click()
    manage.get_by_role("dialog").get_by_text("Hotel cash").wait_for()
    page.get_by_role("button", name="My cash").click()
    sheet.get_by_role("button", name="Count and hand in").click()
    sheet.get_by_label("€50.00").fill("1")
    sheet.get_by_label("€20.00").fill("1")
    sheet.get_by_role("button", name="That is all").click()
    sheet.get_by_text("It is right").wait_for()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_everybody_can_use_the_clerks_cash(
    hotel: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    lena = hotel.staff("Lena")
    folio = _nights_posted(lena)
    page = new_page(lena, size=TABLET, dark=dark, lang=lang)
    for name, size in (("desk-pay-cash", TABLET), ("desk-pay-cash-phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{hotel.url}/desk/folios/{folio}")
        page.locator(".folio-balance").wait_for()
        page.locator(".part .button-primary").click()
        page.get_by_role("dialog").locator(".choice .chip").first.click()
        page.get_by_role("dialog").locator(".banner, .cash-place").first.wait_for()
        _look(page, name, dark, lang)
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.goto(f"{hotel.url}/desk")
    page.locator(".desk-nav button").click()
    page.locator("#purse-float").wait_for()
    _look(page, "desk-my-cash", dark, lang)
