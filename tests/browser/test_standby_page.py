"""What a box shows that does not serve: standing by, and replaced."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.browser.conftest import LOOKS, PHONE, NewPage
from tests.browser.test_health import look
from venue.standby import role as roles
from venue.standing import page as standing


@pytest.fixture
def data(tmp_path: Path) -> Path:
    role = roles.Role("b", roles.STANDS_BY, venue="v", seq=48_211)
    role.heard_at = "2026-11-24T19:42:10.000Z"
    roles.save(tmp_path, role)
    return tmp_path


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, standing.app(data), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(("dark", "lang"), LOOKS)
def test_it_says_what_it_is(url: str, data: Path, new_page: NewPage, dark: bool, lang: str) -> None:
    page = new_page(size=PHONE, dark=dark, lang=lang)
    page.goto(f"{url}/waiter")
    expect(page.get_by_text("48211")).to_be_visible()
    look(page, "standby", dark)
    role = roles.load(data)
    role.name = roles.REPLACED
    roles.save(data, role)
    page.reload()
    expect(page.get_by_text("venue standby join")).to_be_visible()
    look(page, "replaced", dark)
