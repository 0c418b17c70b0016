"""A tap in a room, in the guest's language; and the list that staff work off."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.phone import READY
from tests.browser.test_manage import check
from tests.browser.test_roomservice import card, hotel
from tests.browser.test_screens import PICTURES
from tests.served import Served

__all__ = ["hotel"]
WAIT_MS = 15_000
LOOKS = ((False, "en"), (True, "ru"), (False, "ar"))


def room(served: Served, nth: int = 0) -> tuple[str, str]:
    """Return the card of a room with a guest, and the stay's PIN."""
    lena = served.staff("Lena")
    stay = lena.json("/api/v1/bookings/today")["stayovers"][nth]
    path = f"/api/v1/bookings/{stay['booking_id']}/room-pass"
    return card(served, stay["room"]), str(lena.json(path)["pin"])


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_a_guest_taps_and_staff_see_it_in_their_language(
    hotel: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    address, pin = room(hotel, LOOKS.index((dark, lang)) % 2)
    page = new_page(size=PHONE, dark=dark, lang=lang)
    page.goto(address)
    page.wait_for_function(READY)
    page.locator(".notice-button").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.type(pin)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".tile-button").first.click(timeout=WAIT_MS)
    page.locator("a[href='/guest/requests']").click()
    choices = page.locator(".choices button")
    expect(choices.first).to_be_visible(timeout=WAIT_MS)
    wanted = choices.nth(LOOKS.index((dark, lang)))
    words = wanted.inner_text()
    wanted.click()
    own = page.locator(".request[data-state=open]")
    expect(own.filter(has_text=words)).to_have_count(1, timeout=WAIT_MS)
    expect(wanted).to_be_disabled()
    check(page, f"requests {lang}")
    staff = new_page(hotel.staff("Lena"), size=PHONE, dark=dark, lang="ru" if dark else "en")
    staff.goto(f"{hotel.url}/requests")
    live = staff.locator(".request", has_text=words)
    expect(live).to_have_count(1, timeout=WAIT_MS)
    check(staff, "requests of rooms")
    if os.environ.get("PICTURES") and lang != "ar":
        tail = "-dark-ru" if dark else ""
        page.screenshot(path=PICTURES / f"guest-requests{tail}.png")
        staff.screenshot(path=PICTURES / f"requests{tail}.png")
    live.get_by_role("button").first.click()
    expect(page.get_by_text("Lena")).to_be_visible(timeout=WAIT_MS)
    live.get_by_role("button", name=re.compile("Done|Готово")).click()
    expect(live).to_have_count(0, timeout=WAIT_MS)
    finished = page.locator(".request[data-state=done]", has_text=words)
    expect(finished).to_have_count(1, timeout=WAIT_MS)
