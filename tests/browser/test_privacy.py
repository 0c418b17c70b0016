"""One guest's data on the screen: found, downloaded, forgotten. With PICTURES=1 docs/pictures."""

import json
import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, TABLET, NewPage
from tests.browser.test_manage import check, settled
from tests.browser.test_screens import PICTURES
from tests.served import Served

WAIT_MS = 15_000
NAME, PHONE_NUMBER = "Zzyzx Quandary", "+44 7700 900461"


def keep(served: Served) -> None:
    """Two reservations of one guest, and one of a namesake."""
    anna = served.staff("Anna")
    for day, phone in ((20, PHONE_NUMBER), (21, PHONE_NUMBER), (22, "+1 555 0100 200")):
        body = {
            "starts_at": f"2030-01-{day}T19:00:00Z", "covers": 2, "name": NAME, "phone": phone,
            "note": "<b>window</b>",
        }  # fmt: skip
        made = anna.post("/api/v1/table-reservations", body, expect=201).json()
        anna.post(f"/api/v1/table-reservations/{made['id']}/cancel", expect=200)


def find(page: Page, served: Served, **asked: str) -> None:
    page.goto(f"{served.url}/manage/privacy")
    settled(page)
    for label, words in asked.items():
        page.get_by_label(label).fill(words)
    page.locator("form button[type=submit]").click()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_each_state_is_for_everybody(
    venue: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    keep(venue)
    page = new_page(venue.staff("Marta"), size=PHONE if dark else TABLET, dark=dark, lang=lang)
    label = "Name" if lang == "en" else "Имя"
    find(page, venue, **{label: "Nobody at all"})
    expect(page.locator(".empty")).to_be_visible(timeout=WAIT_MS)
    check(page, "nothing found")
    find(page, venue, **{label: NAME})
    expect(page.locator(".privacy li").first).to_be_visible(timeout=WAIT_MS)
    assert page.locator(".privacy b").count() == 0
    check(page, "found")
    if os.environ.get("PICTURES"):
        name = "manage-privacy" + ("-dark" if dark else "") + ("" if lang == "en" else f"-{lang}")
        page.screenshot(path=PICTURES / f"{name}.png")
    page.locator(".button-danger").click()
    page.get_by_role("dialog").wait_for()
    check(page, "to forget")


def test_a_guest_is_told_and_forgotten_and_the_namesake_stays(
    venue: Served, new_page: NewPage
) -> None:
    keep(venue)
    page = new_page(venue.staff("Marta"), size=TABLET)
    find(page, venue, Phone=PHONE_NUMBER)
    rows = page.locator(".privacy li")
    expect(rows.first).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("1 555")).to_have_count(0)
    with page.expect_download() as told:
        page.get_by_role("button", name="Download all of it").click()
    found = json.loads(told.value.path().read_text())
    assert {one["words"]["name"] for one in found["items"] if one["place"] == "reservations"} == {
        NAME
    }
    page.get_by_role("button", name="Forget").click()
    sheet = page.get_by_role("dialog")
    now = sheet.get_by_role("button", name="Forget for ever")
    expect(now).to_be_disabled()
    sheet.get_by_role("textbox").fill(PHONE_NUMBER)
    now.click()
    expect(sheet).to_have_count(0, timeout=WAIT_MS)
    expect(page.locator(".empty")).to_be_visible(timeout=WAIT_MS)
    find(page, venue, Name=NAME)
    expect(rows.first).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("1 555").first).to_be_visible()
