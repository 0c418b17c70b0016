"""Answers that overtake each other: the older one never covers what is newer."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage
from tests.browser.test_money_screens import button, open_bill, sheet
from tests.served import Served

WAIT_MS = 15_000


class Held:
    """Answers to a path that wait until the test lets them through.

    They are fetched at once, so that they tell of the time at which they were asked for.
    """

    def __init__(self, page: Page, pattern: str) -> None:
        self.waiting: list[tuple[Route, Any]] = []
        self.count = 0
        self.is_holding = False
        page.route(re.compile(pattern), self._take)

    def _take(self, route: Route) -> None:
        self.count += 1
        if self.is_holding:
            self.waiting.append((route, route.fetch()))
        else:
            route.continue_()

    def let_go(self) -> None:
        """Give the answers that were held, as old as they are by now; newer ones are held."""
        old, self.waiting, self.is_holding = self.waiting, [], True
        for route, answer in old:
            route.fulfill(response=answer)


BEHIND = """
async () => {
  await (await fetch("/api/v1/me?as=staff")).text();
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
}
"""


def test_a_split_bill_is_not_shown_whole_again_by_an_older_reading(
    venue: Served, new_page: NewPage
) -> None:
    guest = venue.guest(0)
    guest.order(2)
    anna = venue.staff("Anna")
    page = new_page(anna)
    held = Held(page, r"/api/v1/table-sessions/[^/]+$")
    open_bill(page, venue)
    held.is_holding = True
    # News of an order make the screen read the table; the answer stays on its way.
    guest.order(1)
    while not held.waiting:
        page.wait_for_timeout(50)
    held.is_holding = False
    button(page, "Split the bill").click()
    button(page, "^Split$").click()
    expect(sheet(page).locator(".bill-parts li")).to_have_count(2, timeout=WAIT_MS)
    pay = sheet(page).locator(".bill-foot .button-primary")
    a_part = pay.text_content()
    with page.expect_event("requestfinished", lambda one: "table-sessions" in one.url):
        held.let_go()
    # To the box and back once, and painted: what was answered before has been taken.
    page.evaluate(BEHIND)
    expect(sheet(page).locator(".bill-parts li")).to_have_count(2)
    assert pay.text_content() == a_part, "the next tap would take the whole"


def test_a_floor_of_a_restored_box_is_shown_and_not_asked_for_without_end(
    venue: Served, new_page: NewPage
) -> None:
    page = new_page(venue.staff("Anna"))
    old = 0

    def restored(route: Route) -> None:
        nonlocal old
        old += 1
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"seq": 1})

    page.goto(f"{venue.url}/waiter")
    expect(page.locator(".table-open").first).to_be_visible(timeout=WAIT_MS)
    with page.expect_response(re.compile("/api/v1/tables$"), timeout=WAIT_MS):
        venue.guest(1).order(1)
    page.route(re.compile("/api/v1/tables$"), restored)
    page.context.set_offline(True)
    expect(page.locator("[data-state='stale'], .offline, .cut-off").first).to_be_attached(
        timeout=WAIT_MS
    )
    page.context.set_offline(False)
    page.wait_for_timeout(4_000)
    assert 1 <= old <= 6, f"the floor was asked for {old} times"
