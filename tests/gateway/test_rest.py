"""The description of the routes, and what surrounds every answer."""

import gzip
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from tests.inside import Inside, Person
from venue.core.ids import uuid7
from venue.gateway.framing import HEADERS
from venue.gateway.openapi import shapes

# No JSON body: a picture, a cloud's own words checked by its signature, or nothing at all.
NO_JSON = {
    "/api/v1/photos", "/api/v1/letterhead/logo", "/api/v1/sync/deliveries/{name}",
    "/api/v1/terminals/{terminal_id}/remove", "/api/v1/esim/sims/{guest_pass}/shown",
}  # fmt: skip


@pytest.fixture(scope="module")
def described(demo_data: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    box = Inside(demo_data, tmp_path_factory.mktemp("api") / "data")
    yield box, box.nobody().json("/api/openapi.json")
    box.close()


def program(box: Inside, *scopes: str) -> Person:
    """Return a program whose key a manager made over HTTP."""
    marta = box.staff("Marta")
    body = {"name": "till", "role": "manager", "scopes": scopes}
    made = marta.post("/api/v1/api-keys", body, expect=201).json
    person = Person(box)
    person.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made['key']}"  # type: ignore[index]
    return person


def test_every_route_is_described(described: Any) -> None:
    box, api = described
    for rule in box.appliance.app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            path = shapes.path_of(rule)
            assert method.lower() in api["paths"].get(path, {}), f"{method} {path} is missing"
            told = api["paths"][path][method.lower()]
            assert told["summary"], f"{method} {path} has no summary"
            changes = method not in ("GET", "DELETE") and path.startswith("/api/")
            if changes and path not in NO_JSON:
                assert "application/json" in told["requestBody"]["content"], f"{method} {path}"
    names = [one["operationId"] for ways in api["paths"].values() for one in ways.values()]
    assert len(names) == len(set(names)) > 190


def test_bodies_and_their_examples_fit_each_other(described: Any) -> None:
    _, api = described
    checked = 0
    for ways in api["paths"].values():
        for told in ways.values():
            content = told.get("requestBody", {}).get("content", {}).get("application/json")
            if "example" in (content or {}):
                schema = content["schema"] | {"components": api["components"]}
                OAS31Validator(schema).validate(content["example"])
                checked += 1
    assert checked > 100
    place = api["paths"]["/api/v1/orders"]["post"]
    assert place["description"].startswith("Scope `orders.place`; roles: guest")
    names = {one["name"] for one in place["parameters"]}
    assert names == {"Idempotency-Key"}
    limits = {one["name"]: one for one in api["paths"]["/api/v1/orders"]["get"]["parameters"]}
    assert limits["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100}


@pytest.mark.parametrize(
    ("method", "path", "headers", "data", "status"),
    [
        ("GET", "/api/v1/no-such", {}, None, 404),
        ("PATCH", "/api/v1/orders", {}, None, 405),
        ("POST", "/api/v1/orders", {"Content-Type": "text/plain"}, b"x", 415),
        ("POST", "/api/v1/orders", {"Content-Type": "application/json"}, b"{", 400),
    ],
)
def test_every_refusal_is_a_problem_document(
    box: Inside, method: str, path: str, headers: dict[str, str], data: bytes, status: int
) -> None:
    guest = box.guest().client
    headers = headers | {"Idempotency-Key": uuid7()}
    answer = guest.open(path, method=method, headers=headers, data=data)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    OAS31Validator(shapes.PROBLEM_SCHEMA).validate(answer.json)
    assert (status != 405) or "POST" in answer.headers["Allow"]


def test_a_defect_is_told_by_a_number_that_the_log_has(
    box: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("secret words")

    box.appliance.app._got_first_request = False
    box.appliance.app.add_url_rule("/api/v1/broken", view_func=broken)
    answer = box.nobody().get("/api/v1/broken")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret words" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.headers["X-Request-Id"] in caplog.text


def test_every_answer_has_the_headers_of_a_careful_site(box: Inside) -> None:
    for path in ("/healthz", "/api/v1/me", "/pair", "/api/v1/no-such"):
        headers = box.nobody().get(path).headers
        assert {name: headers.get(name) for name in HEADERS} == dict(HEADERS), path
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def test_who_polls_is_told_as_you_have_it(box: Inside) -> None:
    anna = box.staff("Anna")
    tag = anna.get("/api/v1/tables").headers["ETag"]
    again = anna.get("/api/v1/tables", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    anna.post("/api/v1/table-sessions", {"table_id": 3, "covers": 2}, expect=201)
    changed = anna.get("/api/v1/tables", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_long_answers_are_packed_and_an_orders_is_not(box: Inside) -> None:
    guest = box.guest()
    packs = {"Accept-Encoding": "gzip"}
    menu = guest.get("/api/v1/menu?lang=en", headers=packs)
    assert menu.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(menu.data) == guest.get("/api/v1/menu?lang=en").data
    placed = guest.client.post(
        "/api/v1/orders",
        json={"lines": guest.lines(3)},
        headers=packs | {"Idempotency-Key": uuid7()},
    )
    assert placed.status_code == 201
    assert "Content-Encoding" not in placed.headers
    assert "Content-Encoding" not in guest.get("/healthz", headers=packs).headers


def test_a_program_may_what_its_key_says_until_it_is_locked_out(box: Inside) -> None:
    till = program(box, "tables.view", "menu.view")
    assert till.get("/api/v1/tables").status_code == 200
    assert till.get("/api/v1/bills").status_code == 403
    marta = box.staff("Marta")
    [made] = [one for one in marta.json("/api/v1/api-keys")["items"] if one["name"] == "till"]
    assert made["scopes"] == ["menu.view", "tables.view"]
    marta.post(f"/api/v1/api-keys/{made['id']}/revoke", expect=200)
    assert till.get("/api/v1/tables").status_code == 401


def test_a_key_is_shown_once_stored_hashed_and_never_more_than_its_maker(box: Inside) -> None:
    marta, key = box.staff("Marta"), uuid7()
    body = {"name": "till", "role": "manager", "scopes": ["tables.view"]}
    made = marta.post("/api/v1/api-keys", body, key=key, expect=201).json
    again = marta.post("/api/v1/api-keys", body, key=key, expect=201).json
    assert made == again
    secret = made["key"].partition(".")[2]  # type: ignore[index]
    assert secret.encode() not in (box.data / "venue.db").read_bytes()
    assert secret not in str(box.rows("SELECT * FROM api_key"))
    on_a_tablet = box.staff("Marta", "waiter")
    assert on_a_tablet.post("/api/v1/api-keys", body).status_code == 403
    installers = body | {"role": "installer", "scopes": ["no.such"]}
    assert marta.post("/api/v1/api-keys", installers).status_code == 403
    cooks = body | {"role": "kitchen", "scopes": ["settings.manage"]}
    assert marta.post("/api/v1/api-keys", cooks).status_code == 400


ORIGIN = {"Origin": "https://menu.example"}


def test_another_site_is_let_in_only_when_it_is_listed(demo_data: Any, tmp_path: Any) -> None:
    closed = Inside(demo_data, tmp_path / "closed")
    keyed = ORIGIN | {"Idempotency-Key": uuid7(), "Sec-Fetch-Site": "cross-site"}
    refused = closed.guest().client.post("/api/v1/calls", json={"kind": "bill"}, headers=keyed)
    assert refused.status_code == 403
    assert (
        "Access-Control-Allow-Origin" not in closed.nobody().get("/healthz", headers=ORIGIN).headers
    )
    closed.close()
    listed = ["https://menu.example", "*"]
    box = Inside(demo_data, tmp_path / "open", server__allowed_origins=listed)
    answer = box.guest().client.post("/api/v1/calls", json={"kind": "bill"}, headers=keyed)
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == "https://menu.example"
    preflight = box.nobody().client.options("/api/v1/orders", headers=ORIGIN)
    assert "Idempotency-Key" in preflight.headers["Access-Control-Allow-Headers"]
    others = box.nobody().get("/healthz", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in others.headers
    may = box.appliance.socketio.server.eio.cors_allowed_origins
    environ = {"wsgi.url_scheme": "http", "HTTP_HOST": "venue.local"}
    assert [may(one, environ) for one in ("https://menu.example", "http://venue.local")] == [
        True
    ] * 2
    assert not may("https://evil.example", environ)
    box.close()


def test_a_static_file_is_packed_once_and_known_by_its_hash(box: Inside) -> None:
    path = "/static/old/js/api.js"
    plain = box.nobody().get(path)
    packed = box.nobody().get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data) == plain.data
    assert (plain.headers["Cache-Control"], packed.headers["Vary"]) == (
        "no-cache", "Accept-Encoding",
    )  # fmt: skip
    tag = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    again = box.nobody().get(path, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
