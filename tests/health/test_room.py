"""A disk that fills: warned at 80 and 90 %, nothing new at the end, what was begun goes on."""

from collections import namedtuple

import pytest

from tests.inside import Inside
from tests.till import Till

Usage = namedtuple("Usage", "total used free")
GB = 1_000_000_000


def fill(box: Inside, free_mb: int, total_mb: int = 10_000) -> None:
    usage = Usage(total_mb * 1_000_000, 0, free_mb * 1_000_000)
    box.services.database.disk_usage = lambda: usage


def alerts(box: Inside) -> set[str]:
    return {one["kind"] for one in box.staff("Anna").json("/api/v1/alerts")["items"]}


@pytest.mark.parametrize(
    ("free_mb", "kind"),
    [(2_100, None), (2_000, "disk_fills"), (1_000, "disk_nearly_full"), (60, "disk_refuses")],
)
def test_staff_are_warned_in_time(box: Inside, free_mb: int, kind: str | None) -> None:
    fill(box, free_mb)
    assert {one for one in alerts(box) if one.startswith("disk")} == ({kind} - {None})


def test_a_full_disk_takes_nothing_new_and_ends_what_was_begun(box: Inside, till: Till) -> None:
    guest = box.guest()
    first = guest.order()
    fill(box, 30)
    before = box.rows("SELECT count(*) AS n FROM guest_order")
    body = {"lines": guest.lines(1)}
    refused = guest.post("/api/v1/orders", body, key="0190a000-0000-7000-8000-000000000001")
    assert (refused.status_code, refused.json["code"]) == (503, "box.disk_full")
    assert "disk is full" in refused.json["detail"]
    assert box.rows("SELECT count(*) AS n FROM guest_order") == before
    assert box.nobody().get("/readyz").status_code == 503
    assert guest.json(f"/api/v1/orders/{first['id']}")["id"] == first["id"]
    assert guest.dishes()
    cook = box.device("kitchen")
    ticket = cook.json("/api/v1/kitchen/all/tickets")["items"][0]
    cook.post(f"/api/v1/tickets/{ticket['id']}/bump", expect=200)
    fill(box, 5_000)
    again = guest.post("/api/v1/orders", body, key="0190a000-0000-7000-8000-000000000001")
    assert again.status_code == 201


def test_a_disk_that_became_read_only_promises_nothing_and_still_shows(box: Inside) -> None:
    guest = box.guest()
    first = guest.order()
    connection = box.services.database._connection
    box.services.database.write(
        lambda tx: tx.after_commit(lambda: connection.execute("PRAGMA query_only = ON"))
    )
    refused = guest.post("/api/v1/orders", {"lines": guest.lines(1)})
    assert (refused.status_code, refused.json["code"]) == (503, "box.disk_error")
    assert guest.json(f"/api/v1/orders/{first['id']}")["id"] == first["id"]
    assert connection.execute("PRAGMA query_only = OFF") is not None
    assert guest.order()["number"]
