"""The shift log on the desk's screen: written, seen by the next, ticked off, corrected, found."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_manage import check
from tests.browser.test_roomservice import hotel
from tests.browser.test_screens import PICTURES
from tests.served import Served

__all__ = ["hotel"]
WAIT_MS = 15_000
LOOKS = ((False, "en"), (True, "ru"))


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_one_shift_tells_the_next(hotel: Served, new_page: NewPage, dark: bool, lang: str) -> None:
    words = f"The boiler of 103 hums ({lang})"
    page = new_page(hotel.staff("Lena"), size=PHONE if dark else TABLET, dark=dark, lang=lang)
    page.goto(f"{hotel.url}/desk/log")
    expect(page.locator("section").first.locator(".empty")).to_be_visible(timeout=WAIT_MS)
    check(page, "empty shift log")
    page.locator(".check input").check()
    page.locator("#due").fill("2027-05-01T10:30")
    page.locator("#words").fill(words)
    page.locator("#words").press("Control+Enter")
    written = page.locator("section").first.locator(".book", has_text=words)
    expect(written).to_have_count(1, timeout=WAIT_MS)
    other = new_page(hotel.staff("Marta"), size=TABLET, dark=dark, lang=lang)
    other.goto(f"{hotel.url}/desk/log")
    first = other.locator("section").first
    entry = first.locator(".book", has_text=words)
    expect(entry).to_have_count(1, timeout=WAIT_MS)
    entry.get_by_role("button", name=re.compile("^(Read|Прочитано)$")).click()
    expect(entry.locator(".badge-info")).to_have_count(0, timeout=WAIT_MS)
    check(page, "an entry to do")
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"desk-log{'-dark-ru' if dark else ''}.png")
    entry.get_by_role("button", name=re.compile("Correct|Исправить")).click()
    other.locator("#words").fill(f"{words}, the plumber knows")
    other.locator("#words").press("Control+Enter")
    new = page.locator("section").first.locator(".book", has_text="plumber")
    expect(new).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator("section").first.locator(".book")).to_have_count(1, timeout=WAIT_MS)
    page.locator("#query").fill("plumber")
    expect(page.locator(".book-all .book", has_text=words)).to_have_count(1, timeout=WAIT_MS)
    new.get_by_role("button", name=re.compile("Read|Прочитано")).click()
    expect(page.locator(".book-all .badge-ok")).to_have_count(0)
