"""Mail through a real SMTP server on the loopback."""

import base64
import io
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pypdf
import pytest

from sync.mail import letter
from sync.mail.client import of_code
from sync.mail.provider import KINDS, PROVIDER
from sync.model import Message as Outgoing
from tests.sync.conftest import MakeBox
from tests.sync.house import Box
from tests.sync.smtp import Post

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

VALUES = {
    "venue": "Osteria", "number": "12", "total": "24,50 €", "name": "Ada", "arrival": "1 May",
    "departure": "3 May", "url": "https://venue.example/p/1", "package": "Italy 1 GB",
    "lpa_code": "LPA:1$smdp.example$X",
}  # fmt: skip
RECEIPT = {
    "to": "ada@guest.example",
    "template": "receipt",
    "lang": "en",
    "values": VALUES,
    "attachments": [
        {
            "name": "receipt-12.pdf",
            "document": {
                "title": "Receipt 12",
                "head": ["Osteria"],
                "rows": [["2 x Pasta", "20,00"], ["Water", "4,50"]],
                "total": ["Total", "24,50"],
            },
        }
    ],
}


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post().start()
    yield server
    server.stop()


@pytest.fixture
def box(make_box: MakeBox, post: Post) -> Box:
    return make_box(provider=PROVIDER, credentials=post.credentials())


def send(box: Box, key: str = "receipt:12", **changes: Any) -> int:
    return box.put("receipt", f"mail:{key}", key, body=RECEIPT | changes)


def subject(mail: Message) -> str:
    return str(make_header(decode_header(str(mail["Subject"]))))


def test_a_receipt_arrives_with_its_pdf(box: Box, post: Post) -> None:
    send(box)
    box.run()
    assert box.states() == {"receipt:12": "accepted"}
    [mail] = post.letters
    assert subject(mail) == "Your receipt from Osteria"
    assert mail["From"] == "Osteria <house@osteria.example>"
    text, pdf = mail.get_payload()
    assert "24,50 €" in text.get_payload(decode=True).decode()  # type: ignore[union-attr]
    raw = pdf.get_payload(decode=True)  # type: ignore[union-attr]
    pages = pypdf.PdfReader(io.BytesIO(raw)).pages  # type: ignore[arg-type]
    assert "Receipt 12" in pages[0].extract_text()


@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_whole_in_every_language(kind: str, lang: str) -> None:
    title, text = letter.words(kind, lang, VALUES)
    assert "{" not in title + text
    assert kind in letter.texts(lang)
    assert "Osteria" in text


def test_a_language_without_words_is_english() -> None:
    assert letter.words("receipt", "xx", VALUES)[0] == "Your receipt from Osteria"


def test_an_address_that_takes_no_mail_is_shown_to_a_person(box: Box, post: Post) -> None:
    send(box, to="nobody@guest.example")
    box.run()
    [dead] = box.dead()
    assert (dead["code"], post.letters) == ("recipient_refused", [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "no address"},
        {"to": "a@b.example\r\nBcc: all@b.example"},
        {"template": "unheard"},
        {"values": {}},
        {"attachments": [{"name": "x.pdf", "base64": "%%%"}]},
    ],
)
def test_a_mail_that_cannot_be_made_is_a_dead_letter(
    box: Box, post: Post, wrong: dict[str, Any]
) -> None:
    send(box, **wrong)
    box.run()
    assert [one["code"] for one in box.dead()] == ["cannot_build"]
    assert post.letters == []


def test_a_greylisting_server_gets_the_mail_later(box: Box, post: Post) -> None:
    post.fault = "later"
    send(box)
    box.run()
    assert box.states() == {"receipt:12": "accepted"}
    assert len(post.letters) == 1
    assert box.clock.mono_ms > 900_000


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("552 5.2.2 mailbox full", "mailbox_refused"),
        ("550 5.1.1 no such user", "recipient_refused"),
        ("554 5.7.1 not from there", "policy_refused"),
        ("554 5.6.0 what is this", "content_refused"),
        ("554 no", "content_refused"),
    ],
)
def test_a_mail_that_bounces_after_it_was_handed_over_says_why(
    box: Box, post: Post, answer: str, code: str
) -> None:
    post.fault, post.answer = "bounce", answer
    number = send(box)
    send(box, key="receipt:13", to="bob@guest.example")
    box.run()
    [dead] = box.dead()
    assert (dead["id"], dead["code"], dead["badge"]) == (number, code, "refused")
    assert ("it bounced" in dead["words"]) == (code != "content_refused")
    # Somebody else's mail went on its way.
    assert [mail["To"] for mail in post.letters] == ["bob@guest.example"]


def test_a_server_that_refuses_the_house_itself_is_no_bounce() -> None:
    refused = of_code(550, "sender_refused", b"5.1.8 bad sender")
    assert refused.code == "sender_refused"


def test_a_lost_answer_sends_the_same_mail_again(box: Box, post: Post) -> None:
    post.fault = "cut"
    send(box)
    box.run()
    assert box.states() == {"receipt:12": "accepted"}
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_a_refused_password_stops_the_queue_and_a_new_one_starts_it(box: Box, post: Post) -> None:
    box.run(until=lambda: box.channel.health.works)
    post.password = "changed"
    number = send(box)
    box.run()
    assert box.channel.health.condition.state == "key_refused"
    assert box.rows("SELECT attempts, state FROM outbox_message WHERE id = ?", number) == [
        {"attempts": 0, "state": "queued"}
    ]
    box.connect(**post.credentials(password="changed"))
    box.run()
    assert len(post.letters) == 1


def test_a_line_with_a_single_point_survives(box: Box, post: Post) -> None:
    send(box, values=VALUES | {"venue": "x\n.\n.. y"})
    box.run()
    body = post.letters[0].get_payload()[0]
    assert "\n.\n.. y" in body.get_payload(decode=True).decode().replace("\r", "")  # type: ignore[union-attr]


def test_a_given_pdf_is_sent_as_it_is() -> None:
    given = {"name": "../../x.pdf", "base64": base64.b64encode(b"%PDF-1").decode()}
    body = RECEIPT | {"attachments": [given]}
    raw = letter.prepare(
        Outgoing(id=1, provider="mail", kind="receipt", aggregate="a", key="k", body=body)
    )
    assert b'filename="x.pdf"' in raw
