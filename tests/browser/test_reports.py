"""The manager's money screens: reports with a past of bills behind them.

With PICTURES=1 it also writes docs/pictures.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bench import reports
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_manage import check, settled
from tests.browser.test_screens import PICTURES
from tests.served import Served

MISSING = re.compile(r"\b(reports|bill|manage)\.[a-z]")
DAYS = 30
LAST = "2024-01-30"
SCREENS = {
    "reports": "/reports/sales/hour", "reports-items": "/reports/sales/item",
    "reports-days": "/reports/sales/day", "reports-kitchen": "/reports/kitchen/station",
    "reports-gifts": "/reports/voids/person", "reports-turns": "/reports/tables/table",
    "reports-payments": "/reports/sales/tender",
}  # fmt: skip
PICTURED = {"reports", "reports-items"}


@pytest.fixture(scope="module")
def house(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A venue that closed bills for a month."""
    served = Served.copy_of(demo_data, tmp_path_factory.mktemp("served") / "data")
    reports.fill(served.data / "venue.db", 20 * DAYS, days=DAYS)
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize(
    ("lang", "dark", "size"),
    [("en", False, TABLET), ("ru", True, PHONE), ("ar", False, TABLET)],
    ids=["light", "dark-ru", "light-ar"],
)
def test_every_report_can_be_read(
    house: Served, new_page: NewPage, lang: str, dark: bool, size: dict[str, int]
) -> None:
    page = new_page(house.staff("Marta"), size=size, dark=dark, lang=lang)
    for name, path in SCREENS.items():
        page.goto(f"{house.url}/manage{path}")
        settled(page)
        if page.locator("#report-from").input_value() != "2024-01-01":
            page.locator("#report-from").fill("2024-01-01")
            page.locator("#report-to").fill(LAST)
        expect(page.locator(".chart")).to_be_visible()
        settled(page)
        check(page, name)
        words = page.locator("main").inner_text()
        assert not MISSING.search(words), f"{name}: a text is missing"
        expect(page.locator("main table tbody tr").first).to_be_visible()
        if os.environ.get("PICTURES") and name in PICTURED and lang != "ar":
            page.screenshot(path=PICTURES / f"manage-{name}{'-dark-ru' if dark else ''}.png")


def test_days_are_chosen_and_an_empty_day_says_so(house: Served, new_page: NewPage) -> None:
    page = new_page(house.staff("Marta"), size=TABLET)
    page.goto(f"{house.url}/manage/reports")
    expect(page.get_by_text("Nothing happened on these days")).to_be_visible()
    page.locator("#report-from").fill("2024-01-01")
    page.locator("#report-to").fill("2024-01-07")
    expect(page.get_by_role("columnheader", name="Bills")).to_be_visible()
    page.get_by_role("button", name="Waiter", exact=True).click()
    expect(page.get_by_role("rowheader", name="Anna")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    assert saved.value.suggested_filename == "sales-waiter-2024-01-01-2024-01-07.csv"
    page.get_by_role("button", name="Today").click()
    expect(page.get_by_text("Nothing happened on these days")).to_be_visible()
