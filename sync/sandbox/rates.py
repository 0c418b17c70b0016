"""Two rate sources: tonapi and CoinGecko (payments.md, 4); rates are decimal text."""

import base64
from decimal import Decimal

from sync.sandbox.store import Doc, State
from sync.sandbox.ton.cells import USDT_MASTER
from sync.sandbox.wire import Answer, Ask, Routes, dispatch, reply

KIND = "rate"
SOURCES = ("tonapi", "coingecko")
START = {"TON": {"EUR": "2.9000", "USD": "3.1500"}, "USDT": {"EUR": "0.9200", "USD": "1.0001"}}
COINS = {"the-open-network": "TON", "tether": "USDT"}


def fill(state: State) -> None:
    """Set the rates that a fresh stand-in has."""
    for source in SOURCES:
        state.put(KIND, source, START)


def change(state: State, wish: Doc) -> None:
    """Set rates: ``{"tonapi": {"TON": {"EUR": "2.91"}}}``; a source left out stays."""
    for source, rates in wish.items():
        state.put(KIND, source, (state.get(KIND, source) or {}) | rates)


def tonapi(state: State, ask: Ask) -> Answer:
    """Answer as tonapi."""
    return dispatch(TONAPI, state, ask) or reply({"error": "path"}, 404)


def _transaction(state: State, ask: Ask) -> Answer:
    """tonapi writes hashes in hex, addresses in lower case, and numbers as numbers."""
    try:
        number = base64.b64encode(bytes.fromhex(ask.places["hash"])).decode()
    except ValueError:
        return reply({"error": "bad hash"}, 400)
    found = state.get("ton.tx", number)
    if found is None:
        return reply({"error": "entity not found"}, 404)
    tx = found["tx"]
    return reply({
        "hash": ask.places["hash"],
        "lt": int(tx["lt"]),
        "utime": tx["now"],
        "account": {"address": tx["account"].lower()},
        "in_msg": {"value": int(tx["in_msg"]["value"])},
    })  # fmt: skip


def _tonapi(state: State, ask: Ask) -> Answer:
    own = state.get(KIND, "tonapi") or {}
    shown = {}
    for token in filter(None, ask.query.get("tokens", "").split(",")):
        # Both names of the coin resolve; the key of the answer is what was asked, in upper case
        # for a name and as it was for an address.
        coin = "TON" if token.upper() in ("TON", "GRAM") else "USDT"
        key = token if token == USDT_MASTER else token.upper()
        wanted = ask.query.get("currencies", "usd").upper().split(",")
        prices = {one: Decimal(own[coin][one]) for one in wanted if one in own.get(coin, {})}
        shown[key] = {"prices": prices, "diff_24h": dict.fromkeys(prices, "+0.00%")}
    return reply({"rates": shown})


def coingecko(state: State, ask: Ask) -> Answer:
    """Answer as CoinGecko."""
    return dispatch(COINGECKO, state, ask) or reply({"error": "coin not found"}, 404)


def _simple_price(state: State, ask: Ask) -> Answer:
    own = state.get(KIND, "coingecko") or {}
    shown: Doc = {}
    for coin in ask.query.get("ids", "").split(","):
        rates = own.get(COINS.get(coin, ""))
        if rates is None:
            continue  # an unknown id is left out without a word
        wanted = ask.query.get("vs_currencies", "").split(",")
        shown[coin] = {one: Decimal(rates[one.upper()]) for one in wanted if one.upper() in rates}
        if ask.query.get("include_last_updated_at") == "true":
            shown[coin]["last_updated_at"] = int(state.now.timestamp() - ask.lag_s)
    return reply(shown)


TONAPI: Routes = {
    ("GET", "/v2/rates"): _tonapi,
    ("GET", "/v2/blockchain/transactions/{hash}"): _transaction,
}
COINGECKO: Routes = {("GET", "/api/v3/simple/price"): _simple_price}
