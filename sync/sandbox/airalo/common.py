"""What every Airalo call shares: token, envelopes, errors and times (airalo.md, 1, 2 and 4)."""

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sync.sandbox import forms
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, page, reply

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"
TOKEN_S = 86_400  # what the documentation says; `expires_in` in its sample says 366 days
SAMPLE_EXPIRES_S = 31_622_400
TEXT = "%Y-%m-%d %H:%M:%S"


def done(data: Any, status: int = 200, **more: Any) -> Answer:
    """Return the envelope of success."""
    return reply({**more, "data": data, "meta": {"message": "success"}}, status)


def coded(code: int, reason: str, status: int = 422) -> Refusal:
    """Return a refusal of the form ``{"code", "reason"}``."""
    return Refusal(reply({"code": code, "reason": reason}, status))


def invalid(ask: Ask, **fields: str) -> Refusal:
    """Return a refusal that names fields; without `Accept` the vendor answers HTML and 500."""
    if "application/json" not in ask.headers.get("accept", ""):
        return Refusal(page(500, "Server Error"))
    return Refusal(reply({"data": fields, "meta": {"message": "the parameter is invalid"}}, 422))


def authorize(state: State, ask: Ask) -> None:
    """Check the token.

    Raises:
        Refusal: 401.
    """
    found = state.get("al.token", bearer(ask))
    if found is None or found["until"] < state.now.timestamp():
        raise Refusal(reply({"data": [], "meta": {"message": "Unauthenticated."}}, 401))


def bearer(ask: Ask) -> str:
    """Return the token a request brought."""
    return ask.headers.get("authorization", "").removeprefix("Bearer ")


def new_token(state: State, ask: Ask) -> Answer:
    """Answer `POST /token`."""
    fields = forms.read(ask.body) if b"=" in ask.body else {}
    for name in ("client_id", "client_secret", "grant_type"):
        if not fields.get(name):
            raise invalid(ask, **{name: f"The {name} field is required."})
    if (fields["client_id"], fields["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
        raise Refusal(reply({"data": [], "meta": {"message": "Client authentication failed"}}, 401))
    token = secrets.token_urlsafe(32)
    state.put("al.token", token, {"until": state.now.timestamp() + TOKEN_S})
    return done({"token_type": "Bearer", "expires_in": SAMPLE_EXPIRES_S, "access_token": token})


def body_of(ask: Ask) -> Doc:
    """Return the JSON fields of a request."""
    found = ask.json()
    return found if isinstance(found, dict) else {}


def stamp(at: float) -> str:
    """Return a moment as the vendor writes it, presumably UTC."""
    return datetime.fromtimestamp(at, UTC).strftime(TEXT)


def dollars(cents: int) -> Decimal:
    """Return an amount as a JSON number."""
    return Decimal(cents).scaleb(-2)


def paged(rows: list[Any], ask: Ask, *, size: int) -> tuple[list[Any], Doc]:
    """Return one page and the `links` and `meta` beside it."""
    wanted = max(1, int(ask.query.get("limit") or size))
    number = max(1, int(ask.query.get("page") or 1))
    last = max(1, -(-len(rows) // wanted))
    link = f"{ask.base_url}{ask.path}?page="
    links = {
        "first": f"{link}1", "last": f"{link}{last}",
        "prev": f"{link}{number - 1}" if number > 1 else None,
        "next": f"{link}{number + 1}" if number < last else None,
    }  # fmt: skip
    meta = {"message": "success", "current_page": number, "last_page": last,
            "per_page": str(wanted), "total": len(rows)}  # fmt: skip
    return rows[(number - 1) * wanted : number * wanted], {"links": links, "meta": meta}
