"""Every screen: opens without a complaint, light and dark, in each language, with no axe violation.

With PICTURES=1 it also writes docs/pictures, which README and docs/screens.md show.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, TABLET, WALL, NewPage
from tests.served import Client, Served

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
    return venue


def settled(page: Page) -> None:
    """Wait until the screen shows what it has; the last pixels may still fade in."""
    page.wait_for_function(SETTLE)
    page.wait_for_timeout(500)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_and_everybody_can_use_it(
    busy: Served, new_page: NewPage, screen: str, dark: bool, lang: str
) -> None:
    who, address, size, first = SCREENS[screen]
    page = new_page(who(busy), size=size, dark=dark, lang=lang)
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
        page.screenshot(path=PICTURES / f"{screen}{suffix}.png")


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
