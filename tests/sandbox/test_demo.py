"""The demo brings its clouds along: at one address, and no longer than it lives."""

import pytest
import requests

from tests.conftest import Serve


def test_the_demos_clouds_live_with_it(serve: Serve) -> None:
    venue = serve()
    url = venue.facts["sandbox_url"]
    keys = requests.get(url, timeout=5).json()["keys"]["cloudbeds"]
    hotels = requests.get(
        f"{url}/cloudbeds/api/v1.3/getHotels", headers={"x-api-key": keys["api_key"]}, timeout=5
    ).json()
    assert hotels["data"][0]["propertyID"] == keys["property_id"]
    requests.post(f"{url}/_control", json={"limits": False}, timeout=5)
    venue.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    venue.start()
    assert venue.facts["sandbox_url"] == url, "what was connected to it stays connected"
    assert requests.get(f"{url}/_control", timeout=5).json()["limits"] is False
