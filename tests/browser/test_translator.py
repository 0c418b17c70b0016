"""The translator's screens: opened light and dark in two languages, and a chat between two people.

With PICTURES=1 it also writes docs/pictures.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_screens import PICTURES, RULES, settled
from tests.served import Client, Served

SCREENS: dict[str, tuple[Callable[[Served], Client], str, dict[str, int]]] = {
    "chat-guest": (lambda v: v.guest(0), "/guest/chat", PHONE),
    "translator-chats": (lambda v: v.staff("Anna"), "/translator", TABLET),
    "translator-talk": (lambda v: v.staff("Anna"), "/translator/talk", TABLET),
    "translator-phrases": (lambda v: v.staff("Anna"), "/translator/phrases", PHONE),
    "translator-engines": (lambda v: v.staff("Marta"), "/translator/engines", TABLET),
}


@pytest.fixture(scope="module")
def talking(venue: Served) -> Iterator[Served]:
    """A venue where table 1 has said something."""
    guest, waiter = venue.guest(0), venue.staff("Anna")
    chat = guest.post("/api/v1/chats", {"language": "es"}, expect=201).json()
    path = f"/api/v1/chats/{chat['id']}/messages"
    for text in ("¿Qué nos recomienda?", "soy alérgico a las nueces"):
        guest.post(path, {"text": text, "language": "es"}, expect=201)
    waiter.post(path, {"text": "I will ask the kitchen", "language": "en"}, expect=201)
    return venue


def work(page: Page, screen: str) -> None:
    """Do what one comes to a screen for."""
    if screen == "translator-chats":
        page.locator(".chat-row").first.click()
        page.locator(".said").first.wait_for()
    if screen == "translator-talk":
        page.locator("#half-staff").select_option("en")
        page.locator("#say-staff").fill("Your food is coming")
        page.locator("[data-side=staff] button[type=submit]").click()
        expect(page.locator("[data-side=guest] .heard-text")).to_have_text("Su comida ya viene")


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_the_translator_opens_and_everybody_can_use_it(
    talking: Served, new_page: NewPage, screen: str, dark: bool, lang: str
) -> None:
    who, address, size = SCREENS[screen]
    page = new_page(who(talking), size=size, dark=dark, lang=lang)
    page.goto(talking.url + address)
    settled(page)
    work(page, screen)
    page.wait_for_timeout(300)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES"):
        suffix = "-dark-ru" if dark else ""
        page.screenshot(path=Path(PICTURES) / f"{screen}{suffix}.png")


def test_guest_and_waiter_write_to_each_other(
    serve: Callable[..., Served], new_page: NewPage
) -> None:
    venue = serve()
    guest = new_page(venue.guest(0), lang="en")
    guest.goto(f"{venue.url}/guest/chat")
    guest.locator("#own").select_option("es")
    guest.locator("#say").fill("La carta, por favor")
    guest.get_by_role("button", name="Send").click()
    guest.locator(".said").wait_for()
    waiter = new_page(venue.staff("Anna"), size=TABLET)
    waiter.goto(f"{venue.url}/translator")
    waiter.locator(".chat-row").click()
    expect(waiter.locator(".said-text")).to_have_text("The menu, please")
    waiter.get_by_text("Original", exact=True).click()
    expect(waiter.locator(".bubble details p")).to_have_text("La carta, por favor")
    expect(guest.locator(".said-foot")).to_contain_text("Read")
    waiter.locator("#say").fill("One moment, please")
    waiter.get_by_role("button", name="Send").click()
    expect(guest.locator(".said-text").nth(1)).to_have_text("Un momento, por favor")
    guest.locator("#say").fill("soy alérgica al apio")
    guest.get_by_role("button", name="Send").click()
    expect(waiter.locator(".marks").last).to_contain_text("Celery")
    expect(waiter.locator(".said-text").nth(2)).to_have_text("soy alérgica al apio")
    anna = venue.staff("Anna")
    session = anna.get("/api/v1/chats").json()["items"][0]["session_id"]
    anna.post(f"/api/v1/table-sessions/{session}/close", {}, expect=200)
    expect(guest.get_by_role("heading")).to_have_text(re.compile("This chat is over"))
