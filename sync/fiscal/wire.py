"""Receipts in the middleware's words, and its answers in ours. Pure.

Facts: fiskaltrust's interface documentation, German appendix (tables of ftReceiptCase,
ftChargeItemCase, ftPayItemCase, ftReceiptCaseFlag); payments.md, 7.1. Money goes as decimal
numbers, exact, never by way of a float.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sync.model import Message, Outcome, Result
from venue.bills.model import OUTSIDE, class_and_rate
from venue.core.money import exponent

GERMANY = 0x4445_0000_0000_0000
POS_RECEIPT, DAILY_CLOSING = 0x1, 0x7
IMPLICIT = 0x1_0000_0000  # the device's transaction begins and ends with this one call
REVERSED = 0x4_0000
SIGNED_BEFORE = 0x8000_0000_0000  # ask for what was signed under this reference, sign nothing

# By the rate in basis points: normal and reduced; 5: not taxable; 7: a rate of its own.
CHARGES: Mapping[int, int] = {1900: 0x1, 700: 0x2, 1070: 0x3, 550: 0x4, 0: 0x6}
NOT_TAXABLE, OWN_RATE, VOUCHER_SOLD = 0x5, 0x7, 0x60
PAYMENTS: Mapping[str, int] = {
    "cash": 0x1, "card": 0x5, "ton": 0x6, "usdt": 0x6, "room": 0xE, "account": 0xE,
    "voucher": 0xD, "deposit": 0xF,
}  # fmt: skip
OTHER_PAYMENT = 0x9
TIP = 0x10
TEXT, QR = 0x1, 0x3  # ftSignatureFormat
OUT_OF_ORDER = 0x2  # ftState: the signing unit cannot be reached

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def request(message: Message) -> dict[str, Any]:
    """Return what the middleware is asked for a message of ours, but for the cashbox.

    Raises:
        ValueError: A kind that this device is not told.
    """
    body = message.body
    head = {
        "cbTerminalID": "till",
        "cbReceiptReference": message.key,
        "cbReceiptMoment": body["at"],
        "cbChargeItems": [],
        "cbPayItems": [],
    }
    if message.kind == "close_day":
        return head | {"ftReceiptCase": GERMANY | IMPLICIT | DAILY_CLOSING}
    if message.kind != "sign":
        raise ValueError(f"a fiscal device is not told of {message.kind}")
    case = GERMANY | IMPLICIT | POS_RECEIPT | (0 if body["kind"] == "sale" else REVERSED)
    return head | {
        "ftReceiptCase": case,
        "cbChargeItems": _charges(body),
        "cbPayItems": _payments(body),
        "cbUser": body["user"],
        "cbArea": body["area"],
        "cbPreviousReceiptReference": body["previous"],
    }


def encode(asked: Mapping[str, Any]) -> bytes:
    """Return a request's bytes; amounts keep their digits."""
    return _ENCODER.encode(asked)


def at_cashbox(asked: bytes, cashbox: str) -> bytes:
    """Return a request's bytes with the cashbox before them, which is the connection's."""
    return b'{"ftCashBoxID":' + msgspec.json.encode(cashbox) + b"," + asked[1:]


def again(asked: bytes) -> bytes:
    """Return the request that asks what became of one, by the same reference."""
    known = msgspec.json.decode(asked)
    known["ftReceiptCase"] |= SIGNED_BEFORE
    known["cbChargeItems"] = known["cbPayItems"] = []
    return encode(known)


def answer(result: Result) -> dict[str, Any]:
    """Return what the device said: ``{lines, code, id, moment, failed}``."""
    data = result.data if isinstance(result.data, dict) else {}
    signatures = [one for one in data.get("ftSignatures") or [] if isinstance(one, dict)]
    texts = [one for one in signatures if int(one.get("ftSignatureFormat", 0)) & 0xFFFF == TEXT]
    codes = [one for one in signatures if int(one.get("ftSignatureFormat", 0)) & 0xFFFF == QR]
    return {
        "lines": [_line(one) for one in texts],
        "code": str(codes[0].get("Data", "")) if codes else "",
        "id": str(data.get("ftReceiptIdentification", "")),
        "moment": str(data.get("ftReceiptMoment", "")),
        "failed": bool(int(data.get("ftState", 0)) & OUT_OF_ORDER),
    }


def judged(data: Any) -> Result | None:
    """Return what an answer of the promised shape means; None: it is of another."""
    if not isinstance(data, dict) or not data.get("ftReceiptIdentification"):
        return None
    found = Result(
        outcome=Outcome.DONE, data=data, vendor_ref=str(data["ftReceiptIdentification"])[:120]
    )
    try:
        answer(found)
    except (TypeError, ValueError):
        return None
    return found


def _line(signature: Mapping[str, Any]) -> str:
    caption, data = str(signature.get("Caption") or ""), str(signature.get("Data") or "")
    return f"{caption} {data}".strip()


def _charges(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for band, (_, tax, gross) in body["bands"].items():
        name, rate_bp = class_and_rate(band)
        case = VOUCHER_SOLD if name == OUTSIDE else CHARGES.get(rate_bp, OWN_RATE)
        found.append({
            "Quantity": 1,
            "Description": name,
            "Amount": _decimal(gross, body["currency"]),
            "VATRate": Decimal(rate_bp) / 100,
            "VATAmount": _decimal(tax, body["currency"]),
            "ftChargeItemCase": GERMANY | case,
        })  # fmt: skip
    if body["rounding_minor"]:
        found.append({
            "Quantity": 1,
            "Description": "rounding",
            "Amount": _decimal(body["rounding_minor"], body["currency"]),
            "VATRate": 0,
            "VATAmount": 0,
            "ftChargeItemCase": GERMANY | NOT_TAXABLE,
        })  # fmt: skip
    return found


def _payments(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how it was paid; a tip is taken with the payment and goes to the person."""
    handed = body["amount_minor"] + body["rounding_minor"] + body["tip_minor"]
    case = PAYMENTS.get(body["method"], OTHER_PAYMENT)
    items = [(body["method"] or "nothing", handed, case)]
    if body["tip_minor"]:
        items.append(("tip", -body["tip_minor"], TIP))
    return [
        {
            "Quantity": 1,
            "Description": name,
            "Amount": _decimal(minor, body["currency"]),
            "ftPayItemCase": GERMANY | code,
        }
        for name, minor, code in items
    ]


def _decimal(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))
