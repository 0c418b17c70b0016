"""The transaction that settles a payment in coins, ended at each of its statements in turn."""

from typing import Any

import pytest

from sync.ton import pulling
from sync.ton.terms import Terms
from tests.ton.house import House
from venue.core.tx import Tx

FEWEST = 15  # statements of a settling transaction; fewer would mean that the test looks past it


def test_nothing_is_kept_of_a_transaction_that_ends_in_the_middle(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = house.ask(minor=500)
    house.pay(asked)
    terms = Terms.of(house.box.services.settings)
    chain = house.engine.channels["ton"].client
    accounts = pulling._accounts(house.box.services.database, terms)
    items = pulling.read(chain, "", accounts).items
    real, left = Tx.execute, [0]

    def counted(tx: Tx, *args: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise OSError("the power went")
        return real(tx, *args)

    def settle(tx: Tx) -> None:
        for item in items:
            pulling.take(tx, item, terms)

    monkeypatch.setattr(Tx, "execute", counted)
    for number in range(1, 1_000):
        left[0] = number
        try:
            house.box.services.database.write(settle)
        except OSError:
            left[0] = 0
            assert house.box.rows("SELECT * FROM ton_fact") == []
            assert house.box.rows("SELECT * FROM journal WHERE kind LIKE 'tender.settled%'") == []
            assert house.state(asked) == "awaiting"
        else:
            break
    left[0] = 0
    assert number > FEWEST
    assert house.booked() == house.received()
    assert house.state(asked) == "settled"
    assert len(house.till.journal("tender.settled")) == 1
