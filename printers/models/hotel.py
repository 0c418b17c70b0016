"""The front desk's papers and the eSIM slip."""

from dataclasses import dataclass, field

from printers.models.letterhead import Letterhead
from printers.models.money import Figure


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One filled or empty box of a form; empty ``value``: a line to write on."""

    label: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationCard:
    """The form a guest signs at check-in.

    Attributes:
        guest: Name, birth date, document, ...: as the country's register wants them.
        stay: What else the form says of the stay (rate, deposit, car plate).
        terms: House rules and data protection, paragraph by paragraph.
        signers: Who signs, a line for each.
        drawing: How the guest signed on a screen: the path of an SVG of ``M`` and ``L`` alone;
            empty: a line to sign on.
    """

    letterhead: Letterhead = field(default_factory=Letterhead)
    booking: str
    room: str = ""
    arrival: str
    departure: str
    nights: int
    guest: tuple[Entry, ...]
    stay: tuple[Entry, ...] = ()
    terms: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    drawing: str = ""
    at: str = ""
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class RoomChargeSlip:
    """What a guest signs when a bill goes to the room."""

    letterhead: Letterhead = field(default_factory=Letterhead)
    room: str
    guest: str
    bill: str
    outlet: str = ""
    by: str = ""
    at: str = ""
    currency: str
    figures: tuple[Figure, ...] = ()
    total_minor: int
    copy_no: int = 0
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class EsimSlip:
    """A bought eSIM, on paper. It is a secret: whoever scans it has it.

    Attributes:
        lpa_code: ``LPA:1$smdp$code``, what the QR code holds.
        iccid_tail: The last digits only.
        support: Where to turn, a line each.
    """

    letterhead: Letterhead = field(default_factory=Letterhead)
    plan: str
    data: str
    validity: str
    lpa_code: str
    smdp: str
    activation_code: str
    iccid_tail: str = ""
    install_by: str = ""
    support: tuple[str, ...] = ()
    at: str = ""
    copy_no: int = 0
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows of a statement under a heading; none are drawn where there are no rows."""

    title: str
    rows: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A folio, an invoice or a night's report: rows of words and amounts, written as read."""

    letterhead: Letterhead = field(default_factory=Letterhead)
    title: str
    facts: tuple[Entry, ...] = ()
    sections: tuple[Section, ...] = ()
    total: Entry | None = None
    lang: str = "en"
