"""A box without a venue becomes one in the browser, for whoever knows the console's code alone."""

import io
from pathlib import Path

import pytest

from config.settings import load
from tests.firstrun.house import HTML, OWNER, STEPS, TABLES, VENUE, Browser
from tests.inside import Inside
from venue import app
from venue.backups.sealing import recovery_key
from venue.core.db import Database
from venue.firstrun import code, making, model
from venue.firstrun.server import announcement
from venue.health import boot


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path / "box")


def counted(data: Path, table: str) -> int:
    appliance = app.build(data, load(data / "venue.toml"))
    try:
        database: Database = appliance.services.database
        with database.read() as tx:
            return len(tx.rows(f"SELECT 1 FROM {table}"))
    finally:
        appliance.stop()


def test_every_step_then_a_venue_with_a_paired_owner(browser: Browser) -> None:
    browser.enter()
    for step, form in STEPS:
        browser.post(step, form)
    # The draft outlives the process; the secret that the cookie holds does too.
    again = Browser(browser.data)
    again.client.set_cookie("venue_setup", code.of(browser.data).session)
    said = again.page()
    assert "Osteria" in said
    assert 'name="pin"' in said
    done = again.post("owner", OWNER, expect=200)
    assert 'href="/pair"' in done
    assert again.wizard.done.is_set()
    data = browser.data
    assert boot.examine(data) is None
    left = {path.name for path in data.iterdir()}
    assert not left & {making.PART, making.WHOLE, model.DRAFT, code.FILE, making.UPLOAD}
    assert [counted(data, name) for name in ("dining_table", "printer", "device")] == [5, 1, 1]
    settings = load(data / "venue.toml")
    assert (settings.text("venue.currency"), settings.text("venue.time_zone")) == (
        "EUR",
        "Europe/Rome",
    )
    device = again.client.get_cookie("venue_device")
    assert device is not None
    appliance = app.build(data, settings)
    with appliance.app.test_client() as client:
        client.set_cookie("venue_device", device.value)
        me = client.get("/api/v1/staff/names")
    appliance.stop()
    assert "Ann" in me.text


def test_the_pin_is_in_no_draft_and_a_bad_one_makes_nothing(browser: Browser) -> None:
    browser.enter()
    for step, form in STEPS:
        browser.post(step, form)
    said = browser.post("owner", OWNER | {"again": "135790"}, expect=400)
    assert "not the same" in said
    browser.post("owner", OWNER | {"pin": "12", "again": "12"}, expect=400)
    assert not (browser.data / "venue.db").exists()
    assert "246810" not in (browser.data / model.DRAFT).read_text()
    assert not (browser.data / making.PART).exists()


def test_without_the_code_nothing_is_changed(browser: Browser) -> None:
    for step, form in [*STEPS, ("owner", OWNER), ("language", {"lang": "ru"}), ("search", {})]:
        browser.post(step, form, expect=401)
    browser.post("restore", {"file": (io.BytesIO(b"x"), "a"), "key": "k"}, expect=401)
    assert not (browser.data / model.DRAFT).exists()
    assert 'name="currency"' not in browser.page()
    browser.client.set_cookie("venue_setup", "x" * 43)
    browser.post("venue", VENUE, expect=401)


def test_guessing_is_slowed_and_the_right_code_waits_too(browser: Browser) -> None:
    for _ in range(code.FREE_TRIES):
        browser.post("code", {"code": "AAAA-AAAA"}, expect=401)
    right = {"code": code.of(browser.data).code}
    browser.post("code", right, expect=429)
    other = browser.client.post(
        "/setup/code", data=right, environ_overrides={"REMOTE_ADDR": "192.168.1.77"}
    )
    assert other.status_code == 303


def test_other_names_and_other_sites_are_refused(browser: Browser) -> None:
    browser.enter()
    browser.post("venue", VENUE, expect=403, Origin="http://evil.example")
    browser.post("venue", VENUE, expect=403, Sec_Fetch_Site="cross-site")
    browser.post("venue", VENUE, expect=421, Host="evil.example")
    assert browser.client.get("/", headers=HTML | {"Host": "evil.example"}).status_code == 421
    browser.post("venue", VENUE, Origin="http://localhost")


def test_a_program_is_told_so_and_a_large_form_is_refused(browser: Browser) -> None:
    answer = browser.client.get("/api/v1/menu")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "box.not_set_up")
    browser.post("code", {"code": "A" * 20_000}, expect=413)


@pytest.mark.parametrize(
    ("step", "form", "words"),
    [
        ("venue", VENUE | {"name": " "}, "name"),
        ("venue", VENUE | {"currency": "EURO"}, "currency"),
        ("venue", VENUE | {"time_zone": "Mars/Base"}, "Mars/Base"),
        ("venue", VENUE | {"kind": "ship"}, "one of"),
        ("tables", TABLES | {"count0": "0"}, "200 tables"),
        ("tables", TABLES | {"area1": "Hall"}, "200 tables"),
        ("menu", {"menu": "csv"}, "line 1"),
        ("menu", {"menu": "other"}, "menu"),
        ("owner", OWNER, "missing"),
    ],
)
def test_what_does_not_fit_is_said_on_its_step(
    browser: Browser, step: str, form: dict[str, str], words: str
) -> None:
    browser.enter()
    said = browser.post(step, form, expect=400)
    assert words in said.split('role="alert">')[1].split("</p>")[0]


def test_a_menu_from_csv_is_read_at_once(browser: Browser) -> None:
    browser.enter().post("venue", VENUE)
    text = (Path(making.DEMO_MENU).parent / "menu.csv").read_bytes()
    bad = b"x,y\n"
    browser.post("menu", {"menu": "csv", "file": (io.BytesIO(bad), "m.csv")}, expect=400)
    browser.post("menu", {"menu": "csv", "file": (io.BytesIO(text), "m.csv")})
    assert model.load(browser.data).csv


def test_a_new_box_takes_a_backup(demo_data: Path, tmp_path: Path, browser: Browser) -> None:
    box = Inside(demo_data, tmp_path / "old")
    key = recovery_key(box.data)
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    box.close()
    file = next((box.data / "backups").glob("*.venuebackup")).read_bytes()
    browser.enter().post("language", {"lang": "ru"})
    wrong = {"file": (io.BytesIO(file), "a.venuebackup"), "key": "AAAA-AAAA"}
    assert "Ключ восстановления не подходит" in browser.post("restore", wrong, expect=400)
    assert not (browser.data / making.UPLOAD).exists()
    assert not (browser.data / "venue.db").exists()
    right = {"file": (io.BytesIO(file), "a.venuebackup"), "key": key}
    browser.post("restore", right, expect=200)
    assert browser.wizard.done.is_set()
    assert boot.examine(browser.data) is None
    assert recovery_key(browser.data) == key
    assert counted(browser.data, "journal WHERE kind = 'box.restored'") == 1


def test_the_console_shows_address_and_code() -> None:
    said = announcement("http://192.168.1.5:8080", "ABCD-EFGH")
    assert "http://192.168.1.5:8080" in said
    assert "ABCD-EFGH" in said
    assert len({len(line) for line in said.split("\n")[3:]}) == 1
