"""A guest asks what the house knows, and is forgotten: rows, copies, and backups of before."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.hotel.test_bookings import Desk
from tests.hotel.test_erasure import restored
from tests.inside import Inside, Person
from tests.orders.test_service_types import come
from venue.backups import service as backups
from venue.core.jsonx import dumps

NAME, MAIL, PHONE = "Zzyzx Quandary", "zq-mark@example.com", "+44 7700 900461"
OTHERS = "Bo Lee"
BUYER = {"name": NAME, "tax_id": "GB1", "address": "1 High St"}
SPACED = "+44 (0)7700-900461"


def party(box: Inside) -> None:
    """A takeaway that was paid and collected, with a note for the kitchen."""
    anna, marta = box.staff("Anna"), box.staff("Marta")
    tab = come(anna, "takeaway", name=NAME, phone=PHONE, note=f"for {NAME}")
    dish = anna.lines(1)[0] | {"note": f"{NAME} eats no nuts"}
    body = {"lines": [dish], "table_session_id": tab["id"], "note": f"call {PHONE}"}
    anna.post("/api/v1/orders", body, expect=201)
    bill = anna.json(f"/api/v1/table-sessions/{tab['id']}")["bill"]
    paid = anna.post(
        f"/api/v1/bills/{bill['id']}/tenders",
        {"method": "cash", "amount": bill["owed"]},
        expect=201,
    )
    assert paid.json["owed"]["amount"] == 0
    anna.post("/api/v1/invoices", {"bill_id": bill["id"], "buyer": BUYER}, expect=201)
    anna.post(f"/api/v1/table-sessions/{tab['id']}/close", expect=200)
    money = {"amount": 500, "currency": "EUR"}
    anna.post("/api/v1/vouchers", {"amount": money, "note": f"birthday of {NAME}"}, expect=201)
    account = {"name": NAME, "limit": money}
    marta.post("/api/v1/house-accounts", account, expect=201)


def reservation(box: Inside, name: str, phone: str) -> dict[str, Any]:
    at = "2026-11-21T19:00:00Z"
    body = {"starts_at": at, "covers": 2, "name": name, "phone": phone, "note": "window"}
    made: dict[str, Any] = box.staff("Anna").post("/api/v1/table-reservations", body).json
    return made


def stay(box: Inside) -> None:
    desk = Desk(box)
    booking = desk.book(name=NAME, email=MAIL, phone=PHONE, note="late")
    for action in ("assign", "check-in", "check-out"):
        desk.act(booking, action)


@pytest.fixture
def known(box: Inside) -> Inside:
    """A house that has words of the guest wherever there can be."""
    party(box)
    came = reservation(box, NAME, SPACED)
    box.staff("Anna").post(f"/api/v1/table-reservations/{came['id']}/no-show", expect=200)
    reservation(box, OTHERS, "+1 555 0100 200")
    stay(box)
    return box


def found(person: Person, **asked: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.post("/api/v1/privacy/search", asked, expect=200).json[
        "items"
    ]
    return items


def rows(items: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"place": one["place"], "key": one["key"]} for one in items]


PLACES = {
    "profiles", "bookings", "reservations", "parties", "visits", "orders", "dishes", "vouchers",
    "accounts", "invoices", "folios", "papers", "answers",
}  # fmt: skip


def test_a_guest_is_found_wherever_there_are_words(known: Inside) -> None:
    marta = known.staff("Marta")
    by_name = found(marta, name=NAME)
    by_phone = found(marta, phone="07700 900 461")
    assert {one["place"] for one in by_name + by_phone} >= PLACES - {"visits"}
    assert {one["place"] for one in by_phone} >= {"reservations", "parties", "orders", "profiles"}
    assert {one["place"] for one in found(marta, email=MAIL)} >= {"profiles", "bookings"}
    assert {one["place"] for one in found(marta, name=NAME.upper())} == {"answers"} or not found(
        marta, name="Zzyzx Nobody"
    )
    assert OTHERS not in json.dumps(by_name + by_phone)
    for bad in ({"name": "Zz"}, {}, {"phone": "zzyzx"}):
        refused = marta.post("/api/v1/privacy/search", bad)
        assert refused.json["code"] == "privacy.too_short"
    assert known.staff("Anna").post("/api/v1/privacy/search", {"name": NAME}).status_code == 403


def test_all_of_it_is_told_in_two_forms(known: Inside) -> None:
    marta = known.staff("Marta")
    chosen = rows(found(marta, name=NAME))
    answer = marta.post("/api/v1/privacy/export", {"rows": chosen}, expect=200).json
    told, page = dumps(answer["told"]), answer["page"]
    for word in (NAME, MAIL, PHONE, "1 High St", "eats no nuts"):
        assert word in told
        assert word in page
    profile = next(one for one in answer["told"]["items"] if one["place"] == "profiles")
    assert profile["more"]["bookings"][0]["note"] == "late"
    noted = known.rows("SELECT data FROM journal WHERE kind = 'privacy.exported'")
    assert json.loads(noted[0]["data"]) == {"rows": len(chosen)}


def test_words_of_a_guest_run_nowhere(box: Inside) -> None:
    reservation(box, "<script>alert(1)</script>", "+44 7700 900461")
    marta = box.staff("Marta")
    chosen = rows(found(marta, name="<script>alert(1)</script>"))
    page = marta.post("/api/v1/privacy/export", {"rows": chosen}, expect=200).json["page"]
    assert "<script" not in page


def test_forgotten_everywhere_but_where_the_law_keeps_it(known: Inside) -> None:
    marta = known.staff("Marta")
    # No printer is there, and a paper that still waits for one keeps its words.
    known.services.database.write(
        lambda tx: tx.execute("UPDATE print_job SET state = 'printed', done_at = ?", (tx.now,))
    )
    items = found(marta, name=NAME) + found(marta, phone=PHONE)
    body = {"rows": rows(items), "name": NAME, "email": MAIL, "phone": PHONE}
    answer = marta.post("/api/v1/privacy/forget", body, expect=200).json
    assert answer["forgotten"] >= 7
    left = found(marta, name=NAME) + found(marta, phone=PHONE) + found(marta, email=MAIL)
    assert {one["place"] for one in left if one["keep"] == "law"} == {
        "accounts", "invoices", "folios",
    }  # fmt: skip
    assert {one["keep"] for one in left} == {"law"}
    with closing(sqlite3.connect(known.data / "venue.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = b"".join(path.read_bytes() for path in known.data.glob("venue.db*"))
    assert MAIL.encode() not in raw
    assert b"eats no nuts" not in raw
    names = [row["name"] for row in known.rows("SELECT name FROM table_reservation ORDER BY id")]
    assert names == ["", OTHERS], "another guest was forgotten too"
    # The same once more finds nothing left to do.
    again = marta.post("/api/v1/privacy/forget", body, expect=None)
    assert again.status_code in (200, 404)
    listed = (known.data / "erased.txt").read_text()
    assert "held reservations 1" in listed
    assert NAME not in listed


def test_what_is_in_use_keeps_its_words(box: Inside) -> None:
    anna, marta = box.staff("Anna"), box.staff("Marta")
    tab = come(anna, "takeaway", name=NAME)
    dish = anna.lines(1)[0] | {"note": f"{NAME} eats no nuts"}
    anna.post("/api/v1/orders", {"lines": [dish], "table_session_id": tab["id"]}, expect=201)
    items = found(marta, name=NAME)
    body = {"rows": rows(items), "name": NAME}
    kept = marta.post("/api/v1/privacy/forget", body, expect=200).json["kept"]
    assert {one["place"] for one in kept if one["keep"] == "busy"} >= {"parties", "dishes"}
    assert box.rows("SELECT note FROM order_line")[0]["note"] == f"{NAME} eats no nuts"


def test_an_old_backup_brings_nobody_back(known: Inside, tmp_path: Path) -> None:
    folder = known.data / "backups"
    folder.mkdir(exist_ok=True)
    made = backups.make(known.data, known.services.database, folder, keep=5).path
    marta = known.staff("Marta")
    items = found(marta, name=NAME)
    marta.post("/api/v1/privacy/forget", {"rows": rows(items), "name": NAME}, expect=200)
    again = restored(known, made, tmp_path / "again")
    told = again.rows("SELECT name FROM table_reservation ORDER BY id")
    assert [one["name"] for one in told] == ["", OTHERS]
    assert again.rows("SELECT count(*) AS n FROM party WHERE name <> ''")[0]["n"] == 0
    assert again.rows("SELECT count(*) AS n FROM order_line WHERE note <> ''")[0]["n"] == 0
    again.close()
