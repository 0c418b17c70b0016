"""Reading back what was posted: accounting v1.0 transactions (cloudbeds.md, 6.5)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sync.sandbox.cloudbeds.common import CURRENCY, PROPERTY, ZONE, major
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

MOST, USUAL = 1100, 100
ALONE = ("id", "transaction_datetime", "service_date", "business_date")
BASE = ({"id"}, {"source_id", "source_kind"}, {"source_identifier", "source_kind"},
        {"external_relation_id", "external_relation_kind"}, {"transaction_datetime"},
        {"service_date"}, {"business_date"})  # fmt: skip
FIELDS: dict[str, Callable[[Doc], Any]] = {
    "id": lambda row: row["id"],
    "source_id": lambda row: row["source"],
    # For a house account the identifier is null; only the id finds it.
    "source_identifier": lambda row: row["source"] if row["source_kind"] == "RESERVATION" else None,
    "source_kind": lambda row: row["source_kind"],
    "external_relation_id": lambda row: row["relation"],
    "external_relation_kind": lambda row: row["of"],
    "parent_id": lambda row: row["parent"],
    "transaction_datetime": lambda row: _utc(row["at"]),
    "created_at": lambda row: _utc(row["at"]),
    "service_date": lambda row: row["date"],
    "business_date": lambda row: row["date"],
}
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda own, wanted: str(own) == str(wanted),
    "not_equals": lambda own, wanted: str(own) != str(wanted),
    "in": lambda own, wanted: str(own) in [str(one) for one in wanted],
    "not_in": lambda own, wanted: str(own) not in [str(one) for one in wanted],
    "greater_than_or_equal": lambda own, wanted: str(own) >= str(wanted),
    "greater_than": lambda own, wanted: str(own) > str(wanted),
    "less_than_or_equal": lambda own, wanted: str(own) <= str(wanted),
    "less_than": lambda own, wanted: str(own) < str(wanted),
    "is_null": lambda own, wanted: own is None,
    "not_null": lambda own, wanted: own is not None,
}


def _wrong(state: State, details: str) -> Refusal:
    body = {
        "id": f"e-{int(state.now.timestamp())}",
        "timestamp": _utc(state.now.timestamp()),
        "errorCode": "INVALID_REQUEST",
        "errorDetails": details,
    }
    return Refusal(reply(body, 400))


def _transactions(state: State, ask: Ask) -> Answer:
    if ask.headers.get("x-property-id") != PROPERTY:
        raise _wrong(state, "X-Property-ID is required")
    body: Doc = ask.json()
    filters = body.get("filters") or {}
    _check(state, filters)
    sources = {
        one["value"]
        for one in _conditions(filters)
        if one["field"] in ("source_id", "source_identifier") and one["operator"] == "equals"
    }
    found = [
        row
        for row in (
            state.children("cb.ledger", sources.pop())
            if len(sources) == 1
            else state.every("cb.ledger")
        )
        if ask.shown(row["at"], state.now) and _passes(filters, row)
    ]
    if any(one.get("direction", "").lower() == "desc" for one in body.get("sort") or []):
        found.reverse()
    limit = min(int(body.get("limit") or USUAL), MOST)
    first = int(body.get("pageToken") or 0)
    page = found[first : first + limit]
    answer: Doc = {"transactions": [_shown(row) for row in page]}
    if first + limit < len(found):
        answer["nextPageToken"] = str(first + limit)
    return reply(answer)


def _check(state: State, filters: Doc) -> None:
    conditions = list(_conditions(filters))
    names = {one.get("field") for one in conditions}
    if not any(base <= names for base in BASE):
        raise _wrong(state, "at least one base filter is required")
    if names & {"notes", "description"} or not names <= FIELDS.keys():
        raise _wrong(state, "a field can not be filtered by")
    if any(one.get("operator") not in OPERATORS for one in conditions):
        raise _wrong(state, "unknown operator")
    if "field" in filters and (
        filters["field"] not in ALONE or filters["operator"] not in ("equals", "in")
    ):
        raise _wrong(state, "this field can not stand alone")


def _conditions(filters: Doc) -> Iterator[Doc]:
    if "field" in filters:
        yield filters
    for group in ("and", "or"):
        for one in filters.get(group) or []:
            yield from _conditions(one)


def _passes(filters: Doc, row: Doc) -> bool:
    if "field" in filters:
        wanted = filters.get("value")
        if filters["field"] in ("transaction_datetime", "created_at"):
            wanted = _same_form(str(wanted))
        return OPERATORS[filters["operator"]](FIELDS[filters["field"]](row), wanted)
    return all(_passes(one, row) for one in filters.get("and") or []) and (
        not filters.get("or") or any(_passes(one, row) for one in filters["or"])
    )


def _same_form(text: str) -> str:
    try:
        return _utc(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return text


def _shown(row: Doc) -> Doc:
    at = datetime.fromtimestamp(row["at"], UTC)
    # Payments are shown positive, as in the vendor's own samples.
    amount = -row["minor"] if row["of"] == "PAYMENT" else row["minor"]
    shown = {
        "id": row["id"],
        "propertyId": PROPERTY,
        "amount": major(amount),
        "currencyScale": 2,
        "currency": CURRENCY,
        "sourceId": row["source"],
        "sourceKind": row["source_kind"],
        "externalRelationId": row["relation"],
        "externalRelationKind": row["of"],
        "quantity": 1,
        "description": row["description"],
        "transactionDatetime": _utc(row["at"]),
        "transactionDatetimePropertyTime": at.astimezone(ZONE).replace(tzinfo=None).isoformat(),
        "serviceDate": row["date"],
        "businessDate": row["date"],
        "createdAt": _utc(row["at"]),
        "notes": row["notes"],
    }
    if row["parent"]:
        shown["parentId"] = row["parent"]
    if row["source_kind"] == "RESERVATION":
        shown |= {"sourceIdentifier": row["source"], "subSourceIdentifier": f"{row['source']}-1"}
    return shown


def _utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


ROUTES: Routes = {("POST", "/accounting/v1.0/transactions"): _transactions}
