"""Selling eSIMs through the routes, against the stand-in Airalo."""

from typing import Any

import zxingcpp
from PIL import Image

from sync.airalo import signature
from tests.esim.house import PLAN, TOPUP, House
from venue.core.jsonx import encode
from venue.tables import qr


def test_catalogue_is_searched_by_country_and_priced(house: House) -> None:
    found = house.till.waiter.json("/api/v1/esim/packages?country=fr")
    assert found["mode"] == "sandbox"
    assert not found["stale"]
    # Plans of France come before those of Europe and the world.
    assert {len(one["countries"]) for one in found["items"]} == {1, 12, 24}
    plan = next(one for one in found["items"] if one["id"] == PLAN)
    # Retail 4.50 USD is 4.14 EUR; 3.19 USD with 30 % is below it; rounded up to ten cents.
    assert plan["price"] == {"amount": 420, "currency": "EUR"}
    china = house.till.waiter.json("/api/v1/esim/packages?destination=china")["items"]
    assert china
    assert not any(one["for_sale"] for one in china)
    assert house.quote(china[0]["id"], expect=409)["code"] == "esim.needs_identity"
    assert len(house.till.waiter.json("/api/v1/esim/destinations")["items"]) == 27


def test_half_a_catalogue_deletes_nothing(house: House) -> None:
    before = house.box.rows("SELECT count(*) AS n FROM esim_package")[0]["n"]
    house.cloud.fault("error", "*packages*", skip=1, times=1)
    house.box.clock.advance(3601)
    house.channel.keep()
    house.channel.keep()
    assert house.box.rows("SELECT count(*) AS n FROM esim_package")[0]["n"] == before > 200


def test_old_prices_are_marked_then_hidden_and_not_sold(house: House) -> None:
    house.box.clock.advance(25 * 3600)
    house.sign_in()
    found = house.till.waiter.json("/api/v1/esim/packages?country=FR")
    assert found["stale"]
    assert found["items"]
    assert found["age_s"] > 24 * 3600
    house.box.clock.advance(48 * 3600)
    house.sign_in()
    assert house.till.waiter.json("/api/v1/esim/packages?country=FR")["items"] == []
    assert house.quote(expect=409)["code"] == "esim.stale"


def test_a_sale_is_ordered_when_its_bill_closes_and_scans_back(house: House) -> None:
    quoted = house.quote()
    house.work()
    assert house.bought() == 0
    assert house.order(quoted)["state"] == "quoted"
    house.pay(quoted)
    house.work()
    assert house.bought() == 1
    assert house.order(quoted)["state"] == "fulfilled"
    install = house.guest(quoted)["install"]
    code = install["lpa_code"]
    assert code == f"LPA:1${install['smdp']}${install['activation_code']}"
    assert install["apple"].endswith(f"carddata={code}")
    assert install["android"].endswith(f"carddata={code}")
    image: Image.Image = qr.picture(code, side_px=400, margin=4)
    assert zxingcpp.read_barcodes(image)[0].text == code
    page = house.box.nobody().get(quoted["path"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert code in page.text
    assert "sandbox" in page.text.lower()
    drawn = house.box.nobody().get(f"{quoted['path']}/code.svg")
    assert drawn.text == qr.svg(code)
    shown = f"/api/v1/esim/sims/{quoted['guest_pass']}/shown"
    assert house.box.nobody().post(shown, expect=200).json == {"state": "shown"}


def test_what_activates_lies_sealed_and_only_the_guests_pass_opens_it(house: House) -> None:
    quoted = house.sell()
    house.work()
    install = house.guest(quoted)["install"]
    iccid = house.box.services.vault.open(
        house.box.rows("SELECT sealed FROM esim_order")[0]["sealed"]
    )
    secret = (install["lpa_code"], install["activation_code"], iccid[10:26])
    stored = "\n".join(house.box.services.database.path.read_bytes().decode("latin-1").split("\0"))
    wal = house.box.services.database.path.with_name("venue.db-wal")
    stored += wal.read_bytes().decode("latin-1") if wal.exists() else ""
    assert not any(one in stored for one in secret)
    assert quoted["guest_pass"] not in stored
    assert install["activation_code"] not in str(house.till.waiter.json("/api/v1/esim/orders"))
    wrong = house.box.nobody().get("/api/v1/esim/sims/E0000")
    assert wrong.status_code == 404


def test_device_credit_and_permission_are_asked_first(house: House) -> None:
    assert house.quote(device_checked=False, expect=400)["code"] == "esim.device_unchecked"
    house.cloud.control("/airalo/credit", cents=100)
    house.later(600)
    assert house.quote(expect=409)["code"] == "esim.no_credit"
    assert house.till.waiter.get("/api/v1/esim/report").status_code == 403


def test_without_a_line_a_sale_waits_and_a_late_one_becomes_a_refund_task(house: House) -> None:
    house.cloud.fault("down", times=None)
    house.later(1800)
    quoted = house.sell()
    house.work()
    waiting = house.order(quoted)
    assert waiting["state"] in ("paid", "submitted")
    assert waiting["deadline_s"] > 0
    house.later(5 * 3600)
    late = house.order(quoted)
    assert late["state"] == "refund_due"
    assert "time promised" in late["words"]
    house.cloud.control(faults=[])
    house.later(3600)
    assert house.bought() == 0, "what was given up was bought after all"
    path = f"/api/v1/esim/orders/{quoted['order']}/refunded"
    house.manager.post(path, {"reason": "no line"}, expect=200)
    assert house.order(quoted)["state"] == "refunded"


def test_events_are_asked_for_where_the_owner_gives_an_address(house: House) -> None:
    assert house.cloud.effects(kind="opt-in") == []
    house.connect(webhook_url="https://venue.example/api/v1/sync/deliveries/airalo")
    house.later(86_400)
    asked = [one["reference"] for one in house.cloud.effects(kind="opt-in")]
    assert sorted(set(asked)) == ["webhook_credit_limit", "webhook_low_data"]


def test_top_up_usage_and_signed_webhook(house: House) -> None:
    quoted = house.sell()
    house.work()
    more = house.sell(TOPUP, topup_of=quoted["order"], device_checked=False)
    house.later(400)
    assert house.order(more)["state"] == "fulfilled"
    assert house.bought() == 2
    assert house.guest(quoted)["topups"][0]["state"] == "fulfilled"
    assert house.guest(quoted)["total"] >= 1024
    low: dict[str, Any] = {"level": "90%", "iccid": _iccid(house), "remaining_percentage": 10}
    raw = encode(low)
    path, signed = "/api/v1/sync/deliveries/airalo", signature._sign(raw, "sandbox-secret")
    client = house.box.nobody().client
    headers = {signature.HEADER: signed.decode()}
    assert client.post(path, data=raw, headers=headers).status_code == 200
    assert house.box.rows("SELECT usage_run_ms FROM esim_order WHERE id = 1") == [
        {"usage_run_ms": None}
    ]
    assert client.post(path, data=raw.replace(b"90", b"75"), headers=headers).status_code == 403


def _iccid(house: House) -> str:
    sealed = house.box.rows("SELECT sealed FROM esim_order WHERE id = 1")[0]["sealed"]
    return house.box.services.vault.open(sealed).split('"iccid":"')[1].split('"')[0]
