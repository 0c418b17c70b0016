"""Every screen: opens without a complaint, light and dark, in each language, with no axe violation.

With LOOKS=all PICTURES=1 it also writes docs/pictures, which README and docs/screens.md show.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, TABLET, WALL, NewPage, in_turn
from tests.served import Client, Served

COLOURS = 64  # a page stays small in the repository
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
SETTLE = "() => !document.querySelector('#app')?.hidden || !document.querySelector('#app')"


def nobody(venue: Served) -> Client:
    return Client(venue)


def first_dish(page: Page) -> None:
    page.locator(".dish-open").first.click()
    page.get_by_role("dialog").wait_for()


def our_order(page: Page) -> None:
    page.get_by_role("button").filter(has_text=re.compile("Our order|заказ", re.I)).first.click()
    page.get_by_role("dialog").wait_for()


def first_table(page: Page) -> None:
    page.locator("main button").filter(has_text="1").first.click()
    page.wait_for_timeout(600)


def set_up(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Set up|Настроить")).first.click()
    page.get_by_role("dialog").wait_for()


def tool(name: str) -> Callable[[Page], None]:
    """Open a sheet from the kitchen's menu, by the name of its drawing."""

    def tap(page: Page) -> None:
        page.locator(".tools .only-narrow").click()
        page.locator(f'dialog button:has(use[href="#{name}"])').click()
        page.wait_for_timeout(700)

    return tap


def by_key(key: str) -> Callable[[Page], None]:
    """Open a sheet by its key on the kitchen's screen."""

    def press(page: Page) -> None:
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(400)

    return press


def kitchen_menu(page: Page) -> None:
    page.locator(".tools .only-narrow").click()
    page.wait_for_timeout(700)


def learn_a_key(page: Page) -> None:
    screen_sheet(page)
    page.locator(".learn button").nth(5).click()
    page.locator(".learn").scroll_into_view_if_needed()


def close_up(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    by_key("i")(page)


def older_page(page: Page) -> None:
    page.keyboard.press("PageDown")
    page.wait_for_timeout(500)


def without_the_box(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(".ticket[data-placed] .ticket-head").last.click()
    page.locator(".banner").wait_for()
    page.wait_for_timeout(400)


screen_sheet = tool("sliders-horizontal")

# name -> who opens it, address, size, what is done first
SCREENS: dict[
    str, tuple[Callable[[Served], Client], str, dict[str, int], Callable[[Page], None] | None]
] = {
    "guest-menu": (lambda v: v.guest(0), "/guest", PHONE, None),
    "guest-dish": (lambda v: v.guest(0), "/guest", PHONE, first_dish),
    "guest-table": (lambda v: v.guest(0), "/guest", PHONE, our_order),
    "guest-link-refused": (nobody, "/t/forged", PHONE, None),
    "guest-stranger": (nobody, "/guest", PHONE, None),
    "home": (nobody, "/", PHONE, None),
    "pairing": (nobody, "/pair", TABLET, None),
    "sign-in": (lambda v: v.device("waiter"), "/pair", TABLET, None),
    "waiter-floor": (lambda v: v.staff("Anna"), "/waiter", TABLET, None),
    "waiter-phone": (lambda v: v.staff("Anna"), "/waiter", PHONE, None),
    "waiter-table": (lambda v: v.staff("Anna"), "/waiter", TABLET, first_table),
    "kitchen-board": (lambda v: v.device("kitchen"), "/kitchen/all", WALL, None),
    "kitchen-station": (lambda v: v.device("kitchen"), "/kitchen/cold", WALL, None),
    "printers": (lambda v: v.staff("Marta"), "/printers", TABLET, None),
    "printers-set-up": (lambda v: v.staff("Marta"), "/printers", TABLET, set_up),
    "kitchen-asks": (lambda v: v.device("kitchen"), "/kitchen/hot", TABLET, None),
    "kitchen-paged": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, older_page),
    "kitchen-offline": (lambda v: v.device("kitchen"), "/kitchen/hot", TABLET, without_the_box),
    "kitchen-ticket": (lambda v: v.device("kitchen"), "/kitchen/hot", TABLET, close_up),
    "kitchen-recall": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, tool("history")),
    "kitchen-all-day": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, tool("list")),
    "kitchen-dishes": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, tool("ban")),
    "kitchen-pacing": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, tool("timer")),
    "kitchen-screen": (
        lambda v: v.device("kitchen"),
        "/kitchen/all",
        TABLET,
        tool("sliders-horizontal"),
    ),
    "kitchen-menu": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, kitchen_menu),
    "kitchen-learn": (lambda v: v.device("kitchen"), "/kitchen/all", TABLET, learn_a_key),
    "expo": (lambda v: v.device("kitchen"), "/expo", WALL, None),
    "status": (lambda v: v.staff("Marta"), "/status", TABLET, None),
}


@pytest.fixture(scope="module")
def busy(venue: Served) -> Served:
    """A venue in the middle of an evening."""
    for table in range(7):
        guest = venue.guest(table)
        for line_count in range(1, 2 + table % 3):
            guest.order(line_count + 1, note="no salt, nut allergy" if table == 2 else "")
    venue.guest(3).post("/api/v1/calls", {"kind": "bill"}, expect=201)
    in_the_kitchen(venue)
    return venue


def in_the_kitchen(venue: Served) -> None:
    """Leave something of everything on the kitchen's screens."""
    kitchen, guest, marta = venue.device("kitchen"), venue.guest(5), venue.staff("Marta")
    hot = [one for one in guest.dishes() if one["station"] == 2] or guest.dishes()
    for n, note in enumerate(("no salt", "shellfish allergy", "", "well done", "", "half portion")):
        lines = [{"item_id": one["id"], "note": note} for one in hot[n % 3 : n % 3 + 2]]
        guest.post("/api/v1/orders", {"lines": lines}, expect=201)
    last = kitchen.json("/api/v1/kitchen/all/tickets")["items"][-3:]
    kitchen.post(f"/api/v1/tickets/{last[0]['id']}/rush", expect=200)
    kitchen.post(f"/api/v1/tickets/{last[1]['id']}/bump", expect=200)
    marta.post(f"/api/v1/order-lines/{last[2]['lines'][0]['id']}/void", {"reason": "x"}, expect=200)
    kitchen.post(f"/api/v1/order-lines/{last[2]['lines'][1]['id']}/refire", expect=200)
    dish = hot[0]["id"]
    kitchen.post(f"/api/v1/items/{dish}/eighty-six", {"remaining_qty": 4}, expect=200)


def settled(page: Page) -> None:
    """Wait until the screen shows what it has; the last pixels may still fade in."""
    page.wait_for_function(SETTLE)
    page.wait_for_timeout(500)


@pytest.mark.parametrize(("screen", "dark", "lang"), in_turn(SCREENS))
def test_a_screen_opens_and_everybody_can_use_it(
    busy: Served, new_page: NewPage, screen: str, dark: bool, lang: str
) -> None:
    who, address, size, first = SCREENS[screen]
    page = new_page(who(busy), size=size, dark=dark, lang=lang)
    if not dark and address.startswith(("/kitchen", "/expo")):  # dark unless chosen otherwise
        page.context.add_cookies([{"name": "theme", "value": "light", "url": busy.url}])
    page.goto(busy.url + address)
    settled(page)
    if first is not None:
        first(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES") and (dark, lang) in ((False, "en"), (True, "ru")):
        PICTURES.mkdir(exist_ok=True)
        suffix = "-dark-ru" if dark else ""
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(PICTURES / f"{screen}{suffix}.png", optimize=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_guests_page_reads_from_right_to_left(
    busy: Served, new_page: NewPage, dark: bool
) -> None:
    page = new_page(busy.guest(0), dark=dark, lang="ar")
    page.goto(f"{busy.url}/guest")
    settled(page)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page, options=RULES).violations_count == 0
    if os.environ.get("PICTURES") and dark:
        page.screenshot(path=PICTURES / "guest-menu-dark-ar.png")
