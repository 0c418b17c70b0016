"""The waiter's screens of an evening: each opens without a complaint and with no axe violation.

Light in English and dark in Russian; with PICTURES=1 the pictures of docs/screens.md are written.
"""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, TABLET, WALL, NewPage, in_turn
from tests.browser.test_screens import PICTURES, RULES, SETTLE
from tests.served import Served

POSITIONS = {
    "1": (120, 160, "round"), "2": (120, 420, "round"), "3": (360, 160, "square"),
    "4": (360, 420, "square"), "5": (360, 720, "square"), "6": (640, 200, "long"),
    "7": (640, 560, "long"), "8": (880, 400, "square"),
}  # fmt: skip


def at(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


class Evening:
    """A served venue with a bit of everything on its floor."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.anna, self.marta = served.staff("Anna"), served.staff("Marta")
        self.kitchen = served.device("kitchen")
        self.people = {"Anna": self.anna, "Marta": self.marta, "": served.device("pickup")}
        floor = self.anna.json("/api/v1/tables")["items"]
        self.tables = {one["number"]: one["id"] for one in floor}
        self._draw()
        self._sit()
        self._to_go()
        self._book()

    def session(self, table: str) -> str:
        floor = self.anna.json("/api/v1/tables")["items"]
        return str(next(one["session_id"] for one in floor if one["number"] == table))

    def _draw(self) -> None:
        spots = [
            {"id": self.tables[number], "x": x, "y": y, "shape": shape, "rotation": 0}
            for number, (x, y, shape) in POSITIONS.items()
        ]
        spots[7]["rotation"] = 45
        self.marta.post("/api/v1/floor", {"tables": spots}, expect=200)

    def _open(self, table: str, covers: int, count: int, **line: Any) -> dict[str, Any]:
        body = {"table_id": self.tables[table], "covers": covers}
        session = self.anna.post("/api/v1/table-sessions", body, expect=201).json()["id"]
        dishes = self.anna.dishes()[:count]
        lines = [{"item_id": dish["id"], "quantity": 1} | line for dish in dishes]
        body = {"lines": lines, "table_session_id": session}
        found: dict[str, Any] = self.anna.post("/api/v1/orders", body, expect=201).json()
        return found

    def _sit(self) -> None:
        self._open("1", 2, 2)
        ready = self._open("3", 4, 3, seat=2)
        for line in ready["lines"][:2]:
            self.kitchen.post(f"/api/v1/order-lines/{line['id']}/bump", expect=200)
        self._open("6", 6, 4, hold=True, course=2)
        guest = self.served.guest(3)
        guest.order(1)
        meat = self.anna.dish("Beef tagliata")
        needed = [one["modifiers"][0]["id"] for one in meat["modifier_groups"] if one["min"]]
        wish = {"item_id": meat["id"], "quantity": 2, "modifiers": needed, "note": "no rosemary"}
        session = guest.json("/api/v1/me")["session"]["id"]
        body = {"lines": [wish], "table_session_id": session}
        self.anna.post("/api/v1/orders", body, expect=201)
        guest.post("/api/v1/calls", {"kind": "bill"}, expect=201)

    def _to_go(self) -> None:
        wanted = [
            {"kind": "bar", "name": "Paul, by the window"},
            {"kind": "takeaway", "name": "Ines", "due_at": at(25), "phone": "+39 55 1"},
            {"kind": "takeaway", "name": "Omar", "due_at": at(10)},
            {"kind": "delivery", "name": "Ola", "address": "Long Street 5, 3rd floor"},
        ]
        for party in wanted:
            opened = self.anna.post("/api/v1/table-sessions", {"party": party}, expect=201).json()
            order = self.anna.order(2, table_session_id=opened["id"])
            if party["name"] in ("Omar", "Ola"):
                for line in order["lines"]:
                    self.kitchen.post(f"/api/v1/order-lines/{line['id']}/bump", expect=200)

    def _book(self) -> None:
        for minutes, name, table in ((-30, "Rossi", "2"), (50, "Bianchi", "7"), (70, "Conti", "")):
            body: dict[str, Any] = {
                "starts_at": at(minutes), "covers": 4, "name": name, "phone": "+39 55 123456",
                "note": "Window, please" if table else "",
            }  # fmt: skip
            body |= {"table_id": self.tables[table]} if table else {}
            self.anna.post("/api/v1/table-reservations", body, expect=201)


@pytest.fixture(scope="module")
def evening(venue: Served) -> Evening:
    return Evening(venue)


def tap(page: Page, selector: str, **options: Any) -> None:
    page.locator(selector, **options).first.click()


def map_of(page: Page) -> None:
    tap(page, ".floor-tools .chip:nth-child(2)")
    page.locator(".spot-table").first.wait_for()


def table(number: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        here = page.locator(".table-number", has_text=re.compile(rf"\b{number}$"))
        page.locator(".table-open", has=here).click()
        page.locator(".pane .lines, .pane .booked, .pane .open-table").first.wait_for()

    return choose


def order(page: Page) -> None:
    table("3")(page)
    tap(page, ".pane-bar .button-primary")
    page.locator(".dish-add").first.wait_for()
    tap(page, ".seats .chip:nth-child(3)")
    tap(page, ".dish-add")


def dish(page: Page) -> None:
    order(page)
    tap(page, ".dish .icon-button")
    page.get_by_role("dialog").wait_for()


def review(page: Page) -> None:
    order(page)
    tap(page, ".pane-bar .review")
    tap(page, ".course .chip")


def party(page: Page) -> None:
    table("3")(page)
    tap(page, ".pane-head .icon-button-line:last-of-type")
    page.get_by_role("dialog").wait_for()


def moving(page: Page) -> None:
    party(page)
    tap(page, ".choices .button:has(use[href='#arrow-right-left'])")
    page.locator(".targets .chip").first.wait_for()
    tap(page, ".sheet-body .chip.grow:nth-child(2)")
    tap(page, ".ticks input")


def voiding(page: Page) -> None:
    table("3")(page)
    tap(page, ".line .icon-button")
    tap(page, ".choices .button:has(use[href='#ban'])")
    page.locator(".approver").wait_for()
    tap(page, ".reasons .chip")


def editing(page: Page) -> None:
    table("4")(page)
    tap(page, ".line .icon-button")
    tap(page, ".choices .button:has(use[href='#pencil'])")
    page.locator(".sheet .group").first.wait_for()


def tab(name: str, waits_for: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        tap(page, f".waiter-tabs button:has(use[href='#{name}'])")
        page.locator(waits_for).first.wait_for()

    return choose


def booking(page: Page) -> None:
    tab("calendar", ".booking")(page)
    tap(page, ".floor-tools .button-primary")
    page.get_by_role("dialog").wait_for()


def new_delivery(page: Page) -> None:
    tab("shopping-bag", ".to-go")(page)
    tap(page, ".floor-tools .button:has(use[href='#truck'])")
    page.locator("#party-address").wait_for()


def account(page: Page, icon: str, waits_for: str) -> None:
    tap(page, ".who")
    tap(page, f".sheet .button:has(use[href='#{icon}'])")
    page.locator(waits_for).first.wait_for()


def answer(page: Page) -> None:
    tab("bell", ".alert")(page)
    tap(page, ".alert .icon-button")
    page.locator("#answer").wait_for()


def plan(page: Page) -> None:
    tap(page, ".floor-tools .icon-button")
    page.locator(".plan-edit .spot-table").first.wait_for()
    page.locator(".plan-edit .spot-table").nth(5).focus()


Opened = tuple[str, str, dict[str, int], Callable[[Page], None] | None]
SCREENS: dict[str, Opened] = {
    "waiter-map": ("Anna", "/waiter", TABLET, map_of),
    "waiter-map-phone": ("Anna", "/waiter", PHONE, map_of),
    "waiter-courses": ("Anna", "/waiter", TABLET, table("6")),
    "waiter-booked": ("Anna", "/waiter", TABLET, table("2")),
    "waiter-order": ("Anna", "/waiter", PHONE, order),
    "waiter-dish": ("Anna", "/waiter", PHONE, dish),
    "waiter-review": ("Anna", "/waiter", PHONE, review),
    "waiter-move": ("Anna", "/waiter", PHONE, moving),
    "waiter-void": ("Anna", "/waiter", PHONE, voiding),
    "waiter-edit": ("Anna", "/waiter", PHONE, editing),
    "waiter-places": ("Anna", "/waiter", TABLET, tab("shopping-bag", ".to-go")),
    "waiter-delivery": ("Anna", "/waiter", PHONE, new_delivery),
    "waiter-bookings": ("Anna", "/waiter", TABLET, tab("calendar", ".booking")),
    "waiter-booking": ("Anna", "/waiter", PHONE, booking),
    "waiter-alerts": ("Anna", "/waiter", PHONE, tab("bell", ".alert")),
    "waiter-answer": ("Anna", "/waiter", PHONE, answer),
    "waiter-handover": ("Anna", "/waiter", PHONE, lambda p: account(p, "users", ".colleague")),
    "waiter-pin": ("Marta", "/waiter", PHONE, lambda p: account(p, "key-round", ".code-pin")),
    "waiter-plan": ("Marta", "/waiter", TABLET, plan),
    "pickup": ("", "/pickup", WALL, None),
}


@pytest.mark.parametrize(("screen", "dark", "lang"), in_turn(SCREENS))
def test_a_screen_of_the_evening_opens_and_everybody_can_use_it(
    evening: Evening, new_page: NewPage, screen: str, dark: bool, lang: str
) -> None:
    name, address, size, first = SCREENS[screen]
    served = evening.served
    who = evening.people[name]
    page = new_page(who, size=size, dark=dark, lang=lang)
    page.goto(served.url + address)
    page.wait_for_function(SETTLE)
    if first is not None:
        first(page)
        page.wait_for_timeout(100)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES"):
        Path(PICTURES).mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{screen}{'-dark-ru' if dark else ''}.png")
