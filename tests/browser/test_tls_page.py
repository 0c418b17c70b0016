"""The page from which a tablet installs the box's authority."""

import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LOOKS, PHONE, NewPage
from tests.browser.test_screens import RULES
from tests.served import Served
from venue.tls import folder


@pytest.fixture(scope="module")
def trusted(venue: Served) -> Served:
    folder.make(venue.data, "Osteria", ["venue.local"], datetime.datetime.now(datetime.UTC))
    return venue


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_a_tablet_can_compare_and_install(
    trusted: Served, new_page: NewPage, dark: bool, lang: str, tmp_path: Path
) -> None:
    page = new_page(size=PHONE, dark=dark, lang=lang)
    page.goto(f"{trusted.url}/tls")
    assert len(page.locator("code").inner_text().split(":")) == 32
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=tmp_path / "tls.png", full_page=True)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.suggested_filename == "venue.crt"
