"""Training says so on every screen: floor, party, guest, kitchen, plan."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, WALL, NewPage
from tests.browser.test_manage import check
from tests.browser.test_money_screens import WAIT_MS
from tests.served import Served

WORDS = re.compile(r"Training|Учебный стол")


@pytest.fixture(scope="module")
def training(venue: Served) -> Served:
    """A venue whose first table trains, with a party that ordered."""
    table = venue.facts["tables"][0]["id"]
    venue.staff("Marta").post(f"/api/v1/tables/{table}", {"training": True}, expect=200)
    venue.guest(0).order(2)
    return venue


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_every_screen_says_so(training: Served, new_page: NewPage, dark: bool, lang: str) -> None:
    waiter = new_page(training.staff("Anna"), size=TABLET, dark=dark, lang=lang)
    waiter.goto(f"{training.url}/waiter#tables/{training.facts['tables'][0]['id']}")
    expect(waiter.locator(".banner").filter(has_text=WORDS)).to_be_visible(timeout=WAIT_MS)
    expect(waiter.locator(".badge").filter(has_text=WORDS).first).to_be_visible()
    check(waiter, "a party of training")
    guest = new_page(training.guest(0), size=PHONE, dark=dark, lang=lang)
    guest.goto(f"{training.url}/guest")
    expect(guest.get_by_text(WORDS).first).to_be_visible(timeout=WAIT_MS)
    check(guest, "a guest of training")
    kitchen = new_page(training.device("kitchen"), size=WALL, dark=dark, lang=lang)
    kitchen.goto(f"{training.url}/kitchen/all")
    marked = kitchen.get_by_text(re.compile("TRAINING|УЧЕБНЫЙ"))
    expect(marked.first).to_be_visible(timeout=WAIT_MS)
    check(kitchen, "a ticket of training")
    to_cook = kitchen.locator("aside.all-day")
    expect(to_cook.locator("li")).to_have_count(0)  # nothing of it is to be made


def test_a_manager_makes_a_free_table_one_for_training(training: Served, new_page: NewPage) -> None:
    page = new_page(training.staff("Marta"), size=TABLET)
    page.goto(f"{training.url}/waiter")
    page.get_by_role("button", name="Draw the floor").click(timeout=WAIT_MS)
    page.get_by_role("button", name=re.compile("^Table 3:")).focus()
    switch = page.get_by_role("button", name="For training")
    expect(switch).to_have_attribute("aria-pressed", "false", timeout=WAIT_MS)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true", timeout=WAIT_MS)
    listed = training.staff("Marta").json("/api/v1/tables")["items"]
    assert sum(bool(one.get("training")) for one in listed) == 2
