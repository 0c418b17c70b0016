"""The stand-in for toncenter v3: transactions, chain time and USDT wallets (payments.md, 3.2)."""

import base64
from collections.abc import Callable

from sync.sandbox.store import Doc, State
from sync.sandbox.ton import cells
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, dispatch, reply

GENESIS, BLOCK_S = 1_573_822_385, 4  # keeps block numbers inside 32 bits for decades
MOST, USUAL = 1000, 10


def answer(state: State, ask: Ask) -> Answer:
    """Answer one request."""
    found = dispatch(ROUTES, state, ask)
    return found or reply({"error": "not found"}, 404)


def _account(text: str) -> str:
    try:
        return cells.raw_address(text)
    except ValueError:
        raise Refusal(reply({"error": "invalid address"}, 400)) from None


# Query parameter -> does this transaction pass?
FILTERS: dict[str, Callable[[Doc, str], bool]] = {
    "start_lt": lambda row, text: int(row["lt"]) >= int(text),
    "end_lt": lambda row, text: int(row["lt"]) <= int(text),
    "start_utime": lambda row, text: row["now"] >= int(text),
    "end_utime": lambda row, text: row["now"] <= int(text),
    "hash": lambda row, text: row["hash"] == text,
    "lt": lambda row, text: row["lt"] == text,
}


def _transactions(state: State, ask: Ask) -> Answer:
    account = _account(ask.query.get("account", ""))
    try:
        rules = [(FILTERS[name], text) for name, text in ask.query.items() if name in FILTERS]
        found = [
            row["tx"]
            for row in state.children("ton.tx", account)
            if ask.shown(row["at"], state.now)
            and all(rule(row["tx"], text) for rule, text in rules)
        ]
        limit = min(int(ask.query.get("limit", USUAL)), MOST)
        first = int(ask.query.get("offset", 0))
    except ValueError:
        raise Refusal(reply({"error": "invalid parameter"}, 400)) from None
    found.sort(key=lambda row: int(row["lt"]), reverse=ask.query.get("sort", "desc") == "desc")
    book = {account: {"user_friendly": cells.friendly(account, bounceable=False), "domain": None}}
    return reply({"transactions": found[first : first + limit], "address_book": book})


def _masterchain(state: State, ask: Ask) -> Answer:
    now = state.now.timestamp() - ask.lag_s
    block = {
        "workchain": -1,
        "shard": "8000000000000000",
        "seqno": int(now - GENESIS) // BLOCK_S,
        "gen_utime": str(int(now)),
    }
    return reply({"last": block, "first": block | {"seqno": 1, "gen_utime": "1573822385"}})


def _wallets(state: State, ask: Ask) -> Answer:
    owner = _account(ask.query.get("owner_address", ""))
    master = _account(ask.query.get("jetton_address", cells.USDT_MASTER))
    if master != cells.raw_address(cells.USDT_MASTER):
        return reply({"jetton_wallets": [], "address_book": {}})
    wallet = {"address": cells.usdt_wallet(owner), "balance": "0", "owner": owner, "jetton": master}
    return reply({"jetton_wallets": [wallet], "address_book": {}})


def pay(state: State, wish: Doc) -> Doc:
    """Put a transaction on an account, as a guest, a cheat or a trainer would send it.

    Args:
        wish: ``account`` (ours), ``amount`` (text of the smallest unit) and, where wanted, ``kind``
            (ton, usdt, fake_jetton, bounced, outgoing, quiet_usdt: without a notification),
            ``refused`` (by the locked wallet), ``comment``, ``sender``, ``ago_s`` (the
            chain saw it so long ago), ``finality``, ``inline`` (the comment not in a reference).
    """
    account = _account(str(wish["account"]))
    if wish.get("kind") == "quiet_usdt":
        return _quiet(state, wish, cells.usdt_wallet(account))
    sender = _account(wish.get("sender") or f"0:{'AB' * 32}")
    number = state.number("ton.tx")
    at = int(state.now.timestamp() - float(wish.get("ago_s", 0)))
    body, source, value = _message(wish, account, sender)
    kind = wish.get("kind", "ton")
    message = {
        "hash": _hash64(number, "message"), "source": source, "destination": account,
        "value": value, "bounced": kind == "bounced", "bounce": False,
        "created_at": str(at), "opcode": f"0x{int(body.bits[:32], 2):08x}" if body.bits else None,
        "message_content": {"body": base64.b64encode(cells.boc(body)).decode(), "decoded": None,
                            "hash": base64.b64encode(body.hash()).decode()},
    }  # fmt: skip
    # Logical times grow with the chain's time; the number keeps two of one second apart.
    lt = str(at * 1_000_000 + number)
    tx = {
        "account": account, "hash": _hash64(number, "tx"), "lt": lt, "now": at,
        "mc_block_seqno": (at - GENESIS) // BLOCK_S, "emulated": False,
        "finality": wish.get("finality", "finalized"),
        "orig_status": "active", "end_status": "active",
        "description": {
            "type": "ord", "aborted": kind in ("usdt", "fake_jetton"), "destroyed": False,
            # A notification carries one nano, too little for gas: official, and still money.
            "compute_ph": {"skipped": kind in ("usdt", "fake_jetton"), "reason": "cskip_no_gas"}
            if kind in ("usdt", "fake_jetton") else {"skipped": False, "success": True,
                                                     "exit_code": 0},
            "action": {"success": True, "result_code": 0}, "bounce": None,
        },
        "in_msg": message,
        "out_msgs": [message | {"source": account, "destination": sender}]
        if kind == "outgoing" else [],
    }  # fmt: skip
    state.put("ton.tx", tx["hash"], {"tx": tx, "at": state.now.timestamp()}, parent=account)
    state.effect("toncenter", kind, str(wish.get("comment", "")), amount=str(wish["amount"]))
    return tx


def _quiet(state: State, wish: Doc, wallet: str) -> Doc:
    """Put a transfer on a USDT wallet that tells its owner nothing."""
    sender, number = _account(wish.get("sender") or f"0:{'AB' * 32}"), state.number("ton.tx")
    at, refused = int(state.now.timestamp()), bool(wish.get("refused"))
    body = cells.internal_transfer(int(wish["amount"]), sender, str(wish.get("comment", "")))
    tx: Doc = {
        "account": wallet, "hash": _hash64(number, "tx"), "lt": str(at * 1_000_000 + number),
        "now": at, "emulated": False, "finality": "finalized",
        "description": {"type": "ord", "aborted": refused,
                        "compute_ph": {"skipped": False, "success": not refused}},
        "in_msg": {"source": f"0:{'CD' * 32}", "destination": wallet, "value": "1",
                   "bounced": False, "opcode": "0x178d4519",
                   "message_content": {"body": base64.b64encode(cells.boc(body)).decode()}},
        "out_msgs": [],
    }  # fmt: skip
    state.put("ton.tx", tx["hash"], {"tx": tx, "at": state.now.timestamp()}, parent=wallet)
    kind = "refused" if refused else "usdt"
    state.effect("toncenter", kind, str(wish.get("comment", "")), amount=str(wish["amount"]))
    return tx


def lock(state: State, wish: Doc) -> Doc:
    """Lock the USDT wallet of ``account``, or with ``status`` 0 open it again."""
    wallet = cells.usdt_wallet(_account(str(wish["account"])))
    state.put("ton.lock", wallet, {"status": int(wish.get("status", 1))})
    return {"wallet": wallet}


def _states(state: State, ask: Ask) -> Answer:
    wallet = _account(ask.query.get("address", ""))
    found = state.get("ton.lock", wallet)
    if found is None:
        return reply({"accounts": [], "address_book": {}})
    data = cells.Cell().uint(found["status"], 4).coins(0)
    packed = base64.b64encode(cells.boc(data)).decode()
    return reply({"accounts": [{"address": wallet, "status": "active", "data_boc": packed}]})


def finality(state: State, wish: Doc) -> Doc:
    """Let a transaction that was pending become final, or vanish: ``{hash, finality}``, where
    ``invalidated`` vanishes."""
    found = state.get("ton.tx", str(wish["hash"]))
    if found is None:
        raise Refusal(reply({"error": "no such transaction"}, 404))
    tx: Doc = found["tx"] | {"finality": wish["finality"]}
    if wish["finality"] == "invalidated":
        state.drop("ton.tx", tx["hash"])
    else:
        state.put("ton.tx", tx["hash"], found | {"tx": tx}, parent=tx["account"])
    return tx


def _message(wish: Doc, account: str, sender: str) -> tuple[cells.Cell, str | None, str]:
    kind, text, amount = wish.get("kind", "ton"), str(wish.get("comment", "")), int(wish["amount"])
    if kind == "outgoing":
        return cells.Cell(), None, "0"
    if kind in ("usdt", "fake_jetton"):
        body = cells.notification(amount, sender, text, inline=bool(wish.get("inline")))
        # A fake says the same words from a wallet that is not the one our address derives.
        wallet = cells.usdt_wallet(account) if kind == "usdt" else f"0:{'FA' * 32}"
        return body, wallet, "1"
    return (cells.comment(text) if text else cells.Cell()), sender, str(amount)


def _hash64(number: int, what: str) -> str:
    return base64.b64encode(cells.Cell().raw(f"{what} {number}".encode()).hash()).decode()


ROUTES: Routes = {
    ("GET", "/api/v3/transactions"): _transactions,
    ("GET", "/api/v3/masterchainInfo"): _masterchain,
    ("GET", "/api/v3/jetton/wallets"): _wallets,
    ("GET", "/api/v3/accountStates"): _states,
}
