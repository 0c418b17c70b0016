"""A stolen SD card: no secret and no document data can be read in any file beside the key's own."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from sync import service as sync
from tests.checkin.test_checkin import SECRET, STROKE, Party
from tests.esim.house import House
from tests.esim.test_sale import _iccid
from tests.hotel.test_bookings import Desk
from tests.inside import Person
from tests.sync.smtp import Post
from venue.core.ids import uuid7
from venue.core.jsonx import dumps

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
PIN = "73519402"
MAIL, HOOK, TERMINAL = "mail-pass-8841", "hook-secret-of-twenty-6620", "739184"
BUYER = {"name": "Zwanzigfach GmbH", "tax_id": "DE556677889", "address": "Geheimgasse 99"}
NOTE = "a note that is plain, so that the search is known to find something"
KEY_FILES = ("venue.key",)
NOT_THE_BOX = ("demo.json",)  # what the demo tells its tests: PINs and cards in plain words


def stolen(folder: Path) -> dict[str, bytes]:
    """Return what somebody finds who has the data's disk, but not the key file."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    kept = [one for one in files if one.name not in (*KEY_FILES, *NOT_THE_BOX)]
    return {str(one.relative_to(folder)): one.read_bytes() for one in kept}


def cookies(person: Person) -> list[str]:
    """Return what a browser shows the box to be known again."""
    return [one.value for one in person.client._cookies.values() if len(one.value) > 12]


def outward(marta: Person, post: Post) -> dict[str, str]:
    """Connect mail, webhook and card terminal; return the secrets they are reached with."""
    path = "/api/v1/sync/providers/mail/connect"
    marta.post(path, {"fields": post.credentials(password=MAIL)}, expect=200)
    terminal = {"name": "Bar", "host": "192.168.77.5", "port": 20007, "password": TERMINAL}
    marta.post("/api/v1/terminals", terminal, expect=201)
    engine = marta.client.application.extensions["venue.sync"]
    services = marta.client.application.extensions["venue"]
    # Its address is tried first through the route, and a test's receiver is no public one.
    fields = {"url": "https://hooks.invalid/x", "secret": HOOK, "events": "order"}
    sealed = services.vault.seal(dumps(fields))
    services.database.write(sync.connect, engine.providers["webhook"], sealed=sealed, mode="live")
    return {"the mail's password": MAIL, "the webhook's secret": HOOK, "a terminal's": TERMINAL}


def secrets(house: House, post: Post) -> dict[str, str]:
    """Use every feature that has something to hide; return what must not be found."""
    box, marta = house.box, house.manager
    found = {"the cloud's key": "sandbox-secret"} | outward(marta, post)
    anna = marta.post("/api/v1/staff", {"name": "Zoe", "role": "waiter"}, expect=201).json
    marta.post(f"/api/v1/staff/{anna['id']}/pin", {"pin": PIN}, expect=200)
    found["a PIN"] = PIN
    key = {"name": "till", "role": "manager", "scopes": ["menu.view"]}
    found["a program's key"] = marta.post("/api/v1/api-keys", key, expect=201).json["key"]
    sold = house.sell()
    house.work()
    install = house.guest(sold)["install"]
    found |= {"an eSIM": install["lpa_code"], "its code": install["activation_code"]}
    found |= {"an eSIM's number": _iccid(house)}
    found["an eSIM's link"] = sold["guest_pass"]
    party = Party(Desk(box))
    party.whole()
    found |= {"a document": SECRET, "an address": "1 High St", "a birth date": "1990-05-31"}
    found |= {"a signature": STROKE, "a form's link": party.path.rpartition("/")[2]}
    till = house.till
    till.order({}, {})
    till.pay("cash", till.owed)
    till.do("close")
    body = {"bill_id": till.bill_id, "buyer": BUYER}
    till.waiter.post("/api/v1/invoices", body, expect=201)
    found |= {f"a buyer's {name}": words for name, words in BUYER.items()}
    [receipt] = till.waiter.json(f"/api/v1/receipts?bill_id={till.bill_id}")["items"]
    link = till.waiter.json(f"/api/v1/receipts/{receipt['id']}/link")["url"]
    found["a receipt's link"] = link.rpartition("/")[2]
    guest = box.guest(1)
    wish = {"lines": [{"item_id": guest.dishes()[0]["id"], "note": NOTE}]}
    guest.post("/api/v1/orders", wish, expect=201)
    for number, one in enumerate([*cookies(guest), *cookies(till.waiter), *cookies(marta)]):
        found[f"cookie {number}"] = one
    for card in box.facts["tables"][:3]:
        found[f"card {card['number']}"] = card["card_url"].rpartition("/")[2].partition("?")[0]
    return found


def test_a_stolen_disk_without_the_key_tells_no_secret(
    demo_data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house, post = House(demo_data, tmp_path / "house"), Post(password=MAIL).start()
    try:
        hidden = secrets(house, post)
        whole = stolen(house.box.data)
        journal = house.manager.get("/api/v1/journal.jsonl").data
        house.box.services.database.write(lambda tx: tx.journal("test.ended", {"id": uuid7()}))
    finally:
        post.stop()
        house.close()
    whole |= {"the log": caplog.text.encode(), "the exported journal": journal}
    whole |= {f"closed {name}": raw for name, raw in stolen(house.box.data).items()}
    assert any(NOTE.encode() in raw for raw in whole.values()), "the search finds nothing at all"
    told = [
        f"{what} in {name}"
        for what, secret in hidden.items()
        for name, raw in whole.items()
        if any(form in raw for form in forms(secret))
    ]
    assert told == []


def forms(secret: str) -> list[bytes]:
    """Return how a text may lie in a file: as it is, inside JSON, as a wide string."""
    assert len(secret) >= 4, "too short to look for"
    return [secret.encode(), json.dumps(secret)[1:-1].encode(), secret.encode("utf-16-le")]


def test_the_key_file_is_nobody_elses(box: Any) -> None:
    assert (box.data / "venue.key").stat().st_mode & 0o777 == 0o600
    raw = (box.data / "venue.key").read_bytes().strip()
    for name, content in stolen(box.data).items():
        assert raw not in content, name
