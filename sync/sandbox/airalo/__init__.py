"""The stand-in for Airalo's partner API v2."""

from sync.sandbox.airalo import catalogue, hooks, orders, sims
from sync.sandbox.airalo.common import authorize, bearer, new_token
from sync.sandbox.store import State
from sync.sandbox.wire import Answer, Ask, Routes, dispatch, reply

BASE = "/v2"
ROUTES: Routes = {
    (method, BASE + path): handler
    for part in (catalogue, orders, sims, hooks)
    for (method, path), handler in part.ROUTES.items()
}


def answer(state: State, ask: Ask) -> Answer:
    """Answer one request."""
    if (ask.method, ask.path) == ("POST", f"{BASE}/token"):
        return new_token(state, ask)
    authorize(state, ask)
    found = dispatch(ROUTES, state, ask)
    missing = {"data": [], "meta": {"message": "messages.resource_not_found"}}
    return found or reply(missing, 404)


def forget_token(state: State, ask: Ask) -> None:
    """End the token a request brought, so that only a new one helps."""
    state.drop("al.token", bearer(ask))


def fill(state: State) -> None:
    """Make the catalogue and the credit."""
    catalogue.fill(state)
    orders.fill(state)
