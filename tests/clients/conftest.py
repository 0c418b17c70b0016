"""Clients on a stand-in, every exchange of theirs judged by the vendors' own descriptions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.airalo.client import Airalo
from sync.cloudbeds.client import Cloudbeds
from tests.clients import contract
from tests.clouds import Served, served


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[Served]:
    """A stand-in with a fresh hotel."""
    with served(tmp_path / "clouds") as one:
        yield one


@pytest.fixture
def judged(clouds: Served) -> Iterator[set[str]]:
    """Judge every exchange of the test; gives the names of the operations met."""
    contract.need()
    real, met, wrong = clouds.sandbox.clouds.answer, set[str](), list[str]()

    def answer(ask, still_there):  # type: ignore[no-untyped-def]
        outcome = real(ask, still_there)
        if (ask.method, ask.path) in contract.UNDESCRIBED or outcome.answer is None:
            return outcome
        try:
            exchange = contract.Exchange(ask, outcome.answer)
            met.add(exchange.name)
            wrong.extend(exchange.judge())
        except Exception as error:  # a judge that fails must fail the test, not the connection
            wrong.append(f"{ask.method} {ask.path}: {type(error).__name__} {error}")
        return outcome

    clouds.sandbox.clouds.answer = answer
    yield met
    assert wrong == []


@pytest.fixture
def cloudbeds(clouds: Served) -> Cloudbeds:
    """A client of the stand-in hotel."""
    return clouds.cloudbeds()


@pytest.fixture
def airalo(clouds: Served) -> Airalo:
    """A client of the stand-in partner account."""
    return clouds.airalo()
