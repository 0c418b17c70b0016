"""Every screen of the guest's phone: what it says, and that everybody can use it.

With PICTURES=1 it also writes docs/pictures.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import LOOKS, PHONE, NewPage, in_turn
from tests.browser.phone import (
    READY,
    Step,
    basket,
    choose,
    close_table,
    scan,
    send,
    session_of,
    tile,
)  # fmt: skip
from tests.browser.test_screens import PICTURES, RULES
from tests.served import Served

LATER = 1_000


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A screen: the house it is seen in, what is done first, and what must then be there."""

    house: str = "scan"
    before: Step = lambda page: None
    step: Step = lambda page: None
    shows: str
    rtl: bool = False


SETTINGS: dict[str, dict[str, str]] = {
    "scan": {},
    # For what counts everything at a table: those of "scan" are used more than once.
    "alone": {},
    "staff": {"guest.join": '"staff"'},
    "pin": {"guest.join": '"pin"'},
    "view": {"guest.order_mode": '"view"'},
}


class Houses:
    """Demo venues by setting, each started when it is first needed."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._source, self._folder = source, folder
        self._running: dict[str, Served] = {}
        self._table = 0

    def get(self, name: str) -> Served:
        """Return the running venue."""
        if name not in self._running:
            served = Served.copy_of(self._source, self._folder / name, settings=SETTINGS[name])
            served.start()
            self._running[name] = served
            if name == "pin":
                table = served.facts["tables"][0]["id"]
                opening = {"table_id": table, "covers": 2}
                served.staff("Anna").post("/api/v1/table-sessions", opening, expect=201)
        return self._running[name]

    def table(self, name: str) -> int:
        """Return a table nobody sat at yet; with a PIN the one that is open."""
        self._table += 1
        return 0 if name == "pin" else self._table % len(self.get(name).facts["tables"])

    def stop(self) -> None:
        """Stop them all."""
        for served in self._running.values():
            served.stop()


@pytest.fixture(scope="module")
def houses(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    found = Houses(demo_data, tmp_path_factory.mktemp("houses"))
    yield found
    found.stop()


def answered(page: Page, path: str, body: str, status: int = 200) -> None:
    """Answer a path in the box's stead, as a feature that is not loaded here would."""

    def give(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=body)

    page.route(f"**{path}", give)


def click(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def dish_with_choices(page: Page) -> None:
    page.locator(".dish-open").nth(8).click()
    page.get_by_role("dialog").wait_for()


def two_dishes(page: Page) -> None:
    page.locator(".dish-add").nth(0).click()
    page.locator(".dish-add").nth(1).click()
    basket(page).wait_for()


def shared(page: Page) -> None:
    """Somebody else at the table has chosen too."""
    other = page.context.browser.new_context()  # type: ignore[union-attr]
    phone = other.new_page()
    table = page.locator(".top-table").inner_text().split()[-1]
    origin = page.url.split("/guest")[0]
    card = page.evaluate("window.cards")[table]
    phone.goto(f"{origin}/{card}")
    phone.wait_for_function(READY)
    phone.locator(".dish-add").nth(2).click()
    page.locator(".bar-button").wait_for()
    page.locator(".dish-add").nth(0).click()
    basket(page).locator(".basket-who").nth(1).wait_for()
    other.close()


def avoid(page: Page) -> None:
    click(".filter-button")(page)
    page.locator(".chips-wrap .chip").nth(6).click()
    page.locator(".filters .choice").click()


def filtered(page: Page) -> None:
    avoid(page)
    page.locator(".filter-foot .button-primary").click()
    page.locator(".hidden-note").wait_for()


def ordered(page: Page) -> None:
    two_dishes(page)
    page.locator(".sheet-foot .button-primary").click()
    page.locator(".order:not(.order-pending)").wait_for()


def bill(page: Page) -> None:
    ordered(page)
    page.keyboard.press("Escape")
    tile(page, 1)
    page.locator(".guestbill-lines").wait_for()


def sealed_offline(page: Page) -> None:
    two_dishes(page)
    page.context.set_offline(True)
    page.locator(".sheet-foot .button-primary").click()
    page.locator(".order-pending").wait_for()


def offline(page: Page) -> None:
    sealed_offline(page)
    page.keyboard.press("Escape")
    page.locator(".banner-warn").wait_for()


def pausing(page: Page) -> None:
    answered(page, "/api/v1/pacing", '{"state":"paused","until_s":600}')


def slow(page: Page) -> None:
    answered(page, "/api/v1/pacing", '{"state":"slow","promised_minutes":35}')


def sold_out(page: Page) -> None:
    two_dishes(page)
    was, now = ({"amount": amount, "currency": "EUR"} for amount in (700, 750))
    change = {"line": 0, "item_id": 1, "reason": "price", "was": was, "now": now}
    problem = {"status": 409, "code": "orders.needs_confirmation", "details": {"changes": [change]}}
    answered(page, "/api/v1/draft/send", json.dumps(problem), 409)
    page.locator(".sheet-foot .button-primary").click()
    page.locator(".banner-warn").wait_for()


SCREENS: dict[str, Screen] = {
    "guest-waiting": Screen(house="staff", shows=".banner-info"),
    "guest-pin": Screen(house="pin", step=click(".notice-button"), shows=".keypad"),
    "guest-choices": Screen(step=dish_with_choices, shows=".dish-sheet"),
    "guest-filters": Screen(step=avoid, shows=".filters", rtl=True),
    "guest-filtered": Screen(step=filtered, shows=".hidden-note"),
    "guest-basket": Screen(step=two_dishes, shows=".basket-line", rtl=True),
    "guest-shared": Screen(step=shared, shows=".basket-who"),
    "guest-changed": Screen(step=sold_out, shows=".banner-warn"),
    "guest-sent": Screen(step=ordered, shows=".order .steps", rtl=True),
    "guest-sealed": Screen(step=sealed_offline, shows=".order-pending"),
    "guest-calls": Screen(step=lambda page: tile(page, 0), shows=".call"),
    "guest-bill": Screen(step=bill, shows=".guestbill-lines"),
    "guest-languages": Screen(step=click(".top .icon-button"), shows=".languages"),
    "guest-view": Screen(house="view", shows=".banner-info"),
    "guest-pausing": Screen(before=pausing, shows=".banner-warn"),
    "guest-slow": Screen(before=slow, shows=".banner-info"),
    "guest-offline": Screen(step=offline, shows=".banner-warn"),
}


def opened(
    houses: Houses, new_page: NewPage, name: str, *, dark: bool, lang: str
) -> tuple[Page, Screen]:
    screen = SCREENS[name]
    served = houses.get(screen.house)
    page = new_page(size=PHONE, dark=dark, lang=lang)
    screen.before(page)
    scan(page, served, houses.table(screen.house))
    cards = {one["number"]: one["card_url"].split("/", 3)[3] for one in served.facts["tables"]}
    page.evaluate("(cards) => { window.cards = cards; }", cards)
    screen.step(page)
    page.locator(screen.shows).first.wait_for()
    page.wait_for_timeout(350)
    return page, screen


def fits(page: Page) -> None:
    """No axe violation and nothing to scroll sideways."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def picture(page: Page, name: str) -> None:
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize(("name", "dark", "lang"), in_turn(SCREENS))
def test_a_guests_screen_can_be_used_by_everybody(
    houses: Houses, new_page: NewPage, name: str, dark: bool, lang: str
) -> None:
    page, _ = opened(houses, new_page, name, dark=dark, lang=lang)
    fits(page)
    assert not re.search(r"\bguest\.[a-z_]+", page.locator("body").inner_text())
    picture(page, f"{name}-dark-ru" if dark else name)


@pytest.mark.parametrize("name", [name for name, screen in SCREENS.items() if screen.rtl])
def test_a_guests_screen_from_right_to_left(houses: Houses, new_page: NewPage, name: str) -> None:
    page, _ = opened(houses, new_page, name, dark=True, lang="ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    fits(page)
    picture(page, f"{name}-dark-ar")


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_visit_is_over(houses: Houses, new_page: NewPage, dark: bool, lang: str) -> None:
    served = houses.get("scan")
    page = scan(new_page(dark=dark, lang=lang), served, houses.table("scan"))
    page.wait_for_timeout(LATER)
    close_table(served, session_of(page))
    page.locator(".gone-icon").wait_for()
    fits(page)
    picture(page, "guest-over-dark-ru" if dark else "guest-over")


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_page_and_the_table_without_scripts(
    houses: Houses, new_page: NewPage, dark: bool, lang: str
) -> None:
    served = houses.get("scan")
    page = new_page(dark=dark, lang=lang)
    # The script alone is kept away: axe needs one of its own.
    page.route("**/js/guest.js", lambda route: route.abort())
    page.goto(served.local(served.facts["tables"][houses.table("scan")]["card_url"]))
    page.locator(".plain-send").wait_for()
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.plain-send')).visibility === 'visible'"
    )
    fits(page)
    picture(page, "guest-plain-dark-ru" if dark else "guest-plain")
    page.locator('input[type="number"]').first.fill("2")
    page.locator(".plain-send button").click()
    page.locator(".banner-ok").wait_for()
    page.locator('.plain-nav a[href="/guest/table"]').click()
    page.locator('button[value="help"]').click()
    page.locator(".banner-info").wait_for()
    expect(page.locator(".order-quantity").first).to_have_text("2")
    fits(page)
    picture(page, "guest-plain-table-dark-ru" if dark else "guest-plain-table")


def test_the_whole_order_by_keyboard(houses: Houses, new_page: NewPage) -> None:
    """Search, add, open the basket, send: without a touch."""
    served = houses.get("scan")
    page = scan(new_page(), served, houses.table("scan"))
    page.get_by_role("searchbox").focus()
    page.keyboard.type("bruschetta")
    expect(page.locator(".dish")).to_have_count(1)
    page.locator(".dish-add").focus()
    page.keyboard.press("Enter")
    page.locator(".bar-button").focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Your order")).to_be_focused()
    sheet.get_by_role("button", name="Send to kitchen").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".order:not(.order-pending)")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_allergies_are_marked_hidden_and_forgotten_with_the_visit(
    houses: Houses, new_page: NewPage
) -> None:
    served = houses.get("scan")
    page = scan(new_page(), served, houses.table("scan"))
    every = page.locator(".dish").count()
    click(".filter-button")(page)
    page.get_by_role("button", name="Milk").click()
    page.get_by_role("button", name="Show the menu").click()
    expect(page.locator(".dish")).to_have_count(every)
    assert page.get_by_text("Contains Milk").count() > 0
    filtered_page(page)
    assert page.locator(".dish").count() < every
    expect(page.get_by_text("Contains Milk")).to_have_count(0)
    page.reload()
    page.locator(".hidden-note").wait_for()
    page.wait_for_timeout(LATER)
    close_table(served, session_of(page))
    page.locator(".gone-icon").wait_for()
    assert page.evaluate("Object.keys(localStorage)") == []


def filtered_page(page: Page) -> None:
    click(".filter-button")(page)
    page.locator(".filters .choice").click()
    page.get_by_role("button", name="Show the menu").click()
    page.locator(".hidden-note").wait_for()


def test_a_round_is_ordered_again(houses: Houses, new_page: NewPage) -> None:
    served = houses.get("alone")
    page = scan(new_page(), served, houses.table("alone"))
    choose(page, "Bruschetta")
    send(page)
    page.get_by_role("button", name="Order this again").click()
    expect(page.locator(".basket-line")).to_have_count(1)
    page.get_by_role("dialog").get_by_role("button", name="Send to kitchen").click()
    expect(page.locator(".order:not(.order-pending)")).to_have_count(2)
    expect(page.locator(".totals dd")).to_have_text("€15.00")


def test_photos_come_late_and_move_nothing(houses: Houses, new_page: NewPage) -> None:
    """As the manager's menu gives them: one address, its size, and smaller ones."""
    served = houses.get("scan")
    page = new_page()
    asked: list[str] = []

    def with_photos(route: Route) -> None:
        menu = route.fetch().json()
        for section in menu["sections"]:
            for item in section["items"]:
                photo = f"/photos/{item['id']}"
                sizes = [
                    {"url": f"{photo}-208.jpg", "w": 208},
                    {"url": f"{photo}-720.jpg", "w": 720},
                ]
                item["photo"] = {"url": f"{photo}-720.jpg", "w": 720, "h": 540, "sizes": sizes}
        route.fulfill(json=menu)

    def photo(route: Route) -> None:
        asked.append(route.request.url.rsplit("/", 1)[1])
        route.fulfill(path=PICTURES / "guest-menu.png")

    page.route("**/api/v1/menu?*", with_photos)
    page.route("**/photos/*", photo)
    scan(page, served, houses.table("scan"))
    before = page.locator(".dish").nth(1).bounding_box()
    click(".top .icon-button")(page)
    page.get_by_role("button", name="Русский").click()
    page.locator(".tile-photo img.shown").first.wait_for()
    assert before
    after = page.locator(".tile-photo").nth(1).bounding_box()
    assert after
    assert (round(after["width"]), round(after["height"])) == (104, 104)
    assert all(name.endswith("-208.jpg") for name in asked)
    assert 0 < len(asked) < page.locator(".dish").count()
