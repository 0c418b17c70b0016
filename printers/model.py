"""What a printer and a print job are, how a job may move, and the rules of each document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from venue.core.errors import Conflict

MINUTE_S = 60
HOUR_S = 3600
DAY_MS = 24 * HOUR_S * 1000


class Driver(StrEnum):
    """How the bytes reach a printer."""

    TCP = "tcp"  # raw port 9100 and its like
    VIRTUAL = "virtual"  # a printer on screen
    FILE = "file"  # a device such as /dev/usb/lp0


class Confirm(StrEnum):
    """What a printer says about a ticket it has printed; found by `TcpDriver.probe`."""

    PROCESS_ID = "process_id"  # GS ( H: our own tag comes back when the ticket is on paper
    STATUS = "status"  # GS r: an ordered answer behind the ticket
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
            {State.QUEUED, State.HELD, State.PRINTED, State.UNKNOWN, State.FAILED}
        ),
        State.HELD: frozenset({State.PRINTED, State.UNKNOWN}),
        State.UNKNOWN: frozenset({State.PRINTED}),
        State.PRINTED: frozenset(),
        State.EXPIRED: frozenset(),
        State.CANCELLED: frozenset(),
        State.FAILED: frozenset(),
    }
)


class Kind(StrEnum):
    """What is printed."""

    KITCHEN = "kitchen_ticket"
    VOID = "void_ticket"
    CARD = "table_card"
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
        expires_s: A job still queued after this is expired, not printed.
        on_unknown: See `OnUnknown`.
        reroute_after_s: Waited this long without a byte sent, it goes to the backup printer;
            None: never by itself.
        keep_days: Days of running time its payload is kept once it is finished.
    """

    retry_s: tuple[int, ...]
    expires_s: int
    on_unknown: OnUnknown
    reroute_after_s: int | None
    keep_days: int


_COOKS = Rule(
    retry_s=(1, 2, 5, 10, 15),
    expires_s=30 * MINUTE_S,
    on_unknown=OnUnknown.COPY,
    reroute_after_s=20,
    keep_days=30,
)
_OFFICE = Rule(
    retry_s=(2, 5, 15),
    expires_s=HOUR_S,
    on_unknown=OnUnknown.ASK,
    reroute_after_s=None,
    keep_days=30,
)
RULES: Mapping[Kind, Rule] = MappingProxyType(
    {Kind.KITCHEN: _COOKS, Kind.VOID: _COOKS, Kind.CARD: _OFFICE, Kind.TEST: _OFFICE}
)
REROUTED: frozenset[Kind] = frozenset(
    kind for kind, rule in RULES.items() if rule.reroute_after_s is not None
)

# Two tickets in a row that nobody can vouch for: stop before forty duplicates hang at the pass.
UNKNOWN_LIMIT = 2

# ESC t number and Python codec, in the order they are tried; numbers as Epson documents them.
CODE_TABLES: Mapping[int, str] = MappingProxyType(
    {19: "cp858", 17: "cp866", 18: "cp852", 13: "cp857", 47: "cp1253", 51: "cp1257"}
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


@dataclass(frozen=True, kw_only=True)
class Job:
    """One document for one printer.

    Attributes:
        number: The ticket's own number such as ``G-0412``; None for documents without.
        document: What to print; empty once its payload is purged.
        cause: Why it is where it is, a key of `printers.words`; empty when all is well.
        copy_of: The job this one repeats.
        rerouted_from: The printer it was meant for.
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
