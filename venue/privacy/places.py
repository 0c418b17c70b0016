"""Where words about guests lie: every table and column, and what becomes of them. Pure.

`tests/privacy/test_places.py` holds that no column that may hold such words is missing here.
"""

from typing import NamedTuple

LAW = "law"  # fiscal papers and contracts: kept for years, told to whoever asks
WITH_OTHERS = "with_others"  # goes when the profile, or anything else that holds the words, goes


class Place(NamedTuple):
    """A table with words about guests.

    Attributes:
        name: The word screens and exports use; also in the list of the forgotten.
        keys: The primary key.
        words: Columns that may hold somebody's words.
        at: The column that says when; empty: none does.
        busy: SQL that is true while the row is in use and must not lose its words.
        keep: Why nothing of it is forgotten; empty: the words are blanked.
        blank: What stands there afterwards.
        drop: The whole row goes.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    at: str = ""
    busy: str = ""
    keep: str = ""
    blank: str | None = ""
    drop: bool = False


ID = ("id",)
OPEN_SESSION = "table_session_id IN (SELECT id FROM table_session WHERE closed_at IS NULL)"
OPEN_ORDER = (
    "order_id IN (SELECT o.id FROM guest_order o WHERE o.table_session_id IN "
    "(SELECT id FROM table_session WHERE closed_at IS NULL))"
)
TO_PRINT = "state IN ('queued', 'sending', 'held', 'unknown')"

PLACES = (
    Place("profiles", "profile", ID, ("name", "email", "phone", "note"), at="made_at"),
    Place("bookings", "reservation", ID, ("name", "email", "phone", "note"), keep=WITH_OTHERS),
    Place(
        "reservations",
        "table_reservation",
        ID,
        ("name", "phone", "note"),
        at="starts_at",
        busy=f"state = 'booked' OR (state = 'seated' AND {OPEN_SESSION})",
    ),
    Place(
        "parties",
        "party",
        ("table_session_id",),
        ("name", "phone", "address", "note"),
        at="due_at",
        busy=OPEN_SESSION,
    ),
    Place("visits", "table_session", ID, ("label",), at="opened_at", busy="closed_at IS NULL"),
    Place("guests", "guest", ID, ("name",), busy=OPEN_SESSION),
    Place("orders", "guest_order", ID, ("by_name", "note"), at="placed_at", busy=OPEN_SESSION),
    Place("dishes", "order_line", ("order_id", "position"), ("note",), busy=OPEN_ORDER),
    Place(
        "breakfast_cards",
        "breakfast_card",
        ID,
        ("diet", "note"),
        at="changed_at",
        busy="state = 'open'",
    ),
    Place("baskets", "draft_line", ID, ("note",), busy=OPEN_SESSION),
    Place("joined", "session_merge", ID, ("label",)),
    Place("chats", "chat_message", ID, ("by_name", "translation"), at="said_at", drop=True),
    Place("translations", "kept_translation", ("key",), ("text",), drop=True),
    Place("papers", "print_job", ID, ("document",), at="created_at", busy=TO_PRINT, blank=None),
    Place("stays", "stay", ID, ("reason",)),
    Place("stay_fees", "stay_fee", ("stay_id", "kind"), ("waived",), at="made_at"),
    Place("exemptions", "stay_terms", ("stay_id",), ("exempt_reason",)),
    Place("esim_claims", "esim_claim", ID, ("notes",), at="asked_at"),
    Place(
        "differences",
        "sync_difference",
        ID,
        ("ours", "theirs", "reason"),
        at="found_at",
        busy="ended_at IS NULL",
        drop=True,
    ),
    Place("voids", "line_void", ("order_id", "position"), ("reason",), at="at"),
    Place("order_reasons", "guest_order", ID, ("reason",), at="changed_at", busy=OPEN_SESSION),
    Place("discounts", "bill_adjustment", ID, ("reason",), at="given_at"),
    Place("payments", "tender", ID, ("reason", "details"), at="created_at", keep=LAW),
    Place("folios", "folio", ID, ("name",), at="opened_at", keep=LAW),
    Place("folio_lines", "folio_line", ID, ("label",), at="made_at", keep=LAW),
    Place("accounts", "house_account", ID, ("name",), at="opened_at", keep=LAW),
    Place("shift_log", "shift_entry", ID, ("words", "plain"), at="made_at"),
    Place("vouchers", "voucher", ID, ("note",), at="sold_at"),
    Place("receipts", "receipt", ID, ("document",), at="made_at", keep=LAW),
    Place("invoices", "invoice", ID, ("reason", "document"), at="made_at", keep=LAW),
    Place(
        "messages",
        "outbox_message",
        ID,
        ("body", "wire", "words", "reason"),
        at="created_at",
        keep=WITH_OTHERS,
    ),
    Place("answers", "stored_answer", ("key",), ("body",), keep=WITH_OTHERS),
)
BY_NAME = {place.name: place for place in PLACES}
