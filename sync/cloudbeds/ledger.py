"""Reading back what was posted: Cloudbeds' Accounting API (cloudbeds.md, 6.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sync.calls import in_shape
from sync.cloudbeds.client import MOST_PAGES, Cloudbeds
from sync.cloudbeds.encode import minor
from sync.cloudbeds.rows import Raw, text
from sync.request import Request
from venue.core import jsonx

PATH = "/accounting/v1.0/transactions"
PAGE = 1100


@dataclass(frozen=True)
class Transaction:
    """A row of the ledger. A void is one more row with the same relation."""

    transaction_id: str
    kind: str
    relation_id: str
    amount_minor: int
    currency: str
    description: str
    notes: str
    parent_id: str
    at: datetime


@in_shape
def transactions(
    cloud: Cloudbeds,
    *,
    source_id: str,
    source_kind: Literal["RESERVATION", "HOUSE_ACCOUNT"] = "RESERVATION",
    since: datetime,
) -> list[Transaction]:
    """Return what was posted to an account since a moment, oldest first.

    Notes cannot be filtered by: match our token in what comes back. The ledger lags, so one look
    that finds nothing proves nothing.
    """
    name = "source_identifier" if source_kind == "RESERVATION" else "source_id"
    conditions = [
        _equals(name, source_id),
        _equals("source_kind", source_kind),
        {
            "field": "transaction_datetime",
            "operator": "greater_than_or_equal",
            "value": since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        },
    ]
    return _read(cloud, conditions)


@in_shape
def transactions_of(cloud: Cloudbeds, relation_id: str, kind: str) -> list[Transaction]:
    """Return the rows of one posting (a sold item, a payment, a check), voids among them."""
    asked = {"external_relation_id": relation_id, "external_relation_kind": kind}
    return _read(cloud, [_equals(name, value) for name, value in asked.items()])


def _read(cloud: Cloudbeds, conditions: list[dict[str, str]]) -> list[Transaction]:
    body: dict[str, Any] = {
        "filters": {"and": conditions},
        "limit": PAGE,
        "sort": [{"field": "transaction_datetime", "direction": "asc"}],
    }
    headers = {"Content-Type": "application/json"}
    found: list[Transaction] = []
    for _ in range(MOST_PAGES):
        page = cloud.read(Request("POST", PATH, headers, jsonx.encode(body)))
        found += [_transaction(one) for one in page["transactions"]]
        if not page.get("nextPageToken"):
            break
        body["pageToken"] = page["nextPageToken"]
    return found


def _equals(name: str, value: str) -> dict[str, str]:
    return {"field": name, "operator": "equals", "value": value}


def _transaction(raw: Raw) -> Transaction:
    """Read a row of Accounting's transactions."""
    currency = str(raw["currency"])
    return Transaction(
        transaction_id=str(raw["id"]),
        kind=text(raw, "externalRelationKind"),
        relation_id=text(raw, "externalRelationId"),
        amount_minor=minor(raw["amount"], currency),
        currency=currency,
        description=text(raw, "description"),
        notes=text(raw, "notes"),
        parent_id=text(raw, "parentId"),
        at=datetime.fromisoformat(str(raw["transactionDatetime"])),
    )
