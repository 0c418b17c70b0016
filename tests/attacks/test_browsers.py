"""What another page, another device or a forged header could make a browser do for a stranger."""

import re
from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.server.test_permissions import OPEN, address, doors
from venue.core.ids import uuid7

COOKIE_PAGES = ("/", "/pair", "/guest", "/waiter", "/manage", "/status", "/sync", "/printers")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def knocked(person: Person, method: str, rule: str, **headers: str) -> Any:
    body = {} if method != "GET" else None
    return person.client.open(
        address(rule), method=method, json=body, headers={"Idempotency-Key": uuid7(), **headers}
    )


def test_every_answer_of_every_door_carries_the_headers(box: Inside) -> None:
    manager = box.staff("Marta")
    for method, rule, _ in doors(box):
        if rule.endswith("/sign-out"):
            continue
        answer = knocked(manager, method, rule)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{method} {rule}: {name}"
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "base-uri 'none'" in policy or "base-uri 'self'" in policy
        assert "object-src 'none'" in policy or "default-src 'none'" in policy
        if rule.startswith("/api/") and answer.status_code == 200:
            assert "no-store" in answer.headers["Cache-Control"], rule


NULL = "a page in a sandbox"
FOREIGN = {
    "another origin": {"Origin": "http://evil.example"},
    NULL: {"Origin": "null"},
    "a look-alike": {"Origin": "http://localhost.evil.example"},
    "another port of the same name": {"Origin": "http://localhost:9999"},
    "the browser says so": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour of the same site": {"Sec-Fetch-Site": "same-site"},
}


@pytest.mark.parametrize("case", FOREIGN)
def test_another_sites_page_changes_nothing(box: Inside, case: str) -> None:
    manager = box.staff("Marta")
    before = box.rows("select max(seq) as seq from journal")
    tried = 0
    for method, rule, _ in doors(box):
        if method == "GET" or rule.startswith(("/api/v1/sync/deliveries", "/cloudprnt")):
            continue
        answer = knocked(manager, method, rule, **FOREIGN[case])
        assert answer.status_code == (400 if case == NULL else 403), f"{method} {rule}"
        assert "Access-Control-Allow-Origin" not in answer.headers
        tried += 1
    assert tried > 60
    assert box.rows("select max(seq) as seq from journal") == before


def test_no_answer_sends_a_browser_elsewhere(box: Inside) -> None:
    """Whatever is asked for in ``next``, ``url`` or the Host, a redirect stays on the box."""
    for person in (box.nobody(), box.guest(), box.staff("Anna")):
        for method, rule, _ in doors(box):
            if method != "GET" or rule not in OPEN:
                continue
            for extra in ("?next=//evil.example", "?url=https://evil.example&back=//evil.example"):
                answer = person.client.get(
                    address(rule) + extra, headers={"X-Forwarded-Host": "evil.example"}
                )
                assert "evil" not in answer.headers.get("Location", ""), rule


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "//evil.example/..;/", "/.//e"]
)
def test_an_address_that_looks_like_another_site_leads_nowhere(box: Inside, path: str) -> None:
    answer = box.nobody().client.get("/", environ_overrides={"PATH_INFO": path})
    assert "evil" not in answer.headers.get("Location", "")
    assert answer.status_code in (308, 404, 400)


def test_every_cookie_is_kept_from_scripts(box: Inside) -> None:
    given: list[str] = []
    person = box.nobody()
    for path in (box.facts["tables"][0]["card_url"], *COOKIE_PAGES):
        local = "/" + path.split("/", 3)[3] if path.startswith("http") else path
        given += person.client.get(local).headers.getlist("Set-Cookie")
    code = box.facts["pair_codes"]["waiter"]
    tablet = box.nobody()
    given += tablet.post("/api/v1/devices/pair", {"code": code}).headers.getlist("Set-Cookie")
    found = next(one for one in box.facts["staff"] if one["name"] == "Anna")
    sign_in = {"staff_id": found["id"], "pin": found["pin"]}
    given += tablet.post("/api/v1/staff/sign-in", sign_in).headers.getlist("Set-Cookie")
    secrets = [one for one in given if re.match(r"venue_\w+=", one)]
    assert len(secrets) >= 3
    for one in secrets:
        assert "HttpOnly" in one, one
        assert "SameSite=" in one, one


def test_a_guests_cookie_opens_no_staff_door_and_the_reverse(box: Inside) -> None:
    guest, anna = box.guest(), box.staff("Anna")
    cookie = guest.client.get_cookie("venue_guest")
    assert cookie is not None
    mixed = box.nobody()
    for name in ("venue_device", "venue_staff", "venue_session"):
        mixed.client.set_cookie(name, cookie.value)
    assert mixed.get("/api/v1/tables").status_code == 401
    assert anna.get("/api/v1/tables").status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"])
def test_a_forged_address_does_not_escape_the_lock(box: Inside, name: str) -> None:
    """Pairing codes are guarded per address; what a header claims is not an address."""
    stranger = box.nobody()
    codes = []
    for n in range(12):
        answer = stranger.client.post(
            "/api/v1/devices/pair",
            json={"code": f"{n:08d}"},
            headers={"Idempotency-Key": uuid7(), name: f"10.0.0.{n}"},
        )
        codes.append(answer.status_code)
    assert 429 in codes


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_read_cannot_be_turned_into_a_write(box: Inside, name: str) -> None:
    manager = box.staff("Marta")
    before = box.rows("select max(seq) as seq from journal")
    for path in ("/api/v1/staff", "/api/v1/devices", "/api/v1/settings"):
        manager.client.get(path + "?_method=DELETE", headers={name: "DELETE"})
        manager.client.post(path, headers={name: "DELETE"}, data=b"")
    assert box.rows("select max(seq) as seq from journal") == before


def test_a_preflight_promises_nothing(box: Inside) -> None:
    answer = box.staff("Marta").client.options(
        "/api/v1/staff",
        headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_secrets_are_in_no_address_that_a_browser_would_pass_on(box: Inside) -> None:
    """The card's address is left at once, so that no history and no referrer keeps it."""
    guest = box.nobody()
    card = "/" + box.facts["tables"][0]["card_url"].split("/", 3)[3]
    answer = guest.client.get(card)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/guest")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert card.split("/")[-1] not in guest.client.get("/guest").text
