"""Papers about money: bill, receipt, invoice, X and Z report, cash movement."""

from dataclasses import dataclass, field

from printers.models.letterhead import Letterhead


@dataclass(frozen=True, kw_only=True)
class MoneyLine:
    """One sold line; ``details`` are modifiers or whose seat it was, ``tax_code`` as in `Tax`."""

    name: str
    amount_minor: int
    quantity: int = 1
    details: tuple[str, ...] = ()
    tax_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A named amount, such as a discount; ``count`` where it is the sum of several."""

    name: str
    amount_minor: int
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tax:
    """One row of the VAT table; ``rate_bp`` in basis points, 1000 is 10 %."""

    code: str
    rate_bp: int
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, kw_only=True)
class Tender:
    """One payment; ``reference`` is what helps to find it again (terminal slip, chain, room)."""

    method: str
    amount_minor: int
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What is owed, before it is paid. Not a receipt: it has no fiscal number.

    Attributes:
        adjustments: Discounts (negative), service charge, ...; already within ``total_minor``.
        taxes: What the total holds of each rate; may be empty.
        split_ways: Prints what each of so many would pay; 0: nothing.
        payment_url: Where a phone can pay; a code and the address are printed. Empty: nothing.
        notes: Lines at the end, such as how the venue's coin address ends.
        training: The paper says so at its head, as every one of training does.
    """

    letterhead: Letterhead = field(default_factory=Letterhead)
    number: str = ""
    table: str = ""
    covers: int | None = None
    by: str = ""
    at: str = ""
    currency: str
    lines: tuple[MoneyLine, ...]
    adjustments: tuple[Figure, ...] = ()
    taxes: tuple[Tax, ...] = ()
    total_minor: int
    paid_minor: int = 0
    split_ways: int = 0
    payment_url: str = ""
    notes: tuple[str, ...] = ()
    training: bool = False
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Proof of what was paid. As ``invoice`` it names the buyer, as ``refund`` what it corrects.

    Attributes:
        number: The receipt's own, without gaps.
        at: Local date and time with the zone's name or offset.
        corrects: The number of the receipt that a refund belongs to.
        buyer: Name, address and tax id of the buyer, a line each; an invoice only.
        tip_minor: Given on top, outside ``total_minor``.
        fiscal_lines: What the law of the place wants to see, such as a signature.
        fiscal_code: Text of the fiscal QR code; empty: none.
        copy_no: 0 the first print; n the n-th copy, which says so.
    """

    letterhead: Letterhead = field(default_factory=Letterhead)
    number: str
    at: str
    order_number: str = ""
    table: str = ""
    by: str = ""
    currency: str
    lines: tuple[MoneyLine, ...]
    adjustments: tuple[Figure, ...] = ()
    taxes: tuple[Tax, ...]
    total_minor: int
    tenders: tuple[Tender, ...]
    change_minor: int = 0
    tip_minor: int = 0
    refund: bool = False
    corrects: str = ""
    buyer: tuple[str, ...] = ()
    fiscal_lines: tuple[str, ...] = ()
    fiscal_code: str = ""
    copy_no: int = 0
    training: bool = False
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class DrawerCount:
    """What was in the drawer; ``counted_minor`` None on an X report, where nobody counted."""

    float_minor: int
    paid_in_minor: int = 0
    paid_out_minor: int = 0
    cash_sales_minor: int = 0
    desk_minor: int = 0
    expected_minor: int
    counted_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class PrintHealth:
    """How the period's tickets came out; filled by `printers.service.print_health`.

    Attributes:
        unconfirmed: Nobody can say whether they came out.
        numbers: The ticket numbers among unconfirmed, expired and failed ones, at most 40.
    """

    printed: int = 0
    unconfirmed: int = 0
    expired: int = 0
    failed: int = 0
    copies: int = 0
    rerouted: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """An X report (a look) or a Z report (the numbered close).

    Attributes:
        number: The Z number; an X report has none.
        previous: The Z number before, so that a gap is seen.
        sales: Gross, net, ...: the figures that lead.
        reductions: Voids, comps, discounts, refunds, each with its count.
        extra: What else the venue wants to see, such as tips and covers.
        notes: Lines at the end, such as the journal's head.
        copy_no: 0 the first print; n the n-th copy, which says so.
    """

    letterhead: Letterhead = field(default_factory=Letterhead)
    number: str = ""
    previous: str = ""
    business_day: str = ""
    opened_at: str = ""
    closed_at: str = ""
    by: str = ""
    currency: str
    sales: tuple[Figure, ...]
    tenders: tuple[Figure, ...]
    taxes: tuple[Tax, ...]
    reductions: tuple[Figure, ...] = ()
    extra: tuple[Figure, ...] = ()
    drawer: DrawerCount | None = None
    health: PrintHealth | None = None
    notes: tuple[str, ...] = ()
    copy_no: int = 0
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class CashSlip:
    """Money put into the drawer or taken out.

    Attributes:
        movement: ``opening``, ``paid_in``, ``paid_out``, ``drop`` (to the safe) or ``closing``.
    """

    movement: str
    amount_minor: int
    currency: str
    reason: str = ""
    by: str = ""
    approver: str = ""
    at: str = ""
    session: str = ""
    lang: str = "en"
