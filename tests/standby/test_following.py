"""Records reach the second box whole, in order and once; answers wait; every gap is seen."""

import time
from pathlib import Path

import pytest

from sync.headoffice import jetstream
from tests.standby.conftest import Two, until
from tests.sync.offices import Server
from venue.core import journal
from venue.core.copy import Copy, Diverged
from venue.core.errors import Unavailable
from venue.core.vault import Vault
from venue.standby import role as roles
from venue.standby import wire
from venue.standby.shipper import MOST_KEPT


def test_what_was_answered_is_on_the_second_box(two: Two) -> None:
    two.follow()
    two.together()
    for number in range(20):
        two.note(f"{number}")
        assert two.shipper.acked == two.shipper.newest, "an answer did not wait"
    two.still()
    first, second = two.heads()
    assert first == second


def test_one_answer_waits_for_a_standby_that_is_stuck_and_the_next_ones_do_not(two: Two) -> None:
    two.follow()
    two.together()
    two.still()
    began = time.monotonic()
    two.note()
    assert 1.5 < time.monotonic() - began < 5.0, "it did not wait, or for ever"
    began = time.monotonic()
    two.note()
    assert time.monotonic() - began < 1.0
    until(lambda: two.state() == "alone", "nobody is told")
    two.follow()
    two.together()
    two.still()
    first, second = two.heads()
    assert first == second


def test_the_servers_death_stops_nobody_and_nothing_is_missing_afterwards(two: Two) -> None:
    two.follow()
    two.together()
    two.server.kill()
    for _ in range(5):
        two.note()
    until(lambda: two.state() == "alone", "nobody is told")
    two.server.start()
    two.together()
    two.still()
    first, second = two.heads()
    assert first == second


def test_what_left_memory_comes_from_the_log(two: Two) -> None:
    two.server.kill()
    for _ in range(MOST_KEPT + 20):
        two.note()
    two.server.start()
    two.follow()
    two.together()
    two.still()
    first, second = two.heads()
    assert first == second


def test_a_record_of_several_parts_arrives_whole(two: Two) -> None:
    two.follow()
    two.together()
    two.note("y" * (3 * wire.PART_BYTES))
    two.still()
    first, second = two.heads()
    assert first == second


def test_a_hole_is_seen(two: Two) -> None:
    two.server.kill()
    two.note()
    two.shipper._kept.clear()
    two.log_path.write_bytes(b"")
    two.note()
    two.server.start()
    two.follow()
    until(lambda: bool(two.diverged), "a hole went unseen")
    assert "is missing" in two.diverged[0]


def test_another_history_is_seen(two: Two) -> None:
    two.follow()
    two.together()
    two.database.on_record = lambda number, record, head: two.shipper.offer(
        number, record, journal.Head(head.seq, bytes(32))
    )
    two.note()
    until(lambda: bool(two.diverged), "a different journal went unseen")
    assert "not the same" in two.diverged[0]


def test_a_line_begun_anew_needs_a_new_base(two: Two) -> None:
    with_new = wire.Lease(0, "first", "line2", 0)
    nats = two.open()
    until(lambda: wire.lease(nats, "v1") is not None, "no lease")
    told = wire.lease(nats, "v1")
    assert told is not None
    with_new.place = told.place
    wire.take_lease(nats, "v1", with_new)
    nats.close()
    two.follow()
    until(lambda: bool(two.diverged), "records of another line were taken")


def test_two_who_promote_at_once_are_one(server: Server, two: Two) -> None:
    nats = two.open()
    until(lambda: wire.lease(nats, "v1") is not None, "no lease")
    told = wire.lease(nats, "v1")
    assert told is not None
    wire.take_lease(nats, "v1", wire.Lease(1, "second", "line1", 0, told.place))
    with pytest.raises(jetstream.Moved):
        wire.take_lease(nats, "v1", wire.Lease(1, "third", "line1", 0, told.place))
    nats.close()
    until(lambda: bool(two.replaced), "the first box was not told")
    assert two.replaced[0].box == "second"


def test_what_a_replaced_box_committed_is_answered_only_if_it_got_there(two: Two) -> None:
    two.follow()
    two.together()
    two.still()
    two.shipper._step_down(wire.Lease(1, "second", "line1", 0))
    with pytest.raises(Unavailable, match="replaced"):
        two.note()


def test_records_are_applied_in_order_or_not_at_all(two: Two, tmp_path: Path) -> None:
    one = Copy(two.second / "venue.db", Vault(two.second / "venue.key"))
    before = one.head
    with pytest.raises(Diverged, match="is missing"):
        one.apply([(one.number + 2, b"")])
    with pytest.raises(Diverged, match="does not fit"):
        one.apply([(one.number + 1, bytes(12) + b"nothing that was sealed")])
    assert one.head == before
    one.close()


def test_a_part_is_kept_over_a_power_cut(tmp_path: Path) -> None:
    role = roles.load(tmp_path)
    role.name, role.number = roles.STANDS_BY, 7
    roles.save(tmp_path, role)
    assert roles.load(tmp_path) == role
