"""The keys of programs."""

import pytest

from tests.staff.house import House, everything, given, post, who
from venue.core.errors import Invalid
from venue.devices import service
from venue.staff import access


def test_an_api_key_may_what_it_wasgiven(house: House) -> None:
    key_id, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["status.view"]
    )
    assert key.startswith("vk_")
    [actor] = who(house.client(), headers={"Authorization": f"Bearer {key}"})
    assert (actor["kind"], actor["role"], actor["scope"]) == ("api", "manager", f"api:{key_id}")
    assert actor["permissions"] == ["status.view"]
    assert house.client().get("/office", headers=bearer(key)).status_code == 403


def test_an_api_key_with_all_of_a_role_follows_the_role(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = house.database.write(
        service.create_api_key,
        name="cli",
        role="installer",
        permissions=everything("installer"),
    )
    later = dict(access.PERMISSIONS) | {"later.added": frozenset({"installer"})}
    monkeypatch.setattr(access, "PERMISSIONS", later)
    [actor] = who(house.client(), headers=bearer(key))
    assert "later.added" in actor["permissions"]


def test_a_revoked_api_key_is_nobody(house: House) -> None:
    manager = house.signed_in("manager")
    key_id, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["devices.manage"]
    )
    house.sockets.actors["till"] = house.services.identify(given(house.client(), key))
    answer = post(manager, f"/api/v1/api-keys/{key_id}/revoke")
    assert answer.json == {"id": key_id, "revoked": True}
    assert house.client().get("/office", headers=bearer(key)).status_code == 401
    assert house.sockets.actors == {}
    listed = manager.get("/api/v1/api-keys").json
    assert [(one["name"], one["revoked"]) for one in listed["items"]] == [("till", True)]  # type: ignore[index]
    assert post(manager, f"/api/v1/api-keys/{key_id}/revoke").status_code == 404


@pytest.mark.parametrize(
    "bearer_text",
    ["", "vk_", "vk_.", "vk_nobody.secret", "x", "vk_{prefix}.", "vk_{prefix}.wrong", "{prefix}.x"],
)
def test_a_forged_api_key_is_nobody(house: House, bearer_text: str) -> None:
    _, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["status.view"]
    )
    prefix = key.removeprefix("vk_").partition(".")[0]
    assert who(house.client(), headers=bearer(bearer_text.format(prefix=prefix))) == []


@pytest.mark.parametrize("permissions", [[], ["no.such"], ["guest.join"]])
def test_an_api_key_cannot_hold_what_its_role_has_not(house: House, permissions: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        house.database.write(
            service.create_api_key, name="x", role="manager", permissions=permissions
        )
    assert refused.value.code == "devices.unknown_permission"


def bearer(key: str) -> dict[str, str]:
    """Return the header of an API key."""
    return {"Authorization": f"Bearer {key}"}
