"""How orders and top-ups are told to Airalo, and looked for after a lost answer (airalo.md, 6.2).

There is no idempotency key: the message's own key is the order's ``description``, and the vendor's
list must show it absent four times over a quarter of an hour before the same token goes again.
"""

from collections.abc import Callable, Mapping

from sync.airalo.client import Airalo
from sync.airalo.writes import post_order, post_refund, post_topup
from sync.calls import CallFailed
from sync.model import Look, Message, Outcome, Result, Seen
from sync.provider import Handler

FORGOTTEN = Result(
    outcome=Outcome.REJECTED, code="forgotten", words="this eSIM's number is no longer kept"
)
FIRST_LOOK_S, LOOKS, SPREAD_S = 30.0, 4, 900.0


def handlers(
    iccid_of: Callable[[int], str], claim_of: Callable[[int], tuple[str, str, str]]
) -> Mapping[str, Handler]:
    """Return the handlers.

    Args:
        iccid_of: Opens the number of an order's eSIM, which the outbox must not hold.
        claim_of: Opens number, reason and notes of a refund to ask for.
    """

    def order(client: Airalo, message: Message) -> Result:
        return client.write(post_order(str(message.body["package"]), token=message.key))

    def topup(client: Airalo, message: Message) -> Result:
        iccid = iccid_of(int(message.body["esim"]))
        if not iccid:
            return FORGOTTEN
        request = post_topup(iccid, str(message.body["package"]), token=message.key)
        return client.write(request)

    def refund(client: Airalo, message: Message) -> Result:
        iccid, reason, notes = claim_of(int(message.body["claim"]))
        return client.write(post_refund([iccid], reason, notes=notes)) if iccid else FORGOTTEN

    return {
        **{name: _handler(send) for name, send in (("order", order), ("topup", topup))},
        # Nothing tells whether a request arrived (airalo.md, 9): after a lost answer a person asks.
        "refund": Handler(send=refund, reconcile=_no_trace, resend=False),
    }


def look(client: Airalo, message: Message) -> Seen:
    """Search the vendor's orders for our token; equal ones only."""
    try:
        found = client.orders(token=message.key).rows
    except CallFailed as failure:
        return Seen(look=Look.CANNOT_TELL, result=failure.result)
    done = Result(outcome=Outcome.DONE)
    return Seen.of(done, vendor_ref=found[0].order_id if found else None)


def _no_trace(client: Airalo, message: Message) -> Seen:
    return Seen.of(Result(outcome=Outcome.DONE), vendor_ref=None)


def _handler(send: Callable[[Airalo, Message], Result]) -> Handler:
    return Handler(
        send=send, reconcile=look, first_look_s=FIRST_LOOK_S, looks=LOOKS, spread_s=SPREAD_S
    )
