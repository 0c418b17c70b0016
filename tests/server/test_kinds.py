"""A restaurant, a hotel, or both: the absent half is not there at all."""

import subprocess
from pathlib import Path

import pytest

from config import settings as settings_file
from tests.served import VENUE
from venue import app
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.devices import service as devices
from venue.staff.access import permissions_of

RESTAURANT_DOORS = ("/api/v1/tables", "/api/v1/orders", "/api/v1/kitchen", "/waiter", "/guest")
HOTEL_DOORS = ("/api/v1/rooms",)


def made(folder: Path, kind: str) -> app.Appliance:
    command = [VENUE, "init", "--data", str(folder), "--yes", "--kind", kind, "--pin", "123456"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return app.build(folder, settings_file.load(folder / "venue.toml"), clock=ManualClock())


@pytest.mark.parametrize("kind", ["restaurant", "hotel", "both"])
def test_each_kind_has_its_own_doors_jobs_and_roles(tmp_path: Path, kind: str) -> None:
    appliance = made(tmp_path / kind, kind)
    services = appliance.services
    permissions = permissions_of("installer")
    _, key = services.database.write(
        lambda tx: devices.create_api_key(
            tx, name="test", role="installer", permissions=permissions
        )
    )
    client = appliance.app.test_client()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid7()}
    for doors, here in ((RESTAURANT_DOORS, kind != "hotel"), (HOTEL_DOORS, kind != "restaurant")):
        for door in doors:
            found = client.get(door, headers=headers).status_code
            assert (found != 404) == here, f"{kind}: {door} gave {found}"
    running = {one.name for one in appliance.loaded}
    assert ("kitchen" in running) == (kind != "hotel")
    assert ("rooms" in running) == (kind != "restaurant")
    jobs = {job.name for job in services.jobs._intervals}
    assert ("escalate" in jobs) == (kind != "hotel")
    role = "waiter" if kind == "hotel" else "front_desk"
    answer = client.post("/api/v1/devices/codes", json={"role": role}, headers=headers)
    assert (answer.status_code == 400) == (kind != "both")
    appliance.stop()
