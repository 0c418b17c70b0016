"""A picture of a document as it is posted, kept in memory; and what it says as fields of a form."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO

from flask import request
from werkzeug.formparser import FormDataParser

from venue.checkin.mrz import Document
from venue.checkin.picture import LONGEST_BYTES

FIELD = "picture"
MOST_FORM_BYTES = 200_000
MOST_PARTS = 40
KIND = {"P": "passport", "I": "id_card", "A": "id_card", "C": "id_card"}


def sent_picture() -> tuple[Mapping[str, str], bytes]:
    """Return the fields and the picture of a posted form; no picture is no bytes.

    `request.files` would put what is larger than 500 kB into a file of the temporary folder.
    """
    request.max_content_length = LONGEST_BYTES + MOST_FORM_BYTES
    parser = FormDataParser(
        stream_factory=_memory,
        max_form_memory_size=MOST_FORM_BYTES,
        max_content_length=request.max_content_length,
        max_form_parts=MOST_PARTS,
    )
    _, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, request.mimetype_params
    )
    sent = files.get(FIELD)
    return form, b"" if sent is None else sent.stream.read(LONGEST_BYTES + 1)


def of_document(found: Document) -> dict[str, str]:
    read = {
        "family_name": found.family_name.title(),
        "given_names": found.given_names.title(),
        "birth_date": found.birth,
        "sex": found.sex,
        "nationality": found.nationality,
        "document_kind": KIND.get(found.code[:1], "other"),
        "document_number": found.number,
        "document_country": found.issuer,
        "document_expires": found.expires,
    }
    return {name: value for name, value in read.items() if value}


def _memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    return BytesIO()
