"""A planned price outlives a restart, and one that fell due while the box was off holds at once."""

from datetime import timedelta
from pathlib import Path

from tests.inside import Inside, Person


def price(person: Person) -> int:
    menu = person.json("/api/v1/menu?lang=en")
    items = {item["name"]: item for section in menu["sections"] for item in section["items"]}
    return int(items["Burrata from Puglia"]["price"]["amount"])


def test_a_planned_price_survives_a_restart(demo_data: Path, tmp_path: Path) -> None:
    box = Inside(demo_data, tmp_path / "inside")
    manager = box.staff("Marta")
    items = manager.json("/api/v1/menu/editor")["records"]["item"]
    burrata = next(one["id"] for one in items if one["key"] == "burrata")
    due = (box.clock.wall + timedelta(hours=1)).isoformat()
    manager.post(
        f"/api/v1/items/{burrata}/price-changes", {"price": "14.00", "due_at": due}, expect=201
    )
    box.close()
    again = Inside(demo_data, tmp_path / "inside")
    try:
        guest = again.guest(0)
        assert price(guest) == 1250
        again.clock.advance(3601)
        assert price(guest) == 1400
        line = {"item_id": burrata, "expected_price": 1400}
        placed = guest.post("/api/v1/orders", {"lines": [line]}, expect=201).json
        assert placed["total"]["amount"] == 1400
        again.pass_time(11)
        stored = again.rows("SELECT price_minor FROM item WHERE id = ?", burrata)
        assert stored == [{"price_minor": 1400}]
    finally:
        again.close()
