"""Hostile words in every field that a person may fill, looked at on the screens of the others."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, TABLET, WALL, NewPage
from tests.served import Client, Served

SCRIPTS = (
    "<img src=x onerror=window.owned=1>",
    "<script>window.owned=1</script>",
    '"><svg/onload=window.owned=1>',
    "javascript:window.owned=1",
    "</script><script>window.owned=1</script>",
    "{{constructor.constructor('window.owned=1')()}}",
    "<a href='javascript:window.owned=1'>x</a>",
)


@pytest.fixture(scope="module")
def poisoned(venue: Served) -> Served:
    """A venue whose guests and staff wrote scripts wherever words are taken."""
    marta = venue.staff("Marta")
    for n, words in enumerate(SCRIPTS):
        guest = venue.guest(n % 7)
        guest.post("/api/v1/me/name", {"name": words[:30]})
        dish = guest.dishes()[n]["id"]
        lines = [{"item_id": dish, "quantity": 1, "note": words[:120]}]
        guest.post("/api/v1/orders", {"lines": lines, "note": words[:120]}, expect=201)
        guest.post("/api/v1/calls", {"kind": "waiter"})
        marta.post("/api/v1/staff", {"name": words[:40], "role": "waiter", "pin": f"73918{n}"})
    for call in marta.json("/api/v1/calls")["items"]:
        marta.post(f"/api/v1/calls/{call['id']}/answer", {"text": SCRIPTS[0]})
    return venue


SCREENS = {
    "/guest": (lambda v: v.guest(0), PHONE),
    "/guest/table": (lambda v: v.guest(0), PHONE),
    "/waiter": (lambda v: v.staff("Anna"), TABLET),
    "/kitchen/all": (lambda v: v.device("kitchen"), WALL),
    "/expo": (lambda v: v.device("kitchen"), WALL),
    "/manage/staff": (lambda v: v.staff("Marta"), TABLET),
    "/manage/audit": (lambda v: v.staff("Marta"), TABLET),
    "/manage": (lambda v: v.staff("Marta"), TABLET),
    "/status": (lambda v: v.staff("Marta"), TABLET),
    "/printers": (lambda v: v.staff("Marta"), TABLET),
}


def shown(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def test_no_word_becomes_a_script_on_any_screen(poisoned: Served, new_page: NewPage) -> None:
    seen = 0
    for address, (who, size) in SCREENS.items():
        page = new_page(who(poisoned), size=size)
        refused: list[str] = []
        page.on("console", lambda said, found=refused: found.append(said.text))
        page.goto(poisoned.url + address)
        shown(page)
        assert page.evaluate("window.owned") is None, address
        # Words that were taken for markup would have been stopped by the policy, and told here.
        assert not [one for one in refused if "Content Security Policy" in one], address
        assert page.locator("img[src='x'], svg[onload], a[href^='javascript']").count() == 0
        seen += page.content().count("&lt;img src=x")
        page.context.close()
    assert seen > 0, "no screen showed the words at all: the test looked at nothing"


def test_the_page_without_scripts_shows_them_as_words(poisoned: Served) -> None:
    """The guest's plain HTML is made on the box: there nothing but escaping helps."""
    for path in ("/guest", "/guest/table"):
        page = poisoned.guest(0).get(path).text
        for words in SCRIPTS:
            if words.startswith("<"):
                assert words not in page, path


def test_the_logs_lines_are_its_own(venue: Served) -> None:
    """A line break in an address, a header or a word begins no new line of the log."""
    forged = "x\r\n2026-01-01 00:00:00 WARNING forged: the till is empty"
    guest: Client = venue.guest(5)
    guest.get("/api/v1/orders/" + forged.replace("\r", "%0d").replace("\n", "%0a"))
    guest.session.headers["User-Agent"] = "x" * 200
    guest.post("/api/v1/orders", {"lines": [{"item_id": 1, "note": forged}], "note": forged})
    guest.post("/api/v1/me/name", {"name": forged[:30]})
    assert not [line for line in venue.words().splitlines() if line.startswith("2026-01-01 00")]


def test_tokens_and_pins_are_in_no_log(venue: Served) -> None:
    """After the greeting, which a demo prints its codes in, the log names no secret."""
    card = venue.facts["tables"][0]["card_url"].split("/")[-1]
    guest = venue.guest(0)
    guest.get(f"/t/{card}x")
    venue.staff("Anna")
    cookies = [one.value for one in guest.session.cookies]
    logged = [line for line in venue.words().splitlines() if re.match(r"\d{4}-\d\d-\d\d", line)]
    for secret in (card, *cookies):
        assert secret
        assert not [line for line in logged if secret in line]
