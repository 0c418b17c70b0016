"""Every door, knocked at with what breaks programs: no fault, no echo, nothing told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.inside import Inside, Person
from tests.server.test_permissions import address, doors
from venue.core.ids import uuid7

HOSTILE = {
    "SQL": "1' OR '1'='1'; DROP TABLE item;--",
    "another tree": "..%2f..%2f..%2fetc%2fpasswd",
    "another tree, twice encoded": "..%252f..%252fetc%252fpasswd",
    "a backslash tree": "..\\..\\venue.toml",
    "a script": "<script>alert(1)</script>",
    "a broken attribute": '"><img src=x onerror=alert(1)>',
    "a line break": "a%0d%0aSet-Cookie:%20owned=1",
    "a zero byte": "a%00b",
    "a number that fits nowhere": "9" * 40,
    "less than nothing": "-1",
    "not UTF-8": "%ff%fe",
    "a template": "{{7*7}}${7*7}",
    "a format": "%25s%25n{0.__class__}",
    "long": "x" * 4000,
}
QUERIES = ("q", "search", "lang", "after", "before", "from", "to", "limit", "day", "as", "next",
           "cursor", "sort", "order", "date", "format", "state")  # fmt: skip


@pytest.fixture(scope="module")
def box(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """One venue for all of it: what is refused leaves no trace."""
    inside = Inside(demo_data, tmp_path_factory.mktemp("attacked") / "data")
    yield inside
    inside.close()


@pytest.fixture(scope="module")
def manager(box: Inside) -> Person:
    return box.staff("Marta")


def reached(box: Inside) -> list[str]:
    return sorted({rule for method, rule, _ in doors(box) if method == "GET"})


def judge(answer: Any, what: str) -> None:
    assert answer.status_code < 500, f"{what}: {answer.status_code} {answer.data[:300]!r}"
    assert "owned" not in str(answer.headers), what
    if answer.mimetype.startswith("text/"):
        assert "root:" not in answer.text, what
        assert "<script>alert" not in answer.text, what
        assert "<img src=x" not in answer.text, what
        assert "49" not in answer.headers.get("Location", ""), what


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_address_is_an_unknown_one(box: Inside, manager: Person, case: str) -> None:
    value = HOSTILE[case]
    if "%" not in value:
        value = quote(value, safe="")
    seen = 0
    for rule in reached(box):
        if "<" in rule:
            path = address(rule).replace("424242", value)
            judge(manager.client.get(path), f"GET {path[:120]}")
            seen += 1
    assert seen > 25


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_question_is_refused_or_ignored(box: Inside, manager: Person, case: str) -> None:
    value = HOSTILE[case]
    if "%" not in value:
        value = quote(value, safe="")
    query = "&".join(f"{name}={value}" for name in QUERIES)[:7000]
    for rule in reached(box):
        judge(manager.client.get(f"{address(rule)}?{query}"), f"GET {rule}")


BODIES: dict[str, bytes] = {
    "a list": b"[]",
    "null": b"null",
    "a word": b'"x"',
    "a number": b"1e999",
    "not JSON": b"{",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "deep": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "half a surrogate": b'{"name": "\\ud800", "note": "\\ud800", "text": "\\ud800"}',
    "a name twice": b'{"name": "a", "name": "b", "name": {"$gt": ""}}',
    "numbers that fit nowhere": b'{"id": 99999999999999999999, "amount": -1e308, "quantity": 9e99}',
    "everything at once": (
        b'{"name": {"$ne": 1}, "note": ["a"], "amount": true, "quantity": "1 OR 1=1", '
        b'"lines": {"0": 1}, "items": "x", "id": null, "__proto__": {"role": "manager"}, '
        b'"role": "installer", "permissions": ["*"]}'
    ),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_hostile_body_is_answered_in_words_and_makes_nobody_a_manager(
    box: Inside, manager: Person, case: str
) -> None:
    before = journal_seq(box)
    for method, rule, _ in doors(box):
        if method == "GET" or rule.endswith(("/sign-out", "/revoke")):
            continue
        answer = manager.client.open(
            address(rule),
            method=method,
            data=BODIES[case],
            content_type="application/json",
            headers={"Idempotency-Key": uuid7()},
        )
        judge(answer, f"{method} {rule}")
    changed = [row["kind"] for row in box.rows(JOURNAL_AFTER, before)]
    assert not set(changed) & {"staff.added", "staff.role", "device.paired"}, changed


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "*/*"])
def test_a_form_of_another_site_writes_nothing(box: Inside, manager: Person, kind: str) -> None:
    """What a browser sends without asking first is never taken for JSON."""
    before = journal_seq(box)
    for method, rule, _ in doors(box):
        if method == "GET" or not rule.startswith("/api/v1/") or rule in RAW:
            continue
        answer = manager.client.open(
            address(rule),
            method=method,
            data=b'{"name": "x"}',
            content_type=kind or None,
            headers={"Idempotency-Key": uuid7(), "Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code in (401, 403, 404, 415), f"{method} {rule}"
    assert box.rows(JOURNAL_AFTER, before) == []


RAW = {"/api/v1/sync/deliveries/<name>"}
JOURNAL_AFTER = "select kind from journal where seq > ?"


def journal_seq(box: Inside) -> int:
    return int(box.rows("select coalesce(max(seq), 0) as seq from journal")[0]["seq"])
