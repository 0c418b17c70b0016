"""From the scan of a card to the bump in the kitchen, and what a lost answer does."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import WALL, NewPage
from tests.conftest import Serve
from tests.served import Served

WAIT_MS = 15_000


def choose(phone: Page, dish: str) -> None:
    """Tap a dish and add it."""
    if phone.get_by_role("dialog").count():
        phone.keyboard.press("Escape")
        expect(phone.get_by_role("dialog")).to_have_count(0)
    phone.get_by_role("button", name=re.compile(f"Add {dish}")).first.click()
    sheet = phone.get_by_role("dialog")
    if sheet.count():
        sheet.get_by_role("button", name=re.compile("^Add")).click()


def send(phone: Page) -> None:
    """Open the order and send it."""
    phone.get_by_role("button", name=re.compile("View order")).click()
    phone.get_by_role("dialog").get_by_role("button", name="Send to kitchen").click()


def quiet(served: Served) -> None:
    """Take the printers away, so that the screen alone tells the phone that the kitchen has it."""
    program = served.program()
    for station in ("hot", "cold", "pizza", "bar"):
        program.post(f"/api/v1/stations/{station}/printer", {"printer_id": None}, expect=200)


def test_from_scan_to_bump_on_two_pages_at_once(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    quiet(served)
    kitchen = new_page(served.device("kitchen"), size=WALL)
    phone = new_page()
    phone.goto(served.local(served.facts["tables"][0]["card_url"]))
    expect(phone.get_by_role("heading", name="Osteria del Porto")).to_be_visible()
    choose(phone, "Bruschetta")
    send(phone)
    expect(phone.get_by_text("Your order was received")).to_be_visible(timeout=WAIT_MS)

    kitchen.goto(f"{served.url}/kitchen/all")
    ticket = kitchen.get_by_role("article")
    expect(ticket).to_have_count(1, timeout=WAIT_MS)
    expect(ticket).to_contain_text("Bruschetta")
    expect(phone.get_by_text("The kitchen has your order")).to_be_visible(timeout=WAIT_MS)

    choose(phone, "Minestrone")
    send(phone)
    expect(ticket).to_have_count(2, timeout=WAIT_MS)
    while ticket.count():
        before = ticket.count()
        ticket.first.get_by_role("button", name=re.compile("Whole ticket done")).click()
        expect(ticket).to_have_count(before - 1, timeout=WAIT_MS)
    expect(phone.get_by_text(re.compile("dishes are ready|dish is ready"))).to_be_visible(
        timeout=WAIT_MS
    )


def orders_of(served: Served) -> int:
    return len(served.device("kitchen").json("/api/v1/kitchen/all/tickets")["items"])


def test_an_answer_lost_on_the_way_back_makes_one_order(serve: Serve, new_page: NewPage) -> None:
    """The box took the order, the phone never heard: it asks again with the same key."""
    served = serve()
    phone = new_page()
    # Without news, which would tell the phone that its order arrived after all.
    phone.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    phone.route("**/socket.io/**", lambda route: route.abort())
    phone.goto(served.local(served.facts["tables"][0]["card_url"]))
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route("**/api/v1/draft/send", lose_the_first_answer)
    choose(phone, "Bruschetta")
    send(phone)
    expect(
        phone.get_by_text(re.compile("The kitchen has your order|order was received"))
    ).to_be_visible(timeout=WAIT_MS)
    assert len(keys) >= 2
    assert len(set(keys)) == 1
    assert orders_of(served) == 1


def test_an_order_sealed_without_network_survives_a_reload_and_is_sent_once(
    serve: Serve, new_page: NewPage
) -> None:
    served = serve()
    phone = new_page()
    phone.goto(served.local(served.facts["tables"][0]["card_url"]))
    choose(phone, "Bruschetta")
    blocked = True

    def block(route: Route) -> None:
        if blocked and "/api/" in route.request.url:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    phone.route("**/*", block)
    send(phone)
    expect(
        phone.get_by_text(re.compile("Saved on this device|saved on this phone")).first
    ).to_be_visible(timeout=WAIT_MS)
    assert orders_of(served) == 0
    blocked = False
    phone.reload()
    expect(
        phone.get_by_text(re.compile("The kitchen has your order|order was received"))
    ).to_be_visible(timeout=WAIT_MS)
    assert orders_of(served) == 1


def test_the_box_restarts_under_the_screens(serve: Serve, new_page: NewPage) -> None:
    """A power cut: the kitchen keeps its tickets and catches up without a reload by hand."""
    served = serve()
    guest = served.guest()
    guest.order(1)
    kitchen = new_page(served.device("kitchen"), size=WALL)
    kitchen.goto(f"{served.url}/kitchen/all")
    ticket = kitchen.get_by_role("article")
    expect(ticket).to_have_count(1, timeout=WAIT_MS)
    served.kill()
    expect(kitchen.get_by_text(re.compile("onnecting"))).to_be_visible(timeout=WAIT_MS)
    expect(ticket).to_have_count(1)
    served.start()
    guest.order(1)
    expect(ticket).to_have_count(2, timeout=WAIT_MS)
    expect(kitchen.get_by_text("Live")).to_be_visible(timeout=WAIT_MS)


def test_a_phone_without_javascript_orders_by_a_plain_form(serve: Serve, new_page: NewPage) -> None:
    served = serve()
    guest = served.guest()
    page = guest.get("/guest").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    form = {"key": key[1], "quantity.1": "2", "note": "two plates", "note.1": "no garlic"}
    url = f"{served.url}/guest/order"
    first = guest.session.post(url, data=form, headers={"Origin": served.url}, timeout=10)
    assert "Your order was received" in first.text
    guest.session.post(url, data=form, headers={"Origin": served.url}, timeout=10)
    orders = guest.json("/api/v1/table-order")["orders"]
    assert [line["quantity"] for order in orders for line in order["lines"]] == [2]
    assert orders[0]["lines"][0]["note"] == "no garlic"
