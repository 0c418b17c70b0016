"""eSIM plans and orders: what may be sold and for how much, and an order's states. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from venue.core.errors import Conflict

# domain.md, `esim_order`; what was taken off its bill unpaid is `dropped`. `failed` passes on to
# `refund_due` at once; an eSIM that arrives after all ends the task as long as no money went back.
MOVES: Mapping[str, frozenset[str]] = {
    "quoted": frozenset({"paid", "dropped"}),
    "dropped": frozenset(),
    "paid": frozenset({"submitted", "failed"}),
    "submitted": frozenset({"fulfilled", "unknown", "failed"}),
    "unknown": frozenset({"found", "resubmitted", "failed"}),
    "found": frozenset({"fulfilled", "failed"}),
    "resubmitted": frozenset({"fulfilled", "unknown", "failed"}),
    "fulfilled": frozenset({"shown"}),
    "shown": frozenset({"installed"}),
    "installed": frozenset({"active"}),
    "active": frozenset({"exhausted", "expired"}),
    "exhausted": frozenset({"active", "expired"}),
    "expired": frozenset(),
    "failed": frozenset({"refund_due"}),
    "refund_due": frozenset({"refunded", "fulfilled"}),
    "refunded": frozenset(),
}
WAITING = ("paid", "submitted", "unknown", "found", "resubmitted")
OURS = ("fulfilled", "shown", "installed", "active", "exhausted", "expired")
# What the vendor says of an eSIM (airalo.md, 7), in our words; others change nothing.
LIFE: Mapping[str, str] = {"ACTIVE": "active", "FINISHED": "exhausted", "EXPIRED": "expired"}
LIVING = ("fulfilled", "shown", "installed", "active", "exhausted")

STALE_MS = 24 * 3_600_000  # from here on screens say how old the copy is (airalo.md, 5)
HIDDEN_MS = 72 * 3_600_000  # from here on nothing is sold from it
USAGE_MS = 20 * 60_000  # the vendor renews it no sooner
ONLINE_MS = 15 * 60_000
LOW_PERCENT = 20

# What a clerk is told of a code of the vendor (airalo.md, 4).
WORDS: Mapping[str, str] = {
    "11": "The venue's credit at Airalo is used up. The order waits; top the credit up.",
    "13": "The network operator is under maintenance. The order waits and is tried again.",
    "23": "This eSIM cannot be topped up. Give the money back, or sell a new eSIM.",
    "33": "There is not enough of this plan in stock. Give the money back, or sell another.",
    "34": "This plan is sold out or gone. Give the money back, or sell another.",
    "43": "Airalo could not read the order. Give the money back and tell the installer.",
    "53": "Airalo failed unexpectedly. The box is looking whether the eSIM was bought.",
    "73": "This eSIM was taken back by the network. Give the money back, or sell a new one.",
    "89": "Airalo does not know this line's address. The order waits; tell the installer.",
    "http_429": "Airalo asked for a pause. The order waits and goes by itself.",
    "http_401": "Airalo refuses the venue's key. The order waits; tell the installer.",
    "http_500": "Airalo failed. The box is looking whether the eSIM was bought.",
    "html": "Airalo failed. The box is looking whether the eSIM was bought.",
    "deadline": "It could not be bought in the time promised. Give the money back.",
}
# What holds every order up until the office or the installer does something.
OFFICE_CODES = ("11", "89", "http_401")
WAITS = "The order waits for Airalo and goes by itself."
LOOKS = "Airalo's answer was lost. The box is looking whether the eSIM was bought."
FAILED = "The eSIM was not bought. Give the money back, or sell another."


@dataclass(frozen=True, kw_only=True)
class PriceRule:
    """How a plan's price is made.

    Attributes:
        markup_bp: Added to what the venue pays, in basis points.
        step_minor: Prices are rounded up to a multiple of it.
    """

    markup_bp: int
    step_minor: int

    def price_minor(self, net_minor: int, least_minor: int) -> int:
        """Return the price; never below ``least_minor``, the vendor's own retail price."""
        wished = Decimal(net_minor) * (10_000 + self.markup_bp) / 10_000
        whole = max(int(wished.to_integral_value(ROUND_CEILING)), least_minor)
        return -(-whole // self.step_minor) * self.step_minor


def moved(state: str, to: str) -> str:
    """Return ``to`` when an order may go there.

    Raises:
        Conflict: ``esim.illegal_move`` naming the state, the wish and what is allowed.
    """
    if to not in MOVES[state]:
        raise Conflict(
            "esim.illegal_move",
            f"an eSIM order that is {state} cannot become {to}",
            state=state,
            action=to,
            allowed=sorted(MOVES[state]),
        )
    return to


def way(state: str, to: str) -> list[str]:
    """Return the states that lead from one to another, the last included; empty: no way.

    A poll sees only where something stands now: what lies between has happened all the same.
    """
    paths = [[state]]
    for path in paths:
        for after in sorted(MOVES[path[-1]] - {one for known in paths for one in known}):
            if after == to:
                return [*path[1:], after]
            paths.append([*path, after])
    return []


def of_message(state: str, sent: bool, message: str) -> str:
    """Return the state an order has by its message to the vendor.

    Args:
        state: The order's now.
        sent: Whether the message left the box before.
        message: Its state in the outbox; empty: it is no more.
    """
    if message in ("dead_letter", "waived", "rejected", ""):
        return "failed"
    if message == "unknown":
        return "unknown"
    if message == "reconciled" and state in ("unknown", "resubmitted", "submitted"):
        return "found"
    if state in ("unknown", "resubmitted") and message in ("queued", "sending"):
        return "resubmitted"
    if state == "paid" and (sent or message not in ("queued",)):
        return "submitted"
    return state


def words_of(state: str, code: str) -> str:
    """Return what a clerk is told of an order; empty: all is well."""
    if state in ("failed", "refund_due", "refunded"):
        return WORDS.get(code, FAILED)
    if state == "unknown":
        return WORDS.get(code, LOOKS)
    return WORDS.get(code, WAITS) if state in WAITING and code else ""


def is_low(remaining: int, total: int, *, unlimited: bool) -> bool:
    """Tell whether a guest should be warned that data is running out."""
    return not unlimited and total > 0 and remaining * 100 <= total * LOW_PERCENT
