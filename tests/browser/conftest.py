"""Headless Chromium, and pages that fail the test when the browser complains."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.served import Client

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1180, "height": 820}
WALL = {"width": 1920, "height": 1080}
# `make screens` crosses light and dark with English and Russian; `make test` takes two of the four.
ALL_LOOKS = os.environ.get("LOOKS") == "all"
LOOKS = (
    list(itertools.product((False, True), ("en", "ru")))
    if ALL_LOOKS
    else [(False, "en"), (True, "ru")]
)
EXPECTED = ("Failed to load resource", "net::ERR", "WebSocket")

NewPage = Callable[..., Page]


def in_turn(names: Iterable[str]) -> list[tuple[str, bool, str]]:
    """Return each screen in one look, light and dark in turn; all looks in the long form."""
    if ALL_LOOKS:
        return [(name, *look) for name in names for look in LOOKS]
    return [(name, *look) for name, look in zip(names, itertools.cycle(LOOKS), strict=False)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        skip = pytest.mark.skip(reason="Chromium is not installed (apt install chromium)")
        for item in items:
            if "browser" in str(item.path):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Open a page of its own context: ``new_page(client, size=PHONE, dark=False, lang="en")``."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        client: Client | None = None,
        *,
        size: dict[str, int] = PHONE,
        dark: bool = False,
        lang: str = "en",
    ) -> Page:
        context = chromium.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale=lang,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if client is not None:
            context.add_cookies(
                [
                    {"name": one.name, "value": one.value or "", "url": client.served.url}
                    for one in client.session.cookies
                ]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and not any(word in said.text for word in EXPECTED)
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            # An answer that a route's handler still fetches is nobody's fault; unheeded, its error
            # would strike the next test.
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    assert complaints == []
