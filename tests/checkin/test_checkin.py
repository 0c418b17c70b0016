"""A guest's form from the code at the desk to its end, through the doors of guest and desk."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.checkin.test_mrz import TD3
from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.translator import book

DAY_S = 24 * 3600
SECRET = "QX77SECRET1"
STROKE = "M10 10 L60 60 L120 20"
ADULT = {
    "family_name": "Lee", "given_names": "Ann", "birth_date": "1990-05-31", "sex": "f",
    "nationality": "gbr", "residence": "1 High St, Leeds", "document_kind": "passport",
    "document_number": SECRET, "document_country": "GBR", "document_expires": "2030-01-01",
    "signature": STROKE,
}  # fmt: skip
CHILD = {
    "family_name": "Lee",
    "given_names": "Bo",
    "birth_date": "2019-02-03",
    "nationality": "GBR",
}


@pytest.fixture
def desk(box: Inside) -> Desk:
    return Desk(box)


class Party:
    """A booking of two adults and a child, and the phone that has its link."""

    def __init__(self, desk: Desk, **more: Any) -> None:
        self.desk, self.phone = desk, desk.box.nobody()
        wish = desk.wish("Family") | {"adults": 2, "children": 1}
        self.booking = desk.book(wish, **more)
        self.path = self.link()["url"].removeprefix("http://localhost")
        told = desk.person.json(f"/api/v1/checkins/{self.booking['id']}")
        self.guests = [one["id"] for one in told["guests"]]

    def link(self) -> Any:
        path = f"/api/v1/bookings/{self.booking['id']}/checkin-link"
        return self.desk.person.post(path, expect=200).get_json()

    def fill(self, at: int, action: str = "submit", /, **form: str) -> Any:
        path = f"{self.path}/{self.guests[at]}"
        return self.phone.client.post(path, data=form | {"action": action})

    def whole(self) -> None:
        for at, form in enumerate((ADULT, ADULT, CHILD)):
            assert self.fill(at, **form).status_code == 303

    def status(self) -> str:
        told = self.desk.person.json(f"/api/v1/checkins/{self.booking['id']}")
        return str(told["status"])

    def states(self) -> list[str]:
        rows = self.desk.box.rows("SELECT state FROM checkin_guest ORDER BY place")
        return [row["state"] for row in rows]

    def staff(self, at: int, action: str, body: Any = None, expect: int = 200) -> Any:
        path = f"/api/v1/checkins/guests/{self.guests[at]}/{action}"
        return self.desk.person.post(path, body, expect=expect).get_json()


@pytest.fixture
def party(desk: Desk) -> Party:
    return Party(desk)


def test_a_party_checks_in_and_the_desk_verifies(party: Party) -> None:
    assert (party.link()["url"], party.status()) == (party.link()["url"], "pending")
    assert "<svg" in party.link()["qr_svg"]
    assert party.phone.get(party.path).text.count("Fill in") == 3
    party.whole()
    assert party.status() == "ready"
    page = party.phone.get(party.path).text
    assert "Your room is being prepared" in page
    for at in range(3):
        party.staff(at, "verify")
    party.desk.act(party.booking, "assign")
    assert "is ready. Get your key" in party.phone.get(party.path).text
    party.desk.act(party.booking, "check-in")
    assert (party.status(), party.states()) == ("verified", ["used"] * 3)
    items = party.desk.person.json("/api/v1/checkins")["items"]
    assert [(one["booking_id"], one["status"]) for one in items] == [
        (party.booking["id"], "verified")
    ]


@pytest.mark.parametrize(
    ("at", "change", "fields"),
    [
        (0, {"family_name": ""}, {"Please fill this in": 1}),
        (0, {"document_number": "", "signature": ""}, {"Please fill this in": 2}),
        (0, {"birth_date": "2015-01-01"}, {"booked as an adult": 1}),
        (0, {"document_expires": "2020-01-01"}, {"no longer valid": 1}),
        (0, {"nationality": "Britain!"}, {"cannot be right": 1}),
        (0, {"signature": "M1 1 <script>"}, {"cannot be right": 1}),
        (2, {"birth_date": "1990-01-01"}, {"Please fill this in": 5}),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    party: Party, at: int, change: dict[str, str], fields: dict[str, int]
) -> None:
    form = (CHILD if at == 2 else ADULT) | change
    page = party.fill(at, **form)
    assert page.status_code == 200
    assert {words: page.text.count(words) for words in fields} == fields
    assert party.states()[at] == "draft"
    assert 'value="Lee"' in party.phone.get(f"{party.path}/{party.guests[at]}").text or (
        not form["family_name"]
    )


def test_a_form_can_be_left_and_gone_on_with_on_another_phone(party: Party) -> None:
    party.fill(0, "save", family_name="Lee", phone="1 2")
    other = party.desk.box.nobody()
    page = other.get(f"{party.path}/{party.guests[0]}").text
    assert 'value="Lee"' in page
    assert party.status() == "incomplete"


def test_the_documents_lines_fill_the_form_in(party: Party) -> None:
    page = party.fill(0, "read", lines=TD3, phone="5 5").text
    for value in ("Eriksson", "Anna Maria", "L898902C3", "1974-08-12", "UTO"):
        assert f'value="{value}"' in page
    assert "Filled in from the document" in page
    page = party.fill(0, "read", lines=TD3.replace("7408122", "7408132")).text
    assert "date of birth" in page.split("do not fit together")[1][:60]


def test_what_was_handed_in_is_shown_to_no_phone_again(party: Party) -> None:
    party.fill(0, **ADULT)
    answer = party.phone.get(f"{party.path}/{party.guests[0]}")
    assert answer.status_code == 303
    assert SECRET not in party.phone.get(party.path).text
    party.fill(0, **(ADULT | {"family_name": "Other"}))
    seen = party.desk.person.json(f"/api/v1/checkins/guests/{party.guests[0]}")
    assert seen["form"]["family_name"] == "Lee"


def test_staff_send_back_with_reasons_and_who_looked_is_in_the_journal(party: Party) -> None:
    party.fill(0, **ADULT)
    before = len(party.desk.box.rows("SELECT 1 FROM journal WHERE kind = 'checkin.viewed'"))
    seen = party.desk.person.json(f"/api/v1/checkins/guests/{party.guests[0]}")
    assert (seen["form"]["document_number"], seen["form"]["nationality"]) == (SECRET, "GBR")
    logged = party.desk.box.rows("SELECT actor FROM journal WHERE kind = 'checkin.viewed'")
    assert len(logged) == before + 1
    assert logged[-1]["actor"].startswith("staff:")
    assert party.staff(0, "send-back", {"fields": {}}, 400)["code"] == "checkin.no_reason"
    party.staff(0, "send-back", {"fields": {"document_number": "two letters are missing"}})
    assert party.status() == "sent_back"
    page = party.phone.get(f"{party.path}/{party.guests[0]}").text
    assert "two letters are missing" in page
    party.fill(0, **ADULT)
    assert party.states()[0] == "submitted"
    assert party.staff(1, "verify", expect=409)["code"] == "checkin.wrong_state"


def test_nothing_personal_lies_in_the_clear(party: Party) -> None:
    """The database's bytes and the journal hold neither number nor name nor signature."""
    party.whole()
    party.desk.person.json(f"/api/v1/checkins/guests/{party.guests[0]}")
    party.staff(0, "send-back", {"fields": {"document_number": "wrong"}})
    party.desk.box.services.database.write(lambda tx: None)
    raw = b"".join(path.read_bytes() for path in party.desk.box.data.glob("venue.db*"))
    for word in (SECRET, "1 High St", STROKE):
        assert word.encode() not in raw


def test_forms_end_with_their_key(party: Party, box: Inside) -> None:
    party.whole()
    kept = box.rows("SELECT sealed FROM checkin_guest WHERE place = 1")[0]["sealed"]
    party.staff(0, "erase")
    assert box.rows("SELECT * FROM guest_key WHERE guest_id = ?", party.guests[0]) == []
    assert party.desk.person.json(f"/api/v1/checkins/guests/{party.guests[0]}")["form"] == {}
    assert kept
    # Who does not come leaves nothing behind.
    party.desk.act(party.booking, "cancel")
    assert party.states() == ["purged"] * 3
    assert box.rows("SELECT * FROM guest_key") == []
    assert party.phone.get(party.path).status_code == 410


def test_forms_are_forgotten_after_their_term_and_not_before(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "inn", checkin__keep_days=10)
    try:
        party = Party(Desk(box))
        party.whole()
        for at in range(3):
            party.staff(at, "verify")
        party.desk.act(party.booking, "assign")
        party.desk.act(party.booking, "check-in")
        party.desk.act(party.booking, "check-out")
        box.pass_time(9 * DAY_S)
        assert party.states() == ["used"] * 3
        box.pass_time(2 * DAY_S)
        assert party.states() == ["purged"] * 3
        assert box.rows("SELECT * FROM guest_key") == []
    finally:
        box.close()


def test_the_register_has_those_who_came_and_no_formula(party: Party) -> None:
    for at, form in enumerate((ADULT | {"residence": "=1+1"}, ADULT, CHILD)):
        party.fill(at, **form)
        party.staff(at, "verify")
    today = party.desk.today
    path = f"/api/v1/checkins/register?from={today}&to={today}"
    person = party.desk.person
    assert len(list(csv.reader(StringIO(person.get(path).text)))) == 1
    party.desk.act(party.booking, "assign")
    party.desk.act(party.booking, "check-in")
    rows = list(csv.DictReader(StringIO(person.get(path).text)))
    assert [row["given_names"] for row in rows] == ["Ann", "Ann", "Bo"]
    assert (rows[0]["residence"], rows[0]["document_number"]) == ("'=1+1", SECRET)
    assert person.get(path.replace(today, "x")).status_code == 400


def test_the_registration_card_is_a_pdf_with_the_signature_and_is_printed(party: Party) -> None:
    party.whole()
    path = f"/api/v1/checkins/guests/{party.guests[0]}/card.pdf"
    page = PdfReader(BytesIO(party.desk.person.get(path).data)).pages[0]
    text = page.extract_text()
    assert "REGISTRATION CARD" in text
    assert SECRET in text
    assert len(page.images) == 1
    party.staff(0, "print")
    jobs = party.desk.box.rows("SELECT kind FROM print_job")
    assert [one["kind"] for one in jobs] == ["registration_card"]


def test_a_link_opens_its_own_booking_alone(desk: Desk) -> None:
    one, other = Party(desk), Party(desk)
    answer = one.phone.get(f"{one.path}/{other.guests[0]}")
    assert answer.status_code == 404
    assert one.phone.get("/checkin/" + "x" * 27).status_code == 404
    waiter = desk.box.staff("Anna")
    assert waiter.get(f"/api/v1/checkins/guests/{one.guests[0]}").status_code == 403
    assert one.phone.get(f"/api/v1/checkins/guests/{one.guests[0]}").status_code == 401


@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
def test_the_pages_speak_the_guests_language(party: Party, lang: str) -> None:
    page = party.phone.get(f"{party.path}/{party.guests[0]}?lang={lang}").text
    assert f'lang="{lang}"' in page
    assert ('dir="rtl"' in page) == (lang == "ar")
    assert not re.findall(r">\s*checkin\.[a-z_.]+", page)


def test_the_invitation_waits_for_address_mail_and_way(demo_data: Path, tmp_path: Path) -> None:
    box = Inside(demo_data, tmp_path / "inn")
    try:
        desk = Desk(box)
        booking = desk.book(email="ann@example.com")
        refused = desk.act(booking, "checkin-link", 409, send=True)
        assert refused["code"] == "checkin.no_public_url"
    finally:
        box.close()
    public = {"checkin__public_url": "https://stay.example"}
    box = Inside(demo_data, tmp_path / "inn", **public)
    try:
        desk = Desk(box)
        assert desk.act(booking, "checkin-link", 409, send=True)["code"] == "checkin.no_mail"
        box.services.connected = lambda tx, provider: provider == "mail"
        nameless = desk.book()
        assert desk.act(nameless, "checkin-link", 409, send=True)["code"] == "checkin.no_address"
        desk.act(booking, "checkin-link", send=True, lang="ru")
        row = box.rows("SELECT body FROM outbox_message WHERE provider = 'mail'")[0]
        url = re.search(rb"https://stay\.example/checkin/([\w-]+)", bytes(row["body"]))
        assert url is not None
        assert box.nobody().get(f"/checkin/{url[1].decode()}").status_code == 200
    finally:
        box.close()


def test_the_public_address_shows_the_form_and_nothing_else(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "inn", checkin__public_url="https://stay.example")
    try:
        party = Party(Desk(box))
        front = box.appliance.front(_no_limit)

        def asked(path: str, host: str = "stay.example") -> str:
            heard: list[str] = []
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": host,
                       "SERVER_NAME": host, "SERVER_PORT": "80", "wsgi.url_scheme": "http",
                       "wsgi.input": BytesIO()}  # fmt: skip
            list(front(environ, lambda status, headers, *_: heard.append(status)))
            return heard[0][:3]

        assert asked(party.path) == "200"
        for path in ("/", "/pair", "/api/v1/status", "/healthz", "/socket.io/", "/guest"):
            assert (path, asked(path)) == (path, "404")
        # Airalo's signed deliveries come in here; those of clouds that do not sign stay on the LAN.
        assert asked("/api/v1/sync/deliveries/airalo") == "405"
        assert asked("/api/v1/sync/deliveries/cloudbeds") == "404"
        assert asked("/healthz", "localhost") == "200"
    finally:
        box.close()


def _no_limit(seconds: int) -> Any:
    import contextlib

    return contextlib.nullcontext(seconds)


def test_a_guest_whose_language_the_pages_lack_has_helps_from_the_phrasebook(party: Party) -> None:
    german = book.shipped()["de"].entries
    page = party.phone.client.get(party.path, headers={"Accept-Language": "de-AT,en;q=0.5"}).text
    assert '<ul class="card helps" lang="de" dir="ltr">' in page
    assert german["phrase.form_names"] in page
    for known in ("en-GB", "ru", "ar", "xx"):
        shown = party.phone.client.get(party.path, headers={"Accept-Language": known}).text
        assert "helps" not in shown.partition("<main")[2], known
