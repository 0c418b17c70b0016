"""The kitchen's screen in a browser: warnings, rush, keys, the pass, 86, pacing, a dead box."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import WALL, NewPage
from tests.conftest import Serve
from tests.served import Client, Served

WAIT_MS = 15_000
# What a browser calls a long task: the main thread was busy for longer than this.
LONG_TASK_MS = 50
MANY = 300


def open_board(new_page: NewPage, kitchen: Client, path: str = "/kitchen/all") -> Page:
    page = new_page(kitchen, size=WALL)
    page.goto(kitchen.served.url + path)
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=WAIT_MS)
    return page


def tickets(page: Page) -> Locator:
    return page.get_by_role("article")


def lines_of(kitchen: Client, station: str = "all") -> list[dict[str, Any]]:
    board = kitchen.json(f"/api/v1/kitchen/{station}/tickets")["items"]
    return [line for ticket in board for line in ticket["lines"]]


def bumps(served: Served) -> int:
    """Return how often the box took a ticket's bump, from its journal."""
    with sqlite3.connect(f"file:{served.data / 'venue.db'}?mode=ro", uri=True) as found:
        sql = "SELECT count(*) FROM journal WHERE kind = 'ticket.bumped'"
        return int(found.execute(sql).fetchone()[0])


def test_an_allergy_is_not_bumped_unread(venue: Served, new_page: NewPage) -> None:
    kitchen = venue.device("kitchen")
    venue.guest(0).order(1, note="nut allergy")
    page = open_board(new_page, kitchen)
    ticket = tickets(page).filter(has_text="nut allergy")
    expect(ticket.get_by_text("Read it, then tap")).to_be_visible()
    ticket.locator(".ticket-head").click()
    expect(ticket.get_by_text("Read it, then tap")).to_have_count(0)
    expect(ticket).to_have_count(1)
    ticket.locator(".ticket-head").click()
    expect(ticket).to_have_count(0, timeout=WAIT_MS)


def test_hold_starts_a_dish_and_opens_a_ticket_to_rush_and_refire(
    venue: Served, new_page: NewPage
) -> None:
    kitchen = venue.device("kitchen")
    venue.guest(1).order(1, note="for the hold")
    venue.guest(2).order(1)
    page = open_board(new_page, kitchen)
    ticket = tickets(page).filter(has_text="for the hold")
    line = ticket.locator(".line").first
    line.click(delay=700)
    expect(line).to_have_attribute("data-state", "started", timeout=WAIT_MS)
    ticket.locator(".ticket-head").click(delay=700)
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Rush").click()
    sheet.get_by_role("button", name=re.compile("Cook again")).click()
    expect(sheet.get_by_role("button", name="No rush")).to_be_visible()
    page.keyboard.press("Escape")
    expect(tickets(page).first).to_contain_text("for the hold", timeout=WAIT_MS)
    expect(tickets(page).first).to_contain_text("Rush")
    added = ticket.locator('.line[data-asks="added"]')
    expect(added).to_contain_text("Added – tap", timeout=WAIT_MS)
    added.click()
    expect(ticket.locator(".line[data-asks]")).to_have_count(0, timeout=WAIT_MS)
    expect(ticket.locator(".line")).to_have_count(2)


def test_a_line_taken_back_stays_until_it_is_tapped(venue: Served, new_page: NewPage) -> None:
    kitchen, marta = venue.device("kitchen"), venue.staff("Marta")
    order = venue.guest(3).order(1, note="to be voided")
    page = open_board(new_page, kitchen)
    ticket = tickets(page).filter(has_text="to be voided")
    expect(ticket).to_have_count(1, timeout=WAIT_MS)
    marta.post(f"/api/v1/order-lines/{order['id']}.1/void", {"reason": "mistake"}, expect=200)
    voided = ticket.locator('.line[data-state="voided"]')
    expect(voided).to_contain_text("Void – tap", timeout=WAIT_MS)
    ticket.locator(".ticket-head").click()
    page.wait_for_timeout(300)
    expect(voided).to_have_count(1)
    voided.click()
    expect(ticket).to_have_count(0, timeout=WAIT_MS)


def test_a_bump_bar_learns_its_keys_and_works_by_line_and_by_ticket(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    kitchen, guest = served.device("kitchen"), served.guest()
    lines = [one for one in guest.dishes() if one["station"] == guest.dishes()[0]["station"]]
    body = {"lines": [{"item_id": one["id"]} for one in lines[:2]]}
    guest.post("/api/v1/orders", body, expect=201)
    page = open_board(new_page, kitchen)
    expect(tickets(page)).to_have_count(1, timeout=WAIT_MS)
    page.get_by_role("button", name="This screen").click()
    page.get_by_role("button", name=re.compile("^Bump Enter")).click()
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name=re.compile("^Bump F8"))).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    expect(tickets(page)).to_have_count(1, timeout=WAIT_MS)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    first = page.locator(".line").first
    expect(first).to_have_attribute("data-state", "started", timeout=WAIT_MS)
    page.keyboard.press("F8")
    expect(first).to_have_attribute("data-state", "done", timeout=WAIT_MS)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F8")
    expect(tickets(page)).to_have_count(0, timeout=WAIT_MS)
    page.keyboard.press("u")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Recall")).click()
    expect(tickets(page)).to_have_count(1, timeout=WAIT_MS)


def test_the_pass_shows_what_is_missing_and_serves(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    kitchen, guest = served.device("kitchen"), served.guest()
    for station in ("hot", "cold", "pizza", "bar"):  # paper would have seen the tickets
        path = f"/api/v1/stations/{station}/printer"
        served.program().post(path, {"printer_id": None}, expect=200)
    dishes = guest.dishes()
    pair = [dishes[0], next(one for one in dishes if one["station"] != dishes[0]["station"])]
    body = {"lines": [{"item_id": one["id"]} for one in pair]}
    guest.post("/api/v1/orders", body, expect=201)
    page = open_board(new_page, kitchen, "/expo")
    order = tickets(page)
    expect(order).to_have_count(1, timeout=WAIT_MS)
    expect(order.get_by_text("Missing")).to_have_count(2)
    first = kitchen.json("/api/v1/kitchen/all/tickets")["items"][0]
    assert first["acknowledged"] is False  # the pass does not cook
    kitchen.post(f"/api/v1/tickets/{first['id']}/bump", expect=200)
    expect(order.get_by_text("Ready – serve")).to_have_count(1, timeout=WAIT_MS)
    expect(order.get_by_text("1 of 1")).to_be_visible()
    order.locator('.line[data-state="done"]').click()
    expect(order.get_by_text("At the table")).to_have_count(1, timeout=WAIT_MS)
    [other] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    kitchen.post(f"/api/v1/tickets/{other['id']}/bump", expect=200)
    expect(order.get_by_text("Ready – serve")).to_have_count(1, timeout=WAIT_MS)
    order.get_by_role("button", name=re.compile("Serve what is ready")).click()
    expect(order).to_have_count(0, timeout=WAIT_MS)
    page.keyboard.press("u")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Recall")).first.click()
    expect(order).to_have_count(1, timeout=WAIT_MS)


def test_a_dish_is_86_counted_and_brought_back_from_the_screen(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    kitchen, guest = served.device("kitchen"), served.guest()

    def state() -> tuple[bool, int | None]:
        menu = guest.json("/api/v1/menu?lang=en")
        items = [item for section in menu["sections"] for item in section["items"]]
        found = next(item for item in items if item["name"].startswith("Minestrone"))
        return found["sold_out"], found.get("remaining_qty")

    page = open_board(new_page, kitchen)
    page.get_by_role("button", name="Dishes: 86").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("searchbox").fill("minestr")
    row = sheet.locator(".dish-row")
    expect(row).to_have_count(1, timeout=WAIT_MS)
    row.get_by_role("button", name=re.compile("^86")).click()
    expect(row.get_by_text("86 – off sale")).to_be_visible(timeout=WAIT_MS)
    assert state() == (True, 0)
    row.get_by_role("button", name=re.compile("^Bring back")).click()
    expect(row.get_by_text("on sale")).to_be_visible(timeout=WAIT_MS)
    row.get_by_role("button", name=re.compile("^Count down")).click()
    expect(row.get_by_text("10 left")).to_be_visible(timeout=WAIT_MS)
    assert state() == (False, 10)


def test_pausing_from_the_screen_is_told_to_guests(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    kitchen, guest = served.device("kitchen"), served.guest()
    page = open_board(new_page, kitchen)
    page.get_by_role("button", name="Guests' orders").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Paused").click()
    expect(sheet.get_by_text("Guests cannot order now")).to_be_visible(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    expect(page.locator(".pacing-badge")).to_contain_text("Paused")
    lines = {"lines": [{"item_id": guest.dishes()[0]["id"]}]}
    assert guest.post("/api/v1/orders", lines).json()["code"] == "orders.paused"
    page.locator(".pacing-badge").click()
    sheet.get_by_role("button", name="Normal").click()
    page.keyboard.press("Escape")
    expect(page.locator(".pacing-badge")).to_have_count(0, timeout=WAIT_MS)
    guest.post("/api/v1/orders", lines, expect=201)


def test_taps_while_the_box_is_dead_are_replayed_once(serve: Serve, new_page: NewPage) -> None:
    """The screen keeps its tickets, the cook bumps on, and the box hears each bump once."""
    served = serve()
    kitchen = served.device("kitchen")
    for table in range(3):
        served.guest(table).order(1)
    page = open_board(new_page, kitchen)
    expect(tickets(page)).to_have_count(3, timeout=WAIT_MS)
    served.kill()
    expect(page.get_by_text("No connection to the box")).to_be_visible(timeout=WAIT_MS)
    expect(tickets(page)).to_have_count(3)
    for n in range(2):
        tickets(page).nth(n).locator(".ticket-head").click()
    expect(page.get_by_text("Done, will be sent")).to_have_count(2)
    served.start()
    expect(tickets(page)).to_have_count(1, timeout=WAIT_MS)
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=WAIT_MS)
    assert len(lines_of(kitchen)) == 1
    assert bumps(served) == 2


def test_a_bump_whose_answer_was_lost_with_the_box_counts_once(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    kitchen = served.device("kitchen")
    served.guest(0).order(1)
    page = open_board(new_page, kitchen)
    expect(tickets(page)).to_have_count(1, timeout=WAIT_MS)
    asked: list[str] = []

    def lose(route: Any) -> None:
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) > 1:
            return route.continue_()
        route.fetch()  # the box has stored the effect,
        served.kill()  # and dies before its answer arrives
        return route.abort("connectionreset")

    page.route("**/api/v1/tickets/*/bump", lose)
    tickets(page).first.locator(".ticket-head").click()
    expect(page.get_by_text("No connection to the box")).to_be_visible(timeout=WAIT_MS)
    served.start()
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=WAIT_MS)
    expect(tickets(page)).to_have_count(0, timeout=WAIT_MS)
    page.wait_for_function("() => !document.querySelector('.banner')", timeout=WAIT_MS)
    assert len(asked) >= 2
    assert len(set(asked)) == 1
    assert bumps(served) == 1


def test_a_screen_that_misses_a_ticket_finds_out_by_itself(serve: Serve, new_page: NewPage) -> None:
    """News that never come although the line is live: the beat tells, the board is fetched."""
    served = serve()
    kitchen = served.device("kitchen")
    page = new_page(kitchen, size=WALL)
    page.add_init_script(
        """
        // Swallow every frame of news; pings and all else go on.
        const own = WebSocket.prototype.addEventListener;
        const onMessage = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
        Object.defineProperty(WebSocket.prototype, "onmessage", {
          set(handler) {
            onMessage.set.call(this, (event) =>
              String(event.data).startsWith('42["news"') ? undefined : handler(event));
          },
        });
        """
    )
    page.goto(f"{served.url}/kitchen/all")
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=WAIT_MS)
    served.guest(0).order(1)
    page.wait_for_timeout(1_000)
    expect(tickets(page)).to_have_count(0)
    expect(tickets(page)).to_have_count(1, timeout=30_000)


@pytest.fixture
def crowded(serve: Serve) -> Served:
    """A kitchen with 300 open tickets at one station."""
    served = serve(settings={"guest.orders_per_minute": "1000000"})
    guest = served.guest()
    dishes = guest.dishes()
    own = [one for one in dishes if one["station"] == dishes[0]["station"]]
    for n in range(MANY):
        count = 1 + n % 3
        lines = [{"item_id": one["id"], "quantity": 1 + n % 2} for one in own[:count]]
        note = "no onion, please" if n % 7 == 0 else ""
        guest.post("/api/v1/orders", {"lines": lines, "note": note}, expect=201)
    return served


OBSERVE = """() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(
    ...list.getEntries().map((one) => Math.round(one.duration)),
  )).observe({ type: "longtask" });
}"""


def work_through(page: Page, venue: Served, table: int) -> None:
    """Page to the end and back, turn the wheel, bump 20 by key and by touch, and hear of one."""
    before = int(page.locator(".count-open dd").inner_text())
    oldest = tickets(page).first.locator(".ticket-by").inner_text()
    for _ in range(6):
        page.keyboard.press("PageDown")
        page.wait_for_timeout(300)
    page.keyboard.press("Home")
    expect(tickets(page).first.locator(".ticket-by")).to_have_text(oldest)
    page.locator(".board").hover()
    for way in (400, 400, -400, -400):
        page.mouse.wheel(0, way)
        page.wait_for_timeout(350)
    for _ in range(10):
        page.keyboard.press("1")
        page.wait_for_timeout(100)
    for _ in range(10):
        page.locator(".ticket-head").first.click()
        page.wait_for_timeout(100)
    expect(page.locator(".count-open dd")).to_have_text(str(before - 20), timeout=WAIT_MS)
    venue.guest(table).order(1)
    expect(page.locator(".count-open dd")).to_have_text(str(before - 19), timeout=WAIT_MS)
    page.wait_for_timeout(1_200)  # a tick of the clock over everything


def longest_by_processor(page: Page, work: Callable[[], None]) -> float:
    """Return the processor time (ms) of the page's longest task during ``work``, from a trace.

    The page's own observer sees time on the wall, in which other programs may have had the
    processor; on a crowded machine the trace alone tells what the page itself took.
    """
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    cdp.on("Tracing.tracingComplete", lambda _: ended.append(True))
    cdp.send("Tracing.start", {"categories": "toplevel", "transferMode": "ReportEvents"})
    work()
    cdp.send("Tracing.end")
    for _ in range(100):
        if ended:
            break
        page.wait_for_timeout(100)
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"].get("name") == "CrRendererMain"
    }
    busy = [
        one.get("tdur", 0) / 1000
        for one in events
        if one.get("ph") == "X" and (one["pid"], one["tid"]) in mains
    ]
    assert busy, "Chromium's trace is empty"
    return float(max(busy))


@pytest.mark.times
def test_three_hundred_tickets_page_and_bump_without_a_long_task(
    crowded: Served, new_page: NewPage
) -> None:
    kitchen = crowded.device("kitchen")
    page = open_board(new_page, kitchen)
    expect(page.locator(".count-open dd")).to_have_text(str(MANY), timeout=WAIT_MS)
    page.wait_for_timeout(4_000)  # the first paint and the waking of the sound are over
    page.evaluate(OBSERVE)
    work_through(page, crowded, 1)
    observed = page.evaluate("window.long")
    print(f"long tasks observed: {observed} ms")
    if observed:
        busiest = longest_by_processor(page, lambda: work_through(page, crowded, 2))
        print(f"longest task by processor time: {busiest:.0f} ms")
        assert busiest < LONG_TASK_MS
    heights = page.evaluate(
        "[...document.querySelectorAll('.ticket[data-placed] .line')].map((x) => x.offsetHeight)"
    )
    assert min(heights) >= 64
