"""Where rates come from: tonapi and CoinGecko (payments.md 4)."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from sync.model import Outcome, Result
from sync.rates.model import Seen
from sync.ton.jetton import USDT_MASTER
from sync.ton.model import Fact
from sync.transport import NoAnswer, Transport, json_of, of_reply, unreadable

ASSETS = ("ton", "usdt")
DEADLINE_S = 6.0
MASTER = USDT_MASTER.friendly(bounceable=True)

Prices = Mapping[str, list[Seen]]
Ask = Callable[[str], tuple[Result, Prices]]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Both sources.

    Attributes:
        coin: Name of the coin at tonapi; ``coin_id`` at CoinGecko, which may follow its renaming.
    """

    tonapi: Transport
    coingecko: Transport
    coin: str
    coin_id: str

    def ask(self, currency: str) -> tuple[dict[str, list[Seen]], list[Result]]:
        """Ask both; return what came by asset, and what came of each call. Blocks: network.

        A source that does not answer in its shape says nothing; it never says an old rate.
        """
        found: dict[str, list[Seen]] = {asset: [] for asset in ASSETS}
        results = []
        for one in (self._tonapi, self._coingecko):
            result, prices = one(currency)
            results.append(result)
            for asset, seen in prices.items():
                found[asset] += seen
        return found, results

    def confirms(self, fact: Fact) -> bool:
        """Tell whether tonapi has seen a transaction, with the same amount. Blocks: network."""
        try:
            number = base64.b64decode(fact.hash, validate=True).hex()
        except ValueError:
            return False
        seen = _get(self.tonapi, f"/blockchain/transactions/{number}").data
        account, message = _member(seen, "account"), _member(seen, "in_msg")
        address = str(_member(account, "address") or "")
        is_same = address.lower() == fact.account.lower() and _member(seen, "lt") == fact.lt
        # A notification carries one nano beside the tokens that it tells of.
        return is_same and (fact.asset != "ton" or _member(message, "value") == fact.units)

    def _tonapi(self, currency: str) -> tuple[Result, Prices]:
        """tonapi has no time of its own; its answer is renewed every minute."""
        query = urlencode({"tokens": f"{self.coin},{MASTER}", "currencies": currency.lower()})
        result = _get(self.tonapi, f"/rates?{query}")
        rates = _member(result.data, "rates")
        names = {"ton": self.coin.upper(), "usdt": MASTER}
        prices = {
            asset: _price(_member(_member(rates, name), "prices"), currency.upper())
            for asset, name in names.items()
        }
        return result, {
            asset: [Seen(source="tonapi", price=price, age_s=0.0)]
            for asset, price in prices.items()
            if price is not None
        }

    def _coingecko(self, currency: str) -> tuple[Result, Prices]:
        ids = {"ton": self.coin_id, "usdt": "tether"}
        query = urlencode({
            "ids": ",".join(ids.values()),
            "vs_currencies": currency.lower(),
            "include_last_updated_at": "true",
            "precision": "full",
        })  # fmt: skip
        result = _get(self.coingecko, f"/simple/price?{query}")
        now = self.coingecko.clock.now().timestamp()
        found = {}
        for asset, name in ids.items():
            row = _member(result.data, name)
            price, at = _price(row, currency.lower()), _price(row, "last_updated_at")
            if price is not None and at is not None:
                found[asset] = [Seen(source="coingecko", price=price, age_s=now - float(at))]
        return result, found


def _get(way: Transport, path: str) -> Result:
    try:
        reply = way.send("GET", path, headers={"Accept": "application/json"}, deadline_s=DEADLINE_S)
    except NoAnswer as error:
        return error.result
    wrong = of_reply(reply, now=way.clock.now())
    data = json_of(reply)
    if wrong is not None:
        return wrong
    if reply.status != 200 or not isinstance(data, dict):
        return unreadable(reply)
    return Result(outcome=Outcome.DONE, data=data)


def _member(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else None


def _price(data: Any, name: str) -> Decimal | None:
    value = _member(data, name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    try:
        price = Decimal(value)
    except InvalidOperation:
        return None
    return price if price.is_finite() and price > 0 else None
