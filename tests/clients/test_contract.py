"""Every request the clients send, and every answer of the stand-in, keeps to the vendors' files."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.airalo import writes as airalo_writes
from sync.airalo.client import Airalo
from sync.calls import CallFailed
from sync.cloudbeds import ledger, postings, writes
from sync.cloudbeds.checks import (
    Check,
    CheckDiscount,
    CheckLine,
    CheckPayment,
    CheckTax,
    delete_check,
    post_check,
)
from sync.cloudbeds.client import Cloudbeds
from sync.cloudbeds.postings import Item, Target, Tax
from sync.cloudbeds.writes import GuestFields, RoomWish
from sync.model import Outcome
from sync.request import Request
from tests.clouds import Served

SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def _done(cloud: Cloudbeds | Airalo, request: Request) -> str:
    # What goes out is what the outbox would have kept.
    result = cloud.write(Request.unpack(request.pack()))
    assert result.outcome is Outcome.DONE, result
    assert result.vendor_ref or not request.needs
    return result.vendor_ref


def _book(clouds: Served, cloud: Cloudbeds, token: str = "bx01-01JD2M6Z8Q9W7T3K5N4P2R1S0V") -> str:
    ada = GuestFields(guestFirstName="Ada & Co", guestLastName="Łovelace=1", guestCountry="GB",
                      guestZip="SW1", guestEmail="ada@example.org", guestGender="F")  # fmt: skip
    return _done(cloud, writes.post_reservation(
        token=token, start_date=clouds.day(0), end_date=clouds.day(2), guest=ada,
        rooms=[RoomWish("2", 1, adults=2)], arrival_time="18:30",
    ))  # fmt: skip


def test_the_property_is_read(judged: set[str], cloudbeds: Cloudbeds, clouds: Served) -> None:
    assert cloudbeds.api_url() == f"{clouds.url}/cloudbeds"
    [hotel] = cloudbeds.hotels()
    assert (hotel.property_id, hotel.time_zone, hotel.currency) == ("37", "Europe/Berlin", "EUR")
    assert len(cloudbeds.rooms()) == 60
    assert [one.short_name for one in cloudbeds.room_types()] == ["SGL", "DBL", "TWN", "FAM", "SUI"]
    rate = cloudbeds.rate("2", clouds.day(1), clouds.day(4))
    assert (rate.night_minor, rate.total_minor) == (10900, 32700)
    plans = cloudbeds.rate_plans(clouds.day(1), clouds.day(4))
    assert next(one for one in plans if one.room_type_id == "2").total_minor == 32700
    assert {one.external_id for one in cloudbeds.taxes_and_fees()} >= {"VAT19", "VAT7"}
    assert "cash" in cloudbeds.payment_methods()
    assert cloudbeds.house_accounts() == {"Restaurant": "499"}
    assert len(judged) == 9


def test_a_stay_from_booking_to_check_out(
    judged: set[str], cloudbeds: Cloudbeds, clouds: Served
) -> None:
    key = _book(clouds, cloudbeds)
    [listed] = cloudbeds.reservations(token="bx01-01JD2M6Z8Q9W7T3K5N4P2R1S0V").rows
    assert (listed.reservation_id, listed.guest_name) == (key, "Ada & Co Łovelace=1")
    sub = listed.rooms[0].sub_reservation_id
    free = next(
        room.room_id
        for room in cloudbeds.rooms()
        if room.room_type_id == "2"
        and cloudbeds.write(writes.post_room_assign(key, sub, room_id=room.room_id)).done
    )
    _done(cloudbeds, writes.put_reservation(key, status="checked_in"))
    assert cloudbeds.room_status(sub) == (free, "in_house")
    second = GuestFields(guestFirstName="Bo", guestLastName="Ek", guestEmail="bo@example.org",
                         guestCountry="SE", guestDocumentType="driver_licence",
                         guestDocumentNumber="X1", guestDocumentIssuingCountry="SE")  # fmt: skip
    guest = _done(cloudbeds, writes.post_guest(key, second))
    passport = GuestFields(guestDocumentType="passport", guestDocumentNumber="P1",
                           guestDocumentIssuingCountry="SE",
                           guestDocumentExpirationDate="2030-01-01")  # fmt: skip
    _done(cloudbeds, writes.put_guest(guest, passport))
    assert cloudbeds.guest(guest).document_number == "P1"
    _done(cloudbeds, writes.post_reservation_note(key, "bx01-7 late supper"))
    assert cloudbeds.reservation_notes(key) == ["bx01-7 late supper"]
    refused = cloudbeds.write(writes.put_reservation(key, status="checked_out"))
    assert (refused.outcome, refused.words) == (Outcome.REJECTED, "Reservation has an open balance")
    _done(cloudbeds, postings.post_payment(Target(key), token="bx01-pay-1", method="cash",
                                           amount_minor=21800, currency="EUR"))  # fmt: skip
    assert cloudbeds.reservation(key).balance_minor == 0
    _done(cloudbeds, writes.post_room_check_out(key, sub))
    whole = cloudbeds.reservation(key)
    assert (whole.status, len(whole.guests)) == ("checked_out", 2)
    assert any(one.guest_id == guest for one in cloudbeds.guest_list(modified_from="2026-11-01"))


def test_room_actions_and_other_ends(
    judged: set[str], cloudbeds: Cloudbeds, clouds: Served
) -> None:
    key = _book(clouds, cloudbeds)
    _done(cloudbeds, writes.put_reservation(key, status="canceled"))
    again = cloudbeds.write(writes.put_reservation(key, status="confirmed"))
    assert again.outcome is Outcome.REJECTED
    waiting = next(
        one
        for one in cloudbeds.reservations(status="confirmed").rows
        if one.rooms[0].room_id and one.start_date == clouds.day(0)
    )
    _done(cloudbeds, writes.post_room_check_in(waiting.reservation_id,
                                               waiting.rooms[0].sub_reservation_id))  # fmt: skip
    assert cloudbeds.reservation(waiting.reservation_id).status == "checked_in"
    every = cloudbeds.reservations_with_deleted(check_out_from=clouds.day(-30)).rows
    assert len(every) == 61
    window = cloudbeds.reservations(
        modified_from="2026-11-23 00:00:00", created_from="2026-11-23 00:00:00",
        check_in_to=clouds.day(30), check_out_from=clouds.day(-2),
    )  # fmt: skip
    assert window.rows
    assert not window.more


def test_housekeeping_and_webhooks(judged: set[str], cloudbeds: Cloudbeds) -> None:
    dirty = next(one for one in cloudbeds.housekeeping() if one.condition == "dirty")
    _done(cloudbeds, writes.post_housekeeping_status(dirty.room_id, "clean", comments="ok"))
    board = {one.room_id: one for one in cloudbeds.housekeeping()}
    assert (board[dirty.room_id].condition, board[dirty.room_id].comments) == ("clean", "ok")
    hook = _done(cloudbeds, writes.post_webhook("reservation", "created", "http://127.0.0.1:9/x"))
    assert cloudbeds.webhooks() == [(hook, "reservation/created", "http://127.0.0.1:9/x")]
    _done(cloudbeds, writes.delete_webhook(hook))
    assert cloudbeds.webhooks() == []


def test_what_the_till_posts(judged: set[str], cloudbeds: Cloudbeds, clouds: Served) -> None:
    key = _book(clouds, cloudbeds)
    burger = Item("B1", "Burger & fries", 2, 1500, category="Food", taxes=[Tax("VAT 19%", 600)],
                  fees=[Tax("Levy", 10)])  # fmt: skip
    sell = postings.post_custom_item(
        Target(key), reference="bx01-000123", items=[burger], currency="EUR",
        sale_date="2026-11-23 12:00:00",
    )  # fmt: skip
    sold = _done(cloudbeds, sell)
    twice = cloudbeds.write(sell)
    assert (twice.outcome, twice.code, twice.vendor_ref) == (Outcome.DONE, "notice", "")
    rows = ledger.transactions(cloudbeds, source_id=key, since=SINCE)
    assert [(one.kind, one.amount_minor, one.notes) for one in rows] == [
        ("ITEM", 3000, "bx01-000123"), ("TAX", 600, "bx01-000123"), ("FEE", 10, "bx01-000123"),
    ]  # fmt: skip
    _done(cloudbeds, postings.post_void_item(Target(key), sold))
    void = ledger.transactions_of(cloudbeds, sold, "ITEM")
    assert [one.amount_minor for one in void] == [3000, -3000]
    paid = _done(cloudbeds, postings.post_payment(
        Target(key), token="bx01-pay", method="credit", card_type="visa", amount_minor=500,
        currency="EUR"))  # fmt: skip
    _done(cloudbeds, postings.post_void_payment(Target(key), paid))
    house = _done(cloudbeds, postings.post_new_house_account("Bar"))
    walk_in = Item("B2", "Beer", 1, 450)
    _done(cloudbeds, postings.post_custom_item(
        Target(house_account_id=house), reference="bx01-000124", items=[walk_in], currency="EUR"
    ))  # fmt: skip
    [beer] = ledger.transactions(
        cloudbeds, source_id=house, source_kind="HOUSE_ACCOUNT", since=SINCE
    )
    assert beer.amount_minor == 450
    assert clouds.effects(kind="postCustomItem", reference="bx01-000123")[0]["minor"] == 3610


def _check(key: str, number: str = "123", tip_minor: int = 200) -> Check:
    burger = CheckLine("1", "B1", "Burger", 2, 3000, "Food", [CheckTax("VAT19", 570)])
    return Check(
        check_id=f"bx01-{number}", number=number, target=Target(key),
        sale_date="2026-11-23T12:00:00+00:00", lines=[burger], covers=2, outlet="BAR",
        tip_minor=tip_minor, service_charge_minor=300,
        discounts=[CheckDiscount("VIP", "Regular", 100)], payments=[CheckPayment("cash", 500)],
    )  # fmt: skip


def test_checks(judged: set[str], cloudbeds: Cloudbeds, clouds: Served) -> None:
    key = _book(clouds, cloudbeds)
    options = {"currency": "EUR"}
    first = post_check(_check(key), key="k-1", **options)
    assert _done(cloudbeds, first) == "bx01-123"
    replay = cloudbeds.write(first)
    assert (replay.outcome, replay.code) == (Outcome.DONE, "notice")
    other = cloudbeds.write(post_check(_check(key, tip_minor=1), key="k-1", **options))
    assert (other.outcome, other.code) == (Outcome.REJECTED, "IDEMPOTENCY_KEY_REUSED")
    # The key was forgotten there, the check was not: it must be compared, not given up.
    known = cloudbeds.write(post_check(_check(key), key="k-2", **options))
    assert (known.outcome, known.code) == (Outcome.AMBIGUOUS, "DUPLICATE_CHECK_ID")
    kinds = [one.kind for one in ledger.transactions(cloudbeds, source_id=key, since=SINCE)]
    assert sorted(kinds) == ["CHECK_DISCOUNT", "CHECK_ITEM", "CHECK_SERVICE_CHARGE", "GRATUITY",
                             "PAYMENT", "TAX"]  # fmt: skip
    for _ in range(2):
        _done(cloudbeds, delete_check("bx01-123"))
    assert len(clouds.effects(kind="check")) == 1
    assert len(clouds.effects(kind="check_void")) == 1
    assert cloudbeds.reservation(key).balance_minor == 21800


def test_an_esim_from_catalogue_to_refund(judged: set[str], airalo: Airalo, clouds: Served) -> None:
    plan = next(one for one in airalo.catalogue() if one.package_id == "elan-7days-1gb")
    assert (plan.retail_minor, plan.net_minor, plan.countries) == (450, 319, ("FR",))
    before = airalo.balance().amount_minor
    token = "VB01-01JD2M6Z8Q9W7T3K5N4P2R1S0V"
    key = _done(airalo, airalo_writes.post_order(plan.package_id, token=token))
    assert airalo.balance().amount_minor == before - 319
    order = airalo.order(key)
    [sim] = order.sims
    assert (order.token, order.status, sim.sandbox) == (token, "completed", True)
    assert airalo.sim(sim.iccid).lpa_code == sim.lpa_code == f"LPA:1${sim.smdp}${sim.matching_id}"
    assert [one.iccid for one in airalo.sims(iccid=sim.iccid).rows] == [sim.iccid]
    assert airalo.usage(sim.iccid).status == "NOT_ACTIVE"
    more = airalo.topups(sim.iccid)[0]
    _done(airalo, airalo_writes.post_topup(sim.iccid, more.package_id, token="VB01-TOPUP"))
    assert airalo.plans_of(sim.iccid) == ["elan-7days-1gb", more.package_id]
    assert airalo.instructions(sim.iccid, language="ru")["language"] == "ru"
    assert ("iOS", "Apple", "iPhone XS") in airalo.compatible_devices()
    refund = _done(airalo, airalo_writes.post_refund([sim.iccid], "NO_COVERAGE"))
    clouds.control("/airalo/refund", refund_id=refund)
    assert airalo.order(key).status == "refunded"
    _done(airalo, airalo_writes.opt_in("webhook_low_data", "http://127.0.0.1:9/x"))
    day = clouds.day(0)
    kinds = [one.kind for one in airalo.orders(created=(day, day)).rows]
    assert kinds == ["topup", "sim"]


def test_the_catalogue_is_whole_or_not_at_all(
    judged: set[str], airalo: Airalo, clouds: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.airalo.client.CATALOGUE_PAGE", 5)
    assert len(airalo.catalogue()) == 27 * 10  # pages from the second on are objects by index
    clouds.fault("error", "packages", skip=2, when="before")
    with pytest.raises(CallFailed):
        airalo.catalogue()


def test_ledger_pages(judged: set[str], cloudbeds: Cloudbeds, clouds: Served,
                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("sync.cloudbeds.ledger.PAGE", 2)
    for number in range(5):
        _done(cloudbeds, postings.post_payment(
            Target(house_account_id="499"), token=f"t{number}", method="cash", amount_minor=100,
            currency="EUR"))  # fmt: skip
    rows = ledger.transactions(
        cloudbeds, source_id="499", source_kind="HOUSE_ACCOUNT",
        since=clouds.clock.now() - timedelta(hours=1),
    )  # fmt: skip
    assert [one.notes for one in rows] == ["t0", "t1", "t2", "t3", "t4"]
