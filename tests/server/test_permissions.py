"""Every door has a permission, and each refuses whoever lacks it."""

import re
from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.core.ids import uuid7
from venue.staff.access import PERMISSIONS, PUBLIC, permissions_of, roles_of

# Doors that stand open, each for a reason; anything else must name a permission.
OPEN = {
    "/", "/pair", "/waiter", "/pickup", "/status", "/sync", "/printers", "/expo",
    "/kitchen/<station>",
    "/guest", "/guest/order",
    "/guest/table", "/guest/call", "/guest/join", "/guest/chat", "/guest/requests", "/requests",
    "/guest/breakfast",
    "/translator", "/translator/<path:rest>",
    "/tls", "/tls/authority.crt",
    # A phone that tests the Wi-Fi has no account; a result needs the code of the running test.
    "/reach", "/reach/test", "/status/offline-card", "/api/v1/reach/results",
    "/desk", "/desk/<path:rest>", "/housekeeping",
    # The guest's own eSIM: the pass in the address is its secret.
    "/e/<guest_pass>", "/e/<guest_pass>/code.svg",
    "/e/<guest_pass>/more",
    "/api/v1/esim/sims/<guest_pass>", "/api/v1/esim/sims/<guest_pass>/shown",
    "/esim", "/esim/<path:rest>", "/guest/esim",
    # A guest's receipt: likewise.
    "/r/<token>", "/r/<token>.pdf",
    "/api/openapi.json", "/api/docs", "/graphql/explorer",
    "/healthz", "/readyz", "/static/<tree>/<path:path>", "/api/v1/me", "/api/v1/devices/pair",
    "/t/<secret>", "/s/<secret>", "/scan/<secret>", "/room/<secret>",
    "/photos/<name>", "/manage", "/manage/<path:rest>",
    # A printer that fetches its work; the address is its secret.
    "/cloudprnt/<secret>",
    # The demo's paper alone; a venue's preview names printers.view.
    "/printers/<name>/preview", "/printers/<name>/paper/<int:job_id>.png",
    "/printers/preview.css",
    # Clouds have no account here: their signature is checked, or it is a hint and no more.
    "/api/v1/sync/deliveries/<name>",
    # A guest's form; the address is its secret. The desk's pages lead who may not to /pair.
    "/checkin/<token>", "/checkin/<token>/<int:guest_id>",
    "/checkin/<token>/<int:guest_id>/picture", "/desk/checkins", "/desk/audit",
    "/desk/guests", "/desk/meals", "/desk/wakeups", "/desk/log",
}  # fmt: skip

WHO: dict[str, Any] = {
    "nobody": lambda box: box.nobody(),
    "guest": lambda box: box.guest(),
    "unsigned tablet": lambda box: box.device("waiter"),
    "waiter": lambda box: box.staff("Anna"),
    "kitchen": lambda box: box.device("kitchen"),
    "front_desk": lambda box: box.staff("Lena"),
    "housekeeping": lambda box: box.staff("Irina"),
    "manager on a waiter's tablet": lambda box: box.staff("Marta", "waiter"),
}
MAY = {
    "nobody": frozenset(),
    "unsigned tablet": frozenset({"me.view", "staff.names", "staff.sign_in", "status.view"}),
    "manager on a waiter's tablet": permissions_of("manager") & permissions_of("waiter"),
}


def doors(box: Inside) -> list[tuple[str, str, str]]:
    """Return method, rule and permission of every route."""
    app = box.appliance.app
    found = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", "UNGUARDED")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            named = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
            found.append((method, re.sub(r"\(.*?\)", "", named), permission))
    return found


def address(rule: str) -> str:
    """Fill a rule's places with things that do not exist."""
    return re.sub(r"<[^>]+>", "424242", rule)


def knock(person: Person, method: str, rule: str) -> int:
    headers = {"Idempotency-Key": uuid7()}
    body = {} if method != "GET" else None
    answer = person.client.open(address(rule), method=method, json=body, headers=headers)
    return answer.status_code


def test_every_door_names_a_permission_or_is_open_on_purpose(box: Inside) -> None:
    for method, rule, permission in doors(box):
        assert permission == PUBLIC or permission in PERMISSIONS, f"{method} {rule}: {permission}"
        assert (permission == PUBLIC) == (rule in OPEN), f"{method} {rule}: {permission}"


@pytest.mark.parametrize("who", WHO)
def test_every_door_refuses_the_wrong_role_and_admits_the_right_one(box: Inside, who: str) -> None:
    person = WHO[who](box)
    may = MAY.get(who, permissions_of(who))
    admitted = refused = 0
    for method, rule, permission in doors(box):
        if permission == PUBLIC or rule.endswith("/sign-out"):
            continue
        found = knock(person, method, rule)
        if permission in may:
            admitted += 1
            assert found not in (401, 403), f"{who}: {method} {rule} gave {found}"
        else:
            refused += 1
            expected = 401 if who == "nobody" else 403
            assert found == expected, f"{who}: {method} {rule} gave {found}"
    assert refused > 10
    assert admitted > 0 or who == "nobody"


@pytest.mark.parametrize("kind", ["restaurant", "hotel", "both"])
def test_roles_exist_with_their_half_alone(kind: str) -> None:
    roles = set(roles_of(kind))
    assert ("waiter" in roles) == (kind != "hotel")
    assert ("front_desk" in roles) == (kind != "restaurant")
    assert {"manager", "installer"} <= roles
