"""Which settings hold as soon as they are saved."""

# What everybody who needs it asks for at the moment it counts, so that a change may hold at once:
# these, and the lists of reasons. The others are read when the box starts.
AT_ONCE = frozenset(
    {
        "venue.name",
        "guest.join",
        "guest.order_mode",
        "guest.confirm",
        "guest.session_hours",
        "guest.orders_per_minute",
        "guest.wifi_name",
        "guest.wifi_password",
        "kitchen.unseen_after_s",
        "kitchen.sealed_limit_s",
        "kitchen.good_at_percent",
        "kitchen.due_at_percent",
        "kitchen.over_at_percent",
        "kitchen.cook_s",
        "kitchen.slow_at_min",
        "kitchen.pause_at_min",
        "kitchen.slow_orders_per_minute",
        "esim.markup_bp",
        "esim.round_minor",
        "esim.offline",
        "esim.deadline_minutes",
    }
)


def holds_at_once(key: str) -> bool:
    """Tell whether a change of a setting needs no start of the box."""
    return key in AT_ONCE or key.startswith("reasons.")
