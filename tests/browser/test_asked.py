"""Dishes by weight and at a typed price for the waiter, and sets shown as one everywhere."""

import os
import re
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WALL, NewPage
from tests.browser.test_screens import COLOURS, PICTURES, RULES
from tests.browser.test_waiter_flows import WAIT_MS, opened, show
from tests.served import Client, Served

SETTLED_MS = 400  # sheets have slid in, colours have changed


def add(manager: Client, kind: str, **fields: Any) -> str:
    body = {"fields": fields}
    return str(manager.post(f"/api/v1/menu/records/{kind}", body, expect=201).json()["key"])


@pytest.fixture(scope="module")
def manager(venue: Served) -> Client:
    """A manager who put a fish by weight, a dish of the day and a lunch on the menu."""
    found = venue.staff("Marta")
    add(found, "item", name="Turbot", section="mains", price="49.90", station="hot",
        pricing="weight", min_age=18)  # fmt: skip
    add(found, "item", name="Catch of the day", section="mains", price="0.00", station="hot",
        pricing="open", price_min="10.00", price_max="60.00")  # fmt: skip
    add(found, "item", name="Lunch", section="mains", price="19.90",
        parts=["burrata", "bruschetta"])  # fmt: skip
    return found


def looked_at(page: Page, name: str) -> None:
    """Check a screen as it is now, and keep its picture where pictures are wanted."""
    page.wait_for_timeout(SETTLED_MS)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    if os.environ.get("PICTURES"):
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


@pytest.mark.parametrize(("dark", "lang"), [(False, "en"), (True, "ru")])
def test_a_waiter_types_weight_and_price(
    venue: Served, manager: Client, new_page: NewPage, dark: bool, lang: str
) -> None:
    anna, look = venue.staff("Anna"), "-dark-ru" if dark else ""
    session = opened(anna, "6" if dark else "7", count=0)
    page = new_page(anna, size=PHONE, dark=dark, lang=lang)
    show(page, venue, "6" if dark else "7")
    page.locator(".pane-bar .button-primary").click()
    page.get_by_role("searchbox").fill("Turbot")
    page.locator(".dish-add").click()
    dialog = page.get_by_role("dialog")
    go_on = dialog.locator(".button-primary")
    go_on.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    looked_at(page, f"waiter-weight{look}")
    dialog.locator("#dish-figure").fill("350")
    expect(go_on).to_contain_text(re.compile(r"17[.,]47"))
    go_on.click()
    page.get_by_role("searchbox").fill("Catch")
    page.locator(".dish-add").click()
    dialog.locator("#dish-figure").fill("70")
    go_on.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.locator("#dish-figure").fill("25,50")
    go_on.click()
    page.locator(".pane-bar .review").click()
    expect(dialog.get_by_text(re.compile("350 "))).to_be_visible()
    dialog.locator(".review").click()
    expect(page.locator(".pane .order")).to_have_count(1, timeout=WAIT_MS)
    lines = anna.json(f"/api/v1/table-sessions/{session}")["orders"][0]["lines"]
    assert [(one.get("grams"), one["total"]["amount"]) for one in lines] == [
        (350, 1747),
        (None, 2550),
    ]


def test_a_set_is_one_thing_on_every_screen(
    venue: Served, manager: Client, new_page: NewPage
) -> None:
    phone, anna, cook = venue.guest(0), venue.staff("Anna"), venue.device("kitchen")
    lunch = next(
        one
        for section in phone.json("/api/v1/menu?lang=en")["sections"]
        for one in section["items"]
        if one["name"] == "Lunch"
    )
    placed = phone.post("/api/v1/orders", {"lines": [{"item_id": lunch["id"]}]}, expect=201).json()
    assert len(placed["lines"]) == 2
    page = new_page(anna, size=PHONE)
    show(page, venue, "1")
    expect(page.locator(".line-set")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator(".line-set .line")).to_have_count(2)
    looked_at(page, "waiter-set")
    page = new_page(phone, size=PHONE)
    page.goto(venue.url + "/guest")
    page.locator(".strip").first.click()
    expect(page.locator(".order-set > .order-name")).to_have_text("Lunch", timeout=WAIT_MS)
    expect(page.locator(".order-set .order-line")).to_have_count(2)
    looked_at(page, "guest-set")
    page = new_page(cook, size=WALL)
    page.goto(venue.url + "/kitchen/all")
    expect(page.locator(".line-set", has_text="Lunch #1")).to_have_count(2, timeout=WAIT_MS)
    anna.post(
        "/api/v1/order-lines/move",
        {"lines": [{"id": placed["lines"][0]["id"]}], "to_session_id": opened(anna, "8", count=0)},
        expect=200,
    )
    expect(page.locator(".line-asks", has_text="Changed")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator(".line-moved", has_text="T8")).to_have_count(1)
    looked_at(page, "kitchen-changed")
