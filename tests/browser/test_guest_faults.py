"""What the guest's phone promises when something goes wrong, each on a real server in Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import NewPage
from tests.browser.phone import (
    READY,
    WAIT_MS,
    basket,
    choose,
    close_sheet,
    close_table,
    dishes_of,
    orders,
    scan,
    send,
    session_of,
    tile,
)
from tests.conftest import Serve
from tests.served import Served

SENT = re.compile("The kitchen has your order|order was received|Your dish is")


def live(page: Page) -> None:
    """Wait until the phone hears the news: its basket is known to the box then."""
    page.wait_for_function(
        "() => performance.getEntriesByName(`${location.origin}/api/v1/draft`).length > 0"
    )
    page.wait_for_timeout(700)


def lose_first_answer(page: Page, path: str) -> list[str]:
    """Let the box take the first call and lose its answer; return the keys that were sent."""
    keys: list[str] = []

    def route(call: Route) -> None:
        keys.append(call.request.headers["idempotency-key"])
        if len(keys) == 1:
            call.fetch()
            call.abort("connectionreset")
        else:
            call.continue_()

    page.route(f"**{path}", route)
    return keys


def test_a_lost_answer_of_a_shared_basket_makes_one_order(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    anna, ben = scan(new_page(), served), scan(new_page(), served)
    choose(anna, "Bruschetta")
    choose(ben, "Minestrone")
    expect(anna.locator(".bar-button .count")).to_have_text("2", timeout=WAIT_MS)
    keys = lose_first_answer(anna, "/api/v1/draft/send")
    send(anna, "Send for everyone")
    expect(anna.get_by_text(SENT)).to_be_visible(timeout=WAIT_MS)
    expect(ben.locator(".bar-button")).to_have_count(0, timeout=WAIT_MS)
    [order] = orders(served)
    assert dishes_of(order) == ["Bruschetta al pomodoro", "Minestrone"]
    assert len(set(keys)) == 1
    anna.wait_for_timeout(1_000)
    assert len(orders(served)) == 1


def test_two_thumbs_on_send_make_one_order_and_the_second_is_told(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    anna, ben = scan(new_page(), served), scan(new_page(), served)
    choose(anna, "Bruschetta")
    choose(ben, "Minestrone")
    for phone in (anna, ben):
        expect(phone.locator(".bar-button .count")).to_have_text("2", timeout=WAIT_MS)
        basket(phone)
    # Ben's phone hears nothing for a moment, and sends what it last saw.
    ben.context.set_offline(True)
    ben.get_by_role("button", name=re.compile("Send for everyone")).click()
    anna.get_by_role("button", name=re.compile("Send for everyone")).click()
    expect(anna.get_by_text(SENT)).to_be_visible(timeout=WAIT_MS)
    ben.context.set_offline(False)
    expect(ben.get_by_text("has sent this already")).to_be_visible(timeout=WAIT_MS)
    [order] = orders(served)
    assert dishes_of(order) == ["Bruschetta al pomodoro", "Minestrone"]
    expect(ben.locator(".order-owner")).to_have_text("You")


def test_wifi_that_comes_and_goes_loses_and_doubles_nothing(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    phone = scan(new_page(), served)
    live(phone)
    for dish, offline in (("Bruschetta", True), ("Minestrone", False), ("Fritto", True)):
        phone.context.set_offline(offline)
        choose(phone, dish)
        send(phone)
        for again in (False, True, False):
            phone.wait_for_timeout(250)
            phone.context.set_offline(again)
        close_sheet(phone)
    expect(phone.locator(".order-pending")).to_have_count(0)
    tile(phone, 2)
    expect(phone.locator(".order:not(.order-pending)")).to_have_count(3, timeout=WAIT_MS)
    found = sorted(name for order in orders(served) for name in dishes_of(order))
    assert found == ["Bruschetta al pomodoro", "Fritto misto del porto", "Minestrone"]


def test_a_sealed_order_outlives_the_box_and_a_reload(serve: Serve, new_page: NewPage) -> None:
    """The box is killed, the guest sends all the same, reloads nothing, and the box comes back."""
    served = serve()
    phone = scan(new_page(), served)
    live(phone)
    choose(phone, "Bruschetta")
    served.kill()
    send(phone)
    expect(phone.locator(".order-pending")).to_have_count(1)
    served.start()
    expect(phone.locator(".order:not(.order-pending)")).to_have_count(1, timeout=WAIT_MS)
    phone.reload()
    expect(phone.get_by_text(SENT)).to_be_visible(timeout=WAIT_MS)
    [order] = orders(served)
    assert dishes_of(order) == ["Bruschetta al pomodoro"]
    served.kill()
    served.start()
    assert [one["id"] for one in orders(served)] == [order["id"]]


def kept(page: Page) -> str:
    """Return everything the phone keeps for this site, as text."""
    found: str = page.evaluate(
        """async () => {
            const bases = await indexedDB.databases();
            return JSON.stringify([Object.entries(localStorage), bases.map((base) => base.name),
                document.documentElement.innerHTML]);
        }"""
    )
    return found


def test_the_next_party_sees_nothing_of_the_last(serve: Serve, new_page: NewPage) -> None:
    """One tablet lies on the table for everybody: a name, a note, an order, an unsent basket."""
    served = serve()
    phone = scan(new_page(), served)
    live(phone)
    tile(phone, 2)
    phone.get_by_role("button", name="Your name").click()
    phone.get_by_role("textbox", name="Your name for this table").fill("Zenobia")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("You are Zenobia")).to_be_visible()
    close_sheet(phone)
    choose(phone, "Bruschetta")
    sheet = basket(phone)
    sheet.get_by_role("textbox").fill("secret wish")
    sheet.get_by_role("button", name="Send to kitchen").click()
    expect(phone.locator(".order")).to_have_count(1)
    close_sheet(phone)
    choose(phone, "Minestrone")
    sheet = basket(phone)
    sheet.get_by_role("textbox").fill("second wish")
    close_sheet(phone)
    session = session_of(phone)
    phone.wait_for_timeout(500)
    assert "second wish" in kept(phone)

    close_table(served, session)
    expect(phone.get_by_text("Thank you for your visit")).to_be_visible(timeout=WAIT_MS)
    scan(phone, served)
    live(phone)
    assert session_of(phone) != session
    everything = kept(phone) + phone.locator("body").inner_text()
    for word in ("Zenobia", "secret wish", "second wish"):
        assert word not in everything
    tile(phone, 2)
    expect(phone.get_by_text("Nothing ordered yet")).to_be_visible()
    for path in ("table-order", "draft", "me"):
        answer = phone.evaluate(f"fetch('/api/v1/{path}').then((one) => one.text())")
        assert "Zenobia" not in answer
        assert "secret" not in answer
        assert "second wish" not in answer
    phone.go_back()
    phone.wait_for_timeout(500)
    shown = phone.locator("body").inner_text()
    assert "secret" not in shown
    assert "second wish" not in shown


def test_a_tab_left_at_the_last_table_orders_nothing_at_the_new_one(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    old = scan(new_page(), served, table=0)
    live(old)
    choose(old, "Bruschetta")
    context: BrowserContext = old.context
    old.route("**/api/v1/draft/send", lambda route: route.abort())
    send(old)
    expect(old.locator(".order-pending")).to_have_count(1)
    new = scan(context.new_page(), served, table=1)
    live(new)
    old.unroute("**/api/v1/draft/send")
    old.evaluate("dispatchEvent(new Event('online'))")
    expect(old.get_by_text("This table was closed").first).to_be_visible(timeout=WAIT_MS)
    new.wait_for_timeout(500)
    assert orders(served) == []
    new.close()


def sell_out(served: Served, name: str) -> None:
    menu = served.guest(5).json("/api/v1/menu?lang=en")
    items = [item for section in menu["sections"] for item in section["items"]]
    item = next(item for item in items if name in item["name"])
    served.device("kitchen").post(f"/api/v1/items/{item['id']}/eighty-six", expect=200)


def raise_price(served: Served, name: str) -> None:
    program = served.program()
    text = program.get("/api/v1/menu/export?format=toml").text
    place = text.index(name)
    after = re.sub(r'price = "?[\d.]+"?', 'price = "99.00"', text[place:], count=1)
    changed = {"format": "toml", "text": text[:place] + after}
    answer = program.post("/api/v1/menu/import", changed, expect=200).json()
    assert answer["applied"], answer


@pytest.mark.parametrize(
    ("change", "words", "left"),
    [(sell_out, "Sold out", ["Minestrone"]), (raise_price, "Price was €7.50, now €99.00", None)],
    ids=["sold out", "price"],
)
def test_what_changed_comes_back_to_be_confirmed(
    serve: Serve,
    new_page: NewPage,
    change: Callable[[Served, str], None],
    words: str,
    left: list[str] | None,
) -> None:
    """The phone is cut off while the menu changes, and sends what it saw."""
    served = serve()
    phone = scan(new_page(), served)
    live(phone)
    choose(phone, "Bruschetta")
    choose(phone, "Minestrone")
    phone.wait_for_timeout(500)
    phone.context.set_offline(True)
    send(phone)
    change(served, "Bruschetta")
    phone.context.set_offline(False)
    sheet = phone.get_by_role("dialog")
    expect(sheet.get_by_text("Something changed")).to_be_visible(timeout=WAIT_MS)
    expect(sheet.get_by_text(words).first).to_be_visible()
    assert orders(served) == []
    sheet.get_by_role("button", name=re.compile("Yes, send it like this")).click()
    expect(phone.get_by_text(SENT)).to_be_visible(timeout=WAIT_MS)
    [order] = orders(served)
    assert dishes_of(order) == (left or ["Bruschetta al pomodoro", "Minestrone"])


def test_a_reload_keeps_the_basket_and_what_was_taken_out_stays_out(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    phone, other = scan(new_page(), served), scan(new_page(), served)
    live(phone)
    choose(phone, "Bruschetta")
    choose(phone, "Minestrone")
    expect(other.locator(".bar-button .count")).to_have_text("2", timeout=WAIT_MS)
    phone.context.set_offline(True)
    sheet = basket(phone)
    sheet.get_by_role("group", name="Minestrone").get_by_role("button", name="Remove").click()
    phone.wait_for_timeout(400)
    phone.context.set_offline(False)
    phone.reload()
    phone.wait_for_function(READY)
    for one in (phone, other):
        expect(one.locator(".bar-button .count")).to_have_text("1", timeout=WAIT_MS)


def test_the_waiters_answer_to_a_call_is_on_the_phone(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    phone = scan(new_page(), served)
    live(phone)
    tile(phone, 0)
    phone.get_by_role("button", name=re.compile("Call the waiter")).click()
    expect(phone.get_by_text("Called just now")).to_be_visible(timeout=WAIT_MS)
    waiter = served.staff("Anna")
    [call] = waiter.json("/api/v1/calls")["items"]
    waiter.post(f"/api/v1/calls/{call['id']}/answer", expect=200)
    expect(phone.get_by_role("dialog").get_by_text("Anna is coming")).to_be_visible(timeout=WAIT_MS)
    phone.reload()
    expect(phone.locator(".tile-button").first).to_have_text("Anna is coming")


def test_a_paused_kitchen_holds_the_button_until_it_is_over(
    serve: Serve, new_page: NewPage
) -> None:
    """As the kitchen tells it: at first by the call, later by the news."""
    served = serve()
    phone = new_page()
    paused = '{"state":"paused","until_s":300}'
    phone.route(
        "**/api/v1/pacing",
        lambda route: route.fulfill(status=200, content_type="application/json", body=paused),
    )
    scan(phone, served)
    expect(phone.get_by_text("About 5 min more")).to_be_visible(timeout=WAIT_MS)
    choose(phone, "Bruschetta")
    button = basket(phone).get_by_role("button", name="Send to kitchen")
    expect(button).to_be_disabled()
    phone.unroute("**/api/v1/pacing")
    phone.reload()
    expect(phone.get_by_text("About 5 min more")).to_have_count(0)
    expect(basket(phone).get_by_role("button", name="Send to kitchen")).to_be_enabled()
