"""The breakfast card on a guest's phone, and the morning's list at the desk."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from config import settings as settings_file
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.phone import READY
from tests.browser.test_manage import check
from tests.browser.test_requests import LOOKS, WAIT_MS, room
from tests.browser.test_screens import PICTURES
from tests.served import Served, make_demo

PATH = "/api/v1/breakfast"


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served demo hotel with guests, whose starters are its breakfast."""
    data = tmp_path_factory.mktemp("breakfast") / "data"
    make_demo(data, bookings=True)
    settings_file.change(data / "venue.toml", "hotel.breakfast_section", "1")
    served = Served(data)
    served.start()
    served.staff("Marta").post("/api/v1/rooms/cards", expect=200)
    yield served
    served.stop()


def keep(page: Page, name: str, lang: str) -> None:
    if os.environ.get("PICTURES"):
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        tail = {"en": "", "ru": "-dark-ru", "ar": "-ar"}[lang]
        page.screenshot(path=PICTURES / f"{name}{tail}.png")


def enter(hotel: Served, page: Page, nth: int) -> None:
    """Come in by the room's card and open the breakfast card."""
    address, pin = room(hotel, nth)
    page.goto(address)
    page.wait_for_function(READY)
    page.locator(".notice-button").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.type(pin)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".tile-button").first.click(timeout=WAIT_MS)
    page.locator("a[href='/guest/breakfast']").click()
    expect(page.locator(".breakfast-dish").first).to_be_visible(timeout=WAIT_MS)


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_a_guest_fills_in_the_card_and_the_desk_sees_it(
    hotel: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    page = new_page(size=PHONE, dark=dark, lang=lang)
    enter(hotel, page, 0)
    for left in page.get_by_role("button", name=re.compile("Withdraw|Отменить|سحب")).all():
        left.click()
        expect(page.locator(".banner-info")).to_be_visible(timeout=WAIT_MS)
    send = page.locator(".breakfast-foot .button-primary")
    expect(send).to_be_disabled()
    for dish in range(2):
        page.locator(".breakfast-add").nth(dish).click()
    page.locator("#slot").select_option("08:30")
    page.locator("#diet").fill("no nuts")
    check(page, f"breakfast card {lang}")
    expect(page.locator(".toast")).to_have_count(0, timeout=WAIT_MS)
    keep(page, "guest-breakfast", lang)
    expect(send).to_be_enabled()
    send.click()
    expect(page.locator(".banner-ok")).to_contain_text("08:30", timeout=WAIT_MS)
    expect(send).to_be_disabled()
    check(page, f"breakfast card filled in {lang}")
    if lang == "en":
        expect(page.locator(".toast")).to_have_count(0, timeout=WAIT_MS)
        keep(page, "guest-breakfast-sent", lang)
    desk = new_page(hotel.staff("Lena"), size=TABLET, dark=dark, lang=lang)
    desk.goto(f"{hotel.url}/desk/meals")
    desk.locator("main.desk").wait_for()
    desk.get_by_role("button", name=re.compile("Next morning|Следующее утро")).click()
    row = desk.locator(".breakfast-card[data-state=open]")
    expect(row.filter(has_text="no nuts")).to_have_count(1, timeout=WAIT_MS)
    # What the guest changes is seen at once.
    page.locator("#note").fill("knock softly")
    send.click()
    expect(row.filter(has_text="knock softly")).to_have_count(1, timeout=WAIT_MS)
    check(desk, f"breakfast cards {lang}")
    if lang != "ar":
        keep(desk, "desk-breakfast", lang)


def test_the_desk_fills_in_a_paper_card_and_sends_one_at_once(
    hotel: Served, new_page: NewPage
) -> None:
    lena = hotel.staff("Lena")
    desk = new_page(lena, size=PHONE)
    desk.goto(f"{hotel.url}/desk/meals")
    desk.locator("main.desk").wait_for()
    desk.get_by_role("button", name="Next morning").click()
    morning = lena.json(f"{PATH}/cards")["day"]
    expect(desk.locator("input[type=date]")).to_have_value(morning, timeout=WAIT_MS)
    free = desk.locator(".breakfast-empty button").first
    number = free.inner_text()
    free.click()
    sheet = desk.get_by_role("dialog")
    sheet.locator(".breakfast-add").first.click()
    check(desk, "a paper card")
    keep(desk, "desk-breakfast-paper", "en")
    sheet.get_by_role("button", name="Save the card").click()
    expect(sheet).to_have_count(0, timeout=WAIT_MS)
    row = desk.locator(".breakfast-card", has_text=number)
    expect(row).to_contain_text("Filled in by Lena")
    row.get_by_role("button", name="To the kitchen now").click()
    expect(row).to_have_attribute("data-state", "ordered", timeout=WAIT_MS)
    sent = [one for one in lena.json(f"{PATH}/cards?day={morning}")["items"] if one["order_id"]]
    assert len(sent) == 1


def changed(change: dict[str, object]) -> Callable[[Route], None]:
    """Return what answers as the box does, but for some members."""

    def answer(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, json=told.json() | change)

    return answer


def test_a_card_that_cannot_be_filled_in_says_why(hotel: Served, new_page: NewPage) -> None:
    page = new_page(size=PHONE)
    enter(hotel, page, 1)
    reasons = {
        "have ended": {"open": False},
        "You leave before": {"open": False, "here": False},
        "nothing to order": {"dishes": []},
    }
    for words, change in reasons.items():
        page.unroute_all()
        page.route(f"**{PATH}?*", changed(change))
        page.reload()
        expect(page.locator(".empty")).to_contain_text(words, timeout=WAIT_MS)
        expect(page.locator(".breakfast-foot")).to_have_count(0)
        check(page, words)
    page.unroute_all()
    page.route(f"**{PATH}?*", lambda route: route.abort())
    page.reload()
    expect(page.locator(".empty")).to_contain_text("cannot be reached", timeout=30_000)
    check(page, "out of reach")


def test_the_list_is_printed_without_its_buttons(hotel: Served, new_page: NewPage) -> None:
    desk = new_page(hotel.staff("Lena"), size=TABLET)
    desk.goto(f"{hotel.url}/desk/meals")
    desk.locator(".breakfast-board").wait_for()
    desk.emulate_media(media="print")
    expect(desk.locator(".breakfast-board button:visible")).to_have_count(0)
