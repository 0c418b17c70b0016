"""What is polled at Airalo: the catalogue every hour; credit, eSIMs that were ordered, usage."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from sync.airalo import writes
from sync.airalo.client import Airalo
from sync.airalo.provider import PROVIDER
from sync.airalo.rows import Package, Sim
from sync.calls import CallFailed
from sync.model import Outcome, Result
from sync.provider import Credentials, Pull, Pulled, Tools
from venue.core.db import Database
from venue.core.jsonx import dumps
from venue.core.money import exponent
from venue.core.tx import ReadTx, Tx
from venue.esim import catalogue, delivery, devices
from venue.esim.claims import service as claims
from venue.esim.terms import Terms

HOUR_S, DAY_S = 3600.0, 86_400.0
SOON_S, IDLE_S = 5.0, 300.0
MOST_AT_ONCE = 10
EVENTS: tuple[writes.Event, ...] = ("webhook_low_data", "webhook_credit_limit")
REFUNDED = ("refunded", "partially_refunded")


class Reader:
    """Reads at Airalo what the box has still to know.

    Attributes:
        mode: ``sandbox`` or ``live``, as the credentials say.
        webhook_url: Where the vendor is to send what happens; empty: it is polled alone.
    """

    def __init__(self, database: Database, terms: Terms) -> None:
        self.database, self.terms, self.mode = database, terms, "sandbox"
        self.webhook_url = ""

    def open(self, credentials: Credentials, tools: Tools) -> Airalo:
        """Make the client."""
        self.mode = PROVIDER.mode(credentials)
        self.webhook_url = credentials.get("webhook_url", "")
        client: Airalo = PROVIDER.open(credentials, tools)
        return client

    def iccid_of(self, order_id: int) -> str:
        """Return the number of an order's eSIM, or nothing."""
        with self.database.read() as tx:
            return delivery.iccid_of(tx, self.terms, order_id)

    def claim_of(self, claim_id: int) -> tuple[str, str, str]:
        """Return what is told of a refund to ask for."""
        with self.database.read() as tx:
            return claims.told(tx, self.terms, claim_id)

    def pulls(self) -> tuple[Pull, ...]:
        """Return the polls."""
        return (
            Pull(name="account", every_s=_pace, fetch=self.account, take=self.take),
            Pull(name="catalogue", every_s=HOUR_S, fetch=self.catalogue, take=self.take_catalogue),
            Pull(name="devices", every_s=DAY_S, fetch=self.devices, take=self.take_devices),
            Pull(name="events", every_s=DAY_S, fetch=self.ask_for_events, take=_nothing),
        )

    def ask_for_events(self, client: Airalo, cursor: str) -> Pulled:
        """Have low data and low credit told to the address; to ask again changes nothing."""
        for kind in EVENTS if self.webhook_url else ():
            asked = client.write(writes.opt_in(kind, self.webhook_url))
            if not asked.done:
                return Pulled(result=asked)
        return Pulled(result=Result(outcome=Outcome.DONE))

    def catalogue(self, client: Airalo, cursor: str) -> Pulled:
        """Fetch every page, or raise: what is missing from a whole pass is deleted."""
        packages = [one for one in client.catalogue() if one.megabytes or one.unlimited]
        rows = [row_of(one, self.terms.currency) for one in packages]
        return Pulled(result=Result(outcome=Outcome.DONE), items=[{"packages": rows}])

    def take_catalogue(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Store a pass."""
        catalogue.take(tx, item["packages"])

    def devices(self, client: Airalo, cursor: str) -> Pulled:
        """Fetch the phones that take eSIMs."""
        found = client.compatible_devices()
        return Pulled(result=Result(outcome=Outcome.DONE), items=[{"devices": found}])

    def take_devices(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Store them."""
        devices.take(tx, item["devices"])

    def account(self, client: Airalo, cursor: str) -> Pulled:
        """Fetch the credit, then eSIMs that were ordered and usage that is due."""
        balance = client.balance()
        items: list[dict[str, Any]] = [{"cents": balance.amount_minor, "mode": self.mode}]
        with self.database.read() as tx:
            wanted = delivery.wanted(tx)[:MOST_AT_ONCE]
            due = delivery.usage_due(tx, self.terms, MOST_AT_ONCE)
            undecided = claims.undecided(tx, MOST_AT_ONCE)
        for one in wanted:
            items += _bought(client, one)
        for order_id, iccid in due:
            items += _usage(client, order_id, iccid)
        items += [
            {"claim": claim_id, "refunded": client.order(ref).status in REFUNDED}
            for claim_id, ref in undecided
        ]
        return Pulled(result=Result(outcome=Outcome.DONE), items=items)

    def take(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Store what was found."""
        if "cents" in item:
            delivery.account(tx, item["cents"], item["mode"])
        elif "claim" in item:
            claims.seen(tx, item["claim"], refunded=item["refunded"])
        elif "token" in item:
            delivery.delivered(tx, self.terms, item["token"], item["esim"])
        else:
            delivery.used(tx, item["order"], item["usage"])


def row_of(one: Package, currency: str) -> dict[str, Any]:
    """Return a package as the box keeps it: priced in the venue's currency, or not at all."""
    prices = one.in_currency(currency)
    unit = Decimal(10) ** exponent(currency)
    retail, net = prices or (None, None)
    return {
        "package_id": one.package_id,
        "slug": one.slug,
        "destination": one.destination,
        "countries": dumps(list(one.countries)),
        "operator": one.operator,
        "topup": int(one.topup),
        # The least that may be asked is never rounded down.
        "retail_minor": None if retail is None else _whole(retail * unit, ROUND_CEILING),
        "net_minor": None if net is None else _whole(net * unit, ROUND_HALF_UP),
        "cost_cents": one.net_minor,
        "megabytes": one.megabytes,
        "days": one.days,
        "unlimited": int(one.unlimited),
        "needs_identity": int(one.needs_identity),
    }


def esim_of(sim: Sim) -> dict[str, str]:
    """Return what activates an eSIM; all of it is secret."""
    kept = ("iccid", "smdp", "matching_id", "lpa_code", "apn_type", "apn_value")
    return {name: str(value) for name, value in asdict(sim).items() if name in kept}


def _bought(client: Airalo, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the eSIM of an order of ours; a person may have settled it without an id."""
    if wanted["vendor_ref"].isdigit():
        orders = [client.order(wanted["vendor_ref"])]
    else:
        orders = client.orders(token=wanted["token"]).rows
    for order in orders:
        if order.token != wanted["token"]:
            continue
        if order.sims:
            return [{"token": order.token, "esim": esim_of(order.sims[0])}]
        if wanted["kind"] == "topup":
            return [{"token": order.token, "esim": {}}]
    return []


def _usage(client: Airalo, order_id: int, iccid: str) -> list[dict[str, Any]]:
    """Return what is left of one eSIM; one that the vendor no longer knows stops nobody else."""
    try:
        seen = client.usage(iccid)
    except CallFailed as failure:
        if failure.result.outcome is not Outcome.REJECTED:
            raise
        status = "RECYCLED" if failure.result.code == "73" else "UNKNOWN"
        gone = {"status": status, "remaining": 0, "total": 0, "unlimited": True, "expires_at": ""}
        return [{"order": order_id, "usage": gone}]
    return [{"order": order_id, "usage": asdict(seen)}]


def _pace(tx: ReadTx) -> float:
    """Return how soon to look again: soon while somebody waits for an eSIM."""
    return SOON_S if delivery.waits(tx) else IDLE_S


def _whole(value: Decimal, rounding: str) -> int:
    return int(value.quantize(Decimal(1), rounding))


def _nothing(tx: Tx, item: Mapping[str, Any]) -> None:
    """Store nothing: the vendor was told, not asked."""
