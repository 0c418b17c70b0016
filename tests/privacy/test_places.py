"""No column that may hold a guest's words is forgotten by the list of places."""

from tests.inside import Inside
from venue.privacy.places import PLACES

# What ends so is a moment, an id, sealed or hashed; a name of staff is kept with what they did.
NEVER = ("_at", "_id", "_by", "_on", "_ids", "_sealed", "_hash", "_mac", "_name_key")
CODES = {
    "aggregate", "arrival", "asset", "at", "band", "bands", "boot", "brand", "by", "cause",
    "channel", "code", "code_end", "compare", "confirm", "content", "counts", "currency",
    "cursor", "day", "decision", "dedupe_key", "departure", "destination", "driver", "ends",
    "field", "figures", "fingerprint", "fiscal", "fiscal_state", "form", "from_state", "hash",
    "holder", "host", "how", "id", "key", "kind", "language", "loaded", "mac", "method", "mode",
    "network", "night", "number", "operator", "origin", "os", "outcome", "permissions", "phrase",
    "place",
    "plan", "prefix", "price", "print_mode", "protocol", "provider", "quoted_at", "room", "role",
    "row_key", "scope", "sealed", "seen", "series", "service_type", "shape", "share", "side",
    "signed", "slug", "source", "sources", "starts", "state", "station", "subject", "table_number",
    "target", "tax_class", "token", "translations", "usage_state", "vendor_ref", "what", "who",
    "wire_id", "zone",
}  # fmt: skip
NOBODYS = {
    "what the owner wrote: the menu, the room, the house, machines and staff": {
        "api_key", "area", "bill_item", "dining_table", "device", "glossary_term", "item",
        "item_group", "menu_history", "menu_section", "modifier", "modifier_group", "opening",
        "outlet", "own_phrase", "price_change", "price_list", "print_letterhead", "print_logo",
        "printer", "room", "room_block", "room_type", "staff", "station", "table_position",
        "terminal", "esim_device", "esim_package",
    },
    "sums, ids and states alone; or words of staff about the house": {
        "bill_closing", "bill_part", "business_day", "cash_movement", "cash_session", "counter",
        "fact", "guest_call", "journal", "night_audit", "profile_booking", "profile_merge",
        "report_sale", "report_day", "report_sum", "report_todo", "session_merge", "z_report",
        "_sqlite_migrations", "sync_condition", "outbox_event", "bill_end", "erasure",
        "folio_charge", "stored_answer", "redo_tail", "checkin_guest", "guest_key",
        "chat", "lockout", "inbox_delivery", "external_order", "wakeup", "wakeup_call",
        "shift_read",
    },
    "a public chain's": {"ton_fact", "ton_merchant", "ton_rate", "ton_request", "ton_watch"},
}  # fmt: skip

SINGLE = {
    # The menu's words, and choices from it.
    ("order_line", "name"), ("order_line", "kitchen_name"), ("order_line", "modifiers"),
    ("order_line", "kitchen_modifiers"), ("order_line", "parent_name"),
    ("order_line", "attention"), ("order_line", "moved_to"), ("draft_line", "modifiers"),
    ("list_price", "item_key"), ("list_price", "list_key"),
    # Nobody's once the booking has no name: codes of diets, ages, a claim's kind.
    ("stay_terms", "child_ages"), ("stay_terms", "diets"), ("esim_claim", "reason"),
    ("method_off", "name"), ("receipt_series", "name"), ("sync_cursor", "name"),
}  # fmt: skip


def columns(box: Inside) -> set[tuple[str, str]]:
    return {
        (row["owner"], row["name"])
        for row in box.rows(
            """
            SELECT m.name AS owner, c.name AS name FROM sqlite_master m
            JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
            AND c.type IN ('TEXT', 'BLOB', 'ANY', '') AND m.name NOT LIKE 'sqlite_%'
            """
        )
    }


def test_every_column_of_words_is_a_place_or_nobodys(box: Inside) -> None:
    known = {(place.table, column) for place in PLACES for column in place.words}
    nobodys = set().union(*NOBODYS.values())
    left = {
        f"{table}.{column}"
        for table, column in columns(box) - known - SINGLE
        if table not in nobodys and column not in CODES and not column.endswith(NEVER)
    }
    assert sorted(left) == [], "say in venue/privacy/places.py what these hold"


def test_the_list_names_nothing_that_is_not_there(box: Inside) -> None:
    there = columns(box)
    for place in PLACES:
        for column in (*place.words, *([place.at] if place.at else [])):
            assert (place.table, column) in there, f"{place.name}: {place.table}.{column}"
