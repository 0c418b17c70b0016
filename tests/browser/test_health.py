"""The status page's health, the Wi-Fi test from phone to sheet, the card, the page of a damage."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page
from werkzeug.serving import make_server

from config.settings import load
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_screens import COLOURS, PICTURES, RULES, settled
from tests.served import Served
from venue.health.boot import Damage
from venue.recovery import Recovery

LOOKS = [(False, "en"), (True, "ru")]


def look(page: Page, name: str, dark: bool) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES"):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        suffix = "-dark-ru" if dark else ""
        picture.quantize(COLOURS).save(PICTURES / f"{name}{suffix}.png", optimize=True)


def test_a_phone_tests_the_wifi_and_the_sheet_shows_it(venue: Served, new_page: NewPage) -> None:
    sheet = new_page(venue.staff("Marta"), size=TABLET)
    sheet.goto(f"{venue.url}/reach/test")
    address = sheet.locator("figure code").first.inner_text()
    phone = new_page(size=PHONE)
    phone.goto(address)
    phone.get_by_text("All is well").wait_for()
    look(phone, "reach", False)
    sheet.get_by_text("Reached, live news too").wait_for()
    sheet.emulate_media(media="print")
    assert not sheet.get_by_role("button", name="Print").is_visible()
    pages = sheet.pdf(format="A4").count(b"/Type /Page\n")
    assert pages == 1
    old = new_page(size=PHONE, lang="ar", dark=True)
    old.goto(f"{venue.url}/reach?c=0000")
    old.locator("[data-verdict=over]:visible").wait_for()
    assert old.locator("html").get_attribute("dir") == "rtl"
    look(old, "reach-over", True)


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_pages_can_be_used_by_everybody(
    venue: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    marta = venue.staff("Marta")
    page = new_page(marta, size=TABLET, dark=dark, lang=lang)
    page.goto(f"{venue.url}/status")
    settled(page)
    page.locator(".health summary").click()
    assert page.locator(".health .part-cure").count() > 0
    assert page.locator(".health .part-row").count() > 15
    look(page, "status-health", dark)
    for path, name in (("/reach/test", "reach-test"), ("/status/offline-card", "offline-card")):
        page.goto(venue.url + path)
        look(page, name, dark)
    page.emulate_media(media="print")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


@pytest.fixture(scope="module")
def damaged(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of a venue whose records are gone, with one backup to choose."""
    data = tmp_path_factory.mktemp("damaged")
    (data / "backups").mkdir()
    (data / "backups" / "venue-20261122-180000-1403.venuebackup").write_bytes(b"x")
    why = "/var/lib/venue/venue.db is gone; left there: venue.key"
    recovery = Recovery(data, load(demo_data / "venue.toml"), Damage("missing", why))
    server = make_server("127.0.0.1", 0, recovery.app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_page_of_a_damage_says_what_to_do(
    damaged: str, new_page: NewPage, dark: bool, lang: str
) -> None:
    page = new_page(size=TABLET, dark=dark, lang=lang)
    page.goto(f"{damaged}/waiter")
    assert page.locator("option").count() == 1
    look(page, "damaged", dark)
    page.locator("input[name=key]").fill("AAAA")
    page.locator("form button").click()
    refusal = page.locator("section [role=alert]").inner_text()
    assert ("Этот файл" if lang == "ru" else "file") in refusal
