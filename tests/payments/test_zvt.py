"""ZVT: its bytes, and the driver against the stand-in terminal with each fault."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.zvt_terminal import StandIn
from venue.payments.port import Outcome, Result
from venue.payments.zvt import Limits, Zvt
from venue.payments.zvt_bytes import ZvtError, bcd, fields, message, result_of

QUICK = Limits(connect_s=1, answer_s=1, silence_s=1, whole_s=3)
Make = Callable[..., tuple[StandIn, Zvt]]


@pytest.fixture
def make() -> Iterator[Make]:
    """Make a terminal with a fault and its driver."""
    made: list[StandIn] = []

    def start(fault: str = "") -> tuple[StandIn, Zvt]:
        terminal = StandIn(fault=fault)
        made.append(terminal)
        driver = Zvt("127.0.0.1", terminal.port, password="0", currency="EUR", limits=QUICK)
        return terminal, driver

    yield start
    for terminal in made:
        terminal.close()


def nothing(_: Result) -> None:
    """Keep nothing."""


def test_a_payment_of_ten_euros_is_the_bytes_of_the_specification() -> None:
    whole = message(b"\x06\x01", b"\x04" + bcd("1000", 6))
    assert whole == bytes.fromhex("06 01 07 04 00 00 00 00 10 00")
    assert message(b"\x06\x01", b"x" * 300)[:5] == b"\x06\x01\xff\x2c\x01"
    with pytest.raises(ZvtError):
        bcd("1234567", 3)


def test_an_approved_payment_is_kept_before_it_is_acknowledged(make: Make) -> None:
    terminal, driver = make()
    kept: list[Result] = []
    result = driver.pay(1234, kept.append)
    assert result.outcome is Outcome.APPROVED
    assert (result.amount_minor, result.last_four, result.card) == (1234, "4242", "VISA")
    assert (result.trace, result.slip) == ("000101", "0101")
    assert kept == [result]
    assert [one.amount for one in terminal.booked] == [1234]
    assert driver.refund(200, nothing).outcome is Outcome.APPROVED
    assert terminal.booked[-1].amount == -200


def test_a_result_that_cannot_be_kept_does_not_stand(make: Make) -> None:
    terminal, driver = make()

    def full(_: Result) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        driver.pay(1234, full)
    assert terminal.refused.wait(10)
    assert [one.stands for one in terminal.booked] == [False]


@pytest.mark.parametrize(
    ("fault", "outcome", "booked"),
    [
        ("decline", Outcome.DECLINED, 0), ("abort", Outcome.DECLINED, 0),
        ("busy", Outcome.NOT_SENT, 0), ("cut_before", Outcome.UNKNOWN, 0),
        ("cut_after", Outcome.UNKNOWN, 1), ("cut_acked", Outcome.UNKNOWN, 1),
        ("garbage", Outcome.UNKNOWN, 0), ("silent", Outcome.UNKNOWN, 0),
    ],
)  # fmt: skip
def test_each_fault_ends_in_what_is_known_and_nothing_is_tried_again(
    make: Make, fault: str, outcome: Outcome, booked: int
) -> None:
    terminal, driver = make(fault)
    result = driver.pay(1234, nothing)
    assert result.outcome is outcome, result
    assert sum(one.stands for one in terminal.booked) == booked
    assert terminal.commands.count(b"\x06\x01") == 1


def test_a_terminal_that_is_not_there_was_never_asked(make: Make) -> None:
    terminal, driver = make()
    terminal.close()
    assert driver.pay(1, nothing).outcome is Outcome.NOT_SENT
    assert driver.last().outcome is Outcome.NOT_SENT


def test_the_terminal_tells_its_last_payment_again(make: Make) -> None:
    terminal, driver = make("cut_after")
    driver.pay(777, nothing)
    terminal.fault = ""
    said = driver.last()
    assert (said.outcome, said.amount_minor) == (Outcome.APPROVED, 777)
    assert terminal.commands.count(b"\x06\x01") == 1


def test_a_card_number_in_the_clear_leaves_its_end_alone() -> None:
    data = bytes.fromhex("2700 22f0f8 4111111111111111")
    result = result_of(data)
    assert result.last_four == "1111"
    assert "411111" not in str(result)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_a_result_or_our_one_error(data: bytes) -> None:
    for read in (fields, result_of):
        try:
            read(data)
        except ZvtError:
            continue


def test_a_currency_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ZvtError):
        Zvt("127.0.0.1", 1, password="0", currency="JPY")
