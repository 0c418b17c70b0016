"""eSIMs in a browser: the guest's page and shop, the sale, the orders, the account."""

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_screens import COLOURS, PICTURES, RULES
from tests.clouds import Served as Cloud
from tests.served import Served
from venue.core.clock import SystemClock

PLAN = "elan-7days-1gb"
KEPT = {(False, "en"): "", (True, "ru"): "-dark-ru", (True, "ar"): "-dark-ar"}
WAIT_S = 40


def until(true: Callable[[], Any]) -> Any:
    """Return what comes to be true within a limit."""
    ends = time.monotonic() + WAIT_S
    while time.monotonic() < ends:
        found = true()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come")


class Shop:
    """A served venue at the stand-in Airalo, with one eSIM sold for cash."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served, self.waiter = served, served.staff("Anna")
        self.manager = served.staff("Marta")
        self.cloud = Cloud(folder, clock=SystemClock())
        fields = {
            "client_id": "sandbox-client", "client_secret": "sandbox-secret", "mode": "sandbox",
            "base_url": f"{self.cloud.url}/airalo/v2",
        }  # fmt: skip
        path = "/api/v1/sync/providers/airalo/connect"
        self.manager.post(path, {"fields": fields}, expect=200)
        until(lambda: self.waiter.json("/api/v1/esim/destinations")["items"])
        self.sold = self.sell()
        self.sim = until(lambda: self.there(self.sold))

    def sell(self) -> Any:
        body = {"package_id": PLAN, "device_checked": True, "payment": {"method": "cash"}}
        return self.waiter.post("/api/v1/esim/orders", body, expect=201).json()

    def there(self, sold: Any) -> Any:
        seen = self.waiter.json(f"/api/v1/esim/sims/{sold['guest_pass']}")
        return seen if seen["install"] else None


@pytest.fixture(scope="module")
def shop(venue: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(venue, tmp_path_factory.mktemp("cloud"))
    yield made
    made.cloud.sandbox.stop()


def look(page: Page, name: str, *, keep: bool = True) -> None:
    page.wait_for_timeout(300)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if keep and os.environ.get("PICTURES"):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


def scanned(page: Page, selector: str) -> str:
    """Return what a phone reads from a code on the screen."""
    page.locator(selector).scroll_into_view_if_needed()
    picture = Image.open(io.BytesIO(page.locator(selector).screenshot()))
    found: str = zxingcpp.read_barcodes(picture)[0].text
    return found


def test_the_guests_page_installs_by_link_code_and_hand(shop: Shop, new_page: NewPage) -> None:
    install = shop.sim["install"]
    page = new_page(size=PHONE, lang="ru")
    page.goto(shop.served.url + shop.sold["path"])
    assert scanned(page, ".esim-code") == install["lpa_code"]
    for name, host in (("iPhone", "apple"), ("Android", "android")):
        link = page.get_by_role("link", name=name).get_attribute("href")
        assert link is not None
        assert link.startswith(f"https://esimsetup.{host}.com/")
        assert link.split("carddata=")[1] == install["lpa_code"]
    page.get_by_text("Франция").wait_for()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Копировать: Всё вместе").click()
    page.get_by_text("Скопировано").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == install["lpa_code"]


def test_a_waiter_sells_shows_and_prints(shop: Shop, new_page: NewPage) -> None:
    page = new_page(shop.waiter, size=TABLET)
    page.goto(f"{shop.served.url}/esim")
    page.get_by_label("Country or region").fill("thai")
    page.get_by_role("button", name="Thailand").click()
    page.get_by_role("button", name="1 GB · 7 days").click()
    sheet = page.get_by_role("dialog")
    take = sheet.get_by_role("button", name="buy the eSIM")
    expect(take).to_be_disabled()
    sheet.get_by_label("Look the model up").fill("iphone 15")
    sheet.get_by_text("Apple iPhone 15").wait_for()
    for words in ("The model takes", "shows an EID", "Not locked"):
        sheet.get_by_label(words).check()
    look(page, "esim-checkout")
    take.click()
    page.get_by_text("The eSIM is there.").wait_for(timeout=WAIT_S * 1000)
    address = scanned(page, ".sold .code")
    assert address.startswith(f"{shop.served.url}/e/E")
    look(page, "esim-sold")
    page.get_by_role("button", name="Print a slip").click()
    page.get_by_text("The slip is being printed").wait_for()
    page.get_by_role("link", name="Orders").click()
    page.get_by_label("Guest's link").fill(address)
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("The eSIM is there.").wait_for()


def test_the_office_asks_airalo_and_changes_the_prices(shop: Shop, new_page: NewPage) -> None:
    page = new_page(shop.manager, size=TABLET)
    page.goto(f"{shop.served.url}/esim/orders")
    page.get_by_role("button", name="France 1 GB").last.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Reason").select_option("NO_COVERAGE")
    sheet.get_by_role("button", name="Ask Airalo").click()
    sheet.get_by_text("refund: being asked").wait_for()
    until(lambda: shop.cloud.effects(kind="refund"))
    look(page, "esim-order")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Account").click()
    page.get_by_label("Markup, %").fill("80")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved").wait_for()
    plans = shop.waiter.json("/api/v1/esim/packages?destination=france")["items"]
    plan = next(one for one in plans if one["id"] == PLAN)
    assert plan["price"]["amount"] == 530  # 2.93 EUR and 80 %, rounded up to ten cents


def test_a_guest_buys_at_the_table_and_it_stands_on_the_bill(shop: Shop, new_page: NewPage) -> None:
    phone = shop.served.guest(1)
    page = new_page(phone, size=PHONE)
    page.goto(f"{shop.served.url}/guest")
    page.get_by_role("link", name="eSIM for your journey").click()
    page.get_by_label("Where are you going?").select_option("japan")
    page.get_by_role("button", name="Show plans").click()
    page.get_by_label("3 GB").check()
    page.get_by_label("My phone takes eSIMs").check()
    page.get_by_role("button", name="Put it on my bill").click()
    page.get_by_text("Your eSIM comes when its bill is paid").wait_for()
    bill = phone.json("/api/v1/table-bill")
    assert "eSIM Japan" in str(bill)
    orders = shop.waiter.json("/api/v1/esim/orders?which=unpaid")["items"]
    assert [(one["slug"], one["by_guest"]) for one in orders] == [("japan", True)]


def test_everybody_can_use_the_pages(shop: Shop, new_page: NewPage) -> None:
    phone = shop.served.guest(2)
    for dark, lang in [*LOOKS, (True, "ar")]:
        ending = KEPT.get((dark, lang))
        page = new_page(phone, size=PHONE, dark=dark, lang=lang)
        page.goto(shop.served.url + shop.sold["path"])
        look(page, f"esim-guest{ending}", keep=ending is not None)
        page.get_by_role("main").locator("a[href$='/more']").click()
        page.locator("input[name=plan]").first.wait_for()
        look(page, f"esim-more{ending}", keep=ending is not None)
        page.goto(f"{shop.served.url}/guest/esim?where=france")
        look(page, f"esim-shop{ending}", keep=ending is not None)
    for dark, lang in LOOKS:
        ending = KEPT.get((dark, lang))
        page = new_page(shop.manager, size=TABLET, dark=dark, lang=lang)
        for address in ("", "/orders", "/account"):
            page.set_viewport_size(TABLET)  # type: ignore[arg-type]
            page.goto(f"{shop.served.url}/esim{address}")
            page.locator("main.esims .card").first.wait_for()
            name = f"esim{address.replace('/', '-') or '-sell'}{ending}"
            look(page, name, keep=ending is not None)
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
