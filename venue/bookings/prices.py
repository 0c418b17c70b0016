"""What each night of a stay costs, as it was agreed."""

from venue.bookings import store
from venue.bookings.model import Stay
from venue.core.money import largest_remainder
from venue.core.tx import ReadTx
from venue.rooms import service as rooms
from venue.rooms.model import nights


def priced(tx: ReadTx, type_id: int, arrival: str, departure: str) -> dict[str, int]:
    """Return today's price of each night of these dates, in minor units.

    Raises:
        NotFound: ``rooms.unknown_type``. Invalid: ``rooms.bad_dates``.
        Conflict: ``rooms.too_short``.
    """
    asked = nights(arrival, departure)
    return dict(zip(asked, rooms.quote(tx, type_id, arrival, departure), strict=True))


def prices_for(tx: ReadTx, stay: Stay, arrival: str, departure: str, today: str) -> dict[str, int]:
    """Return the price of each night of other dates: slept nights as agreed, the rest as today.

    Raises:
        Invalid: ``rooms.bad_dates``. Conflict: ``rooms.too_short``.
    """
    prices = priced(tx, stay.room_type_id, arrival, departure)
    if stay.state == "checked_in":
        slept = night_prices(tx, stay).items()
        prices |= {night: minor for night, minor in slept if night < min(today, departure)}
    return prices


def night_prices(tx: ReadTx, stay: Stay) -> dict[str, int]:
    """Return the agreed price of each night; the sum is the stay's price.

    A stay without agreed nights, such as one from another system, costs the same each night.
    """
    known = store.prices(tx, stay.id)
    asked = nights(stay.arrival, stay.departure)
    if set(known) >= set(asked):
        return {night: known[night] for night in asked}
    parts = largest_remainder(stay.price_minor, [1] * len(asked))
    return dict(zip(asked, parts, strict=True))
