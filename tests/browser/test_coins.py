"""Paying in coins on the screens: the guest's phone and the waiter's, on the stand-in chain.

With PICTURES=1 it also writes docs/pictures.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sync.sandbox.ton.cells import friendly
from tests import clouds
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.conftest import Serve
from tests.served import Served
from venue.core.clock import SystemClock

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
OWN = "0:" + "C8" * 32
WAIT_MS = 20_000


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[clouds.Served]:
    """A stand-in chain in real time."""
    with clouds.served(tmp_path / "chain", clock=SystemClock()) as one:
        yield one


@pytest.fixture
def served(serve: Serve, chain: clouds.Served) -> Served:
    """A venue that takes coins."""
    one = serve()
    connect_coins(one, chain)
    return one


def connect_coins(one: Served, chain: clouds.Served) -> None:
    """Let a venue take coins of the stand-in chain."""
    manager = one.staff(str(_manager(one)["name"]))
    fields = {
        "base_url": f"{chain.url}/toncenter/api/v3",
        "tonapi_url": f"{chain.url}/tonapi/v2",
        "coingecko_url": f"{chain.url}/coingecko/api/v3",
    }
    manager.post("/api/v1/sync/providers/ton/connect", {"fields": fields}, expect=200)
    address = friendly(OWN, bounceable=False)
    manager.post("/api/v1/ton/merchant", {"address": address}, expect=201)
    approver = {"staff_id": _manager(one)["id"], "pin": _manager(one)["pin"]}
    body = {"ending": address[-6:], "approver": approver}
    manager.post("/api/v1/ton/merchant/confirm", body, expect=200)


def _manager(served: Served) -> dict[str, object]:
    found: dict[str, object] = next(
        one for one in served.facts["staff"] if one["role"] == "manager"
    )
    return found


def look(page: Page, name: str) -> None:
    """Judge a screen by axe; write its picture where that is wanted."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize(
    ("lang", "dark", "words"),
    [
        ("en", False, ("Pay with Toncoin", "We are looking for your payment", "Paid. Thank you!")),
        ("ru", True, ("Оплатить: Toncoin", "Ищем ваш платёж", "Оплачено. Спасибо!")),
    ],
)
def test_a_guest_pays_in_coins(
    served: Served,
    chain: clouds.Served,
    new_page: NewPage,
    lang: str,
    dark: bool,
    words: tuple[str, str, str],
) -> None:
    guest = served.guest(0)
    order = guest.order(2)
    phone = new_page(guest, size=PHONE, dark=dark, lang=lang)
    phone.goto(f"{served.url}/guest")
    phone.locator(".tile-button").nth(2).click()
    phone.get_by_role("dialog").locator("button").filter(has_text="").first.wait_for()
    phone.get_by_role("dialog").locator(".button").last.click()
    phone.get_by_role("button", name=words[0]).click(timeout=WAIT_MS)
    said = phone.locator(".coin [role=status]")
    expect(said).to_contain_text(words[1], timeout=WAIT_MS)
    # Money that nobody has seen is never called paid.
    expect(phone.get_by_text(words[2])).to_have_count(0)
    picture = phone.locator(".coin-qr")
    expect(picture).to_be_visible()
    picture.evaluate("one => one.decode()")  # raises where it is no picture
    link = phone.locator(".coin-wallets a").first.get_attribute("href") or ""
    assert link.startswith("ton://transfer/UQ")
    picture.scroll_into_view_if_needed()
    look(phone, f"guest-coins{'-dark-ru' if dark else ''}")
    asked = guest.json(f"/api/v1/bills/{order['bill_id']}/ton")["request"]
    chain.control("/ton/pay", account=OWN, amount=asked["units"], comment=asked["code"])
    expect(said).to_contain_text(words[2], timeout=WAIT_MS)
    look(phone, f"guest-coins-paid{'-dark-ru' if dark else ''}")


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ru", True)])
def test_a_manager_decides_about_money_without_a_payment(
    served: Served, chain: clouds.Served, new_page: NewPage, lang: str, dark: bool
) -> None:
    order = served.guest(0).order(2)
    asked = served.staff("Anna").post(
        f"/api/v1/bills/{order['bill_id']}/ton", {"asset": "ton"}, expect=201
    )
    units = asked.json()["units"]
    chain.control("/ton/pay", account=OWN, amount=units, comment="thanks <b>all</b>")
    chain.control("/ton/pay", account=OWN, amount="5", comment="", kind="fake_jetton")
    page = new_page(served.staff(str(_manager(served)["name"])), size=TABLET, dark=dark, lang=lang)
    page.goto(f"{served.url}/manage/coins")
    cards = page.locator(".part")
    expect(cards).to_have_count(2, timeout=WAIT_MS)
    expect(page.get_by_text("thanks <b>all</b>")).to_be_visible()
    look(page, f"manage-coins{'-dark-ru' if dark else ''}")
    for left in (1, 0):
        cards.first.locator("input").nth(0).fill(friendly("0:" + "D7" * 32, bounceable=False))
        cards.first.locator("input").nth(1).check()
        cards.first.locator("input").nth(2).fill("sent back by hand")
        cards.first.get_by_role("button").click()
        expect(cards).to_have_count(left, timeout=WAIT_MS)
