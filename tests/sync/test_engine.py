"""Connecting, keys, polls, deliveries, comparison, limits, threads and restarts."""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sync import inbox, poll, service
from sync.engine import complete
from sync.limits import RAMP_S, Bucket, TokenCache
from sync.model import Outcome, Result
from sync.provider import Pulled, Webhook
from tests.sync import cloud as clouds
from tests.sync.cloud import Cloud
from tests.sync.conftest import MakeBox
from venue.core.clock import ManualClock
from venue.core.errors import Conflict, Forbidden, Invalid, Unavailable
from venue.core.tx import Tx


def test_keys_are_tried_and_kept_sealed(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    sealed, mode = box.engine.check(box.name, {"url": cloud.url, "key": "right"})
    assert mode == "sandbox"
    assert "right" not in sealed
    [row] = box.rows("SELECT sealed FROM sync_credential")
    assert "right" not in row["sealed"]


def test_a_wrong_key_is_refused_before_it_is_kept(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    with pytest.raises(Conflict) as refused:
        box.engine.check(box.name, {"url": cloud.url, "key": "wrong"})
    assert refused.value.code == "sync.key_refused"


def test_a_key_cannot_be_tried_without_a_line(make_box: MakeBox) -> None:
    box = make_box()
    with pytest.raises(Unavailable) as refused:
        box.engine.check(box.name, {"url": "http://127.0.0.1:1", "key": "right"})
    assert refused.value.code == "sync.cannot_check"


@pytest.mark.parametrize("entered", [{}, {"url": "x"}, {"url": "x\r\ny", "key": "k"}])
def test_incomplete_or_odd_entries_are_refused(entered: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        complete(clouds.provider(ManualClock()), entered)


def test_a_refused_key_is_on_every_staff_screen_until_a_new_one_works(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    box.run(until=lambda: box.channel.health.works)
    cloud.key = "new"
    cloud.tokens.clear()
    box.put("plain", "x:1", "a")
    box.run()
    # The cloud's Date is today's, the box's clock stands still: that is another test's matter.
    box.engine.reports.ahead_s = 0.0
    [alert] = box.read(box.engine.reports.alerts)
    assert alert["text_key"] == "alert.sync.key_refused"
    assert "permission" not in alert
    assert box.read(box.engine.view)["providers"][0]["state"] == "key_refused"
    box.connect()
    box.run()
    box.engine.reports.ahead_s = 0.0
    assert box.read(box.engine.reports.alerts) == []
    assert cloud.effects == [("x:1", "a")]


def test_a_condition_outlives_a_restart_and_is_said_once(
    make_box: MakeBox, cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="sync.reports")
    box = make_box()
    box.run(until=lambda: box.channel.health.works)
    box.connect(url="http://127.0.0.1:1")
    box.put("plain", "x:1", "a")
    box.run(limit_s=300)
    since = box.channel.health.condition.since_at
    box.reopen()
    box.run(limit_s=300)
    assert box.channel.health.condition.since_at == since
    assert len([one for one in caplog.records if "is offline" in one.message]) == 1


def test_polls_go_on_from_their_cursor_and_bear_their_overlap(
    make_box: MakeBox, cloud: Cloud
) -> None:
    taken: list[str] = []
    box = make_box(pulls=(clouds.pull(taken),))
    for number in range(7):
        box.put("plain", f"x:{number}", f"a{number}")
    box.run()
    box.run(until=lambda: False, limit_s=200)
    assert set(taken) == {f"a{number}" for number in range(7)}
    [row] = box.rows("SELECT cursor, failures FROM sync_cursor")
    assert row["failures"] == 0
    before = len(taken)
    box.reopen()
    box.run(until=lambda: False, limit_s=100)
    # After a restart it reads on from where it was, not from the beginning.
    assert len(taken) - before < 7


def test_a_poll_that_fails_keeps_its_cursor(make_box: MakeBox, cloud: Cloud) -> None:
    taken: list[str] = []
    box = make_box(pulls=(clouds.pull(taken),))
    box.put("plain", "x:1", "a")
    box.run(until=lambda: taken == ["a"])
    before = box.rows("SELECT cursor FROM sync_cursor")
    box.connect(url="http://127.0.0.1:1")
    box.run(until=lambda: False, limit_s=400)
    assert box.rows("SELECT cursor FROM sync_cursor") == before


def test_a_poll_that_cannot_be_stored_is_put_off_said_and_holds_nothing_back(
    make_box: MakeBox, cloud: Cloud
) -> None:
    taken: list[str] = []
    broken, asked = True, 0

    def take(tx: Tx, item: Mapping[str, Any]) -> None:
        tx.execute(
            "INSERT OR IGNORE INTO inbox_delivery VALUES ('x', ?, '', 0, 1)", (item["token"],)
        )
        if broken:
            raise KeyError("a defect of the taker")

    real = clouds.pull([], "bad")

    def fetch(client: Any, cursor: str) -> Pulled:
        nonlocal asked
        asked += 1
        if asked > 200:
            pytest.fail("the broken poll is asked without a rest")
        return real.fetch(client, cursor)

    bad = replace(real, take=take, fetch=fetch)
    box = make_box(pulls=(bad, clouds.pull(taken)))
    box.put("plain", "x:1", "a")
    box.run()
    box.run(until=lambda: False, limit_s=3_600)
    # The neighbour's poll and the queue went on; of the broken page nothing is kept.
    assert "a" in taken
    assert box.states() == {"a": "accepted"}
    assert box.rows("SELECT key FROM inbox_delivery") == []
    [row] = box.rows("SELECT cursor, failures FROM sync_cursor WHERE name = 'bad'")
    # Ten seconds, doubling to ten minutes: an hour holds a dozen or two tries, not 3 600.
    assert row["cursor"] == ""
    assert 8 <= row["failures"] <= 24
    assert len(box.rows("SELECT seq FROM journal WHERE kind = 'sync.poll_stuck'")) == 1
    assert "alert.sync.polls" in [one["text_key"] for one in box.read(box.engine.reports.alerts)]
    broken = False
    box.run(until=lambda: False, limit_s=700)
    assert box.rows("SELECT key FROM inbox_delivery") == [{"key": "a"}]
    assert "alert.sync.polls" not in [
        one["text_key"] for one in box.read(box.engine.reports.alerts)
    ]


def test_a_signed_delivery_has_its_effect_once_and_a_forged_one_none(
    make_box: MakeBox,
) -> None:
    taken: list[Any] = []
    webhook = Webhook(
        verify=lambda credentials, headers, raw: headers.get("seal") == "good",
        key=lambda body: str(body["id"]),
        take=lambda tx, body: taken.append(body["id"]),
    )
    made = clouds.provider(ManualClock(), webhook=webhook)
    box = make_box()
    opened = inbox.opened(made, {}, {"seal": "good"}, b'{"id": 7}')
    assert opened is not None
    assert [box.act(inbox.take, made, *opened) for _ in range(3)] == [True, False, False]
    assert taken == [7]
    with pytest.raises(Forbidden):
        inbox.opened(made, {}, {"seal": "bad"}, b'{"id": 8}')
    with pytest.raises(Invalid):
        inbox.opened(made, {}, {"seal": "good"}, b"[7]")


def test_an_unsigned_delivery_only_makes_us_poll(make_box: MakeBox, cloud: Cloud) -> None:
    taken: list[str] = []
    hint = Webhook(verify=None, wakes=("effects",))
    box = make_box(pulls=(clouds.pull(taken),), webhook=hint)
    box.run(until=lambda: False, limit_s=10)
    cloud.effects.append(("x", "made there"))
    cloud._seen_at["made there"] = 0.0
    provider = box.engine.provider(box.name)
    assert inbox.opened(provider, {}, {}, b"anything") is None
    assert [box.engine.hint_is_due(box.name) for _ in range(3)] == [True, False, False]
    box.act(inbox.hint, provider)
    box.run(until=lambda: False, limit_s=12)
    assert taken == ["made there"]


def test_the_nightly_comparison_lists_what_differs_until_it_is_gone_or_settled(
    make_box: MakeBox, cloud: Cloud
) -> None:
    ours: dict[str, dict[str, Any]] = {"lost": {"there": True}, "both": {"there": True}}
    box = make_box(compares=(clouds.compare(ours),))
    box.put("plain", "x:1", "theirs")
    box.put("plain", "x:1", "both")
    box.run()
    box.channel.compare()
    found = box.read(service.differences)["items"]
    assert {one["subject"]: one["kind"] for one in found} == {
        "lost": "missing_there",
        "theirs": "missing_here",
    }
    box.channel.compare()
    assert len(box.read(service.differences)["items"]) == 2
    settled = next(one["id"] for one in found if one["subject"] == "lost")
    box.act(service.settle_difference, settled, reason="a test booking")
    ours["theirs"] = {"there": True}
    box.channel.compare()
    assert box.read(service.differences)["items"] == []
    with pytest.raises(Conflict):
        box.act(service.settle_difference, settled, reason="again")


def test_a_broken_comparison_does_not_bury_the_list(make_box: MakeBox) -> None:
    box = make_box()
    ours = {f"s{number:04}": {"there": True} for number in range(2_000)}
    box.act(poll.note_differences, box.name, "effects", ours, {})
    assert box.rows("SELECT count(*) AS n FROM sync_difference")[0]["n"] == poll.MOST_NEW


def test_a_bucket_holds_its_rate_and_grows_slowly_after_an_outage(clock: ManualClock) -> None:
    def pause(seconds: float) -> bool:
        clock.advance(seconds)
        return False

    bucket = Bucket(rate_per_s=4.0, burst=4, clock=clock, pause=pause)

    def taken_in(seconds: float) -> int:
        until_ms, count = clock.mono_ms + seconds * 1000, 0
        while clock.mono_ms < until_ms:
            assert bucket.take()
            count += 1
        return count

    assert 40 <= taken_in(10) <= 45
    bucket.ramp()
    assert taken_in(10) <= 14
    clock.advance(RAMP_S)
    assert taken_in(10) >= 40
    bucket.close_for(7)
    begun_ms = clock.mono_ms
    assert bucket.take()
    assert clock.mono_ms - begun_ms >= 7_000
    bucket.close_for(3_600)
    assert not bucket.take()


def test_a_token_is_fetched_once_for_all_threads(clock: ManualClock) -> None:
    fetched: list[int] = []

    def fetch() -> tuple[Result, float]:
        fetched.append(1)
        time.sleep(0.02)
        return Result(outcome=Outcome.DONE, vendor_ref=f"t{len(fetched)}"), 60.0

    cache = TokenCache(fetch, clock=clock)
    threads = [threading.Thread(target=cache.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(fetched) == 1
    # Eight threads that were refused with it get one new token, not eight.
    assert {cache.get(instead_of="t1").vendor_ref for _ in range(8)} == {"t2"}
    clock.advance(61)
    assert cache.get().vendor_ref == "t3"


def test_a_failed_token_is_not_asked_for_again_at_once(clock: ManualClock) -> None:
    fetched: list[int] = []

    def fetch() -> tuple[Result, float]:
        fetched.append(1)
        return Result(outcome=Outcome.AMBIGUOUS, code="timeout"), 0.0

    cache = TokenCache(fetch, clock=clock, rest_s=30.0)
    assert {cache.get().outcome for _ in range(5)} == {Outcome.NOT_SENT}
    assert len(fetched) == 1
    clock.advance(31)
    cache.get()
    assert len(fetched) == 2


def test_the_threads_send_side_by_side_and_end(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box(lanes=3, rate_per_s=500.0, burst=500)
    for number in range(30):
        box.put("keyed", f"stay:{number % 6}", f"a{number:02}")
    box.engine.start()
    limit = time.monotonic() + 20
    while set(box.states().values()) != {"accepted"} and time.monotonic() < limit:
        time.sleep(0.02)
    assert box.engine.stop()
    for stay in range(6):
        happened = [token for where, token in cloud.effects if where == f"stay:{stay}"]
        assert happened == sorted(happened)
        assert len(happened) == 5


def test_a_wrong_clock_is_noticed(make_box: MakeBox, clock: ManualClock) -> None:
    box = make_box()
    box.run(limit_s=1)
    # The cloud's Date is the machine's; the box's clock stands in 2026 by hand.
    assert abs(box.engine.reports.ahead_s) > 120
    assert [one["text_key"] for one in box.read(box.engine.reports.alerts)] == ["alert.sync.clock"]
