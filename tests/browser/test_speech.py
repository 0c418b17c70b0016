"""Speaking instead of typing: a real browser whose microphone plays what espeak-ng said.

With PICTURES=1 it also writes docs/pictures.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS, LOOKS, PHONE, TABLET
from tests.browser.test_screens import PICTURES, RULES, settled
from tests.served import Client, Served
from tests.translator.spoken import HAS_VOICE, for_a_microphone

pytestmark = pytest.mark.skipif(not HAS_VOICE, reason="espeak-ng is not installed")
SAID = "Table five would like the bill"
HEARD = "Table 5 would like the bill"
KEPT = {(False, "en"): "", (True, "ru"): "-dark-ru", (True, "ar"): "-dark-ar"}
INSECURE = "Object.defineProperty(window, 'isSecureContext', {value: false})"
REFUSED = """navigator.mediaDevices.getUserMedia =
  async () => { throw new DOMException('no', 'NotAllowedError'); }"""
DEAF = "navigator.mediaDevices.getUserMedia = undefined"


@pytest.fixture(scope="module")
def microphone(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser into whose microphone somebody says `SAID`, once each time it is opened."""
    said = for_a_microphone(tmp_path_factory.mktemp("said") / "said.wav", SAID)
    flags = [
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={said}%noloop",
    ]  # fmt: skip
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    yield browser
    browser.close()


def opened(
    browser: Browser,
    who: Client,
    path: str,
    *,
    size: dict[str, int] = PHONE,
    dark: bool = False,
    lang: str = "en",
    script: str = "",
) -> Page:
    """Open a page of a context of its own."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        locale=lang,
        reduced_motion="reduce",
    )
    url = who.served.url
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": url} for one in who.session.cookies]
    )
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(url + path)
    settled(page)
    return page


def look(page: Page, name: str, dark: bool, lang: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("PICTURES") and (dark, lang) in KEPT:
        page.screenshot(path=Path(PICTURES) / f"{name}{KEPT[dark, lang]}.png")


@pytest.mark.parametrize(("dark", "lang"), [*LOOKS, (True, "ar")])
def test_a_guest_speaks_and_taps_and_the_waiter_reads_it(
    venue: Served, microphone: Browser, dark: bool, lang: str
) -> None:
    guest = venue.guest({"en": 6, "ru": 7, "ar": 8}[lang])
    page = opened(microphone, guest, "/guest/chat", dark=dark, lang=lang)
    page.locator("#own").select_option("en")
    page.locator(".composer .speak").click()
    heard = page.locator(".hearing")
    expect(heard).to_have_attribute("data-state", "listening", timeout=15_000)
    look(page, "chat-listening", dark, lang)
    expect(heard).to_have_attribute("data-state", "heard", timeout=30_000)
    expect(page.locator(".hearing-words")).to_have_text(HEARD)
    look(page, "chat-heard", dark, lang)
    assert page.locator(".said").count() == 0, "nothing is sent before the person confirms it"
    page.locator(".hearing .button-primary").click()
    expect(page.locator(".said-text").first).to_have_text(HEARD)
    expect(heard).to_have_count(0)
    look(page, "chat-spoken", dark, lang)
    chat = guest.json("/api/v1/chats")["items"][0]["id"]
    told = venue.staff("Anna").json(f"/api/v1/chats/{chat}")["messages"]
    assert [one["original"] for one in told] == [HEARD]
    page.context.close()


def test_one_tablet_between_two_people_hears_and_reads_aloud(
    venue: Served, microphone: Browser
) -> None:
    page = opened(microphone, venue.staff("Anna"), "/translator/talk", size=TABLET)
    page.locator("#half-guest").select_option("es")
    page.locator("#half-staff").select_option("en")
    staff = page.locator("[data-side=staff]")
    staff.locator(".speak").click()
    expect(staff.locator(".hearing")).to_have_attribute("data-state", "heard", timeout=30_000)
    look(page, "talk-heard", False, "en")
    staff.locator(".hearing .button-primary").click()
    other = page.locator("[data-side=guest] .heard-text")
    expect(other).to_contain_text("5")
    with page.expect_response("**/api/v1/voice") as read:
        page.locator("[data-side=guest] .heard .icon-button").click()
    assert read.value.ok
    assert read.value.headers["content-type"] == "audio/wav"
    page.context.close()


@pytest.mark.parametrize(
    ("script", "state"), [(INSECURE, "insecure"), (REFUSED, "refused"), (DEAF, "none")]
)
def test_without_a_microphone_one_is_told_why_and_can_type(
    venue: Served, microphone: Browser, script: str, state: str
) -> None:
    page = opened(microphone, venue.guest(9), "/guest/chat", script=script)
    page.locator("#own").select_option("en")
    page.locator(".composer .speak").click()
    expect(page.locator(".hearing")).to_have_attribute("data-state", state)
    if state == "insecure":
        look(page, "chat-insecure", False, "en")
    page.locator(".hearing .button-quiet").click()
    expect(page.locator(".hearing")).to_have_count(0)
    page.locator("#say").fill(f"typed, {state}")
    page.locator(".composer .button-primary").click()
    expect(page.locator(".said-text").last).to_have_text(f"typed, {state}")
    page.context.close()


def test_giving_up_sends_nothing_and_frees_the_place(venue: Served, microphone: Browser) -> None:
    page = opened(microphone, venue.guest(10), "/guest/chat")
    page.locator("#own").select_option("en")
    heard = page.locator(".hearing")
    for _ in range(4):  # more often than there are places
        page.locator(".composer .speak").click()
        expect(heard).to_have_attribute("data-state", "listening", timeout=15_000)
        page.locator(".hearing .button-quiet").click()
        expect(heard).to_have_count(0)
    page.locator(".composer .speak").click()
    expect(heard).to_have_attribute("data-state", "heard", timeout=30_000)
    assert page.locator(".said").count() == 0
    page.context.close()
