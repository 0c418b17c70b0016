"""A folio on paper: a statement while the guest is here, a numbered invoice afterwards."""

from typing import Any

from printers.letterhead import letterhead
from printers.models.hotel import Entry, Section, Statement
from venue.bills.model import Bands, added, class_and_rate, taxed
from venue.core.errors import Conflict
from venue.core.money import format_minor
from venue.core.tx import ReadTx, Tx
from venue.folios import service as folios
from venue.lodging import store
from venue.lodging.words import say

PAYS = frozenset({"payment", "deposit"})


def number_of(tx: Tx, folio_id: int) -> dict[str, Any]:
    """Give a settled folio its invoice number, once; return ``{folio_id, number}``.

    Raises:
        NotFound: ``folios.unknown``. Conflict: ``lodging.not_settled`` - check out first.
    """
    if folios.require(tx, folio_id).is_open:
        raise Conflict("lodging.not_settled", "an invoice is made when the guest has checked out")
    known = store.invoice(tx, folio_id)
    if known is None:
        number = tx.counter("folio_invoice")
        store.insert_invoice(tx, folio_id, number)
        tx.journal("folio.invoiced", {"folio": folio_id, "number": number})
        return {"folio_id": folio_id, "number": number}
    return {"folio_id": folio_id, "number": known["number"]}


def document(
    tx: ReadTx, folio_id: int, *, lang: str, currency: str, tax_included: bool
) -> Statement:
    """Return a folio as a document; an invoice when it has a number.

    Raises:
        NotFound: ``folios.unknown``.
    """
    told = folios.statement(tx, folio_id, currency)
    known = store.invoice(tx, folio_id)
    owed = [row for row in told["lines"] if row["kind"] not in PAYS]
    paid = [row for row in told["lines"] if row["kind"] in PAYS]
    charges = [
        Entry(
            label=say(lang, "restaurant", at=one["at"][:10]),
            value=_money(one["amount"]["amount"] + one["tip"]["amount"], currency),
        )
        for one in told["charges"]
    ]
    title = say(lang, "invoice", number=known["number"]) if known else say(lang, "statement")
    return Statement(
        letterhead=letterhead(tx),
        title=title,
        facts=(
            Entry(label=say(lang, "room"), value=told["room"]),
            Entry(label=say(lang, "guest"), value=told["name"]),
            Entry(label=say(lang, "date"), value=(known or {"made_at": ""})["made_at"][:10]),
        ),
        sections=(
            Section(title="", rows=(*(_entry(row, lang, currency) for row in owed), *charges)),
            Section(title=say(lang, "taxes"), rows=_taxes(told, tax_included, lang, currency)),
            Section(
                title=say(lang, "paid"), rows=tuple(_entry(row, lang, currency) for row in paid)
            ),
        ),
        total=Entry(label=say(lang, "balance"), value=_money(told["balance"]["amount"], currency)),
        lang=lang,
    )


def _taxes(told: dict[str, Any], tax_included: bool, lang: str, currency: str) -> tuple[Entry, ...]:
    """Return the tax of each band: contained in gross sums, or as it was posted beside net ones."""
    gross: Bands = {}
    posted: Bands = {}
    for row in told["lines"]:
        part = {row["band"]: row["amount"]["amount"]}
        if row["kind"] == "tax":
            posted = added(posted, part)
        elif row["kind"] not in PAYS and tax_included:
            gross = added(gross, part)
    for one in told["charges"]:
        gross = added(gross, one["bands"])
    sums = {band: taxed(band, minor, True).tax_minor for band, minor in gross.items()}
    return tuple(
        Entry(
            label=say(lang, "tax_of", percent=_percent(class_and_rate(band)[1])),
            value=_money(minor, currency),
        )
        for band, minor in sorted(added(sums, posted).items())
        if minor
    )


def _entry(row: dict[str, Any], lang: str, currency: str) -> Entry:
    words = say(lang, row["kind"])
    beside = row["night"] or (say(lang, row["method"]) if row["method"] else row["label"])
    label = f"{words} {beside}".strip() if row["kind"] != "allowance" else words
    return Entry(label=label, value=_money(row["amount"]["amount"], currency))


def _percent(rate_bp: int) -> str:
    return f"{rate_bp // 100}.{rate_bp % 100:02d}".removesuffix(".00")


def _money(minor: int, currency: str) -> str:
    return format_minor(minor, currency)
