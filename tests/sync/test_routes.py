"""The sync through its doors, on the demo venue."""

from collections.abc import Iterator

import pytest

from sync import service
from sync.providers import titles
from sync.routes import engine_of
from tests.inside import Inside
from tests.sync.smtp import Post
from venue.commands.box import Box
from venue.commands.checks import look
from venue.core import outbox

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post().start()
    yield server
    server.stop()


def put(box: Inside, key: str) -> int:
    def act(tx: object) -> int:
        body = {"to": "nobody@x.example", "template": "receipt", "lang": "en", "values": {}}
        return outbox.put(
            tx,  # type: ignore[arg-type]
            provider="mail",
            kind="receipt",
            aggregate=f"bill:{key}",
            key=key,
            body=body,
        )

    return box.services.database.write(act)


def test_keys_are_entered_tried_and_never_shown(box: Inside, post: Post) -> None:
    marta = box.staff("Marta")
    asked = marta.json("/api/v1/sync/providers/mail")["fields"]
    assert [one["name"] for one in asked if one["secret"]] == ["password"]
    path = "/api/v1/sync/providers/mail/connect"
    refused = marta.post(path, {"fields": post.credentials(password="wrong")}, expect=409)
    assert refused.json["code"] == "sync.key_refused"
    away = marta.post(path, {"fields": post.credentials(port="1")}, expect=503)
    assert away.json["code"] == "sync.cannot_check"
    assert marta.post(path, {"fields": {}}, expect=400).json["code"] == "sync.field_missing"
    marta.post(path, {"fields": post.credentials()}, expect=200)
    view = marta.json("/api/v1/sync")
    [mail] = [one for one in view["providers"] if one["name"] == "mail"]
    assert mail["mode"] == "live"
    assert "right" not in marta.get("/api/v1/sync/providers/mail").text
    marta.post("/api/v1/sync/providers/mail/disconnect", expect=200)
    assert {one["mode"] for one in marta.json("/api/v1/sync")["providers"]} == {None}


def test_messages_are_seen_by_the_office_alone(box: Inside) -> None:
    number = put(box, "a")
    marta = box.staff("Marta")
    [item] = marta.json("/api/v1/sync/messages?list=waiting")["items"]
    assert (item["id"], item["badge"]) == (number, "waiting")
    assert marta.json(f"/api/v1/sync/messages/{number}")["body"]["template"] == "receipt"
    assert marta.get("/api/v1/sync/messages/999").status_code == 404
    assert marta.get("/api/v1/sync/messages?list=odd").status_code == 400
    anna = box.staff("Anna")
    assert anna.get("/api/v1/sync/messages").status_code == 403
    assert anna.json("/api/v1/sync/line") == {
        "state": "online", "since_s": 0, "waiting": 1, "providers": [],
    }  # fmt: skip


def test_the_list_goes_on_page_by_page(box: Inside) -> None:
    for number in range(150):
        put(box, f"m{number}")
    marta = box.staff("Marta")
    first = marta.json("/api/v1/sync/messages")
    second = marta.json(f"/api/v1/sync/messages?after={first['next']}")
    assert (len(first["items"]), len(second["items"]), second["next"]) == (100, 50, None)


def test_what_waits_is_not_decided(box: Inside) -> None:
    number = put(box, "a")
    marta = box.staff("Marta")
    answer = marta.post(f"/api/v1/sync/messages/{number}/waive", {"reason": "no"}, expect=409)
    assert answer.json["code"] == "sync.not_allowed"
    marta.post(f"/api/v1/sync/messages/{number}/retry", expect=200)


def test_nobody_delivers_to_a_provider_that_delivers_nothing(box: Inside) -> None:
    assert box.nobody().client.post("/api/v1/sync/deliveries/mail", data=b"{}").status_code == 404
    assert box.nobody().client.post("/api/v1/sync/deliveries/odd", data=b"{}").status_code == 404


def test_the_status_page_has_the_clouds(box: Inside) -> None:
    found = box.staff("Marta").json("/api/v1/status")["sync"]
    assert {one["name"] for one in found["providers"]} == {
        "airalo", "cloudbeds", "fiscal", "headoffice", "mail", "ton", "webhook",
    }  # fmt: skip


def test_doctor_names_every_provider_that_a_box_can_have(box: Inside) -> None:
    engine = engine_of(box.appliance.app)
    assert titles() == {name: one.title for name, one in engine.providers.items()}
    sealed = box.services.vault.seal("{}")
    for one in engine.providers.values():
        box.services.database.write(service.connect, one, sealed=sealed, mode="live")
    said = [one.words() for one in look(Box(box.data))]
    for title in titles().values():
        assert any(words.startswith(f"{title} (live)") for words in said), title


def test_readiness_and_doctor_name_the_connected_providers(box: Inside, post: Post) -> None:
    assert box.nobody().json("/readyz")["providers"] == {}
    path = "/api/v1/sync/providers/mail/connect"
    box.staff("Marta").post(path, {"fields": post.credentials()}, expect=200)
    assert set(box.nobody().json("/readyz")["providers"]) == {"mail"}
    found = [one for one in look(Box(box.data)) if one.words().startswith("Mail (live)")]
    assert len(found) == 1
