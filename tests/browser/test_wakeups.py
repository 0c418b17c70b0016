"""A wake-up set at the desk, risen on its screens, and seen to."""

import os
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from config import settings as settings_file
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_manage import check
from tests.browser.test_roomservice import hotel
from tests.browser.test_screens import PICTURES
from tests.served import Served

__all__ = ["hotel"]
WAIT_MS = 90_000
LOOKS = ((False, "en"), (True, "ru"))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_desk_sets_one_and_sees_to_it(
    hotel: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    lena = hotel.staff("Lena")
    zone = settings_file.load(hotel.data / "venue.toml").zone()
    page = new_page(lena, size=PHONE if dark else TABLET, dark=dark, lang=lang)
    page.goto(f"{hotel.url}/desk/wakeups")
    form = page.locator(".book-form")
    expect(form).to_be_visible(timeout=15_000)
    check(page, "no wake-up")
    rooms = page.locator("#room option")
    expect(rooms.nth(2)).to_be_attached(timeout=15_000)
    room = str(rooms.nth(2 if dark else 1).inner_text()).split(" ")[0]
    for minutes, daily in ((8 * 60, True), (1, False)):
        page.locator("#room").select_option(index=2 if dark else 1)
        at = datetime.now(zone) + timedelta(minutes=minutes)
        page.locator("#time").fill(f"{at:%H:%M}")
        if daily:
            page.locator(".check input").check()
        page.locator("#time").press("Enter")
        expect(page.locator("#time")).to_have_value("", timeout=15_000)
    expect(page.get_by_role("button", name=re.compile("Take away|Убрать"))).to_have_count(2)
    desk = new_page(lena, size=TABLET, dark=dark, lang=lang)
    desk.goto(f"{hotel.url}/desk")
    call = page.locator(".book[data-state=ringing]", has_text=room)
    expect(call).to_have_count(1, timeout=WAIT_MS)
    bar = desk.get_by_role("alert")
    expect(bar).to_contain_text(room, timeout=15_000)
    check(page, "a wake-up that rings")
    check(desk, "the bar over the desk")
    if os.environ.get("PICTURES"):
        tail = "-dark-ru" if dark else ""
        page.screenshot(path=PICTURES / f"desk-wakeups{tail}.png")
    page.get_by_role("button", name=re.compile("No answer|Не отвечает")).first.press("Enter")
    expect(page.locator(".book[data-state=again]")).to_have_count(1, timeout=15_000)
    expect(desk.get_by_role("alert")).to_have_count(0, timeout=15_000)
    page.get_by_role("button", name=re.compile("Answered|Ответил")).first.click()
    expect(page.locator(".book[data-state]")).to_have_count(0, timeout=15_000)
    taken = page.get_by_role("button", name=re.compile("Take away|Убрать")).first
    taken.click()
    expect(page.locator(".empty")).to_be_visible(timeout=15_000)
