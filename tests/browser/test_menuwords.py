"""The machine's words on the menu: shown by a manager's tap, marked, the original beside them."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_manage import check, settled
from tests.served import Served

WAIT_MS = 15_000
DISH, IN_RUSSIAN = "Grilled", "На гриле"


def test_a_manager_shows_them_and_a_guest_reads_both(venue: Served, new_page: NewPage) -> None:
    manager = venue.staff("Marta")
    fields = {"name": DISH, "section": "mains", "price": "9.00"}
    manager.post("/api/v1/menu/records/item", {"fields": fields}, expect=201)
    # Hidden first, so that the box's own look, once a minute, does not come before the tap.
    manager.post("/api/v1/menu/languages/ru/hide", {}, expect=200)
    page = new_page(manager, size=TABLET)
    page.goto(f"{venue.url}/manage/languages")
    settled(page)
    russian = page.locator(".part", has_text="Russian")
    russian.get_by_role("button", name="Show the machine").click()
    expect(russian.get_by_role("button", name="Take the machine")).to_be_visible(timeout=WAIT_MS)
    check(page, "languages")
    phone = new_page(venue.guest(0), size=PHONE, lang="ru")
    phone.goto(f"{venue.url}/guest")
    dish = phone.get_by_role("button", name=IN_RUSSIAN).first
    dish.click(timeout=WAIT_MS)
    sheet = phone.get_by_role("dialog")
    expect(sheet.get_by_text("Переведено машиной")).to_be_visible(timeout=WAIT_MS)
    expect(sheet.get_by_text(DISH)).to_be_visible()
    check(phone, "a dish by machine")
