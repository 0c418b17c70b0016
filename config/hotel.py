"""The ranges of the hotel's settings; what they mean stands in defaults.toml."""

from collections.abc import Mapping

RANGES: Mapping[str, tuple[int, int]] = {
    "hotel.city_tax_minor": (0, 1_000_000),
    "hotel.city_tax_from_age": (0, 99),
    "hotel.city_tax_most_nights": (0, 365),
    "hotel.breakfast_minor": (0, 10_000_000),
    "hotel.half_board_minor": (0, 10_000_000),
    "hotel.full_board_minor": (0, 10_000_000),
    "hotel.child_meal_percent": (0, 100),
    "hotel.allowance_minor": (0, 10_000_000),
    "hotel.breakfast_allowance_minor": (0, 10_000_000),
    "hotel.deposit_percent": (0, 100),
    "hotel.cancel_free_days": (0, 365),
    "hotel.cancel_fee_percent": (0, 100),
    "hotel.no_show_fee_percent": (0, 100),
    "hotel.check_out_hour": (0, 23),
    "hotel.late_until_hour": (1, 24),
    "hotel.late_fee_percent": (0, 100),
    "hotel.tray_item": (0, 2**53),
    "hotel.room_lead_min": (5, 240),
    "hotel.breakfast_section": (0, 2**53),
    "hotel.breakfast_until_hour": (0, 23),
    "hotel.breakfast_from_hour": (0, 23),
    "hotel.breakfast_to_hour": (0, 23),
    "hotel.profile_days": (1, 36_500),
    "checkin.keep_days": (1, 36_500),
    "checkin.adult_age": (0, 30),
}
