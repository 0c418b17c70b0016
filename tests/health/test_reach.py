"""The reachability test: a phone's result needs the code, and the list has an end."""

from tests.inside import Inside
from venue.health.reach import MOST_RESULTS, same_network


def test_a_phones_result_reaches_the_installer(box: Inside) -> None:
    marta, phone = box.staff("Marta"), box.nobody()
    code = box.appliance.app.extensions["venue.reach"].code
    page = phone.get(f"/reach?c={code}")
    assert page.status_code == 200
    assert code in page.text
    wrong = {"code": "0000", "ms": 12, "live": True}
    assert phone.post("/api/v1/reach/results", wrong).status_code == 404
    answers = [
        phone.post("/api/v1/reach/results", {"code": code, "ms": ms, "live": live}, expect=201).json
        for ms, live in ((12, True), (900, True), (12, False))
    ]
    assert [one["verdict"] for one in answers] == ["well", "slow", "no_live"]
    found = marta.json("/api/v1/reach")["items"]
    assert [one["verdict"] for one in found] == ["no_live", "slow", "well"]
    sheet = marta.get("/reach/test").text
    assert code in sheet
    assert "live news does not come through" in sheet
    for _ in range(MOST_RESULTS):
        phone.post("/api/v1/reach/results", {"code": code, "ms": 1, "live": True}, expect=201)
    assert len(marta.json("/api/v1/reach")["items"]) == MOST_RESULTS


def test_who_may_not_see_the_pages_is_led_away(box: Inside) -> None:
    assert box.guest().get("/reach/test").status_code == 303
    assert box.staff("Anna").get("/reach/test").status_code == 303
    assert box.staff("Anna").get("/status/offline-card").status_code == 200
    assert box.guest().get("/status/offline-card").status_code == 303


def test_networks_are_told_apart() -> None:
    assert same_network("192.168.1.77", "192.168.1.10")
    assert not same_network("192.168.2.77", "192.168.1.10")
    assert not same_network("", "192.168.1.10")
