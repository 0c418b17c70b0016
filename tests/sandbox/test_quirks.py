"""The documented quirks, one by one, as raw HTTP sees them."""

import threading
from typing import Any

import pytest
import requests

from sync.airalo import writes as airalo_writes
from sync.cloudbeds import writes
from sync.cloudbeds.encode import form
from tests.clouds import Served

KEY = {"x-api-key": "cbat_sandbox"}


def _v13(clouds: Served, method: str, call: str, **fields: Any) -> Any:
    url = f"{clouds.url}/cloudbeds/api/v1.3/{call}"
    if method == "GET":
        return requests.get(url, params=fields, headers=KEY, timeout=5).json()
    headers = {**KEY, "Content-Type": "application/x-www-form-urlencoded"}
    return requests.request(method, url, data=form(fields), headers=headers, timeout=5).json()


def _free_double(clouds: Served) -> str:
    board = _v13(clouds, "GET", "getHousekeepingStatus")["data"]
    return next(one["roomID"] for one in board if one["frontdeskStatus"] == "unused")


def test_cloudbeds_says_no_with_a_200(clouds: Served) -> None:
    said = _v13(clouds, "POST", "postReservation", startDate="2026-11-25")
    assert said == {"success": False, "message": "Invalid Parameters"}
    other = requests.get(f"{clouds.url}/cloudbeds/api/v1.3/getHotels", timeout=5,
                         headers={**KEY, "x-property-id": "99"})  # fmt: skip
    assert (other.status_code, other.json()["success"]) == (200, False)
    assert len(other.headers["X-Request-ID"]) == 24
    bad = requests.get(f"{clouds.url}/cloudbeds/api/v1.3/getHotels", timeout=5,
                       headers={"x-api-key": "cbat_wrong"})  # fmt: skip
    assert (bad.status_code, bad.json()["error"]) == (401, "access_denied")


def test_pythons_false_would_book_a_cash_payment(clouds: Served) -> None:
    """Why the encoder writes `false`: the text "False" is true in PHP, and so it is here."""
    item = {"appItemID": "B1", "itemQuantity": 1, "itemPrice": "5.00", "itemName": "Beer"}
    for reference, flag in (("r-false", "false"), ("r-False", "False")):
        _v13(clouds, "POST", "postCustomItem", houseAccountID="499", referenceID=reference,
             items=[item], itemPaid=flag)  # fmt: skip
    filters = [
        {"field": "source_id", "operator": "equals", "value": "499"},
        {"field": "source_kind", "operator": "equals", "value": "HOUSE_ACCOUNT"},
    ]
    rows = requests.post(
        f"{clouds.url}/cloudbeds/accounting/v1.0/transactions",
        json={"filters": {"and": filters}},
        headers={**KEY, "X-Property-ID": "37"},
        timeout=5,
    )
    kinds = [one["externalRelationKind"] for one in rows.json()["transactions"]]
    assert kinds == ["ITEM", "ITEM", "PAYMENT"]


def test_housekeeping_without_a_condition_turns_it_over(clouds: Served) -> None:
    room = _free_double(clouds)
    seen = [_v13(clouds, "POST", "postHousekeepingStatus", roomID=room)["data"]["roomCondition"]
            for _ in range(2)]  # fmt: skip
    assert sorted(seen) == ["clean", "dirty"]
    same = writes.post_housekeeping_status(room, seen[-1])
    before = len(clouds.effects())
    assert clouds.cloudbeds().write(same).done
    assert len(clouds.effects()) == before, "nothing changed, so nothing happened"


def test_rooms_with_dates_are_only_the_free_ones(clouds: Served) -> None:
    def count(**more: str) -> int:
        return len(_v13(clouds, "GET", "getRooms", pageSize=100, **more)["data"][0]["rooms"])

    assert count(startDate=clouds.day(0), endDate=clouds.day(1)) < count() == 60
    assert _v13(clouds, "GET", "getRooms")["total"] == 1  # properties, not rooms


def test_the_ledger_wants_a_base_filter(clouds: Served) -> None:
    url = f"{clouds.url}/cloudbeds/accounting/v1.0/transactions"
    headers = {**KEY, "X-Property-ID": "37"}
    for field in ("notes", "description", "source_id", "parent_id"):
        filters = {"field": field, "operator": "equals", "value": "x"}
        refused = requests.post(url, json={"filters": filters}, headers=headers, timeout=5)
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "INVALID_REQUEST"), field


def test_a_merged_guest_names_the_one_that_is_left(clouds: Served) -> None:
    merged = clouds.cloudbeds().guest("1051")
    assert merged.merged_into == "991"


@pytest.mark.parametrize(("path", "most"), [("cloudbeds/api/v1.3/getHotels", 5)])
def test_cloudbeds_takes_five_a_second(clouds: Served, path: str, most: int) -> None:
    clouds.control(limits=True)

    def ask() -> requests.Response:
        return requests.get(f"{clouds.url}/{path}", headers=KEY, timeout=5)

    seen = [ask().status_code for _ in range(most + 1)]
    assert seen == [200] * most + [429]
    assert "Retry-After" not in ask().headers
    clouds.clock.advance(1.01)
    assert ask().status_code == 200


def _token(clouds: Served) -> requests.Response:
    fields = {"client_id": "sandbox-client", "client_secret": "sandbox-secret",
              "grant_type": "client_credentials"}  # fmt: skip
    return requests.post(f"{clouds.url}/airalo/v2/token", data=fields, timeout=5,
                         headers={"Accept": "application/json"})  # fmt: skip


def test_airalo_gives_three_tokens_a_minute_and_each_lives_a_day(clouds: Served) -> None:
    token = _token(clouds).json()["data"]
    assert token["expires_in"] == 31_622_400  # what it says
    headers = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
    url = f"{clouds.url}/airalo/v2/balance"
    clouds.clock.advance(86_300)
    assert requests.get(url, headers=headers, timeout=5).status_code == 200
    clouds.clock.advance(200)
    assert requests.get(url, headers=headers, timeout=5).status_code == 401  # what it does
    clouds.control(limits=True)
    answers = [_token(clouds) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61


def test_airalo_without_accept_answers_a_page_of_html(clouds: Served) -> None:
    token = _token(clouds).json()["data"]["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "*/*"}
    url = f"{clouds.url}/airalo/v2/orders"
    bad = requests.post(url, json={"package_id": "x", "quantity": 51}, headers=headers, timeout=5)
    assert (bad.status_code, bad.headers["Content-Type"][:9]) == (500, "text/html")
    headers["Accept"] = "application/json"
    told = requests.post(url, json={"package_id": "x", "quantity": 51}, headers=headers, timeout=5)
    assert told.status_code == 422
    assert "50" in told.json()["data"]["quantity"]


def test_airalo_searches_by_like(clouds: Served) -> None:
    airalo = clouds.airalo()
    for token in ("VB01-1", "vb01-10", "VB01_1"):
        assert airalo.write(airalo_writes.post_order("elan-7days-1gb", token=token)).done
    headers = {"Authorization": f"Bearer {_token(clouds).json()['data']['access_token']}"}
    found = requests.get(f"{clouds.url}/airalo/v2/orders", headers=headers, timeout=5,
                         params={"filter[description]": "VB01_1"}).json()  # fmt: skip
    assert len(found["data"]) == 3  # _ is any letter, case does not count
    assert found["data"][0]["net_price"] == "3.19"  # text here, a number in the order's answer
    assert [one.token for one in airalo.orders(token="VB01-1").rows] == ["VB01-1"]


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("test-insufficient-balance-7days-1gb", "11"), ("test-maintenance-mode-7days-1gb", "13"),
        ("test-not-enough-7days-1gb", "33"), ("test-out-of-stock-7days-1gb", "34"),
        ("gone", "34"),
    ],
)  # fmt: skip
def test_airalo_test_packages(clouds: Served, package: str, code: str) -> None:
    result = clouds.airalo().write(airalo_writes.post_order(package, token="VB01-X"))
    assert result.code == code
    assert clouds.effects() == []


def test_credit_runs_out(clouds: Served) -> None:
    clouds.control("/airalo/credit", cents=318)
    airalo = clouds.airalo()
    short = airalo.write(airalo_writes.post_order("elan-7days-1gb", token="VB01-C"))
    assert (short.code, short.retry_after_s) == ("11", 3600.0)
    assert airalo.balance().amount_minor == 318


def test_usage_is_seen_late_and_recycling_is_final(clouds: Served) -> None:
    airalo = clouds.airalo()
    key = airalo.write(airalo_writes.post_order("elan-7days-1gb", token="VB01-U")).vendor_ref
    iccid = airalo.order(key).sims[0].iccid
    assert airalo.usage(iccid).remaining == 1024
    clouds.control("/airalo/use", iccid=iccid, mb=1000)
    assert airalo.usage(iccid).remaining == 1024  # cached there for an hour
    clouds.clock.advance(3601)
    assert (airalo.usage(iccid).remaining, airalo.usage(iccid).status) == (24, "ACTIVE")
    clouds.control("/airalo/use", iccid=iccid, recycled=True)
    topup = airalo_writes.post_topup(iccid, "elan-7days-1gb-topup", token="VB01-V")
    assert airalo.write(topup).code == "73"


def test_one_booking_of_twenty_at_once_gets_the_last_room(clouds: Served) -> None:
    """The stand-in works one request at a time, so its effects have one order."""
    guest = writes.GuestFields(guestFirstName="A", guestLastName="B", guestCountry="DE",
                               guestZip="1", guestEmail="a@example.org")  # fmt: skip
    start, end = clouds.day(200), clouds.day(201)
    done: list[str] = []

    def book(number: int) -> None:
        wish = writes.post_reservation(token=f"t{number}", start_date=start, end_date=end,
                                       guest=guest, rooms=[writes.RoomWish("5", 1, 1)])  # fmt: skip
        done.append(str(clouds.cloudbeds().write(wish).outcome))

    threads = [threading.Thread(target=book, args=(number,)) for number in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(done) == ["done"] * 3 + ["rejected"] * 17
    assert len(clouds.effects(kind="postReservation")) == 3
