"""The seed's flow with the official JavaScript client, the vendored one, in Chromium."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.conftest import Serve
from tests.served import Client, Served
from venue.core.ids import uuid7
from venue.web.static_files import version

CONNECT = """
async ([path, transport]) => {
  const { io } = await import(path);
  window.heard = [];
  window.wire = io({ transports: [transport], reconnectionDelay: 50 });
  window.wire.onAny((event, ...data) => window.heard.push([event, data[0]]));
  await new Promise((resolve, reject) => {
    window.wire.on("connect", resolve);
    window.wire.on("connect_error", (error) => reject(error.message));
  });
}
"""
CALL = """
([event, data]) => window.wire.timeout(10000).emitWithAck(event, ...data)
"""
HEARD = """
([event, field, value]) => window.heard.some(
  ([name, told]) => name === event && (field === null || told?.[field] === value))
"""
RETURN = """
() => new Promise((resolve) => {
  window.wire.once("connect", resolve);
  window.wire.disconnect().connect();
})
"""


class Wire:
    """A page that speaks the seed's protocol."""

    def __init__(self, page: Page, served: Served, transport: str) -> None:
        self.page = page
        page.goto(f"{served.url}/pair")
        path = f"/static/{version()}/vendor/socket.io.js"
        page.evaluate(CONNECT, [path, transport])

    def call(self, event: str, *data: Any) -> Any:
        return self.page.evaluate(CALL, [event, list(data)])

    def hears(self, event: str, field: str | None = None, value: Any = None) -> None:
        self.page.wait_for_function(HEARD, arg=[event, field, value], timeout=10_000)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_the_seeds_flow_in_a_browser(serve: Serve, new_page: NewPage, transport: str) -> None:
    served = serve()
    phone: Client = served.guest()
    restaurant = served.facts["restaurant_id"]
    guest = Wire(new_page(phone), served, transport)
    kitchen = Wire(new_page(served.device("kitchen")), served, transport)
    waiter = Wire(new_page(served.staff("Anna")), served, transport)

    assert waiter.call("join:restaurant", restaurant) == []
    waiter.hears("orders:active")
    assert kitchen.call("join:kitchen", restaurant) == []
    kitchen.hears("orders:pending")
    waiter.call("join:waiter", served.facts["tables"][0]["number"])
    wish = {"items": [{"id": phone.dishes()[0]["id"], "quantity": 1}], "clientId": uuid7()}
    order = guest.call("order:create", wish)
    for page, event in ((guest, "order:confirmed"), (kitchen, "order:new"), (waiter, "order:new")):
        page.hears(event, "id", order["id"])
    assert guest.call("order:create", wish)["id"] == order["id"]
    guest.call("join:order", order["id"])
    for status in ("preparing", "ready"):
        kitchen.call("order:updateStatus", order["id"], status)
        for page in (guest, kitchen, waiter):
            page.hears("order:statusChanged", "status", status)
    waiter.hears("order:ready", "id", order["id"])

    kitchen.page.evaluate(RETURN)
    pending = kitchen.call("join:kitchen", restaurant)
    assert pending == []
    active = waiter.call("join:restaurant", restaurant)
    assert [one["status"] for one in active] == ["ready"]
