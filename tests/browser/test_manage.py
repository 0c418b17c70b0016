"""The manager's screens: each opens light and dark, in two languages, and does its work.

With PICTURES=1 it also writes docs/pictures.
"""

import io
import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_screens import PICTURES, RULES
from tests.served import Client, Served

SCREENS = {
    "overview": "", "menu": "/menu", "dish": "/menu/burrata", "sets": "/sets",
    "choices": "/choices", "prices": "/prices", "hours": "/hours", "stations": "/stations",
    "staff": "/staff", "devices": "/devices", "settings": "/settings",
    "allergens": "/allergens", "files": "/files", "audit": "/audit",
    "languages": "/languages",
}  # fmt: skip
TABS = ("price", "choices", "allergens", "words", "photo", "hours", "history")


def add(manager: Client, kind: str, **fields: object) -> str:
    answer = manager.post(f"/api/v1/menu/records/{kind}", {"fields": fields}, expect=201)
    return str(answer.json()["key"])


@pytest.fixture(scope="module")
def house(venue: Served) -> Served:
    """A venue with something on every one of the manager's screens."""
    manager = venue.staff("Marta")
    for table in range(4):
        venue.guest(table).order(2)
    venue.guest(3).post("/api/v1/calls", {"kind": "bill"}, expect=201)
    add(manager, "outlet", name="Bar")
    span = {"from": "17:00", "to": "19:00"}
    add(manager, "list", name="Happy hour", percent="-20", sections=["drinks"], **span)
    add(manager, "hours", outlet="", **{"from": "12:00", "to": "24:00", "last_orders": "23:00"})
    group = add(manager, "group", name="Main of the day", min=1, max=1)
    add(manager, "modifier", group=group, name="Minestrone", item="minestrone")
    add(manager, "item", name="Lunch", section="mains", price="19.00", parts=["burrata"],
        groups=[group])  # fmt: skip
    return venue


def settled(page: Page) -> None:
    page.locator("h1").first.wait_for()
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    page.wait_for_timeout(250)


def check(page: Page, name: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, f"{name} is wider than the screen"


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_every_screen_opens_and_everybody_can_use_it(
    house: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    # Each theme and language once on a laptop and once on a phone.
    size = TABLET if dark == (lang == "ru") else PHONE
    page = new_page(house.staff("Marta"), size=size, dark=dark, lang=lang)
    for name, path in SCREENS.items():
        page.goto(f"{house.url}/manage{path}")
        settled(page)
        check(page, name)
        assert "manage." not in page.locator("main").inner_text(), f"{name}: a text is missing"
        if os.environ.get("PICTURES") and size == TABLET:
            PICTURES.mkdir(exist_ok=True)
            suffix = "-dark-ru" if dark else ""
            page.screenshot(path=PICTURES / f"manage-{name}{suffix}.png")
        if os.environ.get("PICTURES") and size == PHONE and name in ("overview", "dish"):
            page.screenshot(path=PICTURES / f"manage-{name}-phone{'-dark' if dark else ''}.png")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_tabs_and_sheets_hold_too(house: Served, new_page: NewPage, dark: bool) -> None:
    page = new_page(house.staff("Marta"), size=PHONE, dark=dark, lang="ru" if dark else "en")
    page.goto(f"{house.url}/manage/menu/burrata")
    settled(page)
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        settled(page)
        check(page, tab)
    for path in ("/hours", "/stations", "/staff", "/devices", "/choices", "/prices", "/settings"):
        page.goto(f"{house.url}/manage{path}")
        settled(page)
        page.locator("main button:not(.handle)").first.click()
        page.get_by_role("dialog").wait_for()
        check(page, path)


def test_a_changed_price_is_on_the_guests_phone_at_once(house: Served, new_page: NewPage) -> None:
    guest = new_page(house.guest(1))
    guest.goto(f"{house.url}/guest")
    expect(guest.get_by_text("€12.50").first).to_be_visible()
    page = new_page(house.staff("Marta"), size=TABLET)
    page.goto(f"{house.url}/manage/menu")
    page.get_by_role("link", name="Burrata from Puglia").click()
    page.get_by_role("tab", name="Price").click()
    page.get_by_role("textbox", name="Price", exact=True).fill("12,75")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(guest.get_by_text("€12.75").first).to_be_visible()
    page.get_by_role("tab", name="History").click()
    expect(page.locator(".history li").first).to_contain_text("12.50 → 12.75")
    expect(page.locator(".history li").first).to_contain_text("Marta")


def test_dishes_are_moved_by_the_keyboard_and_by_dragging(house: Served, new_page: NewPage) -> None:
    page = new_page(house.staff("Marta"), size=TABLET)
    page.goto(f"{house.url}/manage/menu")
    settled(page)
    rows = page.locator(".sortable .sortable").first.locator("li")
    names = [text.split("\n")[0] for text in rows.all_inner_texts()]
    rows.first.get_by_role("button").press("ArrowDown")
    expect(rows.nth(1)).to_contain_text(names[0])
    expect(page.get_by_text("Order saved")).to_be_visible()
    handle = rows.nth(1).get_by_role("button").bounding_box()
    target = rows.nth(3).bounding_box()
    assert handle
    assert target
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, target["y"] + target["height"] - 4, steps=8)
    page.mouse.up()
    expect(rows.nth(3)).to_contain_text(names[0])
    page.wait_for_timeout(400)
    page.reload()
    expect(rows.nth(3)).to_contain_text(names[0])


def test_a_photo_is_chosen_and_shown(house: Served, new_page: NewPage) -> None:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "tomato").save(out, "PNG")
    page = new_page(house.staff("Marta"), size=PHONE)
    page.goto(f"{house.url}/manage/menu/minestrone")
    page.locator("#tab-photo").click()
    photo = {"name": "soup.png", "mimeType": "image/png", "buffer": out.getvalue()}
    page.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
    picture = page.get_by_role("img", name="Photo of Minestrone")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('.photo').naturalWidth === 800")


def test_a_set_is_ordered_by_a_guest_like_any_dish(house: Served, new_page: NewPage) -> None:
    page = new_page(house.guest(2))
    page.goto(f"{house.url}/guest")
    page.locator(".dish-open", has_text="Lunch").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Main of the day")).to_be_visible()
    expect(dialog.get_by_text("Minestrone")).to_be_visible()


def test_on_a_phone_the_screens_are_behind_one_button(house: Served, new_page: NewPage) -> None:
    page = new_page(house.staff("Marta"), size=PHONE)
    page.goto(f"{house.url}/manage")
    page.get_by_role("button", name="All screens").click()
    page.get_by_role("link", name="Staff").click()
    expect(page).to_have_url(re.compile("/manage/staff$"))
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_a_file_is_looked_at_before_it_is_brought_in(house: Served, new_page: NewPage) -> None:
    page = new_page(house.staff("Marta"), size=TABLET)
    page.goto(f"{house.url}/manage/files")
    text = b"key,price\nminestrone,8.50\nghost,x\n"
    chosen = {"name": "menu.csv", "mimeType": "text/csv", "buffer": text}
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_text("Line 3")).to_be_visible()
    chosen["buffer"] = b"key,price\nminestrone,8.50\n"
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_text("This would change")).to_be_visible()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Done")).to_be_visible()


def test_a_waiter_is_not_let_in(house: Served, new_page: NewPage) -> None:
    page = new_page(house.staff("Anna"), size=TABLET)
    page.goto(f"{house.url}/manage")
    expect(page).to_have_url(re.compile("/pair$"))
