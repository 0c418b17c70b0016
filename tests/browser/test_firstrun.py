"""The first-run wizard in a browser: every step on a phone and a laptop, to the sign-in."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from config.settings import load
from printers import discovery
from printers.discovery import Found
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.test_health import look
from venue.firstrun import code
from venue.firstrun.page import Wizard


@pytest.fixture(params=[False, True])
def wizard(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[bool, Path, str]]:
    found = [Found(driver="tcp", host="192.168.1.50", port=9100, name="TM-T20III", answers=True)]
    monkeypatch.setattr(discovery, "discover", lambda sweep: found)
    made = Wizard(tmp_path, load(None))
    server = make_server("127.0.0.1", 0, made.app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield request.param, tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_box_is_set_up(wizard: tuple[bool, Path, str], new_page: NewPage) -> None:
    dark, data, url = wizard
    page = new_page(size=PHONE if dark else TABLET, dark=dark, lang="ru" if dark else "en")
    page.goto(url)
    look(page, "setup-code", dark)
    page.locator("[name=code]").fill(code.of(data).code)
    page.locator("form button").click()
    page.locator("[name=country]").select_option("CH")
    page.locator("[action='/setup/country'] button").click()
    page.locator("[name=rates]").wait_for()
    assert page.locator("[name=currency]").input_value() == "CHF"
    page.locator("[name=name]").fill("Osteria")
    look(page, "setup-venue", dark)
    page.goto(f"{url}/?step=restore")
    look(page, "setup-restore", dark)
    page.goto(url)
    page.locator("[name=name]").fill("Osteria")
    page.locator("[action='/setup/venue'] button").click()
    page.locator("[name=count0]").wait_for()
    page.reload()
    look(page, "setup-tables", dark)
    page.locator("[action='/setup/tables'] button").click()
    page.locator("[action='/setup/search'] button").click()
    page.get_by_text("TM-T20III").wait_for()
    look(page, "setup-printers", dark)
    page.locator("[action='/setup/printers'] button").click()
    look(page, "setup-menu", dark)
    page.locator("[value=empty]").check()
    page.locator("[action='/setup/menu'] button").click()
    page.locator("[name=manager]").fill("Ann")
    page.locator("[name=pin]").fill("246810")
    page.locator("[name=again]").fill("135790")
    page.locator("[action='/setup/owner'] button").click()
    page.get_by_role("alert").wait_for()
    look(page, "setup-owner", dark)
    page.locator("[name=manager]").fill("Ann")
    page.locator("[name=pin]").fill("246810")
    page.locator("[name=again]").fill("246810")
    page.locator("[action='/setup/owner'] button").click()
    page.locator("a[href='/pair']").wait_for()
    look(page, "setup-made", dark)
    assert (data / "venue.db").exists()
