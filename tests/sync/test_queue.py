"""Order, dependencies, delays, decisions and retention of the queue."""

import pytest

from sync import queue, service
from sync.model import Outcome, Result
from tests.sync.cloud import HANDLERS, Cloud
from tests.sync.conftest import MakeBox
from venue.core import outbox
from venue.core.errors import Conflict, Invalid


def test_messages_of_an_aggregate_go_in_order_and_others_pass_a_blocked_one(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    box.run(limit_s=1)
    cloud.fault = "200 with success:false"
    for number in range(3):
        box.put("plain", "stay:1", f"a{number}")
    box.put("plain", "stay:2", "b0")
    box.run()
    assert cloud.effects == [("stay:2", "b0")]
    assert box.states() == {"a0": "dead_letter", "a1": "queued", "a2": "queued", "b0": "accepted"}


def test_a_message_put_twice_is_sent_once(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    assert box.put("plain", "stay:1", "a") == box.put("plain", "stay:1", "a")
    box.run()
    assert cloud.effects == [("stay:1", "a")]


def test_an_urgent_message_goes_first(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    box.put("plain", "x:1", "slow")
    box.put("plain", "x:2", "urgent", priority=1)
    box.run()
    assert [token for _, token in cloud.effects] == ["urgent", "slow"]


def test_a_message_waits_for_the_id_of_another_and_carries_it(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    body = {"booking": {"$ref": "booking"}}
    second = box.put("plain", "x:2", "charge", body=body, priority=1)
    box.run(until=lambda: box.clock.mono_ms > 60_000)
    assert cloud.effects == []
    box.put("plain", "x:1", "booking")
    box.run()
    assert [token for _, token in cloud.effects] == ["booking", "charge"]
    assert box.read(service.message, second)["body"] == {"booking": "id-booking"}


def test_what_builds_on_a_given_up_message_becomes_a_dead_letter(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    cloud.fault = "200 with success:false"
    first = box.put("plain", "x:1", "booking")
    box.put("plain", "x:2", "charge", after=("booking",))
    box.run(until=lambda: len(box.dead()) == 1)
    box.act(service.waive, first, reason="the guest left")
    box.run()
    assert box.states() == {"booking": "waived", "charge": "dead_letter"}
    assert cloud.effects == []


def test_a_dead_letter_is_corrected_and_sent(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    cloud.fault = "200 with success:false"
    number = box.put("plain", "x:1", "a", body={"amount": "1"})
    box.run()
    told = box.act(service.retry, number, {"amount": "2"})
    assert told["state"] == "queued"
    box.run()
    assert box.states() == {"a": "accepted"}
    message = box.read(service.message, number)
    assert message["body"] == {"amount": "2"}
    assert [one["what"] for one in message["trail"]] == ["dead_letter", "corrected", "accepted"]


def test_a_dead_letter_settled_by_hand_lets_the_next_one_go(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    cloud.fault = "200 with success:false"
    number = box.put("plain", "x:1", "a")
    box.put("plain", "x:1", "b", body={"of": {"$ref": "a"}})
    box.run()
    box.act(service.fix, number, reason="entered there by hand", vendor_ref="R-1")
    box.run()
    assert box.states() == {"a": "fixed", "b": "accepted"}


@pytest.mark.parametrize("act", [service.fix, service.waive])
def test_a_decision_needs_a_reason(make_box: MakeBox, cloud: Cloud, act: object) -> None:
    box = make_box()
    cloud.fault = "200 with success:false"
    number = box.put("plain", "x:1", "a")
    box.run()
    with pytest.raises(Conflict, match="say why"):
        box.act(act, number, reason="  ")  # type: ignore[arg-type]


def test_what_is_on_its_way_or_at_its_end_cannot_be_decided(make_box: MakeBox) -> None:
    box = make_box()
    number = box.put("plain", "x:1", "a")
    with pytest.raises(Conflict) as refused:
        box.act(service.waive, number, reason="no")
    assert refused.value.code == "sync.not_allowed"
    box.run()
    with pytest.raises(Conflict):
        box.act(service.retry, number)


def test_a_kind_that_nobody_can_tell_is_a_dead_letter(make_box: MakeBox) -> None:
    box = make_box()
    box.put("unheard", "x:1", "a")
    box.run()
    assert [one["code"] for one in box.dead()] == ["no_handler"]


def test_a_message_that_is_always_throttled_ends_with_a_person(make_box: MakeBox) -> None:
    box = make_box()
    box.put("plain", "x:1", "a")
    told = Result(outcome=Outcome.THROTTLED, code="http_429", words="wait", retry_after_s=1.0)
    for _ in range(queue.MOST_THROTTLES + 1):
        claimed = box.act(queue.claim, box.name, HANDLERS)
        assert claimed is not None
        box.act(queue.settle, claimed, told)
        box.clock.advance(2)
    assert [one["attempts"] for one in box.dead()] == [0]


def test_finished_messages_lose_their_body_then_go_and_waiting_ones_stay(
    make_box: MakeBox, cloud: Cloud
) -> None:
    box = make_box()
    number = box.put("plain", "x:1", "a", body={"name": "Ada"})
    box.run()
    cloud.fault = "200 with success:false"
    box.put("plain", "x:1", "b", body={"name": "Ada"})
    box.put("plain", "x:1", "c")
    box.run()
    box.clock.advance(queue.BODIES_LIVE_MS / 1000 + 60)
    box.act(queue.purge)
    assert box.read(service.message, number)["body"] is None
    box.clock.advance(queue.MESSAGES_LIVE_MS / 1000)
    box.act(queue.purge)
    assert box.states() == {"b": "dead_letter", "c": "queued"}


def test_the_trail_of_a_message_has_an_end(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    number = box.put("plain", "x:1", "a")
    told = Result(outcome=Outcome.NOT_SENT, code="dns", words="away")
    for _ in range(60):
        claimed = box.act(queue.claim, box.name, HANDLERS)
        box.act(queue.settle, claimed, told)
        box.clock.advance(400)
    message = box.read(service.message, number)
    assert len(message["trail"]) == 40
    assert message["attempts"] == 0
    assert message["state"] == "queued"


def test_the_badge_follows_the_message(make_box: MakeBox, cloud: Cloud) -> None:
    box = make_box()
    assert box.read(outbox.badge, provider=box.name, key="a") is None
    box.put("plain", "x:1", "a")
    assert box.read(outbox.badge, provider=box.name, key="a")["badge"] == "waiting"
    box.run()
    assert box.read(outbox.badge, provider=box.name, key="a")["badge"] == "posted"
    cloud.fault = "200 with success:false"
    box.put("plain", "x:1", "b")
    box.run()
    assert box.read(outbox.badge, provider=box.name, key="b")["badge"] == "refused"


def test_settled_money_goes_to_every_sink(make_box: MakeBox) -> None:
    box = make_box(sink=True)
    box.act(
        lambda tx: outbox.put_to_sinks(
            tx, kind="plain", aggregate="bill:1", key="tender:1", body={"amount": 100}
        )
    )
    assert box.states() == {"tender:1": "queued"}


@pytest.mark.parametrize("wrong", [{"provider": "nobody"}, {"priority": 0}, {"priority": 10}])
def test_a_message_that_cannot_be_one_is_refused(
    make_box: MakeBox, wrong: dict[str, object]
) -> None:
    box = make_box()
    given = {"provider": "mail", "kind": "k", "aggregate": "a", "key": "k", "body": {}} | wrong
    with pytest.raises(Invalid):
        box.act(lambda tx: outbox.put(tx, **given))  # type: ignore[arg-type]
