"""What a station's printer prints; no prices, and nothing about a guest but what to cook."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KitchenLine:
    """One dish.

    Attributes:
        modifiers: As they are to be read; one that starts with ``-`` is something to leave out.
        note: The guest's words.
        allergy: The note is about an allergy and is printed so that nobody can overlook it.
        course: Serving step, None without courses.
        state: ``fired``, ``held`` or ``void``.
        change: On a change ticket: ``+`` added, ``-`` taken away, empty for both sides as they are.
    """

    name: str
    quantity: int = 1
    modifiers: tuple[str, ...] = ()
    note: str = ""
    allergy: bool = False
    course: int | None = None
    state: str = "fired"
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class KitchenTicket:
    """What one station sees of one order, of a void, or of a change (only what differs).

    Attributes:
        kind: ``ticket``, ``void`` or ``change``.
        number: The station's own number, such as ``G-0412``; a void repeats it with a ``V``,
            a change with a ``C``.
        previous: The station's number before this one, so that a gap is seen.
        placed_at: Local time, to the second.
        ticket_id: Whose paper counts as seen; None for voids and changes.
    """

    station: str
    number: str
    lines: tuple[KitchenLine, ...]
    kind: str = "ticket"
    previous: str = ""
    table: str = ""
    covers: int | None = None
    order_number: str | int = ""
    by: str = ""
    placed_at: str = ""
    note: str = ""
    allergy: bool = False
    ticket_id: int | None = None
    training: bool = False
    lang: str = "en"
