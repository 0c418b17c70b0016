"""Random days at the till: what the reports say equals what the journal alone says."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.payments.test_books import Day, from_the_journal
from venue.bills.model import class_and_rate
from venue.core.clock import ManualClock
from venue.core.jsonx import loads

PARTIES = 9
BILLS = ("day", "hour", "waiter", "table", "cover", "service", "outlet")


def report(person: Person, name: str, by: str, **more: Any) -> Any:
    given = {"from": "2000-01-01", "to": "2000-01-01", "by": by} | more
    query = "&".join(f"{key}={value}" for key, value in given.items())
    return person.json(f"/api/v1/reports/{name}?{query}")


def gifts_in_journal(box: Inside) -> Counter[str]:
    """Return what closings gave away, reopened ones taken off."""
    found: Counter[str] = Counter()
    for row in box.rows("SELECT data FROM journal WHERE kind = 'bill.closed'"):
        data = loads(row["data"])
        found["discount"] += data["discount_minor"]
        found["comp"] += data["comped_minor"]
    return found


@pytest.mark.parametrize(
    ("currency", "included", "service_bp"), [("EUR", True, 1000), ("JPY", False, 1250)]
)
def test_reports_say_what_the_journal_says(
    demo_data: Path, tmp_path: Path, currency: str, included: bool, service_bp: int
) -> None:
    # The demo's own business day is that of the machine; the first night must lie behind it.
    clock = ManualClock(datetime.now(UTC) + timedelta(days=2))
    box = Inside(
        demo_data, tmp_path / "days", clock=clock, venue__currency=currency,
        bill__tax_included=included, bill__service_charge_bp=service_bp,
        bill__cash_rounding_minor=5,
    )  # fmt: skip
    box.pass_time(60)
    day = Day(box, seed=service_bp)
    for _ in range(2):
        for number in range(PARTIES):
            day.party(number)
        box.pass_time(24 * 3600)
        day.waiter, day.manager = box.staff("Anna"), box.staff("Marta")
    for number in range(PARTIES):
        day.party(number)
    box.pass_time(60)
    assert box.services.jobs.faults() == {}
    kept = box.rows("SELECT business_day FROM report_day")
    assert len(kept) >= 2  # the ended days are summed up; the third is computed when asked
    dates = [row["on_date"] for row in box.rows("SELECT on_date FROM business_day ORDER BY id")]
    span = {"from": dates[0], "to": dates[-1]}
    sales, taxes, money = from_the_journal(box)
    manager = day.manager

    told = report(manager, "sales", "tax", **span)
    assert {one["key"]: one["gross"]["amount"] for one in told["items"]} == dict(+sales)
    refunds = sum(
        gross - round_half_up(gross * 10_000, 10_000 + class_and_rate(band)[1])
        for row in box.rows("SELECT bands FROM tender WHERE goods = 1 AND state = 'settled'")
        for band, gross in loads(row["bands"]).items()
    )
    assert sum(one["tax"]["amount"] for one in told["items"]) == sum(taxes.values()) + refunds

    whole = {key: one["amount"] for key, one in told["whole"].items()}
    parts = ("dishes", "discount", "comp", "service", "tax_added", "outside")
    assert sum(whole[name] for name in parts) == whole["total"]
    assert whole["net"] == sum(sales.values())

    for by in BILLS:
        items = report(manager, "sales", by, **span)["items"]
        assert sum(one["total"]["amount"] for one in items) == whole["total"], by
    for by in ("item", "section"):
        items = report(manager, "sales", by, **span)["items"]
        dishes = whole["dishes"] + whole["discount"] + whole["comp"]
        assert sum(one["total"]["amount"] for one in items) == dishes, by

    tenders = {one["key"]: one for one in report(manager, "sales", "tender", **span)["items"]}
    for method in ("cash", "card"):
        one = tenders[method]
        assert one["kept"]["amount"] + one["rounding"]["amount"] == money[method]
    assert sum(one["tips"]["amount"] for one in tenders.values()) == money["tips"]
    box.close()


def round_half_up(numerator: int, denominator: int) -> int:
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
