"""Check-in on a guest's phone and at the desk, and the night audit's page."""

import io
import os
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_screens import COLOURS, PICTURES, RULES
from tests.checkin.pictures import HAS_READER, drawn, jpeg, zone
from tests.checkin.test_mrz import TD3
from tests.served import Served


class House:
    """A served venue with a booking of two adults who come today."""

    def __init__(self, served: Served) -> None:
        self.served, self.desk = served, served.staff("Lena")
        marta = served.staff("Marta")
        rooms = self.desk.get("/api/v1/rooms/availability?" + self.dates()).json()["items"]
        kind = next(one["id"] for one in rooms if one["name"] == "Double")
        marta.post(f"/api/v1/rooms/types/{kind}", {"nightly_minor": 12_000}, expect=200)
        arrival, departure = (part.split("=")[1] for part in self.dates().split("&"))
        wish = {"room_type_id": kind, "arrival": arrival, "departure": departure, "adults": 2}
        self.booking = self.desk.post(
            "/api/v1/bookings", {"name": "Zoë Weiß", "rooms": [wish]}, expect=201
        ).json()
        told = self.desk.post(f"/api/v1/bookings/{self.booking['id']}/checkin-link", {}).json()
        self.path = "/checkin/" + told["url"].split("/checkin/")[1]

    def dates(self) -> str:
        day = self.desk.get("/api/v1/bookings/today").json()["day"]
        last = (date.fromisoformat(day) + timedelta(days=2)).isoformat()
        return f"arrival={day}&departure={last}"


@pytest.fixture(scope="module")
def house(venue: Served) -> House:
    return House(venue)


def look(page: Page, name: str, *, keep: bool) -> None:
    page.wait_for_timeout(300)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if keep and os.environ.get("PICTURES"):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


def open_form(page: Page, house: House) -> None:
    page.goto(house.served.url + house.path)
    page.locator("a.button-primary").first.click()


def test_a_guest_signs_on_the_phone_and_the_desk_checks_it(house: House, new_page: NewPage) -> None:
    page = new_page(size=PHONE)
    open_form(page, house)
    page.get_by_text("Passport or card at hand?").click()
    page.get_by_label("Lines of the document").fill(TD3)
    page.get_by_role("button", name="Fill in from the lines").click()
    page.get_by_text("Filled in from the document").wait_for()
    assert page.get_by_label("Family name").input_value() == "Eriksson"
    page.get_by_label("Valid until").fill("2031-04-15")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("Please look at 2 field(s)").wait_for()
    page.get_by_label("Address at home").fill("Hauptstraße 1, Wien")
    pad = page.locator("canvas").bounding_box()
    assert pad is not None
    page.locator("canvas").scroll_into_view_if_needed()
    pad = page.locator("canvas").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + 30, pad["y"] + 40)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(pad["x"] + 30 + 20 * step, pad["y"] + 40 + 50 * (step % 2))
    page.mouse.up()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("handed in").wait_for()

    desk = new_page(house.desk, size=TABLET)
    desk.goto(f"{house.served.url}/desk/checkins")
    desk.get_by_role("button", name="Open: Guest 1").click()
    desk.get_by_text("L898902C3").wait_for()
    desk.locator("svg.signature path").wait_for()
    look(desk, "desk-checkin-form", keep=True)
    desk.get_by_label("Address at home").check()
    desk.get_by_label("What is wrong with: Address at home").fill("the postcode is missing")
    desk.get_by_role("button", name="Send back").click()
    desk.get_by_text("please correct").wait_for()
    page.reload()
    page.locator("a.button-primary").first.click()
    page.get_by_text("the postcode is missing").wait_for()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("handed in").wait_for()
    desk.get_by_text("handed in").wait_for()
    desk.get_by_role("button", name="Open: Guest 1").click()
    desk.get_by_role("button", name="Fits the document").click()
    desk.get_by_text("checked by us").wait_for()
    desk.get_by_role("button", name="Code for the guest: Zoë Weiß").click()
    desk.locator("img.code").wait_for()
    look(desk, "desk-checkin-code", keep=True)


def test_a_day_is_closed_on_the_page(house: House, new_page: NewPage) -> None:
    page = new_page(house.desk, size=TABLET)
    page.goto(f"{house.served.url}/desk/audit")
    page.get_by_role("button", name="Close the days").click()
    page.get_by_text("No. 1").wait_for()
    page.get_by_text("Every day that is over is closed").wait_for()
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("2 runs").wait_for()


def test_two_profiles_of_a_guest_are_made_one_and_parted(house: House, new_page: NewPage) -> None:
    wish = {name: house.booking["stays"][0][name] for name in ("room_type_id", "arrival",
                                                               "departure")}  # fmt: skip
    body = {"name": "Zoe Weiß", "email": "zoe@example.com", "rooms": [wish]}
    house.desk.post("/api/v1/bookings", body, expect=201)
    page = new_page(house.served.staff("Marta"), size=TABLET)
    page.goto(f"{house.served.url}/desk/guests")
    page.get_by_label("Name, e-mail or phone").fill("zoë")
    page.get_by_role("button", name="Zoë Weiß").click()
    page.get_by_role("button", name="The same guest as").click()
    page.get_by_role("button", name="Put Zoe Weiß").click()
    page.get_by_text("Booking 2:").wait_for()
    look(page, "desk-guest", keep=True)
    page.get_by_role("button", name="Take apart again").click()
    page.get_by_text("Booking 2:").wait_for(state="detached")
    page.get_by_role("button", name="Forget this guest").click()
    page.get_by_role("button", name="Forget this guest").click()
    page.get_by_text("This guest is in house or will come").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_the_pages(house: House, new_page: NewPage, dark: bool) -> None:
    kept = {(False, "en"): "", (True, "ru"): "-dark-ru", (True, "ar"): "-dark-ar"}
    for lang in ("en", "ru", "ar"):
        ending = kept.get((dark, lang))
        page = new_page(size=PHONE, dark=dark, lang=lang)
        page.goto(house.served.url + house.path)
        look(page, f"checkin{ending}", keep=ending is not None)
        page.locator("a.button-primary").last.click()
        look(page, f"checkin-form{ending}", keep=ending is not None)
        page.locator("button[value=submit]").click()
        page.locator(".banner-bad").wait_for()
        look(page, f"checkin-wrong{ending}", keep=ending is not None)
    for lang in ("en", "ru"):
        ending = kept.get((dark, lang))
        desk = new_page(house.desk, size=TABLET, dark=dark, lang=lang)
        for address in ("checkins", "audit", "guests", "meals"):
            desk.goto(f"{house.served.url}/desk/{address}")
            desk.locator("main.desk").wait_for()
            look(desk, f"desk-{address}{ending}", keep=ending is not None)


def test_the_form_works_without_scripts(house: House, chromium: Any) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(house.served.url + house.path)
    page.locator("a.button-primary").last.click()
    assert page.locator(".pad").is_hidden()
    page.get_by_label("Family name").fill("Weiß")
    page.get_by_label("I sign on paper at the desk").check()
    page.get_by_role("button", name="Keep and go on later").click()
    page.locator("a.button-primary").last.click()
    assert page.get_by_label("Family name").input_value() == "Weiß"
    assert page.get_by_label("I sign on paper at the desk").is_checked()
    context.close()


@pytest.mark.skipif(not HAS_READER, reason="tesseract is not installed")
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_photo_of_the_document_fills_the_form_in(
    house: House, new_page: NewPage, lang: str
) -> None:
    page = new_page(size=PHONE, lang=lang)
    page.goto(house.served.url + house.path)
    page.locator("a.button-primary").last.click()
    page.locator("#f-phone").fill("5 5")
    blank = {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": b"nothing"}
    page.locator("#f-picture").set_input_files(blank)  # type: ignore[arg-type]
    page.locator("#picture-send").click()
    page.locator("[data-problem=not_a_picture]").wait_for()
    look(page, "checkin-photo-refused", keep=lang == "en")
    photo = blank | {"buffer": jpeg(drawn(zone(2)))}
    page.locator("#f-picture").set_input_files(photo)  # type: ignore[arg-type]
    page.locator("#picture-send").click()
    page.locator(".banner-ok").wait_for()
    look(page, "checkin-photo-read", keep=lang == "en")
    assert page.locator("#f-family_name").input_value() == "Nguyen"
    assert page.locator("#f-phone").input_value() == "5 5"
