"""What waiters and managers do with a finger: sealed orders, voids, joining, drawing the floor."""

import re
from typing import Any

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.served import Client, Served

WAIT_MS = 15_000
FIRST_VIEW = 130_000


def opened(waiter: Client, number: str, count: int = 1) -> str:
    """Open a table and order something; return the session's id."""
    floor = waiter.json("/api/v1/tables")["items"]
    table = next(one["id"] for one in floor if one["number"] == number)
    body = {"table_id": table, "covers": 2}
    session = str(waiter.post("/api/v1/table-sessions", body, expect=201).json()["id"])
    if count:
        waiter.order(count, table_session_id=session)
    return session


def show(page: Page, venue: Served, number: str) -> None:
    page.goto(f"{venue.url}/waiter")
    here = page.locator(".table-number", has_text=re.compile(rf"\b{number}$"))
    page.locator(".table-open", has=here).click()


def test_an_order_taken_without_network_is_kept_and_sent_once(
    venue: Served, new_page: NewPage
) -> None:
    anna = venue.staff("Anna")
    session = opened(anna, "5", count=0)
    page = new_page(anna, size=PHONE)
    show(page, venue, "5")
    page.locator(".pane-bar .button-primary").click()
    page.locator(".dish-add").first.click()
    blocked = True

    def block(route: Route) -> None:
        if blocked and "/api/" in route.request.url:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/*", block)
    page.locator(".pane-bar .review").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Send to kitchen")).click()
    expect(page.get_by_text("Saved here, will be sent")).to_be_visible(timeout=WAIT_MS)
    assert anna.json(f"/api/v1/table-sessions/{session}")["orders"] == []
    blocked = False
    page.reload()
    expect(page.locator(".pane .order")).to_have_count(1, timeout=WAIT_MS)
    expect(page.get_by_text("Saved here, will be sent")).to_have_count(0)
    assert len(anna.json(f"/api/v1/table-sessions/{session}")["orders"]) == 1


def test_a_fired_dish_is_taken_back_with_the_managers_pin(venue: Served, new_page: NewPage) -> None:
    anna = venue.staff("Anna")
    opened(anna, "8")
    page = new_page(anna, size=PHONE)
    show(page, venue, "8")
    page.locator(".line .icon-button").click()
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("button", name="Sold out").click()
    confirm = page.get_by_role("button", name="Take back")
    expect(confirm).to_be_disabled()
    page.get_by_role("button", name="Marta").click()
    page.get_by_label("PIN", exact=True).fill("999999")
    confirm.click()
    expect(page.get_by_text("This PIN is not right")).to_be_visible(timeout=WAIT_MS)
    pin = next(one["pin"] for one in venue.facts["staff"] if one["name"] == "Marta")
    page.get_by_label("PIN", exact=True).fill(pin)
    confirm.click()
    expect(page.locator(".line[data-state='voided']")).to_have_count(1, timeout=WAIT_MS)


def test_a_sent_dish_is_changed_and_the_kitchen_is_told(venue: Served, new_page: NewPage) -> None:
    anna = venue.staff("Anna")
    session = opened(anna, "2", count=0)
    meat = anna.dish("Beef tagliata")
    needed = [one["modifiers"] for one in meat["modifier_groups"] if one["min"]]
    wish = {"item_id": meat["id"], "quantity": 2, "modifiers": [one[0]["id"] for one in needed]}
    anna.post("/api/v1/orders", {"lines": [wish], "table_session_id": session}, expect=201)
    page = new_page(anna, size=PHONE)
    show(page, venue, "2")
    page.locator(".line .icon-button").click()
    page.get_by_role("button", name="Change choices or note").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name=needed[0][1]["name"]).click()
    sheet.get_by_label("Note").fill("sauce aside")
    sheet.get_by_role("button", name="Save").click()
    line = page.locator(".line")
    expect(line.get_by_text("sauce aside")).to_be_visible(timeout=WAIT_MS)
    expect(line.get_by_text(needed[0][1]["name"])).to_be_visible()
    line.locator(".icon-button").click()
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("dialog").get_by_role("button", name="Less").click()
    page.get_by_role("button", name="Sold out").click()
    page.get_by_role("button", name="Marta").click()
    pin = next(one["pin"] for one in venue.facts["staff"] if one["name"] == "Marta")
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".line[data-state='voided']")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator(".line")).to_have_count(2)


def test_two_tables_are_joined_and_taken_apart(venue: Served, new_page: NewPage) -> None:
    anna = venue.staff("Anna")
    opened(anna, "7")
    opened(anna, "6")
    page = new_page(anna, size=TABLET)
    show(page, venue, "7")
    more = page.locator(".pane-head .icon-button-line").last
    more.click()
    page.get_by_role("button", name="Move or join").click()
    page.locator(".targets .chip", has_text="Table 6").click()
    page.get_by_role("button", name="Join with Table 6").click()
    expect(page.locator(".pane h2")).to_have_text("Table 6", timeout=WAIT_MS)
    expect(page.locator(".pane .order")).to_have_count(2, timeout=WAIT_MS)
    more.click()
    page.get_by_role("button", name=re.compile("Undo joining")).click()
    expect(page.locator(".pane .order")).to_have_count(1, timeout=WAIT_MS)
    tables = {one["number"]: one["state"] for one in anna.json("/api/v1/tables")["items"]}
    assert (tables["7"], tables["6"]) == ("open", "open")


def test_the_manager_draws_the_floor_by_hand_and_by_key(venue: Served, new_page: NewPage) -> None:
    marta = venue.staff("Marta")
    page = new_page(marta, size=TABLET)
    page.goto(f"{venue.url}/waiter")
    page.get_by_role("button", name="Draw the floor").click()
    table = page.get_by_role("button", name=re.compile("^Table 3:"))
    box = table.bounding_box()
    plan = page.locator(".plan-edit").bounding_box()
    assert box
    assert plan
    target = (plan["x"] + plan["width"] * 0.5, plan["y"] + plan["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*target, steps=5)
    page.mouse.up()
    table.press("ArrowRight")
    table.press("r")
    table.press("s")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Draw the floor")).to_be_visible(timeout=WAIT_MS)
    floor = marta.json("/api/v1/tables")["items"]
    place: dict[str, Any] = next(one["position"] for one in floor if one["number"] == "3")
    assert abs(place["x"] - 520) <= 10
    assert abs(place["y"] - 500) <= 10
    assert (place["rotation"], place["shape"]) == (15, "round")


def test_the_first_view_of_a_waiter_is_small_and_the_rest_comes_later(
    venue: Served, new_page: NewPage
) -> None:
    for lang in ("en", "ru"):
        page = new_page(venue.staff("Anna"), size=TABLET, lang=lang)
        sizes: dict[str, int] = {}

        def measure(request: Request, sizes: dict[str, int] = sizes) -> None:
            sizes[request.url] = request.sizes()["responseBodySize"]

        page.on("requestfinished", measure)
        page.goto(f"{venue.url}/waiter")
        page.locator(".table-open").first.wait_for()
        page.wait_for_load_state("networkidle")
        files = {url: size for url, size in sizes.items() if "/socket.io/" not in url}
        assert all(url.startswith(venue.url) for url in files)
        assert not any("waiter-more" in url for url in files)
        assert sum(files.values()) <= FIRST_VIEW, files


def test_a_part_that_does_not_come_says_so_and_comes_at_the_next_try(
    venue: Served, new_page: NewPage
) -> None:
    page = new_page(venue.staff("Anna"), size=TABLET)
    blocked = True
    page.route("**/waiter-more.js", lambda route: route.abort() if blocked else route.continue_())
    page.goto(f"{venue.url}/waiter")
    page.get_by_role("button", name=re.compile("Bookings")).click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible(timeout=WAIT_MS)
    blocked = False
    again.click()
    expect(page.get_by_role("button", name="New booking")).to_be_visible(timeout=WAIT_MS)
