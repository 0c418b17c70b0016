"""One example of each document, for previews and tests: what a venue's paper will look like."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from printers.model import Job, Kind, State
from printers.models.hotel import (
    Entry,
    EsimSlip,
    RegistrationCard,
    RoomChargeSlip,
    Section,
    Statement,
)
from printers.models.kitchen import KitchenLine, KitchenTicket
from printers.models.letterhead import Letterhead
from printers.models.money import (
    Bill,
    CashSlip,
    DrawerCount,
    Figure,
    MoneyLine,
    PrintHealth,
    Receipt,
    Report,
    Tax,
    Tender,
)
from printers.models.office import TableCard, TableSheet, TestPage

AT = "2026-05-04 20:15 +02:00"
LINES = (
    MoneyLine(name="Entrecôte 250 g", amount_minor=5600, quantity=2, tax_code="A",
              details=("saignant", "sauce poivre")),
    MoneyLine(name="Coca-Cola", amount_minor=1050, quantity=3, tax_code="B"),
    MoneyLine(name="Tarte Tatin", amount_minor=890, tax_code="A"),
)  # fmt: skip
TAXES = (
    Tax(code="A", rate_bp=1000, net_minor=5310, tax_minor=531, gross_minor=5841),
    Tax(code="B", rate_bp=2000, net_minor=788, tax_minor=157, gross_minor=945),
)
REDUCED = (Figure(name="-10 %", amount_minor=-754),)
LPA = "LPA:1$smdp.example.com$ABCD-1234-EFGH-5678"


def sample(kind: Kind, *, lang: str, letterhead: Letterhead) -> Job | None:
    """Return a job with an example document; None for what has no paper of its own."""
    make = SAMPLES.get(kind)
    if make is None:
        return None
    return Job(
        id=0,
        printer_id=0,
        kind=kind,
        number=None,
        document=make(lang, letterhead),
        state=State.QUEUED,
        cause="",
        copy_of=None,
        copy_no=0,
        rerouted_from=None,
        hops=0,
        attempts=0,
        not_before_run_ms=0,
        expires_run_ms=0,
        created_at="",
        created_run_ms=0,
        done_at=None,
    )


def _ticket(lang: str, kind: str) -> dict[str, Any]:
    lines: tuple[KitchenLine, ...] = (
        KitchenLine(name="Entrecôte 250 g", quantity=2, note="nuts", allergy=True,
                    modifiers=("saignant", "+ sauce poivre", "- oignon")),
        KitchenLine(name="Coca-Cola", quantity=3),
        KitchenLine(name="Tarte Tatin", course=2, state="held"),
    )  # fmt: skip
    if kind == "change":
        lines = (
            KitchenLine(name="Coca-Cola", quantity=1, change="-"),
            KitchenLine(name="Perrier", quantity=1, change="+"),
        )
    return asdict(
        KitchenTicket(
            kind=kind, station="Grill", number="G-0412", previous="G-0411", table="12", covers=4,
            order_number="812", by="Ana", placed_at="19:42:07", lang=lang,
            lines=lines[:1] if kind == "void" else lines,
        )
    )  # fmt: skip


def _bill(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        Bill(
            letterhead=head, number="812", table="12", covers=4, by="Ana", at=AT, currency="EUR",
            lines=LINES, adjustments=REDUCED, taxes=TAXES, total_minor=6786, split_ways=4,
            payment_url="http://192.168.1.10/pay/812", lang=lang,
        )
    )  # fmt: skip


def _receipt(lang: str, head: Letterhead, buyer: tuple[str, ...] = ()) -> dict[str, Any]:
    return asdict(
        Receipt(
            letterhead=head, number="2026-004711", at=AT, order_number="812", table="12", by="Ana",
            currency="EUR", lines=LINES, adjustments=REDUCED, taxes=TAXES, total_minor=6786,
            tenders=(Tender(method="Cash", amount_minor=7000),), change_minor=214, tip_minor=300,
            buyer=buyer, fiscal_lines=("TSE 812 / 4711",), fiscal_code="V0;812;4711", lang=lang,
        )
    )  # fmt: skip


def _report(lang: str, head: Letterhead, number: str) -> dict[str, Any]:
    counted = 61_250 if number else None
    return asdict(
        Report(
            letterhead=head, number=number, previous="0411" if number else "", by="Marie",
            business_day="2026-05-04", opened_at="2026-05-04 10:02", closed_at="2026-05-05 00:41",
            currency="EUR", sales=(Figure(name="Gross", amount_minor=412_050, count=148),),
            tenders=(Figure(name="Cash", amount_minor=98_150, count=41),
                     Figure(name="Card", amount_minor=313_900, count=107)),
            taxes=TAXES,
            reductions=(Figure(name="Voids", amount_minor=-2_400, count=3),
                        Figure(name="Discounts", amount_minor=-9_120, count=7)),
            extra=(Figure(name="Tips", amount_minor=18_400, count=63),),
            drawer=DrawerCount(float_minor=20_000, cash_sales_minor=98_150, paid_out_minor=56_500,
                               expected_minor=61_650, counted_minor=counted),
            health=PrintHealth(printed=412, unconfirmed=1, expired=1, copies=1, rerouted=6,
                               numbers=("G-0388", "B-0102")),
            lang=lang,
        )
    )  # fmt: skip


def _cash(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        CashSlip(movement="paid_out", amount_minor=5650, currency="EUR", reason="Flowers",
                 by="Ana", approver="Marie", at=AT, session="17", lang=lang)
    )  # fmt: skip


def _card(lang: str, head: Letterhead, table: str = "12") -> TableCard:
    return TableCard(
        venue=head.name or "Venue", table=table, url="http://192.168.1.10/t/4kX9w2", lang=lang,
        wifi_name="Guests", wifi_code="WIFI:T:WPA;S:Guests;P:welcome12;;",
    )  # fmt: skip


def _registration(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        RegistrationCard(
            letterhead=head, booking="R-2051", room="204", arrival="2026-05-04",
            departure="2026-05-07", nights=3, at=AT, lang=lang,
            guest=(Entry(label="Name", value="Ἀλέξανδρος Παπαδόπουλος"),
                   Entry(label="Nationality", value="GR"), Entry(label="Document")),
            stay=(Entry(label="Rate", value="120.00 EUR"), Entry(label="Car plate")),
            terms=("Check-out is until 11:00. The venue keeps these data for three years, as the "
                   "law of this country asks, and for nothing else.",),
        )
    )  # fmt: skip


def _charge(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        RoomChargeSlip(
            letterhead=head, room="204", guest="Αλέξανδρος Παπαδόπουλος", bill="812", by="Ana",
            outlet="Bar", at=AT, currency="EUR", total_minor=7086, lang=lang,
            figures=(Figure(name="812", amount_minor=6786), Figure(name="+", amount_minor=300)),
        )
    )  # fmt: skip


def _statement(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        Statement(
            letterhead=head, title="INVOICE 812", facts=(Entry(label="Room", value="204"),),
            sections=(Section(title="", rows=(Entry(label="Room 2026-05-04", value="120.00 EUR"),)),
                      Section(title="Paid", rows=(Entry(label="card", value="-120.00 EUR"),))),
            total=Entry(label="TO PAY", value="0.00 EUR"), lang=lang,
        )
    )  # fmt: skip


def _esim(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(
        EsimSlip(
            letterhead=head, plan="Europe 5 GB", data="5 GB", validity="30 d", lpa_code=LPA,
            smdp="smdp.example.com", activation_code="ABCD-1234-EFGH-5678", iccid_tail="4821",
            install_by="2026-06-04", support=("support@example.com",), at=AT, lang=lang,
        )
    )  # fmt: skip


def _test(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(TestPage(name="Grill", address="192.168.1.77:9100", at=AT, lang=lang))


def _sheet(lang: str, head: Letterhead) -> dict[str, Any]:
    return asdict(TableSheet(cards=tuple(_card(lang, head, table) for table in ("12", "14"))))


SAMPLES: Mapping[Kind, Callable[[str, Letterhead], dict[str, Any]]] = MappingProxyType(
    {
        Kind.KITCHEN: lambda lang, head: _ticket(lang, "ticket"),
        Kind.VOID: lambda lang, head: _ticket(lang, "void"),
        Kind.CHANGE: lambda lang, head: _ticket(lang, "change"),
        Kind.BILL: _bill,
        Kind.RECEIPT: _receipt,
        Kind.INVOICE: lambda lang, head: _receipt(lang, head, ("Acme GmbH", "DE 812345678")),
        Kind.X_REPORT: lambda lang, head: _report(lang, head, ""),
        Kind.Z_REPORT: lambda lang, head: _report(lang, head, "0412"),
        Kind.CASH: _cash,
        Kind.CARD: lambda lang, head: asdict(_card(lang, head)),
        Kind.SHEET: _sheet,
        Kind.ESIM: _esim,
        Kind.REGISTRATION: _registration,
        Kind.STATEMENT: _statement,
        Kind.ROOM_CHARGE: _charge,
        Kind.TEST: _test,
    }
)
