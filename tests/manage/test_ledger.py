"""The journal as a file over HTTP: whole, chained, in pages, and for the office alone."""

import csv
import io
import json

import pytest

from tests.inside import Inside
from venue.core import journal
from venue.manage import ledger


def test_the_file_proves_its_own_chain(box: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PAGE", 7)
    box.guest().order()
    marta = box.staff("Marta")
    lines = [json.loads(line) for line in marta.get("/api/v1/journal.jsonl").text.splitlines()]
    verdict = journal.verify_export(lines)
    assert verdict.fault is None
    assert verdict.entries == len(lines) == box.rows("SELECT max(seq) AS n FROM journal")[0]["n"]
    rows = list(csv.DictReader(io.StringIO(marta.get("/api/v1/journal.csv").text)))
    assert journal.verify_export(rows) == verdict
    part = marta.get("/api/v1/journal.jsonl?from=5&to=9").text.splitlines()
    assert [json.loads(line)["seq"] for line in part] == [5, 6, 7, 8, 9]
    assert journal.verify_export(map(json.loads, part)).fault is None
    del lines[3]
    assert journal.verify_export(lines).fault == "entry 4 is missing"
    assert box.staff("Anna").get("/api/v1/journal.csv").status_code == 403
