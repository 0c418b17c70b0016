"""A certificate for a public name: fetched, renewed, and what happens when others fail."""

import datetime
import fcntl
import sys
from pathlib import Path

import msgspec
import pytest

from tests.tls.nameserver import SECRET, ZONE
from tests.tls.town import DAY_S, NAME, Town
from venue.core.clock import rfc3339
from venue.core.errors import Conflict, Invalid, Unavailable
from venue.core.vault import Vault
from venue.tls import authority, folder, given, issuer, network, plan, public, records
from venue.tls.plan import Dns, Plan
from venue.tls.records import Record


@pytest.mark.parametrize("name", [NAME, f"*.{ZONE}"])
def test_a_name_is_proven_and_its_certificate_lies_whole(town: Town, name: str) -> None:
    town.agree(name)
    assert town.due()
    town.attempt()
    path = town.data / folder.FOLDER / folder.PUBLIC
    assert authority.facts_of(path.read_bytes()).names == (name,)
    assert given.checked(path.read_bytes(), path.read_bytes(), [name], town.clock.now())
    assert (path.stat().st_mode & 0o777) == 0o600
    [(record, _)] = town.names.seen
    assert record == f"_acme-challenge.{name.removeprefix('*.')}"
    assert town.names.texts[record] == set()  # taken away again
    assert not town.due()
    town.attempt()
    assert len(town.service.orders) == 1


def test_it_is_renewed_when_a_third_is_left_under_the_same_account(town: Town) -> None:
    town.agree()
    town.attempt()
    first = town.serial()
    town.clock.advance(59 * DAY_S)
    assert not town.due()
    town.clock.advance(2 * DAY_S)
    town.clock.is_trusted = False
    assert not town.due()
    town.clock.is_trusted = True
    assert town.due()
    town.attempt()
    assert town.serial() != first
    assert len(town.service.accounts) == 1
    assert not town.due()


def test_secrets_are_sealed_in_the_file(town: Town) -> None:
    town.agree()
    town.service.before = lambda path: town.service.silent.set() if "finalize" in path else None
    call_s, network.CALL_S = network.CALL_S, 0.5
    try:
        town.fails()
    finally:
        network.CALL_S = call_s
    path = town.data / folder.FOLDER / plan.FILE
    text = path.read_text()
    assert SECRET not in text
    assert "PRIVATE" not in text
    kept = town.plan()
    assert "PRIVATE" in town.vault.open(kept.account_key)
    assert "PRIVATE" in town.vault.open(kept.order_key)
    assert town.vault.open(kept.dns.key) == SECRET
    assert (path.stat().st_mode & 0o777) == 0o600


def test_a_used_nonce_is_asked_for_again_once(town: Town) -> None:
    town.agree()
    town.service.bad_nonces = 1
    town.attempt()
    assert town.plan().failures == 0


def test_a_service_that_wants_no_nonce_at_all_ends_the_attempt(town: Town) -> None:
    town.agree()
    town.service.bad_nonces = 100
    assert "as the test wishes" in town.fails()
    assert town.service.bad_nonces > 90


def test_a_silent_service_is_left_and_tried_again_ever_later(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "CALL_S", 0.3)
    town.agree()
    town.service.silent.set()
    waits = []
    for _ in range(10):
        assert "does not answer" in town.fails()
        assert not town.due()
        found = datetime.datetime.fromisoformat(town.plan().next_at) - town.clock.now()
        waits.append(round(found.total_seconds()))
        town.clock.advance(found.total_seconds() + 1)
        assert town.due()
    assert waits[:4] == [600, 1200, 2400, 4800]
    assert waits[-1] == DAY_S
    town.service.silent.clear()
    town.attempt()
    assert town.plan().failures == 0


def test_a_limit_of_the_service_is_kept_as_long_as_it_says(town: Town) -> None:
    town.agree()
    town.service.limited_s = 5 * 3600
    assert "too many certificates" in town.fails()
    town.clock.advance(5 * 3600 - 60)
    assert not town.due()
    town.clock.advance(120)
    assert town.due()


def test_a_wait_noted_by_a_clock_that_ran_ahead_is_not_kept_for_years(town: Town) -> None:
    town.agree()
    town.service.limited_s = 3600
    town.clock.jump(3 * 365 * DAY_S)
    town.fails()
    town.clock.jump(-3 * 365 * DAY_S)
    assert town.due()


def test_a_record_that_never_shows_ends_the_attempt_and_keeps_the_order(town: Town) -> None:
    town.agree()
    town.names.hides = True
    assert "do not show the record" in town.fails()
    assert sum(town.paused) == issuer.LOOKS * issuer.LOOK_S
    [(record, _)] = town.names.seen
    assert town.names.texts[record] == set()
    assert not any("/challenge/" in path for path in town.service.asked)
    town.names.hides = False
    town.attempt()
    assert len(town.service.orders) == 1


def test_a_name_that_is_not_proven_needs_a_new_order_and_there_is_a_ceiling(town: Town) -> None:
    town.agree()
    town.service.before = lambda path: (
        town.names.texts.clear() if path.startswith("/challenge/") else None
    )
    for number in range(1, plan.MOST_ORDERS + 1):
        assert "no such TXT record" in town.fails()
        assert len(town.service.orders) == number
    assert "orders were made within a week" in town.fails()
    assert len(town.service.orders) == plan.MOST_ORDERS
    town.service.before = lambda path: None
    town.clock.advance(8 * DAY_S)
    town.attempt()


def test_a_wrong_key_or_zone_is_said_in_words(town: Town) -> None:
    town.agree(key=town.vault.seal("d3Jvbmcga2V5"))
    assert f"the name server {town.names.address}" in town.fails()
    assert town.names.faults
    town.agree(zone="example.org")
    assert "refused it: REFUSED" in town.fails()
    assert town.names.seen == []


def test_a_forgotten_account_is_made_anew(town: Town) -> None:
    town.agree()
    town.attempt()
    town.service.accounts.clear()
    town.clock.advance(70 * DAY_S)
    assert "who is that" in town.fails()
    town.attempt()
    assert len(town.service.accounts) == 1


def test_an_account_that_is_there_is_used(town: Town) -> None:
    """Killed after the account was made and before it was noted."""
    town.agree()
    town.attempt()
    known = town.plan()
    known.account = ""
    plan.save(town.data, known)
    town.clock.advance(70 * DAY_S)
    town.attempt()
    assert len(town.service.accounts) == 1


@pytest.mark.parametrize("nonsense", ["issues for a month ago", "another key", "not a certificate"])
def test_a_certificate_that_does_not_fit_is_never_served(town: Town, nonsense: str) -> None:
    town.agree()
    town.attempt()
    first = town.serial()
    town.clock.advance(70 * DAY_S)

    def spoil(path: str) -> None:
        if not path.startswith("/certificate/"):
            return
        for order in town.service.orders.values():
            order["pem"] = b"nonsense" if nonsense == "not a certificate" else order["pem"]
            if nonsense == "another key":
                order["pem"] = next(iter(town.service.orders.values()))["pem"]

    town.service.before = spoil
    if nonsense == "issues for a month ago":
        town.service.days = (-80, 10)
    assert "certificate that came" in town.fails()
    assert town.serial() == first
    assert town.plan().order == ""


def program(tmp_path: Path, body: str) -> str:
    path = tmp_path / "hook"
    path.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    path.chmod(0o700)
    return str(path)


def test_a_program_may_change_the_zone(town: Town, tmp_path: Path) -> None:
    told = tmp_path / "told"
    hook = program(tmp_path, f"open({str(told)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')")
    way = Dns(kind="program", program=hook)
    record = Record(f"_acme-challenge.{NAME}", "value-1")
    records.put(way, "", record)
    records.drop(way, "", record)
    name = f"_acme-challenge.{NAME}."
    assert told.read_text() == f"present {name} value-1\ncleanup {name} value-1\n"
    failing = Dns(kind="program", program=program(tmp_path, "sys.exit('no zone here')"))
    with pytest.raises(Unavailable, match="no zone here"):
        records.put(failing, "", record)


@pytest.mark.parametrize(
    "way",
    [
        {"kind": "rfc2136", "server": "192.0.2.1"},
        {"kind": "program", "program": "relative"},
        {"kind": "program", "program": "/nowhere/hook"},
    ],
)
def test_a_way_that_lacks_something_is_refused_before_anything_is_kept(
    way: dict[str, str],
) -> None:
    with pytest.raises(Invalid):
        records.checked(Dns(**way), "")  # type: ignore[arg-type]


def test_a_defect_too_waits_ever_longer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.agree()
    monkeypatch.setattr(issuer.Issuer, "_prove", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        town.attempt()
    assert not town.due()
    assert town.plan().failures == 1


def test_two_attempts_at_once_make_one_order(town: Town) -> None:
    town.agree()
    with open(town.data / folder.FOLDER / public.LOCK, "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Conflict):
            town.attempt()
    assert town.service.orders == {}


def test_under_another_key_file_only_the_zones_key_must_be_given_again(town: Town) -> None:
    town.agree()
    town.service.limited_s = 600
    town.fails()
    town.service.limited_s = 0
    (town.data / "venue.key").unlink()
    town.vault = Vault(town.data / "venue.key")
    assert "sealed with another key file" in town.fails()
    town.agree()
    town.attempt()
    assert len(town.service.accounts) == 2


def test_a_damaged_plan_is_said_in_words_and_can_be_made_anew(town: Town) -> None:
    town.agree()
    path = town.data / folder.FOLDER / plan.FILE
    path.write_bytes(path.read_bytes()[:-40] + b"\xff")
    with pytest.raises(Invalid, match="set the public name up again"):
        town.attempt()
    town.agree()
    town.attempt()


def test_a_plan_says_when_and_how_often() -> None:
    now = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
    made = Plan(name=NAME, directory="", email="", dns=Dns(kind="program"))
    for _ in range(plan.MOST_ORDERS):
        assert plan.may_order(made, now)
        plan.ordering(made, now)
    assert not plan.may_order(made, now)
    assert plan.may_order(made, now + plan.WEEK)
    plan.failed(made, "x" * 1000, now, wait_s=10**9)
    assert made.next_at == rfc3339(now + plan.WEEK)
    assert len(msgspec.json.encode(made)) < 1500
