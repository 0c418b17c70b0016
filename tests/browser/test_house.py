"""The manager's screens of rooms and rates: worked, and looked at in both themes."""

import io
import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_screens import COLOURS, PICTURES, RULES
from tests.served import Served, make_demo


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("house") / "data"
    make_demo(data, bookings=True)
    served = Served(data)
    served.start()
    yield served
    served.stop()


def check(page: Page, name: str) -> None:
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    page.wait_for_timeout(250)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert "house." not in page.locator("main").inner_text(), f"{name}: a text is missing"


def test_a_type_a_room_and_a_file(hotel: Served, new_page: NewPage) -> None:
    page = new_page(hotel.staff("Marta"), size=TABLET)
    page.goto(f"{hotel.url}/manage/rooms")
    sheet = page.get_by_role("dialog")
    page.get_by_role("button", name="Add a type").click()
    sheet.get_by_label("Name").fill("Double")
    sheet.get_by_label("Price of a night").fill("150")
    sheet.get_by_role("button", name="Save").click()
    sheet.get_by_text("There is a room type of this name already.").wait_for()
    check(page, "type sheet")
    sheet.get_by_label("Name").fill("Loft")
    sheet.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Loft").wait_for()
    page.get_by_role("button", name="Add a room").click()
    sheet.get_by_label("Number on the door").fill("801")
    sheet.get_by_label("Floor").fill("8")
    sheet.get_by_label("Room type").select_option(label="Loft")
    sheet.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="801").get_by_text("Loft · floor 8").wait_for()
    text = b"number,type,sleeps\n801,Loft,2\n802,Loft,2\n=1+1,Loft,2\n"
    file = page.locator("input[type=file]")
    file.set_input_files({"name": "rooms.csv", "mimeType": "text/csv", "buffer": text})
    page.get_by_text("Line 4").wait_for()
    assert page.get_by_role("button", name="802").count() == 0
    text = text.replace(b"=1+1", b"803")
    file.set_input_files({"name": "rooms.csv", "mimeType": "text/csv", "buffer": text})
    page.get_by_role("row", name="803").wait_for()
    assert page.get_by_role("button", name="803").count() == 0
    check(page, "dry run")
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("button", name="803").click()
    sheet.get_by_role("button", name="Take out of use").click()
    page.get_by_role("button", name="803").wait_for(state="detached")


def test_a_season_is_set_and_shown_in_its_months(hotel: Served, new_page: NewPage) -> None:
    marta = hotel.staff("Marta")
    today = date.fromisoformat(marta.json("/api/v1/rooms/house")["today"])
    page = new_page(marta, size=TABLET)
    page.goto(f"{hotel.url}/manage/rates")
    sheet = page.get_by_role("dialog")
    page.get_by_role("button", name="Add a season").click()
    sheet.get_by_label("Room type").select_option(label="Suite")
    sheet.get_by_label("First night").fill((today + timedelta(days=40)).isoformat())
    sheet.get_by_label("Day after the last night").fill((today + timedelta(days=20)).isoformat())
    sheet.get_by_label("Price of a night").fill("333")
    sheet.get_by_label("Nights at least").fill("3")
    sheet.get_by_role("button", name="Save").click()
    sheet.get_by_text("These dates do not work.").wait_for()
    check(page, "season sheet")
    sheet.get_by_label("Day after the last night").fill((today + timedelta(days=44)).isoformat())
    sheet.get_by_role("button", name="Save").click()
    page.locator(".rate-part[data-season]", has_text="€333.00").first.wait_for()
    [season] = marta.json("/api/v1/rooms/house")["seasons"]
    assert (season["nightly"]["amount"], season["least_nights"]) == (33_300, 3)


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_everybody_can_use_them(hotel: Served, new_page: NewPage, dark: bool, lang: str) -> None:
    page = new_page(hotel.staff("Marta"), size=TABLET, dark=dark, lang=lang)
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for name in ("rooms", "rates"):
            page.goto(f"{hotel.url}/manage/{name}")
            page.locator("main .card").nth(2).wait_for()
            check(page, name)
            if os.environ.get("PICTURES") and size == TABLET:
                suffix = "-dark-ru" if dark else ""
                picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                path = PICTURES / f"manage-{name}{suffix}.png"
                picture.quantize(COLOURS).save(path, optimize=True)
