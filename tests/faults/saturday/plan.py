"""How large the evening is, what its people want, and the harness's own account of it."""

import random
import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

EVENING_MIN = 180


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The size of an evening; minutes are those of the evening, ``seconds`` what it lasts here."""

    tables: int
    phones: int
    waiters: int
    seconds: float
    phone_orders: int
    waiter_orders: int

    @property
    def minute_s(self) -> float:
        """Return how long a minute of the evening lasts here."""
        return self.seconds / EVENING_MIN


FULL = Scale(tables=40, phones=120, waiters=6, seconds=150, phone_orders=3, waiter_orders=14)
SHORT = Scale(tables=10, phones=24, waiters=4, seconds=6, phone_orders=2, waiter_orders=4)


class Clock:
    """The minutes of the evening."""

    def __init__(self, scale: Scale) -> None:
        self.minute_s, self.began = scale.minute_s, time.monotonic()

    def wait_until(self, minute: float) -> None:
        """Sleep until a minute of the evening."""
        time.sleep(max(0.0, self.began + minute * self.minute_s - time.monotonic()))


@dataclass(frozen=True)
class Dish:
    """What can be ordered, and what it costs by the menu that everybody reads."""

    item_id: int
    station: str
    modifiers: tuple[int, ...]
    price_minor: int
    tax_class: str


@dataclass
class Line:
    """One line of a wish, and what became of it by the answers that people heard.

    Attributes:
        session: The party whose bill it stands on.
        fired: Told to be cooked now, so that paper says so.
    """

    dish: Dish
    quantity: int
    held: bool = False
    session: str = ""
    fired: bool = False
    voided: bool = False

    @property
    def owed_minor(self) -> int:
        """Return what it costs."""
        return 0 if self.voided else self.dish.price_minor * self.quantity


@dataclass
class Wish:
    """One order that somebody wanted, however often it was sent. Its tag is each line's note."""

    tag: str
    lines: list[Line]
    taken: bool = False
    sent: int = 0
    order_id: str = ""

    def body(self) -> list[dict[str, Any]]:
        """Return the lines as the box wants them."""
        return [
            {
                "item_id": one.dish.item_id,
                "quantity": one.quantity,
                "modifiers": list(one.dish.modifiers),
                "hold": one.held,
                "note": self.tag,
            }
            for one in self.lines
        ]


@dataclass
class Ledger:
    """Everything that was wanted. Its sums are made from wishes and the menu alone."""

    dishes: list[Dish]
    wishes: list[Wish] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    fired: set[str] = field(default_factory=set)

    def wish(self, rng: random.Random, *, holds: bool = False) -> Wish:
        """Think of an order."""
        chosen = rng.sample(self.dishes, rng.randint(1, 4))
        lines = [
            Line(dish, rng.randint(1, 3), held=holds and rng.random() < 0.4) for dish in chosen
        ]
        with self.lock:
            one = Wish(f"#{len(self.wishes):05}", lines)
            self.wishes.append(one)
        return one

    def take(self, wish: Wish, order: dict[str, Any]) -> None:
        """Note that the box said yes."""
        with self.lock:
            wish.taken, wish.order_id = True, order["id"]
            for line in wish.lines:
                line.session = order["session_id"]
            self._mark_fired()

    def fire(self, line_ids: list[str]) -> None:
        """Note what the box says was fired, of an order too whose answer is on its way."""
        with self.lock:
            self.fired |= set(line_ids)
            self._mark_fired()

    def _mark_fired(self) -> None:
        for wish in self.wishes:
            for at, line in enumerate(wish.lines, start=1):
                line.fired = wish.taken and (not line.held or f"{wish.order_id}.{at}" in self.fired)

    def of(self, session: str) -> list[Line]:
        """Return the lines on a party's bill."""
        return [line for wish in self.wishes for line in wish.lines if line.session == session]

    def total(self, session: str) -> int:
        """Return what a party owes."""
        return sum(line.owed_minor for line in self.of(session))

    def taxes(self, session: str, rates_bp: dict[str, int]) -> dict[str, int]:
        """Return the tax within what a party owes, by class, each rounded once, half up.

        A class without a rate of its own has the standard one.
        """

        def rate(name: str) -> int:
            return rates_bp.get(name, rates_bp["standard"])

        gross: dict[str, int] = {}
        for line in self.of(session):
            gross[line.dish.tax_class] = gross.get(line.dish.tax_class, 0) + line.owed_minor
        return {
            name: int(Fraction(amount * rate(name), 10_000 + rate(name)) + Fraction(1, 2))
            for name, amount in gross.items()
            if amount
        }
