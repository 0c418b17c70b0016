"""A country gives defaults; it never overrides a person, and an unknown one gives nothing."""

import re
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from click.testing import CliRunner

from config import countries, settings
from tests.firstrun.house import OWNER, STEPS, VENUE, Browser
from venue.cli import main


@pytest.mark.parametrize("code", countries.every())
def test_every_row_is_whole_and_has_its_source(code: str) -> None:
    one = countries.every()[code]
    assert re.fullmatch(r"[A-Z]{2}", code)
    assert re.fullmatch(r"[A-Z]{3}", one.currency)
    assert one.time_zone in available_timezones()
    assert one.rates["standard"] == max(one.rates.values())
    assert one.source
    assert one.words
    settings.check("bill.cash_rounding_minor", one.cash_rounding_minor)
    for name, bp in one.rates.items():
        settings.check(f"tax.{name}", bp)


def test_there_are_twelve_at_least_and_an_unknown_one_is_not_guessed() -> None:
    assert len(countries.every()) >= 12
    assert countries.of("XX") is None


def finish(browser: Browser, **venue: str) -> settings.Settings:
    """Send every step; return the settings of the venue that was made."""
    for step, form in STEPS:
        browser.post(step, form | venue if step == "venue" else form)
    browser.post("owner", OWNER, expect=200)
    return settings.load(browser.data / "venue.toml")


def test_the_wizard_fills_in_and_takes_rates_only_when_confirmed(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "a").enter()
    assert 'name="rates"' not in browser.page()
    browser.post("country", {"country": "CH"})
    page = browser.page()
    assert 'name="currency" value="CHF"' in page
    assert "<option selected>Europe/Zurich" in page
    assert "standard 8.1 %" in page
    made = finish(browser, currency="CHF", time_zone="Europe/Zurich")
    assert made.text("venue.country") == "CH"
    assert made.number("bill.cash_rounding_minor") == 5
    assert made.number("tax.standard") == 0
    browser = Browser(tmp_path / "b").enter()
    browser.post("country", {"country": "CH"})
    made = finish(browser, currency="CHF", rates="yes")
    assert (made.number("tax.standard"), made.number("tax.lodging")) == (810, 380)


def test_what_a_person_said_stays(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "a").enter()
    browser.post("venue", VENUE | {"currency": "USD"})
    browser.post("country", {"country": "SE"})
    page = browser.page("/?step=venue")
    assert 'name="currency" value="USD"' in page
    made = finish(browser, currency="USD")
    # Rounding to a krona would be rounding to a dollar.
    assert made.number("bill.cash_rounding_minor") == 1
    assert (made.text("venue.currency"), made.text("venue.time_zone")) == ("USD", "Europe/Rome")
    assert "countries" in Browser(tmp_path / "b").enter().post(
        "country", {"country": "XX"}, expect=400
    )


def test_the_command_and_the_venue_file(tmp_path: Path) -> None:
    run, data, file = CliRunner().invoke, str(tmp_path / "data"), tmp_path / "v.toml"
    made = run(main, ["init", "--yes", "--data", data, "--country", "se"])
    assert "standard 25 %" in made.output
    stored = settings.load(tmp_path / "data" / "venue.toml")
    assert (stored.text("venue.currency"), stored.number("bill.cash_rounding_minor")) == (
        "SEK", 100)  # fmt: skip
    unknown = run(main, ["init", "--yes", "--data", str(tmp_path / "x"), "--country", "XX"])
    assert "no defaults are guessed" in unknown.output
    data = str(tmp_path / "third")
    run(main, ["init", "--yes", "--data", data, "--time-zone", "Asia/Tokyo"])
    file.write_text('[settings]\n"venue.country" = "NL"\n')
    done = run(main, ["apply", str(file), "--data", data]).output
    assert "changed  setting bill.cash_rounding_minor" in done
    assert "time_zone" not in done
    assert "btw: standard 21 %" in done
    again = run(main, ["plan", str(file), "--data", data]).output
    assert "0 changes" in again
