"""X and Z: what they say is what the journal says, and nothing counts twice or falls between."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cash.test_sessions import count, opened
from tests.inside import Inside
from tests.till import Till, eur
from venue.core.clock import ManualClock
from venue.core.jsonx import loads


@pytest.fixture
def day(demo_data: Any, tmp_path: Any) -> Any:
    box = Inside(
        demo_data, tmp_path / "data", tax__standard=1000, bill__printer="Bar",
        cash__tip_pool_bp=2_500,
    )  # fmt: skip
    yield box
    box.close()


def boss_of(box: Inside) -> Any:
    return box.staff("Marta")


def journal(box: Inside, kind: str) -> list[dict[str, Any]]:
    rows = box.rows("SELECT seq, data FROM journal WHERE kind = ? ORDER BY seq", kind)
    return [loads(row["data"]) | {"seq": row["seq"]} for row in rows]


def traded(box: Inside) -> Till:
    """A bill paid by cash with a tip and by card, one dish of it given back."""
    till = Till(box)
    till.order({}, {}, {"quantity": 2})
    half = till.owed // 2
    till.pay("cash", half, tip=eur(201))
    card = till.pay("card", till.owed, slip="4711")["tender"]
    till.do("close")
    till.refund(card["id"], amount=eur(400))
    return till


def test_a_z_says_what_the_journal_says(day: Inside) -> None:
    till = Till(day, table=2)
    session = opened(till.waiter)
    traded(day)
    boss = boss_of(day)
    assert boss.post("/api/v1/reports/z", expect=409).json["code"] == "cash.still_open"
    till.waiter.post(f"/api/v1/cash-sessions/{session['id']}/count", {"begin": True}, expect=200)
    count(till, session["id"], 12_345, reason="Recount tomorrow")
    made = boss.post("/api/v1/reports/z", expect=201).json

    drawn = journal(day, "receipt.drawn")
    gross = sum(one["amount_minor"] for one in drawn)
    bands: dict[str, list[int]] = {}
    methods: dict[str, int] = {}
    for one in drawn:
        methods[one["method"]] = methods.get(one["method"], 0) + one["amount_minor"]
        for band, figures in one["bands"].items():
            known = bands.setdefault(band, [0, 0, 0])
            bands[band] = [a + b for a, b in zip(known, figures, strict=True)]
    assert made["gross"] == made["grand_total"] == eur(gross)
    assert {one["method"]: one["amount"]["amount"] for one in made["methods"]} == methods
    told = {one["band"]: [one[k]["amount"] for k in ("net", "tax", "gross")]
            for one in made["taxes"]}  # fmt: skip
    assert told == bands
    [z] = journal(day, "z.closed")
    assert z["gross_minor"] == gross
    assert made["journal"]["seq"] == z["seq"]
    assert made["tips"] == [{"who": "Anna", "own": eur(151), "pool": eur(50)}]
    assert made["cash"][0]["difference"]["amount"] == 12_345 - made["cash"][0]["expected"]["amount"]
    [paper] = day.rows("SELECT document FROM print_job WHERE kind = 'z_report'")
    printed = loads(paper["document"])
    assert printed["number"] == "1"
    assert printed["sales"][-1]["amount_minor"] == gross
    assert str(z["seq"]) in printed["notes"][0]


def test_the_next_z_begins_where_the_last_one_ended(day: Inside) -> None:
    traded(day)
    boss = boss_of(day)
    first = boss.post("/api/v1/reports/z", expect=201).json
    assert boss.post("/api/v1/reports/z", expect=409).json["code"] == "cash.nothing_new"
    looked = boss.json("/api/v1/reports/x")
    assert (looked["gross"], looked["number"]) == (eur(0), None)
    till = Till(day, table=3)
    till.order()
    owed = till.owed
    till.pay("cash", owed)
    second = boss.post("/api/v1/reports/z", expect=201).json
    assert (first["number"], second["number"]) == (1, 2)
    assert second["gross"] == eur(owed)
    assert second["outside"] == eur(owed)
    assert second["grand_total"]["amount"] == first["gross"]["amount"] + owed
    assert [one["number"] for one in boss.json("/api/v1/reports/z")["items"]] == [2, 1]
    assert boss.get("/api/v1/reports/z/1.pdf").data.startswith(b"%PDF")
    boss.post("/api/v1/reports/print", {"number": 1}, expect=200)
    jobs = day.rows("SELECT document FROM print_job WHERE kind = 'z_report' ORDER BY id")
    assert [loads(job["document"])["copy_no"] for job in jobs] == [0, 0, 1]


def test_a_repeated_call_makes_one_z(day: Inside) -> None:
    traded(day)
    boss = boss_of(day)
    numbers = {
        boss.post("/api/v1/reports/z", key="0193b9c0-0000-7000-8000-00000000abcd").json["number"]
        for _ in range(3)
    }
    assert numbers == {1}


def test_what_is_unverified_stands_on_its_own_line(day: Inside) -> None:
    traded(day)
    day.services.database.write(
        lambda tx: tx.execute("UPDATE tender SET state = 'unverified' WHERE id = 1")
    )
    made = boss_of(day).post("/api/v1/reports/z", expect=201).json
    assert [one["state"] for one in made["doubtful"]] == ["unverified"]


def test_a_day_without_its_z_is_an_alert(demo_data: Any, tmp_path: Any) -> None:
    # The demo's own business day is that of the machine; this one lies behind it.
    clock = ManualClock(datetime.now(UTC) + timedelta(days=2))
    day = Inside(demo_data, tmp_path / "late", clock=clock)
    day.pass_time(60)
    traded(day)
    day.pass_time(24 * 3600)
    boss = boss_of(day)
    alerts = boss.json("/api/v1/alerts")["items"]
    assert "z_missing" in [one["kind"] for one in alerts]
    boss.post("/api/v1/reports/z", expect=201)
    alerts = boss.json("/api/v1/alerts")["items"]
    assert "z_missing" not in [one["kind"] for one in alerts]
    day.close()


def test_a_waiter_sees_no_report(day: Inside) -> None:
    anna = day.staff("Anna")
    for path in ("/api/v1/reports/x", "/api/v1/reports/z", "/api/v1/reports/z/1"):
        assert anna.get(path).status_code == 403
    assert anna.post("/api/v1/reports/z").status_code == 403
