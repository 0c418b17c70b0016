"""The sync page with a real mail server behind it: connect, watch, decide; light and dark."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from config import settings as settings_file
from sync import service
from tests.browser.conftest import LOOKS, PHONE, TABLET, WALL, NewPage
from tests.browser.test_screens import PICTURES, RULES, settled
from tests.conftest import Serve
from tests.gateway.test_installed import until
from tests.served import Served
from tests.sync.smtp import Post
from venue import app
from venue.core import outbox
from venue.core.jsonx import dumps

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
VALUES = {"venue": "Osteria", "number": "12", "total": "24,50"}
PATH = "/api/v1/sync/providers/mail/connect"


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post().start()
    yield server
    server.stop()


@pytest.fixture
def waiting(serve: Serve) -> Served:
    """A venue with three mails in its outbox, one of them to nobody."""
    served = serve()
    served.stop()
    box = app.build(served.data, settings_file.load(served.data / "venue.toml"))

    def put(tx: object) -> None:
        for number, name in enumerate(("ada", "nobody", "grace"), start=1):
            body = {"to": f"{name}@x.example", "template": "receipt", "values": VALUES}
            outbox.put(
                tx,  # type: ignore[arg-type]
                provider="mail",
                kind="receipt",
                aggregate=f"bill:{number}",
                key=f"receipt:{number}",
                body=body | {"lang": "en"},
            )

    box.services.database.write(put)
    box.stop()
    served.start()
    return served


def test_a_manager_connects_the_mail_and_gives_a_letter_up(
    waiting: Served, post: Post, new_page: NewPage
) -> None:
    page = new_page(waiting.staff("Marta"), size=TABLET)
    page.goto(f"{waiting.url}/sync")
    page.get_by_role("button", name="Connect Mail").click()
    for name, value in post.credentials().items():
        field = page.locator(f"#field-{name}")
        field.select_option(value) if name == "security" else field.fill(value)
    page.get_by_role("button", name="Try and save").click()
    page.get_by_text("Mail is connected").wait_for()
    page.get_by_role("button", name="Receipt by mail").first.click()
    page.get_by_label("Reason").fill("the guest gave no address")
    page.get_by_role("button", name="Give up").click()
    page.get_by_text("Nothing needs a decision").wait_for()
    assert len(post.letters) == 2
    page.get_by_role("button", name="Finished").click()
    page.get_by_text("the guest gave no address").wait_for()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_the_page_and_the_banner_can_be_used_by_everybody(
    waiting: Served, post: Post, new_page: NewPage, dark: bool, lang: str
) -> None:
    marta = waiting.staff("Marta")
    marta.post(PATH, {"fields": post.credentials()}, expect=200)
    page = new_page(marta, size=TABLET, dark=dark, lang=lang)
    page.goto(f"{waiting.url}/sync")
    settled(page)
    page.locator(".line-button").first.wait_for()
    _look(page, "sync", dark, lang)
    page.locator(".line-button").first.click()
    page.locator("#reason").wait_for()
    _look(page, "sync-message", dark, lang)
    post.password = "changed"
    marta.post("/api/v1/sync/providers/mail/probe")
    for who, address, size in (
        (marta, "/sync", PHONE),
        (waiting.staff("Anna"), "/waiter", TABLET),
        (waiting.device("kitchen"), "/kitchen/all", WALL),
    ):
        page = new_page(who, size=size, dark=dark, lang=lang)
        page.goto(waiting.url + address)
        page.locator(".banner-bad").wait_for()
        _look(page, f"banner-{Path(address).parts[1]}", dark, lang)


@pytest.fixture
def told(serve: Serve) -> Served:
    """A venue whose webhook is connected, to an address that nobody answers at."""
    served = serve()
    served.stop()
    box = app.build(served.data, settings_file.load(served.data / "venue.toml"))
    fields = {"url": "https://hooks.invalid/venue", "secret": "s" * 20, "events": "order"}
    sealed = box.services.vault.seal(dumps(fields))
    provider = box.app.extensions["venue.sync"].providers["webhook"]
    box.services.database.write(service.connect, provider, sealed=sealed, mode="live")
    box.stop()
    served.start()
    return served


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_a_manager_sends_the_events_again(
    told: Served, new_page: NewPage, dark: bool, lang: str
) -> None:
    marta = told.staff("Marta")
    guest = told.guest(2)

    def waiting() -> list[str]:
        items = marta.json("/api/v1/sync/messages?list=waiting&limit=50")["items"]
        return [one["aggregate"] for one in items]

    def first() -> bool:
        # The box tells what comes after its first look at the journal; a guest may be earlier.
        guest.order(1)
        page.wait_for_timeout(1_500)
        return bool(waiting())

    page = new_page(marta, size=PHONE, dark=dark, lang=lang)
    page.goto(f"{told.url}/sync")
    until(first, 30)
    page.locator("[data-replay]").click()
    page.locator("#replay-after").wait_for()
    _look(page, "sync-replay", dark, lang)
    page.locator("#replay-after").fill(str(10**9))
    page.locator(".dialog .button-primary").click()
    page.locator(".toast").wait_for()
    page.locator("#replay-after").fill("0")
    page.locator(".dialog .button-primary").click()
    page.locator("#replay-after").wait_for(state="detached")
    # The same events stand there once more, for a receiver that lost them.
    until(lambda: any(waiting().count(one) == 2 for one in waiting()), 30)


def _look(page: object, name: str, dark: bool, lang: str) -> None:
    page.wait_for_timeout(400)  # type: ignore[attr-defined]
    found = Axe().run(page, options=RULES)  # type: ignore[arg-type]
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")  # type: ignore[attr-defined]
    if os.environ.get("PICTURES") and (dark, lang) in ((False, "en"), (True, "ru")):
        suffix = "-dark-ru" if dark else ""
        page.screenshot(path=PICTURES / f"{name}{suffix}.png")  # type: ignore[attr-defined]
