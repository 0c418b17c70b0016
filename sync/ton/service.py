"""Use cases of TON: ask for a payment, take what the chain says, tell how it stands."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sync import queries
from sync.rates.model import QUOTE_S, NoRate, agreed, shown_units, units_due
from sync.ton import comments, links, store
from sync.ton.address import parse_raw
from sync.ton.jetton import USDT_MASTER
from sync.ton.model import Fact, Request, Verdict, step, verdict
from sync.ton.terms import Terms
from venue.bills import content as bills
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, NotFound
from venue.core.jsonx import dumps
from venue.core.money import wire
from venue.core.outbox import BELL
from venue.core.tx import ReadTx, Row, Tx
from venue.payments import service as payments
from venue.payments.methods import Begun, Draft
from venue.payments.model import Tender

SLOWEST_MS = 75_000  # the chain was asked within this, else nothing is offered
LOST_MS = 45_000  # an open payment that nobody could look for so long is unknown
STALE_S, AHEAD_S = 60, 30  # how far the chain's time may be behind ours, and before it
USDT_CHECK_MS = 8 * 86_400_000
NEVER_MS = 10**12


def refusal(tx: ReadTx, terms: Terms, asset: str, now_s: float) -> tuple[str, str] | None:
    """Return why an asset is not offered, as code and sentence; None: it is.

    Args:
        now_s: The box's wall clock, Unix seconds.
    """
    merchant, watch = store.merchant(tx, "active"), store.watch(tx)
    if merchant is None or merchant["network"] != terms.network:
        return "ton.no_address", "the venue has no address to be paid at"
    if asset not in terms.assets:
        return "ton.asset_off", "this is not taken here"
    if tx.run_ms - watch["checked_run_ms"] > SLOWEST_MS:
        return "ton.offline", "the chain cannot be read now"
    behind_s = now_s - _chain_now(tx, watch)
    if not -AHEAD_S <= behind_s <= STALE_S:
        return "ton.clock", "the box's clock and the chain's time differ"
    checked = tx.run_ms - watch["usdt_checked_run_ms"] <= USDT_CHECK_MS
    if asset == "usdt" and watch["usdt_locked"]:
        return "ton.usdt_locked", "the issuer has locked the venue's USDT wallet"
    if asset == "usdt" and not (watch["usdt_agrees"] and checked):
        return "ton.usdt_wallet", "the venue's USDT wallet is not confirmed"
    try:
        agreed(asset, store.rates(tx, asset))
    except NoRate as error:
        return error.code, str(error)
    return None


def ask(tx: Tx, tariff: Tariff, draft: Draft, *, terms: Terms, asset: str) -> Begun:
    """Ask for a payment: quote it, and give it a code of its own.

    Raises:
        Conflict: ``ton.offline``, ``ton.no_rate``, ``ton.rates_differ``, ``ton.no_address``,
            ``ton.asset_off``, ``ton.clock``, ``ton.usdt_wallet``, ``ton.usdt_locked``.
    """
    refused = refusal(tx, terms, asset, tx.moment.timestamp())
    merchant = store.merchant(tx, "active")
    if refused or merchant is None:
        raise Conflict(*(refused or ("ton.no_address", "the venue has no address")))
    rate, currency = agreed(asset, store.rates(tx, asset)), tariff.currency
    content = bills.load(tx, draft.bill_id, tariff)
    units = units_due(draft.amount_minor + draft.tip_minor, currency, asset, rate.price)
    most = units_due(terms.short_most_minor, currency, asset, rate.price)
    code = comments.new()
    expires = int(_chain_now(tx, store.watch(tx))) + QUOTE_S[asset]
    store.insert_request(tx, {
        "tender_id": draft.tender_id,
        "code": code,
        "account": merchant["account"],
        "asset": asset,
        "units_due": units,
        "tolerance_units": min(units * terms.short_bp // 10_000, most),
        "price": str(rate.price),
        "sources": dumps(rate.told()),
        "quoted_at": tx.now,
        "expires_utime": expires,
        "bill_content": content.fingerprint if draft.final else "",
    })  # fmt: skip
    tx.journal("ton.asked", {
        "tender": draft.tender_id, "asset": asset, "units": str(units), "rate": str(rate.price),
        "sources": rate.told(), "expires": expires, "account": merchant["account"],
    })  # fmt: skip
    queries.make_due(tx, "ton", "transactions", 0)
    tx.after_commit(BELL.ring)
    return Begun(state="awaiting", details={"code": code, "asset": asset})


def give_back(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Refuse: the box has no key.

    Raises:
        Conflict: ``ton.no_key``.
    """
    raise Conflict(
        "ton.no_key", "the box cannot send coins: give it back by another method, such as cash"
    )


def receive(tx: Tx, fact: Fact, terms: Terms) -> int | None:
    """Store what arrived, once, and let it decide its payment; return its number if it is new."""
    known = store.tenders_by_code(tx, comments.candidates(fact.comment))
    is_matched = fact.kind == "sale" and len(known) == 1
    fact = replace(fact, tender_id=known[0] if is_matched else None)
    number = store.insert_fact(tx, fact)
    if number is None:
        return None
    tx.journal("ton.received", {
        "fact": number, "network": fact.network, "account": fact.account, "lt": str(fact.lt),
        "hash": fact.hash, "utime": fact.utime, "kind": fact.kind, "asset": fact.asset,
        "units": str(fact.units), "tender": fact.tender_id,
    })  # fmt: skip
    if fact.tender_id is not None:
        evaluate(tx, fact.tender_id, terms)
    tx.tell("floor", "ton", {"fact": number, "tender_id": fact.tender_id})
    return number


def synced(tx: Tx, terms: Terms, *, synced_utime: int, chain_utime: int) -> None:
    """Take note that the chain was read to its end; what has run out by its time expires now."""
    store.note_sync(tx, synced_utime=synced_utime, chain_utime=chain_utime)
    for tender_id in store.open_tenders(tx):
        evaluate(tx, tender_id, terms)


def contact_lost(tx: Tx, terms: Terms) -> None:
    """Say of open payments that nobody can look for them now; none expires by that."""
    if tx.run_ms - store.watch(tx)["checked_run_ms"] <= LOST_MS:
        return
    tx.actor = "box"
    for tender_id in store.open_tenders(tx):
        tender = payments.require_tender(tx, tender_id)
        if tender.state == "awaiting":
            done = payments.become(tx, tender, Begun(state="unknown"))
            payments.told(tx, done, terms.tariff)


def withdraw_stale(tx: Tx, terms: Terms) -> None:
    """Withdraw what was asked for the whole of a bill that has changed, or for more than is owed.

    The code is watched for ever: whoever pays it all the same has paid, and a person decides.
    """
    for tender_id, asked_of in store.untouched(tx):
        tender = payments.require_tender(tx, tender_id)
        content = bills.load(tx, tender.bill_id, terms.tariff)
        is_whole = asked_of in ("", content.fingerprint)
        if is_whole and sum(content.payable.values()) >= 0:
            continue
        tx.actor = "box"
        done = payments.become(tx, tender, Begun(state="cancelled"))
        tx.journal("ton.withdrawn", {"tender": tender_id, "bill": tender.bill_id})
        payments.told(tx, done, terms.tariff)


def evaluate(tx: Tx, tender_id: int, terms: Terms) -> Tender:
    """Let the stored facts decide a payment; a settled one never changes."""
    tender, request = payments.require_tender(tx, tender_id), require_request(tx, tender_id)
    judged = judge(tx, request)
    to = step(tender.state, judged.state)
    if to == tender.state:
        return tender
    done = payments.become(tx, tender, Begun(state=to, details=proof(tx, request, judged)))
    payments.told(tx, done, terms.tariff)
    return done


def judge(tx: ReadTx, request: Request) -> Verdict:
    """Return what the facts make of a payment now."""
    return verdict(request, store.facts_of(tx, request.tender_id), store.watch(tx)["synced_utime"])


def proof(tx: ReadTx, request: Request, judged: Verdict) -> dict[str, Any]:
    """Return what a tender keeps of the chain: flags, units, and the transactions."""
    hashes = [one.hash for one in store.facts_of(tx, request.tender_id)]
    return {
        "flags": list(judged.flags),
        "got_units": str(judged.got_units),
        "over_units": str(judged.over_units),
        "transactions": hashes[:10],
    }


def cancel(tx: Tx, tender_id: int, terms: Terms) -> dict[str, Any]:
    """Withdraw a request; its code is watched for ever.

    Raises:
        NotFound: ``ton.unknown_request``. Conflict: ``payments.illegal_move`` - money came.
    """
    require_request(tx, tender_id)
    tender = payments.require_tender(tx, tender_id)
    done = payments.become(tx, tender, Begun(state="cancelled"))
    payments.told(tx, done, terms.tariff)
    return view(tx, tender_id, terms)


def require_request(tx: ReadTx, tender_id: int) -> Request:
    """Return what was asked for by a tender.

    Raises:
        NotFound: ``ton.unknown_request``.
    """
    found = store.request(tx, tender_id)
    if found is None:
        raise NotFound("ton.unknown_request", "there is no such request")
    return found


def view(tx: ReadTx, tender_id: int, terms: Terms) -> dict[str, Any]:
    """Return the REQUEST that screens show: what to send where until when, and how it stands."""
    request, tender = require_request(tx, tender_id), payments.require_tender(tx, tender_id)
    judged, kept = judge(tx, request), store.quote(tx, tender_id)
    account = parse_raw(request.account)
    jetton = USDT_MASTER if request.asset == "usdt" else None
    left = request.expires_utime - _chain_now(tx, store.watch(tx))
    is_open = tender.state in ("awaiting", "partial")
    return {
        "tender_id": tender_id,
        "bill_id": tender.bill_id,
        "state": tender.state,
        "flags": list(judged.flags),
        "money": wire(tender.amount_minor + tender.tip_minor, terms.tariff.currency),
        "asset": request.asset,
        "name": terms.named(request.asset),
        "units": str(request.units_due),
        "amount": shown_units(request.units_due, request.asset),
        "got": shown_units(judged.got_units, request.asset),
        "over": shown_units(judged.over_units, request.asset),
        "rate": str(Decimal(request.price).normalize()),
        "quoted_at": kept["quoted_at"],
        "address": account.friendly(test=terms.test),
        "code": request.code,
        "left_s": max(0, int(left)) if is_open else 0,
        "links": links.wallets(
            account,
            units=request.units_due,
            code=request.code,
            expires=request.expires_utime,
            jetton=jetton,
            test=terms.test,
        )
        if is_open and left > 0
        else [],
    }


def under_way(tx: ReadTx, bill_id: str, terms: Terms) -> dict[str, Any] | None:
    """Return a bill's REQUEST that is not at its end, or None."""
    found = store.last_of_bill(tx, bill_id)
    return None if found is None else view(tx, found, terms)


def offer(tx: ReadTx, terms: Terms, now_s: float) -> dict[str, Any]:
    """Return what may be paid with now: ``{items: [{asset, name, offered, why}]}``."""
    reasons = {asset: refusal(tx, terms, asset, now_s) for asset in terms.assets}
    items: list[Mapping[str, Any]] = [
        {
            "asset": asset,
            "name": terms.coin if asset == "ton" else "USDT",
            "offered": why is None,
            "why": why[0] if why else None,
        }
        for asset, why in reasons.items()
    ]
    return {"items": items}


def rates_age_ms(tx: ReadTx) -> int:
    """Return how long ago the sources of the rate were heard."""
    heard = store.rates_run_ms(tx)
    return tx.run_ms - heard if heard is not None else NEVER_MS


def _chain_now(tx: ReadTx, watch: Row) -> float:
    """Return the chain's time now, by the running time since it was asked."""
    passed_ms: int = tx.run_ms - watch["checked_run_ms"]
    return int(watch["chain_utime"]) + passed_ms / 1000
