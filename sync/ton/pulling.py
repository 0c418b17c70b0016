"""Reading the chain from where it was left, for the engine: facts and cursor in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sync.calls import CallFailed
from sync.model import Outcome, Result
from sync.provider import Credentials, Field, Provider, Pull, Pulled, Tools
from sync.rates.sources import Sources
from sync.ton import service, store
from sync.ton.address import parse_raw
from sync.ton.chain import Chain
from sync.ton.model import Fact
from sync.ton.terms import Terms
from venue.core.db import Database
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx

BASE_URL = "https://toncenter.com/api/v3"
TONAPI_URL, COINGECKO_URL = "https://tonapi.io/v2", "https://api.coingecko.com/api/v3"
BUSY_S, IDLE_S = 3.0, 30.0
FIRST_S = 600  # how far back the first look goes
OVERLAP_S = 300  # what is read again each time: an index may show an earlier one late
LAG_S = 30  # the chain is taken as read up to so long before the index's own time
NIGHTLY_S = 86_400.0
QUIET_FIRST_S = 7 * 86_400
COIN = "ton"  # tonapi's name of the coin; it answers to the old and the new one


def provider(database: Database, terms: Terms) -> Provider:
    """Return TON for the engine."""
    return Provider(
        name="ton",
        title="TON",
        fields=(
            Field(name="api_key", secret=True, default=""),
            Field(name="base_url", default=BASE_URL),
            Field(name="tonapi_url", default=TONAPI_URL),
            Field(name="coingecko_url", default=COINGECKO_URL),
        ),
        open=lambda credentials, tools: _open(credentials, tools, terms),
        probe=_probe,
        handlers={},
        mode=lambda given: (
            "live" if given["base_url"] == BASE_URL and not terms.test else "sandbox"
        ),
        rate_per_s=1.0,
        burst=3,
        lanes=0,
        pulls=(
            Pull(
                name="transactions",
                every_s=_wait,
                fetch=lambda chain, cursor: read(chain, cursor, _accounts(database, terms)),
                take=lambda tx, item: take(tx, item, terms),
            ),
            Pull(
                name="usdt",
                every_s=NIGHTLY_S,
                fetch=lambda chain, cursor: _compare_usdt(chain, _accounts(database, terms)),
                take=_take_usdt,
            ),
            Pull(
                name="quiet_usdt",
                every_s=NIGHTLY_S,
                fetch=lambda chain, cursor: read_quiet(chain, cursor, _accounts(database, terms)),
                take=lambda tx, item: take(tx, item, terms),
            ),
        ),
    )


def _open(credentials: Credentials, tools: Tools, terms: Terms) -> Chain:
    return Chain(
        transport=tools.transport(credentials["base_url"]),
        api_key=credentials["api_key"],
        network=terms.network,
        sources=Sources(
            tonapi=tools.transport(credentials["tonapi_url"]),
            coingecko=tools.transport(credentials["coingecko_url"]),
            coin=COIN,
            coin_id=terms.coin_id,
        ),
    )


def _probe(chain: Chain) -> Result:
    try:
        chain.time()
    except CallFailed as failure:
        return failure.result
    return Result(outcome=Outcome.DONE, words="the chain answers")


def _wait(tx: ReadTx) -> float:
    return BUSY_S if store.open_tenders(tx) else IDLE_S


def _accounts(database: Database, terms: Terms) -> list[str]:
    with database.read() as tx:
        return store.watched(tx, terms.network)


def read(chain: Chain, cursor: str, accounts: list[str]) -> Pulled:
    """Read one page of each account from where it was left. Network only."""
    marks: dict[str, Any] = loads(cursor) if cursor else {}
    items: list[Mapping[str, Any]] = []
    more = False
    try:
        now = chain.time()
        until = now - LAG_S
        for account in accounts:
            mark = marks.get(account) or {"utime": now - FIRST_S, "lt": None}
            page = chain.page(parse_raw(account), since_utime=mark["utime"], after_lt=mark["lt"])
            items += [{"fact": asdict(fact)} for fact in page.facts]
            more = more or page.more
            if page.blocked_utime is not None:
                until = min(until, page.blocked_utime - 1)
            marks[account] = _next(mark, page.last_lt, page.last_utime, page.more)
    except CallFailed as failure:
        return Pulled(result=failure.result)
    if not more:
        items.append({"synced": until, "chain": now})
    known = {account: marks[account] for account in accounts}
    done = Result(outcome=Outcome.DONE)
    return Pulled(result=done, items=items, cursor=dumps(known), more=more)


def read_quiet(chain: Chain, cursor: str, accounts: list[str]) -> Pulled:
    """Read what came into the USDT wallets without a notification. Network only."""
    marks: dict[str, Any] = loads(cursor) if cursor else {}
    items: list[Mapping[str, Any]] = []
    more = False
    try:
        first = chain.time() - QUIET_FIRST_S
        for account in accounts:
            mark = marks.get(account) or {"utime": first, "lt": None}
            page = chain.quiet_page(
                parse_raw(account), since_utime=mark["utime"], after_lt=mark["lt"]
            )
            items += [{"fact": asdict(fact)} for fact in page.facts]
            more = more or page.more
            marks[account] = _next(mark, page.last_lt, page.last_utime, page.more)
    except CallFailed as failure:
        return Pulled(result=failure.result)
    known = {account: marks[account] for account in accounts}
    done = Result(outcome=Outcome.DONE)
    return Pulled(result=done, items=items, cursor=dumps(known), more=more)


def _next(mark: dict[str, Any], last_lt: int, last_utime: int, more: bool) -> dict[str, Any]:
    if more:
        return {"utime": mark["utime"], "lt": last_lt}
    # Behind a page that was reached by lt the overlap begins anew, by time.
    return {"utime": max(mark["utime"], last_utime - OVERLAP_S), "lt": None}


def take(tx: Tx, item: Mapping[str, Any], terms: Terms) -> None:
    """Store a fact, or note how far the chain was read."""
    tx.actor = "box"
    if "fact" in item:
        service.receive(tx, Fact(**item["fact"]), terms)
    else:
        service.synced(tx, terms, synced_utime=item["synced"], chain_utime=item["chain"])


def _compare_usdt(chain: Chain, accounts: list[str]) -> Pulled:
    """Compare our derived USDT wallet with the index's: the contract's owner may change it."""
    try:
        agrees = all(chain.usdt_wallet_agrees(parse_raw(one)) for one in accounts[:1])
        locked = any(chain.usdt_is_locked(parse_raw(one)) for one in accounts[:1])
    except CallFailed as failure:
        return Pulled(result=failure.result)
    items = [{"agrees": agrees, "locked": locked}]
    return Pulled(result=Result(outcome=Outcome.DONE), items=items)


def _take_usdt(tx: Tx, item: Mapping[str, Any]) -> None:
    tx.actor = "box"
    store.note_usdt(tx, agrees=item["agrees"], locked=item["locked"])
    tx.journal("ton.usdt_checked", {"agrees": item["agrees"], "locked": item["locked"]})


def rates(chain: Chain, currency: str) -> Callable[[Tx], None]:
    """Ask both sources; return what writes their answers. Blocks: network."""
    prices, _ = chain.sources.ask(currency)
    return lambda tx: store.save_rates(tx, prices)
