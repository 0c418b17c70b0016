"""Reading the chain from toncenter v3 (payments.md 3.2): a call, a shape, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sync.calls import CallFailed, in_shape
from sync.model import Outcome, Result
from sync.rates.sources import Sources
from sync.ton import boc
from sync.ton.address import Address, parse_raw
from sync.ton.cells import Reader
from sync.ton.jetton import USDT_MASTER, usdt_wallet
from sync.ton.model import FINAL, Fact, fact_of, quiet_fact_of
from sync.transport import NoAnswer, Transport, json_of, of_reply, unreadable

PAGE = 100
Judge = Callable[[dict[str, Any]], Fact | None]


@dataclass(frozen=True, kw_only=True)
class PageOfFacts:
    """A page of an account.

    Attributes:
        last_lt: Of the last finalized transaction before any that is not; 0: none.
        last_utime: Its time.
        blocked_utime: Time of the first that is not final yet: nothing behind it is known.
        more: The page was full.
    """

    facts: list[Fact]
    last_lt: int
    last_utime: int
    blocked_utime: int | None
    more: bool


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The index of the chain; threads may share it.

    Attributes:
        network: ``main`` or ``test``.
    """

    transport: Transport
    api_key: str
    network: str
    sources: Sources

    @in_shape
    def time(self) -> int:
        """Return the chain's time as the index has it, Unix seconds."""
        return int(self._read("/masterchainInfo", {})["last"]["gen_utime"])

    @in_shape
    def page(
        self, account: Address, *, since_utime: int = 0, after_lt: int | None = None
    ) -> PageOfFacts:
        """Return a page of an account's transactions, oldest first.

        Args:
            since_utime: Begin at this time; ``after_lt`` goes on behind a page instead.
        """
        usdt = usdt_wallet(account)
        judge = partial(fact_of, network=self.network, account=account, usdt=usdt)
        return self._page(account, judge, since_utime, after_lt)

    @in_shape
    def quiet_page(self, owner: Address, *, since_utime: int, after_lt: int | None) -> PageOfFacts:
        """Return a page of what came into the owner's USDT wallet without a notification."""
        wallet = usdt_wallet(owner)
        judge = partial(quiet_fact_of, network=self.network, wallet=wallet)
        return self._page(wallet, judge, since_utime, after_lt)

    def _page(
        self, account: Address, judge: Judge, since_utime: int, after_lt: int | None
    ) -> PageOfFacts:
        where = {"start_utime": since_utime} if after_lt is None else {"start_lt": after_lt + 1}
        asked = {"account": account.raw, "limit": PAGE, "sort": "asc", **where}
        rows = self._read("/transactions", asked)["transactions"]
        is_full = len(rows) >= PAGE
        order = [int(row["lt"]) for row in rows]
        if order != sorted(order):
            if is_full:
                # Newest first, and more behind it: what lies between would be skipped.
                raise ValueError("a full page in the wrong order")
            rows.sort(key=lambda row: int(row["lt"]))
        return self._judged(rows, judge, is_full)

    def _judged(self, rows: list[Any], judge: Judge, is_full: bool) -> PageOfFacts:
        facts: list[Fact] = []
        last_lt = last_utime = 0
        blocked: int | None = None
        for row in rows:
            if row.get("finality", FINAL) != FINAL or row.get("emulated"):
                blocked = int(row["now"]) if blocked is None else blocked
                continue
            fact = judge(row)
            facts += [fact] if fact else []
            if blocked is None:
                last_lt, last_utime = int(row["lt"]), int(row["now"])
        return PageOfFacts(
            facts=facts,
            last_lt=last_lt,
            last_utime=last_utime,
            blocked_utime=blocked,
            more=is_full and blocked is None,
        )

    @in_shape
    def usdt_wallet_agrees(self, owner: Address) -> bool:
        """Tell whether the index knows the same USDT wallet that we derive; none yet agrees."""
        asked = {"owner_address": owner.raw, "jetton_address": USDT_MASTER.raw}
        found = self._read("/jetton/wallets", asked)["jetton_wallets"]
        return all(parse_raw(one["address"]) == usdt_wallet(owner) for one in found)

    @in_shape
    def usdt_is_locked(self, owner: Address) -> bool:
        """Tell whether the issuer has locked the owner's USDT wallet; one that is none is not.

        The first four bits of its data are the status, 0: none (stablecoin-contract,
        jetton-wallet.fc).
        """
        asked = {"address": usdt_wallet(owner).raw, "include_boc": "true"}
        for one in self._read("/accountStates", asked)["accounts"]:
            if parse_raw(one["address"]) == usdt_wallet(owner) and one.get("data_boc"):
                return Reader(boc.from_text(one["data_boc"])).uint(4) != 0
        return False

    def _read(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        headers |= {"X-API-Key": self.api_key} if self.api_key else {}
        query = f"?{urlencode(asked)}" if asked else ""
        try:
            reply = self.transport.send("GET", path + query, headers=headers, deadline_s=10)
        except NoAnswer as error:
            raise CallFailed(error.result) from error
        wrong, data = of_reply(reply, now=self.transport.clock.now()), json_of(reply)
        if wrong is None and reply.status == 403:
            words = "this key belongs to the other network"
            wrong = Result(outcome=Outcome.AUTH, code="http_403", words=words)
        if wrong is not None:
            raise CallFailed(wrong)
        if reply.status != 200 or not isinstance(data, dict):
            raise CallFailed(unreadable(reply))
        return data
