"""What a printer and a print job are, how a job may move, and the rules of each document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from venue.core.errors import Conflict

MINUTE_S = 60
HOUR_S = 3600
NEVER_S = 10 * 365 * 24 * HOUR_S
DAY_MS = 24 * HOUR_S * 1000


class Driver(StrEnum):
    """How the bytes reach a printer."""

    TCP = "tcp"  # raw port 9100 and its like
    VIRTUAL = "virtual"  # a printer on screen
    FILE = "file"  # a plain file, or a device that never answers
    USB = "usb"  # /dev/usb/lp*, read and written
    SERIAL = "serial"  # a serial line
    EPOS = "epos"  # Epson's ePOS-Print XML over HTTP
    CLOUDPRNT = "cloudprnt"  # a Star printer that fetches its jobs from us
    IPP = "ipp"  # an A4 printer


class Confirm(StrEnum):
    """What a printer says about a ticket it has printed; found by `TcpDriver.probe`."""

    PROCESS_ID = "process_id"  # GS ( H: our own tag comes back when the ticket is on paper
    STATUS = "status"  # GS r: an ordered answer behind the ticket
    REPLY = "reply"  # the protocol itself answers for each job (ePOS, CloudPRNT, IPP)
    NONE = "none"  # never answers: its tickets end as "sent, not confirmed"


class State(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    SENDING = "sending"  # the next byte may be its own
    HELD = "held"  # the printer has bytes of it and waits for paper or a closed cover
    PRINTED = "printed"  # the printer said so
    UNKNOWN = "unknown"  # some of it may be on paper
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"  # cannot be turned into print


# A marked copy of an unknown job is a new row, so that its number stays accounted for.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.SENDING, State.EXPIRED, State.CANCELLED}),
        State.SENDING: frozenset(
            {
                State.QUEUED,
                State.HELD,
                State.PRINTED,
                State.UNKNOWN,
                State.FAILED,
                State.EXPIRED,
            }
        ),
        State.HELD: frozenset({State.PRINTED, State.UNKNOWN}),
        State.UNKNOWN: frozenset({State.PRINTED}),
        State.PRINTED: frozenset(),
        # No byte of it was ever sent, so a person may still have it printed.
        State.EXPIRED: frozenset({State.QUEUED, State.CANCELLED}),
        State.CANCELLED: frozenset(),
        State.FAILED: frozenset(),
    }
)


class Kind(StrEnum):
    """What is printed."""

    KITCHEN = "kitchen_ticket"
    VOID = "void_ticket"
    CHANGE = "change_ticket"
    BILL = "bill"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    X_REPORT = "x_report"
    Z_REPORT = "z_report"
    CASH = "cash_slip"
    DRAWER = "drawer"  # the pulse that opens the till, and nothing else
    CARD = "table_card"
    SHEET = "table_sheet"
    A4 = "a4_document"
    ESIM = "esim_slip"
    REGISTRATION = "registration_card"
    ROOM_CHARGE = "room_charge_slip"
    STATEMENT = "statement"
    TEST = "test_page"


class OnUnknown(StrEnum):
    """What happens when nobody can say whether a ticket came out."""

    COPY = "copy"  # print once more, marked; the cook decides
    ASK = "ask"  # leave it to a person


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one kind of document is delivered; all times are running time.

    Attributes:
        retry_s: Waits after the first, second, ... try without a byte sent; the last repeats.
            Empty: never tried again.
        expires_s: A job still queued after this is expired, not printed.
        on_unknown: See `OnUnknown`.
        reroute_after_s: Waited this long without a byte sent, it goes to the backup printer;
            None: never by itself.
        keep_days: Days of running time its payload is kept once it is finished.
    """

    retry_s: tuple[int, ...]
    expires_s: int
    on_unknown: OnUnknown = OnUnknown.ASK
    reroute_after_s: int | None = None
    keep_days: int = 30


_COOKS = Rule(
    retry_s=(1, 2, 5, 10, 15),
    expires_s=30 * MINUTE_S,
    on_unknown=OnUnknown.COPY,
    reroute_after_s=20,
)
_GUESTS = Rule(retry_s=(2, 5, 10, 15), expires_s=10 * MINUTE_S)
_OFFICE = Rule(retry_s=(2, 5, 15), expires_s=HOUR_S)
_CLOSE = Rule(retry_s=(2, 5, 15, 60), expires_s=NEVER_S)
_SECRET = Rule(retry_s=(2, 5, 10, 15), expires_s=10 * MINUTE_S, keep_days=1)
# A pulse minutes later would open a till that nobody stands at.
_PULSE = Rule(retry_s=(), expires_s=5, keep_days=1)
RULES: Mapping[Kind, Rule] = MappingProxyType(
    {
        Kind.KITCHEN: _COOKS,
        Kind.VOID: _COOKS,
        Kind.CHANGE: _COOKS,
        Kind.BILL: _GUESTS,
        Kind.RECEIPT: _GUESTS,
        Kind.INVOICE: _GUESTS,
        Kind.X_REPORT: _OFFICE,
        Kind.Z_REPORT: _CLOSE,
        Kind.CASH: _OFFICE,
        Kind.DRAWER: _PULSE,
        Kind.CARD: _OFFICE,
        Kind.SHEET: _OFFICE,
        Kind.A4: Rule(retry_s=(2, 5, 15), expires_s=HOUR_S, keep_days=1),
        Kind.ESIM: _SECRET,
        Kind.REGISTRATION: Rule(retry_s=(2, 5, 15), expires_s=HOUR_S, keep_days=1),
        Kind.ROOM_CHARGE: _GUESTS,
        Kind.STATEMENT: _OFFICE,
        Kind.TEST: _OFFICE,
    }
)
REROUTED: frozenset[Kind] = frozenset(
    kind for kind, rule in RULES.items() if rule.reroute_after_s is not None
)
HOPS_MOST = 2  # printers a ticket may be handed on to

# Two tickets in a row that nobody can vouch for: stop before forty duplicates hang at the pass.
UNKNOWN_LIMIT = 2

# ESC t number and Python codec, in the order they are tried; numbers as Epson documents them.
CODE_TABLES: Mapping[int, str] = MappingProxyType(
    {19: "cp858", 17: "cp866", 18: "cp852", 13: "cp857", 47: "cp1253", 51: "cp1257"}
)

# What a test page shows and a person may tick beside them; the first that has a letter wins.
CANDIDATES: Mapping[int, str] = MappingProxyType(
    {**CODE_TABLES, 16: "cp1252", 46: "cp1251", 44: "cp1125", 45: "cp1250", 48: "cp1254"}
)


@dataclass(frozen=True, kw_only=True)
class Printer:
    """One printer and what is known of it.

    Attributes:
        host: Address for `Driver.TCP`, path for `Driver.FILE`, empty for a virtual one.
        columns: Characters of font A on a line; never derived from a model's name.
        dots: Printable dots on a line, a multiple of 8.
        confirm: What it says about printed tickets.
        tables: ESC t numbers it has, in the order to try.
        native_qr: It draws QR codes itself.
        backup_id: Where kitchen tickets go when it is down; None: they wait.
        paused: Stopped after `UNKNOWN_LIMIT`; a person resumes it.
        mac: Hardware address by which it is found again when its IP address changes.
        baud: Speed of a serial line.
        cutter: It cuts; without, paper is fed to be torn off.
        buzzer: It has one; a void rings it.
        learned_at: When a person went through its test page; empty: never.
        secret_hash: SHA-256 of the secret in a CloudPRNT address.
    """

    id: int
    name: str
    driver: Driver = Driver.TCP
    host: str = ""
    port: int = 9100
    columns: int = 48
    dots: int = 576
    confirm: Confirm = Confirm.PROCESS_ID
    tables: tuple[int, ...] = tuple(CODE_TABLES)
    native_qr: bool = True
    backup_id: int | None = None
    paused: bool = False
    mac: str = ""
    baud: int = 9600
    cutter: bool = True
    buzzer: bool = False
    learned_at: str = ""
    secret_hash: str = ""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One document for one printer.

    Attributes:
        number: The ticket's own number such as ``G-0412``; None for documents without.
        document: What to print; empty once its payload is purged.
        cause: Why it is where it is, a key of `printers.words`; empty when all is well.
        copy_of: The job this one repeats.
        rerouted_from: The printer it was meant for.
        hops: How often it was handed on to a backup printer.
    """

    id: int
    printer_id: int
    kind: Kind
    number: str | None
    document: Mapping[str, Any]
    state: State
    cause: str
    copy_of: int | None
    copy_no: int
    rerouted_from: int | None
    hops: int = 0
    attempts: int
    not_before_run_ms: int
    expires_run_ms: int
    created_at: str
    created_run_ms: int
    done_at: str | None


def move(state: State, to: State) -> State:
    """Return ``to`` when a job may go there from ``state``.

    Raises:
        Conflict: ``printing.illegal_move`` - details ``from``, ``to`` and ``allowed``.
    """
    if to not in MOVES[state]:
        raise Conflict(
            "printing.illegal_move",
            f"a print job that is {state} cannot become {to}",
            **{"from": str(state), "to": str(to), "allowed": sorted(MOVES[state])},
        )
    return to


def retry_ms(kind: Kind, attempts: int) -> int:
    """Return how long to wait after the ``attempts``-th try (from 1), in ms."""
    delays = RULES[kind].retry_s
    return delays[min(attempts, len(delays)) - 1] * 1000
