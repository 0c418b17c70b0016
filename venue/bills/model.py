"""What a bill comes to: discounts, service charge, tax per band, and its states. Pure.

A *band* is one tax class at one rate, such as ``food:1000``: the same class may have two rates on
one bill (eaten here, taken away). Everything money-like is kept per band, so that each part of a
split, each payment and each refund says which tax it carries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from venue.core.errors import Conflict
from venue.core.money import largest_remainder

# What may be done with a bill in its state; a state is computed, see `state_of`.
ALLOWED: Mapping[str, frozenset[str]] = {
    "open": frozenset({"change", "prebill", "split", "pay", "close", "void", "merge"}),
    "prebilled": frozenset({"change", "prebill", "split", "pay", "close", "void", "merge"}),
    "part_paid": frozenset({"change", "prebill", "split", "pay", "merge"}),
    "paid": frozenset({"change", "prebill", "close", "merge"}),
    "reopened": frozenset({"change", "prebill", "close"}),
    "closed": frozenset({"reopen"}),
    "voided": frozenset(),
}

WHOLE_BP = 10_000  # basis points of one hundred per cent
OUTSIDE = "outside"  # not revenue: vouchers sold, deposits, payments of an account
Bands = dict[str, int]  # minor units by band


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A discount: a share of the price in basis points, or an amount. Exactly one is set."""

    percent_bp: int | None = None
    amount_minor: int | None = None

    def of(self, price_minor: int) -> int:
        """Return what it takes off a price; never more than the price."""
        if self.percent_bp is not None:
            return share(price_minor, self.percent_bp, WHOLE_BP)
        return min(self.amount_minor or 0, price_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line of a bill before the bill's own discounts.

    Attributes:
        key: The order line's id, ``item:<n>`` for what no kitchen cooks.
        band: Tax class and rate.
        full_minor: Price as ordered, all of its quantity.
        cuts: The line's own discounts, in the order given.
        comped: Given free: nothing to pay, the price stays in the reports.
    """

    key: str
    band: str
    full_minor: int
    quantity: int = 1
    seat: int | None = None
    cuts: tuple[Cut, ...] = ()
    comped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How this venue computes a bill.

    Attributes:
        tax_included: Prices contain the tax; else it is added.
        service_bp: Service charge on what is left after discounts.
        service_band: The band that the service charge is taxed in.
    """

    tax_included: bool
    service_bp: int = 0
    service_band: str = "standard:0"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSum:
    """One band of a bill: ``net + tax == gross``, in minor units."""

    band: str
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a bill comes to.

    Attributes:
        nets: What is left of each charge, by key, after its own and the bill's discounts.
        subtotal_minor: All charges as ordered, comps included.
        service_minor: The service charge as a line, in the same form as prices.
    """

    subtotal_minor: int
    discount_minor: int
    comped_minor: int
    service_minor: int
    nets: Mapping[str, int]
    bands: tuple[BandSum, ...]
    tax_included: bool

    @property
    def total_minor(self) -> int:
        """Return what is to be paid."""
        return sum(one.gross_minor for one in self.bands)

    @property
    def gross(self) -> Bands:
        """Return what is to be paid per band."""
        return {one.band: one.gross_minor for one in self.bands}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides a bill's state.

    Attributes:
        counted_minor: Payments that count, refunds taken off; ``owed_minor`` follows from it.
        prebilled: A pre-bill was made and nothing changed since.
    """

    closed: bool
    voided: bool
    reopened: bool
    prebilled: bool
    counted_minor: int
    owed_minor: int
    empty: bool = field(default=False)


def band_of(tax_class: str, rate_bp: int) -> str:
    """Return the name of a band."""
    return f"{tax_class}:{rate_bp}"


def class_and_rate(band: str) -> tuple[str, int]:
    """Return the tax class and the rate in basis points of a band."""
    tax_class, _, rate = band.rpartition(":")
    return tax_class, int(rate)


def share(amount_minor: int, numerator: int, denominator: int) -> int:
    """Return ``amount * numerator / denominator`` rounded half up, away from zero when negative."""
    sign = -1 if amount_minor < 0 else 1
    return sign * ((2 * abs(amount_minor) * numerator + denominator) // (2 * denominator))


def figures(charges: Sequence[Charge], cuts: Iterable[Cut], terms: Terms) -> Figures:
    """Return what charges and the bill's own discounts come to.

    The bill's discounts are spread over the lines by largest remainder, so that lines, bands and
    parts of a split sum exactly. What is `OUTSIDE` has no discount, service charge or tax.
    """
    nets = {one.key: _own_net(one) for one in charges}
    sold = [one for one in charges if class_and_rate(one.band)[0] != OUTSIDE and not one.comped]
    for cut in cuts:
        off = cut.of(sum(nets[one.key] for one in sold))
        if off:
            parts = largest_remainder(off, [nets[one.key] for one in sold])
            for one, part in zip(sold, parts, strict=True):
                nets[one.key] -= part
    service = share(sum(nets[one.key] for one in sold), terms.service_bp, WHOLE_BP)
    sums: Bands = {}
    for one in charges:
        sums[one.band] = sums.get(one.band, 0) + nets[one.key]
    if service:
        sums[terms.service_band] = sums.get(terms.service_band, 0) + service
    subtotal = sum(one.full_minor for one in charges)
    comped = sum(one.full_minor for one in charges if one.comped)
    return Figures(
        subtotal_minor=subtotal,
        discount_minor=subtotal - comped - sum(nets.values()),
        comped_minor=comped,
        service_minor=service,
        nets=nets,
        bands=tuple(taxed(band, sums[band], terms.tax_included) for band in sorted(sums)),
        tax_included=terms.tax_included,
    )


def taxed(band: str, amount_minor: int, tax_included: bool) -> BandSum:
    """Return the tax of a band's sum: on the sum of the bill, never line by line."""
    rate_bp = class_and_rate(band)[1]
    if tax_included:
        net = share(amount_minor, WHOLE_BP, WHOLE_BP + rate_bp)
        return BandSum(
            band=band, net_minor=net, tax_minor=amount_minor - net, gross_minor=amount_minor
        )
    tax = share(amount_minor, rate_bp, WHOLE_BP)
    return BandSum(band=band, net_minor=amount_minor, tax_minor=tax, gross_minor=amount_minor + tax)


def state_of(now: Standing) -> str:
    """Return the bill's state of domain.md, computed from what it holds."""
    if now.voided:
        return "voided"
    if now.closed:
        return "closed"
    if now.owed_minor <= 0 and now.reopened:
        return "reopened"
    if now.owed_minor <= 0 and not now.empty:
        return "paid"
    if now.counted_minor > 0:
        return "part_paid"
    return "prebilled" if now.prebilled else "open"


def require_allowed(state: str, action: str) -> None:
    """Refuse what a bill in this state does not allow.

    Raises:
        Conflict: ``bills.closed``, or ``bills.illegal_move`` naming state, action and what is
            allowed.
    """
    if action in ALLOWED[state]:
        return
    allowed = sorted(ALLOWED[state])
    details = {"state": state, "action": action, "allowed": allowed}
    if state in ("closed", "voided"):
        raise Conflict("bills.closed", f"this bill is {state}", **details)
    raise Conflict("bills.illegal_move", f"a bill that is {state} cannot {action}", **details)


def added(one: Mapping[str, int], other: Mapping[str, int], sign: int = 1) -> Bands:
    """Return the sum (``sign`` -1: the difference) of two amounts per band."""
    bands = {*one, *other}
    return {band: one.get(band, 0) + sign * other.get(band, 0) for band in sorted(bands)}


def _own_net(charge: Charge) -> int:
    if charge.comped:
        return 0
    net = charge.full_minor
    for cut in charge.cuts:
        net -= cut.of(net)
    return net
