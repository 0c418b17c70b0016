"""The stand-in for Cloudbeds: v1.3, folio checks and accounting read-back."""

import secrets

from sync.sandbox.cloudbeds import (
    checks,
    folio,
    guests,
    hooks,
    ledger,
    property,
    reservations,
    stays,
)
from sync.sandbox.cloudbeds.common import authorize
from sync.sandbox.store import State
from sync.sandbox.wire import Answer, Ask, Routes, dispatch, reply

V13 = "/api/v1.3"
OPEN = ("/access_token",)
ROUTES: Routes = {
    **{
        (method, V13 + path): handler
        for part in (property, reservations, guests, stays, folio, hooks)
        for (method, path), handler in part.ROUTES.items()
    },
    **checks.ROUTES,
    **ledger.ROUTES,
}


def answer(state: State, ask: Ask) -> Answer:
    """Answer one request; every answer carries an `X-Request-ID`."""
    if not ask.path.endswith(OPEN):
        authorize(state, ask)
    found = dispatch(ROUTES, state, ask)
    return found or reply({"success": False, "message": "Method not found"}, 404)


def request_id() -> dict[str, str]:
    """Return the header that the vendor's support asks for."""
    return {"X-Request-ID": secrets.token_hex(12)}
