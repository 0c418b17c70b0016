"""What a test does with a guest's phone."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.served import Client, Served

WAIT_MS = 15_000
READY = "() => !document.querySelector('#app').hidden"


def scan(page: Page, served: Served, table: int = 0) -> Page:
    """Open the page of a table's card."""
    page.goto(served.local(served.facts["tables"][table]["card_url"]))
    page.wait_for_function(READY)
    return page


def choose(page: Page, dish: str) -> None:
    """Tap a dish and add it."""
    page.get_by_role("button", name=re.compile(f"^Add (one more )?{dish}")).first.click()
    sheet = page.get_by_role("dialog")
    if sheet.count():
        sheet.get_by_role("button", name=re.compile("^Add")).click()


def basket(page: Page) -> Any:
    """Open the basket and return its sheet."""
    page.locator(".bar-button").click()
    return page.get_by_role("dialog")


def send(page: Page, name: str = "Send to kitchen") -> None:
    """Send what is in the basket."""
    basket(page).get_by_role("button", name=re.compile(name)).click()


def close_sheet(page: Page) -> None:
    """Close the open sheet as Escape does."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def tile(page: Page, nth: int) -> None:
    """Open one of the three tiles: calls, bill, table."""
    page.locator(".tile-button").nth(nth).click()
    page.get_by_role("dialog").wait_for()


def orders(served: Served) -> list[dict[str, Any]]:
    """Return every order of the venue, oldest first."""
    found: list[dict[str, Any]] = served.program().json("/api/v1/orders?limit=100")["items"]
    return found


def dishes_of(order: dict[str, Any]) -> list[str]:
    """Return the names of an order's dishes."""
    return sorted(line["name"] for line in order["lines"])


def close_table(served: Served, session_id: str) -> None:
    """Take the money and close a table as a waiter does."""
    waiter: Client = served.staff("Anna")
    shown = waiter.json(f"/api/v1/table-sessions/{session_id}")
    bill = shown.get("bill")
    if bill and bill["owed"]["amount"] > 0:
        paid = {"method": "cash", "amount": bill["owed"]}
        waiter.post(f"/api/v1/bills/{bill['id']}/tenders", paid, expect=201)
    waiter.post(f"/api/v1/table-sessions/{session_id}/close", expect=200)


def session_of(page: Page) -> str:
    """Return the table session that a phone belongs to."""
    me = page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")
    found: str = me["session"]["id"]
    return found


Step = Callable[[Page], None]
