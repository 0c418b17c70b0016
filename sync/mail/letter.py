"""A message as a mail: words by template and language, attachments, exact bytes. Pure.

A body is ``{to, template, lang, values: {name: text}, attachments: [{name, base64} | {name,
document}]}``; a document is drawn as a PDF, see `sync.mail.pdf`.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any

from sync.mail.pdf import draw
from sync.model import Message
from venue.core.jsonx import loads

TEXTS = Path(__file__).parent / "texts"
FALLBACK = "en"
MOST_ATTACHMENTS = 5


def prepare(message: Message) -> bytes:
    """Return the mail's bytes but for its From line, which the server's settings give.

    Raises:
        ValueError: No such template, no address, an attachment that cannot be read.
        LookupError: The template names a value that the body lacks.
    """
    body = message.body
    mail = EmailMessage(policy=SMTP)
    subject, text = words(str(body["template"]), str(body.get("lang", "")), body["values"])
    mail["To"] = _address(str(body["to"]))
    mail["Subject"] = subject
    mail["Date"] = formatdate(localtime=False)
    # The same at every attempt, so that a second copy can be recognised as one.
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:40]
    mail["Message-ID"] = f"<{digest}@venue.invalid>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    mail.set_content(text)
    for attachment in list(body.get("attachments", []))[:MOST_ATTACHMENTS]:
        name = Path(str(attachment["name"])).name
        mail.add_attachment(_pdf(attachment), maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def words(template: str, lang: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return a template's subject and text in a language, English where it lacks it.

    Raises:
        ValueError: No such template.
        LookupError: A value is missing.
    """
    found = texts(lang).get(template) or texts(FALLBACK).get(template)
    if found is None:
        raise ValueError(f"there is no mail template {template}")
    filled = {name: str(value) for name, value in values.items()}
    subject = found["subject"].format_map(filled)
    text = "\n".join(found["text"]).format_map(filled)
    return " ".join(subject.split())[:200], text + "\n"


@lru_cache(maxsize=8)
def texts(lang: str) -> Mapping[str, Any]:
    """Return the templates of a language; empty for one that has none."""
    path = TEXTS / f"{lang}.json"
    if not lang.isalpha() or not path.is_file():
        return {}
    loaded: dict[str, Any] = loads(path.read_bytes())
    return loaded


def _address(text: str) -> Address:
    _, address = parseaddr(text)
    if address != text.strip() or "@" not in address:
        raise ValueError("this is no mail address")
    return Address(addr_spec=address)


def _pdf(attachment: Mapping[str, Any]) -> bytes:
    if "document" in attachment:
        return draw(attachment["document"])
    try:
        return base64.b64decode(str(attachment["base64"]), validate=True)
    except binascii.Error as error:
        raise ValueError("an attachment cannot be read") from error
