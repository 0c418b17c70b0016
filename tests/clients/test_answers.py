"""What answers mean, by table; and the encoders at their edges."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.airalo.answers import CODES
from sync.airalo.answers import judge as airalo_judge
from sync.airalo.rows import packages
from sync.cloudbeds import writes
from sync.cloudbeds.answers import judge as cloudbeds_judge
from sync.cloudbeds.encode import form, major, minor
from sync.cloudbeds.postings import Target
from sync.model import Outcome
from sync.sandbox import forms
from venue.core.http import Reply

NOW = datetime(2026, 11, 23, tzinfo=UTC)
JSON = {"content-type": "application/json"}
D, R, A, T, U = (Outcome.DONE, Outcome.REJECTED, Outcome.AUTH, Outcome.THROTTLED,
                 Outcome.AMBIGUOUS)  # fmt: skip


def _reply(status: int, body: Any) -> Reply:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return Reply(status, raw, JSON)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reference"),
    [
        (200, {"success": True, "data": {"soldProductID": "7"}}, D, "7"),
        (200, {"success": True, "soldProductID": 7}, D, "7"),
        (200, {"success": "true", "soldProductID": 7}, D, "7"),
        (200, {"success": True, "data": {"notice": "nothing was created"}}, D, ""),
        (200, {"success": True, "data": {}}, U, ""),
        (200, {"success": True, "data": {"soldProductID": ""}}, U, ""),
        (200, {"success": False, "message": "Invalid Parameters"}, R, ""),
        (200, {"success": False,
               "message": "User who approved this connection is not active anymore"}, A, ""),
        (200, {"success": False,
               "message": 'Please specify "propertyID" parameter for this call'}, A, ""),
        (200, b"<html>", U, ""),
        (200, b"", U, ""),
        (200, b'{"success": tr', U, ""),
        (200, [1], U, ""),
        (204, b"", D, ""),
        (301, b"", U, ""),
        (400, {"message": "bad"}, R, ""),
        (401, {"error": "access_denied"}, A, ""),
        (403, {"message": "scope"}, R, ""),
        (403, b"<html>", U, ""),
        (404, {"message": "none", "code": "FOLIO_NOT_FOUND"}, R, ""),
        (409, {"message": "twice", "code": "DUPLICATE_CHECK_ID"}, U, ""),
        (409, {"message": "other", "code": "IDEMPOTENCY_KEY_REUSED"}, R, ""),
        (429, b"", T, ""),
        (500, {"message": "x"}, U, ""),
        (503, b"<html>", U, ""),
    ],
)  # fmt: skip
def test_cloudbeds(status: int, body: Any, outcome: Outcome, reference: str) -> None:
    result = cloudbeds_judge(_reply(status, body), needs=("soldProductID",), now=NOW)
    assert (result.outcome, result.vendor_ref) == (outcome, reference)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"data": {"id": 5}}, D),
        (202, {"data": {"id": 5}}, D),
        (200, {"data": {}}, U),
        (200, {"data": []}, U),
        (200, b"<!doctype html>", U),
        (401, {"data": [], "meta": {"message": "Unauthenticated."}}, A),
        (403, {"code": 89, "reason": "ip"}, A),
        (404, {"meta": {"message": "messages.resource_not_found"}}, R),
        (422, {"code": 11, "reason": "credit"}, T),
        (422, {"code": 13, "reason": "maintenance"}, T),
        (422, {"code": 33, "reason": "stock"}, R),
        (422, {"code": 34, "reason": "gone"}, R),
        (422, {"code": 53, "reason": "unexpected"}, U),
        (422, {"code": 73, "reason": "recycled"}, R),
        (422, {"data": {"quantity": "too many"}, "meta": {"message": "invalid"}}, R),
        (422, {"reason": "not opted in"}, R),
        (429, {"message": "Too Many Attempts."}, T),
        (500, b"<html>", U),
    ],
)
def test_airalo(status: int, body: Any, outcome: Outcome) -> None:
    result = airalo_judge(_reply(status, body), needs=("id",), now=NOW)
    assert result.outcome is outcome
    assert result.words or result.done


def test_every_documented_code_has_a_meaning() -> None:
    assert CODES.keys() == {11, 13, 14, 23, 33, 34, 43, 53, 73, 89}


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("28,350.00", "EUR", 2835000), (Decimal("10.5"), "EUR", 1050), ("120", "JPY", 120),
     (-3, "EUR", -300), ("1.234", "KWD", 1234)],
)  # fmt: skip
def test_money_of_answers(text: Any, currency: str, amount: int) -> None:
    assert minor(text, currency) == amount


@pytest.mark.parametrize("text", ["", "abc", None, "1.005", "1.5.0", "NaN", "Infinity"])
def test_money_that_is_none(text: Any) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        minor(text, "EUR")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_money_comes_back(amount: int, currency: str) -> None:
    assert minor(major(amount, currency), currency) == amount
    assert "E" not in major(amount, currency)


LEAVES = st.text() | st.integers() | st.booleans()
FIELDS = st.dictionaries(
    st.from_regex(r"[a-zA-Z]{1,8}", fullmatch=True),
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-zA-Z]{1,8}", fullmatch=True), inner, min_size=1)
        ),
        max_leaves=8,
    ),
)


@settings(max_examples=60, deadline=None)
@given(FIELDS)
def test_bracket_arrays_come_back(fields: dict[str, Any]) -> None:
    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: told(one) for key, one in value.items()}
        if isinstance(value, list):
            return [told(one) for one in value]
        return str(value).lower() if isinstance(value, bool) else str(value)

    assert forms.read(form(fields)) == told(fields)


def test_what_a_form_keeps_and_refuses() -> None:
    assert form({"a": None, "b": "", "c": False}) == b"b=&c=false"
    with pytest.raises(TypeError):
        form({"amount": 1.5})


def test_requests_that_cannot_be_right_are_not_made() -> None:
    with pytest.raises(ValueError, match="exactly one target"):
        Target("1", "2").fields()
    half = writes.GuestFields(guestDocumentType="passport", guestDocumentNumber="P1")
    with pytest.raises(ValueError, match="country"):
        writes.put_guest("1", half)


def test_discount_pricing() -> None:
    """Without a net price the cost is the retail price less the partner's discount."""
    plan = {"id": "p", "type": "sim", "price": "4.50", "net_price": None, "day": 7}
    rows = [{"operators": [{"title": "O", "countries": [], "packages": [plan]}]}]
    [found] = packages(rows, {"model": "discount_pricing", "discount_percentage": 15})
    assert (found.retail_minor, found.net_minor) == (450, 383)
