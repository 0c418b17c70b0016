"""The house's policy, read once from the settings."""

from config.settings import Settings
from venue.bills.tariff import tariff_of
from venue.lodging.model import Policy


def policy_of(settings: Settings) -> Policy:
    """Return the policy of these settings."""

    def number(key: str) -> int:
        return settings.number(f"hotel.{key}")

    return Policy(
        band=tariff_of(settings).band(settings.text("hotel.room_class")),
        tax_included=settings.flag("bill.tax_included"),
        city_tax_minor=number("city_tax_minor"),
        city_tax_from_age=number("city_tax_from_age"),
        city_tax_most_nights=number("city_tax_most_nights"),
        meals={
            "breakfast": number("breakfast_minor"),
            "half": number("half_board_minor"),
            "full": number("full_board_minor"),
        },
        child_meal_percent=number("child_meal_percent"),
        allowance_minor=number("allowance_minor"),
        breakfast_allowance_minor=number("breakfast_allowance_minor"),
        breakfast_section=number("breakfast_section"),
        deposit_percent=number("deposit_percent"),
        cancel_free_days=number("cancel_free_days"),
        cancel_fee_percent=number("cancel_fee_percent"),
        no_show_fee_percent=number("no_show_fee_percent"),
        check_out_hour=number("check_out_hour"),
        late_until_hour=number("late_until_hour"),
        late_fee_percent=number("late_fee_percent"),
    )
