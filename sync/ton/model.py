"""What arrived, what was asked for, and what the two make of a payment. Pure.

A payment's state follows from finalized facts and the chain's own time, never from the moment when
the box noticed (payments.md 3.6 and 9).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.ton import bodies
from sync.ton.address import Address, parse_raw
from sync.ton.errors import TonError
from venue.payments.model import MOVES

COIN, USDT = "ton", "usdt"
ASSETS = (COIN, USDT)
FINAL = "finalized"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Money that arrived, once and for ever.

    Attributes:
        kind: ``sale`` may pay a bill; ``income`` are coins beside a message that is none;
            ``foreign`` a token that is not ours: no money at all.
        asset: ``ton`` or ``usdt``, or "" for a foreign token.
        units: In the asset's smallest unit; 0 for a foreign token.
        utime: The chain's time, Unix seconds.
    """

    network: str
    account: str
    lt: int
    hash: str
    utime: int
    kind: str
    asset: str
    units: int
    sender: str
    comment: str
    tender_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for: never changed, its code never used again."""

    tender_id: int
    code: str
    account: str
    asset: str
    units_due: int
    tolerance_units: int
    price: str
    expires_utime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state that the facts call for, and what a person should know.

    Attributes:
        flags: Of ``over late wrong_asset short short_accepted``.
        got_units: On time and in the asset asked for.
        over_units: More than was asked for: owed to the guest, no tip.
    """

    state: str
    flags: tuple[str, ...]
    got_units: int
    over_units: int


def verdict(request: Request, facts: Sequence[Fact], synced_utime: int) -> Verdict:
    """Judge a payment by everything that carries its code.

    Args:
        synced_utime: The chain was read without a gap up to here.
    """
    right = [one for one in facts if one.asset == request.asset and one.kind == "sale"]
    got = sum(one.units for one in right if one.utime <= request.expires_utime)
    late = sum(one.units for one in right if one.utime > request.expires_utime)
    flags = ["late"] if late else []
    flags += ["wrong_asset"] if len(right) < len(facts) else []
    over = max(0, got + late - request.units_due)
    if got >= request.units_due - request.tolerance_units:
        flags += ["short_accepted"] if got < request.units_due else []
        flags += ["over"] if over else []
        return Verdict(state="settled", flags=tuple(flags), got_units=got, over_units=over)
    over_window = synced_utime > request.expires_utime
    state = "expired" if over_window else "awaiting"
    if flags:
        state = "review"
    elif got:
        state = "review" if over_window else "partial"
        flags = ["short"]
    return Verdict(state=state, flags=tuple(flags), got_units=got, over_units=over)


def step(state: str, wanted: str) -> str:
    """Return where a payment goes from its state when the facts call for another.

    Money for what was given up or has expired never settles by itself: the bill may be paid by now.
    """
    if state in ("expired", "cancelled") and wanted in ("settled", "partial", "review"):
        return "review"
    if state == "review" or wanted not in MOVES[state]:
        return state
    return wanted


def quiet_fact_of(row: dict[str, Any], *, network: str, wallet: Address) -> Fact | None:
    """Return what a transaction of our USDT wallet brought without telling us, or None.

    Here the compute phase matters: a transfer that the wallet refused, as while it is locked, was
    no money.

    Raises:
        KeyError, TypeError, ValueError: Another shape than promised; also another account's.
    """
    if parse_raw(row["account"]) != wallet:
        raise TonError("a transaction of another account")
    message, ended = row["in_msg"], row["description"]
    if message is None or ended["aborted"] or not (ended.get("compute_ph") or {}).get("success"):
        return None
    said = bodies.quiet((message["message_content"] or {}).get("body"))
    if said is None or said.sender is None or said.units >= 2**63:
        return None
    return Fact(
        network=network,
        account=wallet.raw,
        lt=int(row["lt"]),
        hash=str(row["hash"])[:88],
        utime=int(row["now"]),
        kind="sale",
        asset=USDT,
        units=said.units,
        sender=said.sender.raw,
        comment=said.text,
    )


def fact_of(row: dict[str, Any], *, network: str, account: Address, usdt: Address) -> Fact | None:
    """Return what a finalized transaction brought, or None: nothing came in by it.

    The only accepted algorithm, payments.md 3.6. Neither ``aborted`` nor the compute phase matter:
    a deposit to a wallet that is not deployed, and a notification of one nano, look failed.

    Raises:
        KeyError, TypeError, ValueError: Another shape than promised; also another account's.
    """
    if parse_raw(row["account"]) != account:
        raise TonError("a transaction of another account")
    message = row["in_msg"]
    if message is None or not message["source"] or row["out_msgs"] or message["bounced"]:
        return None
    if parse_raw(message["destination"]) != account:
        raise TonError("a message to another account")
    source, value = parse_raw(message["source"]), int(message["value"] or 0)
    said = bodies.said((message["message_content"] or {}).get("body"))
    kind, asset, units, sender = "sale", COIN, value, source
    if said.kind == "jetton":
        is_ours = source == usdt
        kind, asset = ("sale", USDT) if is_ours else ("foreign", "")
        units, sender = (said.units if is_ours else 0), said.sender or source
    elif said.kind == "other":
        kind = "income"
    if units < 0 or units >= 2**63 or int(row["lt"]) >= 2**63:
        raise TonError("an amount that the chain cannot have")
    return Fact(
        network=network,
        account=account.raw,
        lt=int(row["lt"]),
        hash=str(row["hash"])[:88],
        utime=int(row["now"]),
        kind=kind,
        asset=asset,
        units=units,
        sender=sender.raw,
        comment=said.text,
    )
