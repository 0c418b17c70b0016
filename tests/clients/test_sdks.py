"""The vendors' own SDKs on the stand-in, for the calls where they work at all.

They are test tools, never installed with the product: what is wrong with them is in the reference
pages (cloudbeds.md 13, airalo.md 12). Without them these tests are skipped.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.clouds import Served

WHY = "the official SDK is an optional test tool: pip install"


def _cloudbeds(clouds: Served) -> Any:
    sdk = pytest.importorskip("cloudbeds_pms_v1_3", reason=f"{WHY} cloudbeds-pms-v1-3")
    configuration = sdk.Configuration(host=f"{clouds.url}/cloudbeds/api/v1.3")
    configuration.api_key["api_key"] = "cbat_sandbox"
    return sdk, sdk.ApiClient(configuration)


def test_the_cloudbeds_sdk_reads_the_stand_in(clouds: Served) -> None:
    sdk, client = _cloudbeds(clouds)
    hotels = sdk.HotelApi(client).get_hotels_get()
    assert [one.property_id for one in hotels.data] == ["37"]
    types = sdk.RoomApi(client).get_room_types_get()
    assert [one.room_type_name_short for one in types.data][:2] == ["SGL", "DBL"]
    found = sdk.ReservationApi(client).get_reservations_get(page_size=100)
    assert found.total == 60


def test_the_airalo_sdk_orders_at_the_stand_in(
    clouds: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sdk = pytest.importorskip("airalo", reason=f"{WHY} airalo-sdk")
    constants = pytest.importorskip("airalo.constants.api_constants").ApiConstants
    for name in ("PRODUCTION_URL", "SANDBOX_URL", "BASE_URL"):
        if hasattr(constants, name):
            monkeypatch.setattr(constants, name, f"{clouds.url}/airalo/v2/")
    # It keeps tokens as pickles beside its own code and would use another run's.
    cached = pytest.importorskip("airalo.helpers.cached").Cached
    monkeypatch.setattr(cached, "_cache_path", tmp_path)
    client = sdk.Airalo({"client_id": "sandbox-client", "client_secret": "sandbox-secret"})
    ordered = client.order("elan-7days-1gb", 1, "VB01-SDK")
    assert len(ordered["data"]["sims"]) == 1
    assert [one["reference"] for one in clouds.effects(kind="order")] == ["VB01-SDK"]
