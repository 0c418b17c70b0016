"""Cloudbeds and Airalo as providers, against the stand-ins: connected, proven, refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.airalo.provider import PROVIDER as AIRALO
from sync.cloudbeds.provider import PROVIDER as CLOUDBEDS
from sync.provider import Provider
from sync.sandbox.server import Sandbox
from tests.sync.conftest import MakeBox
from venue.core.errors import Conflict

RIGHT = {
    "cloudbeds": {"api_key": "cbat_sandbox", "property_id": "37"},
    "airalo": {"client_id": "sandbox-client", "client_secret": "sandbox-secret"},
}
PATHS = {"cloudbeds": "/cloudbeds", "airalo": "/airalo/v2"}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    served = Sandbox(tmp_path / "sandbox")
    served.start()
    yield served
    served.stop()


def entered(sandbox: Sandbox, provider: Provider, **other: str) -> dict[str, str]:
    address = {"base_url": sandbox.url + PATHS[provider.name]}
    return RIGHT[provider.name] | address | other


@pytest.mark.parametrize("provider", [CLOUDBEDS, AIRALO], ids=lambda one: one.name)
def test_the_right_key_is_taken_and_the_provider_works(
    make_box: MakeBox, sandbox: Sandbox, provider: Provider
) -> None:
    given = entered(sandbox, provider)
    box = make_box(provider=provider, credentials=given | {"mode": "sandbox"})
    assert box.engine.check(provider.name, given)[1] == "sandbox"
    box.run(until=lambda: box.channel.health.works, limit_s=60)
    assert box.channel.health.condition.state == "online"


@pytest.mark.parametrize(
    ("provider", "wrong"),
    [
        (CLOUDBEDS, {"api_key": "cbat_wrong"}),
        (CLOUDBEDS, {"property_id": "38"}),
        (AIRALO, {"client_secret": "wrong"}),
    ],
    ids=["key", "property", "secret"],
)
def test_a_wrong_key_is_refused(
    make_box: MakeBox, sandbox: Sandbox, provider: Provider, wrong: dict[str, str]
) -> None:
    given = entered(sandbox, provider)
    box = make_box(provider=provider, credentials=given | {"mode": "sandbox"})
    with pytest.raises(Conflict) as refused:
        box.engine.check(provider.name, given | wrong)
    assert refused.value.code == "sync.key_refused"
