"""What people who write programs see: the routes, and the keys.

With PICTURES=1 it also writes docs/pictures.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_screens import PICTURES, RULES, settled
from tests.served import Served

PAGES = {"api": "/api/docs", "graphql": "/graphql/explorer"}


def check(page: Page, name: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, f"{name} is wider than the screen"


@pytest.mark.parametrize(("dark", "lang"), [(False, "en"), (True, "ru")])
def test_every_page_opens_and_everybody_can_use_it(
    venue: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    for size in (TABLET, PHONE):
        page = new_page(venue.staff("Marta"), size=size, dark=dark, lang=lang)
        for name, path in PAGES.items():
            page.goto(f"{venue.url}{path}")
            settled(page)
            check(page, name)
            if os.environ.get("PICTURES"):
                suffix = "-phone" * (size == PHONE) + "-dark-ru" * dark
                page.screenshot(path=PICTURES / f"{name}{suffix}.png")


def test_a_route_is_found_and_read(venue: Served, new_page: NewPage) -> None:
    page = new_page(size=TABLET)
    page.goto(f"{venue.url}/api/docs")
    page.get_by_role("searchbox").fill("orders.place 201")
    page.locator("summary").first.click()
    inside = page.locator(".api-inside")
    expect(inside).to_contain_text("Scope orders.place")
    expect(inside.locator("pre")).to_contain_text('"item_id": 1')
    check(page, "a route")
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / "api-route.png")
    page.get_by_role("searchbox").fill("no such route at all")
    expect(page.get_by_text("No route matches")).to_be_visible()


def test_staff_try_a_query(venue: Served, new_page: NewPage) -> None:
    page = new_page(venue.staff("Marta"), size=TABLET)
    page.goto(f"{venue.url}/graphql/explorer")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("pre")).to_contain_text('"number": "23"')
    check(page, "an answer")
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / "graphql-answer.png")


def test_a_manager_makes_a_key_that_works(venue: Served, new_page: NewPage) -> None:
    page = new_page(venue.staff("Marta"), size=PHONE)
    page.goto(f"{venue.url}/manage/devices")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_label("What it is for").fill("Till")
    page.get_by_role("button", name="tables.view").click()
    check(page, "a new key")
    page.get_by_role("dialog").get_by_role("button", name="Make a key").click()
    key = page.get_by_role("dialog").locator("textarea").input_value()
    check(page, "the key")
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / "manage-key.png")
    program = venue.guest()
    program.session.cookies.clear()
    program.session.headers["Authorization"] = f"Bearer {key}"
    assert len(program.json("/api/v1/tables")["items"]) == 12
    assert program.get("/api/v1/bills").status_code == 403
