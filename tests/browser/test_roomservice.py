"""Room service from a guest's phone: the card in the room, the desk's PIN, a time, the tray."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from config import settings as settings_file
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.phone import READY, basket, choose, dishes_of, orders
from tests.browser.test_screens import PICTURES, RULES
from tests.served import Served, make_demo

TRAY, TRAY_ID = "Tray charge", 20
LOOKS = ((False, "en"), (True, "ru"), (False, "ar"))


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served demo hotel with guests, cards in its rooms and a tray charge."""
    data = tmp_path_factory.mktemp("rooms") / "data"
    make_demo(data, bookings=True)
    with closing(sqlite3.connect(data / "venue.db")) as file:
        named = "UPDATE item SET name = ?, price_minor = 500 WHERE id = ?"
        file.execute(named, (TRAY, TRAY_ID))
        file.commit()
    settings_file.change(data / "venue.toml", "hotel.tray_item", str(TRAY_ID))
    served = Served(data)
    served.start()
    manager = served.staff("Marta")
    manager.post("/api/v1/rooms/cards", expect=200)
    yield served
    served.stop()


def card(served: Served, number: str) -> str:
    """Return what the code in a room opens."""
    items = served.staff("Marta").json("/api/v1/rooms/cards")["items"]
    return served.local(next(one["url"] for one in items if one["number"] == number))


def look(page: Page, name: str, dark: bool, lang: str) -> None:
    """Refuse what a screen reader or a weak eye cannot use; keep the picture when asked."""
    assert not Axe().run(page, options=RULES).response["violations"]
    if os.environ.get("PICTURES") and lang != "ar":
        tail = "-dark-ru" if dark else ""
        page.screenshot(path=PICTURES / f"{name}{tail}.png")


def test_a_guest_orders_to_the_room(hotel: Served, new_page: NewPage) -> None:
    lena = hotel.staff("Lena")
    stay = lena.json("/api/v1/bookings/today")["stayovers"][0]
    desk = new_page(lena, size=TABLET)
    desk.goto(f"{hotel.url}/desk/bookings/{stay['booking_id']}")
    told = desk.locator(".facts div", has_text="PIN for the phone").first
    first = told.locator("strong").inner_text()
    desk.get_by_role("button", name="New PIN").first.click()
    expect(told.locator("strong")).not_to_have_text(first)
    pin = told.locator("strong").inner_text()
    look(desk, "desk-room-pin", dark=False, lang="en")
    address = card(hotel, stay["room"])
    for dark, lang in LOOKS:
        page = new_page(size=PHONE, dark=dark, lang=lang)
        page.goto(address)
        page.wait_for_function(READY)
        page.locator(".notice-button").click()
        page.get_by_role("dialog").wait_for()
        page.keyboard.type(pin)
        expect(page.get_by_role("dialog")).to_have_count(0)
        # One phone chooses, the room's others see it.
        if lang == "en":
            expect(page.locator(".top-table")).to_contain_text(f"Room {stay['room']}")
            choose(page, "Bruschetta")
            choosing = page
        sheet = basket(page)
        sheet.locator(".totals-minor", has_text=TRAY).wait_for()
        look(page, "guest-room-service", dark, lang)
    times = choosing.locator("#order-slot option")
    wanted = times.last.get_attribute("value") if times.count() else None
    if wanted:  # none near midnight: today has no later time
        choosing.locator("#order-slot").select_option(wanted)
    with choosing.expect_response("**/api/v1/draft/send") as answered:
        choosing.get_by_role("button", name=re.compile("Send to kitchen")).click()
    assert answered.value.status == 201
    choosing.get_by_role("dialog").get_by_text("Bruschetta").first.wait_for()
    sent = orders(hotel)[-1]
    assert sent["table"]["number"] == f"R{stay['room']}"
    assert [TRAY in one for one in dishes_of(sent)].count(True) == 1
    assert sent["note"] == (wanted or "")
