"""Clocks that jump by years and by hours: nothing ends early or lives longer, staff are told."""

from pathlib import Path

import pytest

from tests.inside import Inside, Person

HOUR_S = 3600
YEAR_S = 365 * 24 * HOUR_S
JUMPS = {"ten years back": -10 * YEAR_S, "ten years ahead": 10 * YEAR_S}
TRUSTED_ALERTS = {"clock_lost", "clock_untrusted"}


@pytest.fixture(params=JUMPS)
def jump(request: pytest.FixtureRequest) -> int:
    return JUMPS[request.param]


def clock_alerts(person: Person) -> set[str]:
    found = person.json("/api/v1/alerts")["items"]
    return {one["kind"] for one in found} & TRUSTED_ALERTS


def days(box: Inside) -> list[str]:
    return [row["on_date"] for row in box.rows("SELECT on_date FROM business_day ORDER BY id")]


def test_a_jump_of_years_ends_no_session_and_keeps_ages_true(box: Inside, jump: int) -> None:
    anna, guest, cook = box.staff("Anna"), box.guest(), box.device("kitchen")
    first = guest.order()
    box.pass_time(300)
    box.clock.is_trusted = False
    box.clock.jump(jump)
    box.pass_time(60)
    assert anna.get("/api/v1/tables").status_code == 200
    assert guest.json(f"/api/v1/orders/{first['id']}")["age_s"] == 360
    tickets = cook.json("/api/v1/kitchen/all/tickets")["items"]
    assert {one["age_s"] for one in tickets} == {360}
    assert int(guest.order()["number"]) == int(first["number"]) + 1
    box.pass_time(13 * HOUR_S)  # a sign-in lasts twelve hours of running time, jump or not
    assert anna.get("/api/v1/tables").status_code in (401, 403)


def test_a_clock_nobody_vouches_for_does_not_end_the_business_day(box: Inside, jump: int) -> None:
    box.guest().order()
    before = days(box)
    box.clock.is_trusted = False
    box.clock.jump(jump)
    box.pass_time(60)
    assert days(box) == before
    box.clock.jump(-jump)
    box.clock.is_trusted = True
    box.pass_time(60)
    assert days(box) == before


def test_a_wrong_time_service_does_not_hold_the_business_day_for_ten_years(box: Inside) -> None:
    box.guest().order()
    box.clock.jump(10 * YEAR_S)
    box.pass_time(60)
    assert days(box)[-1].startswith("2036")
    box.clock.jump(-10 * YEAR_S)
    box.pass_time(60)
    assert days(box)[-1].startswith("2036")  # at once it would flap
    box.pass_time(13 * HOUR_S)
    assert days(box)[-1].startswith("2026")


def test_hourly_jumps_run_every_job_in_its_time(box: Inside) -> None:
    ran: list[int] = []
    box.services.jobs.every(60, "each minute", lambda: ran.append(1))
    guest, numbers = box.guest(), []
    for hour in range(24):
        box.clock.jump((-1) ** hour * HOUR_S)
        for _ in range(10):
            box.pass_time(6)
        numbers.append(guest.order()["number"] if hour % 8 == 0 else None)
    assert len(ran) == 24
    made = [int(one) for one in numbers if one is not None]
    assert made == sorted(made)
    assert len(days(box)) == 1


def test_staff_are_told_and_the_word_goes_away(box: Inside) -> None:
    anna = box.staff("Anna")
    assert clock_alerts(anna) == set()
    box.clock.is_trusted = False
    assert clock_alerts(anna) == {"clock_untrusted"}
    box.clock.jump(-10 * YEAR_S)
    assert clock_alerts(anna) == {"clock_lost"}
    checks = {one["key"]: one["level"] for one in anna.json("/api/v1/health")["items"]}
    assert checks["clock.past"] == "bad"
    box.clock.jump(10 * YEAR_S)
    box.clock.is_trusted = True
    assert clock_alerts(anna) == set()


def test_running_time_goes_on_over_a_restart_with_a_lost_clock(
    demo_data: Path, tmp_path: Path, jump: int
) -> None:
    box = Inside(demo_data, tmp_path / "data")
    guest = box.guest()
    order = guest.order()
    box.pass_time(600)
    ran = box.services.database.run_ms
    box.close()
    again = Inside(demo_data, tmp_path / "data")
    try:
        again.clock.jump(jump)
        assert 0 <= again.services.database.run_ms - ran < 5_000
        age = again.staff("Anna").json(f"/api/v1/orders/{order['id']}")["age_s"]
        assert 600 <= age < 610
    finally:
        again.close()
