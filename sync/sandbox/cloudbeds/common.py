"""What every Cloudbeds call shares: credentials, envelopes, times and money."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sync.sandbox import forms
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, reply

PROPERTY = "37"
CURRENCY = "EUR"
ZONE = ZoneInfo("Europe/Berlin")
KEY = "cbat_sandbox"
ACCESS_S = 28_800  # 8 h
TEXT = "%Y-%m-%d %H:%M:%S"


def done(data: Any = None, **more: Any) -> Answer:
    """Return v1.3's envelope of success."""
    return reply({"success": True, **({} if data is None else {"data": data}), **more})


def refuse(message: str) -> Refusal:
    """Return v1.3's refusal: HTTP 200 with ``success: false``."""
    return Refusal(reply({"success": False, "message": message}))


def authorize(state: State, ask: Ask) -> None:
    """Check the credential.

    Raises:
        Refusal: 401, or the vendor's words about another property.
    """
    bearer = ask.headers.get("authorization", "").removeprefix("Bearer ")
    key = ask.headers.get("x-api-key") or bearer
    found = state.get("cb.key", key)
    if found is None or (found["until"] is not None and found["until"] < state.now.timestamp()):
        raise Refusal(
            reply({"error": "access_denied", "error_description": "The key is not valid"}, 401)
        )
    asked = ask.headers.get("x-property-id", PROPERTY)
    if asked != PROPERTY:
        raise refuse("None of the included property id's match the user's properties")


def form(ask: Ask) -> Doc:
    """Return the fields of a form.

    Raises:
        Refusal: Another property than ours.
    """
    fields = forms.read(ask.body)
    if fields.get("propertyID", PROPERTY) != PROPERTY:
        raise refuse("None of the included property id's match the user's properties")
    return fields


def need(fields: Doc, *names: str) -> None:
    """Refuse as v1.3 does, without naming the field."""
    if any(fields.get(name) in (None, "") for name in names):
        raise refuse("Invalid Parameters")


def local(moment: datetime) -> str:
    """Return a moment in the property's time, without offset."""
    return moment.astimezone(ZONE).strftime(TEXT)


def moment_of(text: str) -> datetime:
    """Read a property-local time or date; refuse what is neither."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
    except ValueError:
        raise refuse("Invalid Parameters") from None


def today(state: State) -> str:
    """Return the property's date."""
    return state.now.astimezone(ZONE).date().isoformat()


def major(minor: int) -> Decimal:
    """Return an amount in major units, as v1.3 writes money."""
    return Decimal(minor).scaleb(-2)


def minor(text: Any) -> int:
    """Read an amount in major units; refuse what is none or has parts of a cent."""
    try:
        amount = Decimal(str(text).replace(",", "")).scaleb(2)
        if amount != amount.to_integral_value():
            raise ValueError
        return int(amount)
    except (ArithmeticError, ValueError):
        raise refuse("Invalid Parameters") from None


def code(state: State, series: str) -> str:
    """Return a new identifier in the look of a reservation's: ten letters and digits."""
    number = hashlib.sha256(f"{series} {state.number(series)}".encode()).digest()
    letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(letters[byte % len(letters)] for byte in number[:10])


def paged(rows: list[Any], ask: Ask, *, size: int, most: int) -> tuple[list[Any], dict[str, int]]:
    """Return one page of rows and its ``count`` and ``total``."""
    wanted = min(int(ask.query.get("pageSize", size) or size), most)
    first = (int(ask.query.get("pageNumber", 1) or 1) - 1) * wanted
    page = rows[first : first + wanted]
    return page, {"count": len(page), "total": len(rows)}
