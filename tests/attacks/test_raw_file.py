"""What is in the bytes of the venue's folder: no secret, and nothing of guests' identity forms."""

import logging
from pathlib import Path

import pytest

from tests.checkin.test_checkin import ADULT
from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from tests.sync.smtp import Post

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

MARK = "QZ7MARK"
FORM = {
    "family_name": f"{MARK}FAMILY",
    "given_names": f"{MARK}GIVEN",
    "residence": f"{MARK}STREET 1",
    "document_number": f"{MARK}88",
}
# Searched and shown at the desk all day, so that they are rows with a term: docs/retention.md.
PLAIN = {"name": "PlainName Lee", "email": "plain-mail@example.com", "phone": "+44 7700 900462"}
# The key file itself, and what the demo hands to whoever looks at it.
NOT_SEARCHED = {"venue.key", "recovery.key", "cli.token", "demo.json"}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of the venue's folder, the database with its WAL among them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in NOT_SEARCHED
    }


def where(folder: Path, *secrets: str) -> list[tuple[str, str]]:
    """Return which secrets are in which files, in UTF-8 or UTF-16."""
    files = bytes_of(folder)
    assert "venue.db" in files
    return [
        (secret, name)
        for secret in secrets
        for name, raw in files.items()
        if secret.encode() in raw or secret.encode("utf-16-le") in raw
    ]


def test_no_secret_and_no_identity_form_is_in_any_file(
    box: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [*_identity(box), *_codes(box), *_keys(box)]
    assert len(secrets) == len(set(secrets)) >= 13
    assert all(len(one) >= 6 for one in secrets)
    assert where(box.data, *secrets) == []
    assert [one for one in secrets if one in caplog.text] == []
    rows = [tuple(row.values()) for row in box.rows("SELECT * FROM journal")]
    assert [one for one in (*secrets, *PLAIN.values()) if one in str(rows)] == []


def test_the_search_finds_what_is_plain_on_purpose(box: Inside) -> None:
    Desk(box).book(**PLAIN)
    assert {word for word, _ in where(box.data, *PLAIN.values())} == set(PLAIN.values())


def _identity(box: Inside) -> list[str]:
    """Return what a guest enters at check-in, and the address that opens the form."""
    desk = Desk(box)
    booking = desk.book(**PLAIN)
    link = desk.person.post(f"/api/v1/bookings/{booking['id']}/checkin-link").get_json()["url"]
    form = desk.person.json(f"/api/v1/checkins/{booking['id']}")["guests"][0]["id"]
    path = f"{link.removeprefix('http://localhost')}/{form}"
    answer = box.nobody().client.post(path, data=ADULT | FORM | {"action": "submit"})
    assert answer.status_code == 303
    read = desk.person.json(f"/api/v1/checkins/guests/{form}")
    assert read["form"]["document_number"] == FORM["document_number"]
    return [*FORM.values(), link.rsplit("/", 1)[1]]


def _codes(box: Inside) -> list[str]:
    """Return the secrets of cards, devices, sessions, guests and API keys in use."""
    guest, waiter = box.guest(), box.staff("Marta")
    cookies = [
        cookie.value
        for person in (guest, waiter)
        for cookie in person.client._cookies.values()  # the jar has no public list
    ]
    cards = [one["card_url"].rsplit("/", 1)[1] for one in box.facts["tables"][:5]]
    return [*dict.fromkeys(cookies), *cards]


def _keys(box: Inside) -> list[str]:
    """Return the mail server's password and a program's key, as the owner enters and sees them."""
    marta, password = box.staff("Marta"), f"{MARK}-smtp-password"
    post = Post(password=password).start()
    try:
        entered = {"fields": post.credentials(password=password)}
        marta.post("/api/v1/sync/providers/mail/connect", entered, expect=200)
    finally:
        post.stop()
    wanted = {"name": "Books", "role": "manager", "scopes": ["reports.view"]}
    key = marta.post("/api/v1/api-keys", wanted, expect=201).json["key"]
    return [password, key.rsplit("_", 1)[-1].rsplit(".", 1)[-1]]
