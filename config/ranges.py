"""What the settings may be; what they mean stands in defaults.toml."""

from collections.abc import Mapping

from config.hotel import RANGES as HOTEL_RANGES

CHOICES: Mapping[str, tuple[str, ...]] = {
    "venue.kind": ("restaurant", "hotel", "both"),
    "server.mode": ("eventlet", "threading"),
    "standby.mode": ("sync", "async"),
    "server.log": ("text", "json"),
    "guest.join": ("scan", "pin", "staff"),
    "guest.order_mode": ("shared", "own", "view"),
    "ton.network": ("main", "test"),
    "receipt.print": ("asked", "always"),
}

RANGES: Mapping[str, tuple[int, int]] = {
    "venue.day_ends_hour": (0, 23),
    "server.port": (1, 65535),
    "server.max_body_bytes": (4096, 16_777_216),
    "server.header_limit_s": (1, 120),
    "server.incomplete_per_address": (1, 10_000),
    "server.sockets": (16, 60_000),
    "guest.session_hours": (1, 72),
    "guest.orders_per_minute": (1, 1_000_000),
    "kitchen.unseen_after_s": (2, 600),
    "kitchen.sealed_limit_s": (10, 86_400),
    "kitchen.target_s": (30, 7_200),
    "kitchen.good_at_percent": (1, 99),
    "kitchen.due_at_percent": (2, 100),
    "kitchen.over_at_percent": (101, 1_000),
    "kitchen.cook_s": (0, 14_400),
    "kitchen.slow_at_min": (0, 1_440),
    "kitchen.pause_at_min": (0, 1_440),
    "kitchen.slow_orders_per_minute": (1, 10_000),
    "staff.session_hours": (1, 72),
    "backup.every_minutes": (0, 10_080),
    "backup.keep": (1, 1_000),
    "tables.reservation_min": (15, 720),
    "tables.late_after_min": (1, 240),
    "tables.merge_undo_min": (1, 240),
    "privacy.words_days": (1, 3_650),
    "bill.service_charge_bp": (0, 5_000),
    "bill.service_charge_covers": (0, 99),
    "bill.cash_rounding_minor": (1, 1_000),
    "bill.refund_limit_minor": (0, 1_000_000_000),
    "cash.free_difference_minor": (0, 1_000_000),
    "cash.tip_pool_bp": (0, 10_000),
    **HOTEL_RANGES,
    "ton.short_bp": (0, 500),
    "esim.markup_bp": (0, 50_000),
    "esim.round_minor": (1, 10_000),
    "esim.deadline_minutes": (5, 10_080),
    "ton.short_most_minor": (0, 100_000),
    "ton.accept_each_minor": (0, 1_000_000_000),
    "ton.second_look_minor": (0, 1_000_000_000),
    "ton.accept_open_minor": (0, 1_000_000_000),
}
# Sections where a venue adds keys of its own, with the range of their whole numbers.
OPEN: Mapping[str, tuple[int, int]] = {"tax": (0, 10_000)}
