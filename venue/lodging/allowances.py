"""What meal plans take off restaurant charges: a breakfast each morning, an amount each day.

A charge is looked at with all that is on the books already, so that each person has each meal once,
whatever is split, moved to another bill or put on a folio beside the guest's own.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from venue.bills import content
from venue.bills.tariff import Tariff
from venue.bookings import reads
from venue.bookings.model import Stay
from venue.core.tx import ReadTx, Tx
from venue.folios import sharing
from venue.folios.lines import service as lines
from venue.lodging import store
from venue.lodging.meals import MORNING
from venue.lodging.model import Policy, allowance_minor
from venue.menu import queries as menu

MORNINGS = "breakfast bill "  # before the bill's id, on the lines of breakfasts


class Allowances:
    """Hears of restaurant charges and takes off them what the guest's meal plan includes."""

    def __init__(
        self, policy: Policy, tariff: Tariff, zone: ZoneInfo, day_of: Callable[[ReadTx], str]
    ) -> None:
        self._policy, self._tariff, self._zone, self._day_of = policy, tariff, zone, day_of

    def hear(self, tx: Tx, charge: dict[str, Any]) -> None:
        """Bring the allowances of a charge's bill on its folio to what they should be.

        A charge taken back gives its allowance back, so that it can be eaten for again.
        """
        stay = reads.of_folio(tx, charge["folio_id"])
        if stay is None or stay.folio_id is None:
            return
        charged = max(0, lines.charged(tx, charge["folio_id"], charge["bill_id"]))
        left = charged - self._mornings(tx, stay, charge, charged)
        self._day(tx, stay, charge, left)

    def _mornings(self, tx: Tx, stay: Stay, charge: dict[str, Any], charged: int) -> int:
        """Allow the breakfasts on a bill, each person's once a morning; return what they take."""
        label, folio_id = MORNINGS + charge["bill_id"], charge["folio_id"]
        parts = self._breakfasts(tx, stay, charge["bill_id"])
        known = {row["night"] for row in _allowed(tx, folio_id) if row["label"] == label}
        most = self._policy.breakfast_allowance_minor * (stay.adults + stay.children)
        taken = 0
        for day in sorted(parts.keys() | known):
            mine = _sum(tx, folio_id, label, day)
            eaten = _of_stay(tx, stay, day, mornings=True) - mine
            # Another room may have paid for a part of the same breakfast.
            elsewhere = lines.allowed(tx, label, day) - mine
            part = parts.get(day, 0) - elsewhere
            due = max(0, min(most - eaten, part, charged - taken))
            _post(tx, charge, mine - due, day, label, f":{day}")
            taken += due
        return taken

    def _breakfasts(self, tx: ReadTx, stay: Stay, bill_id: str) -> Mapping[str, int]:
        """Return by morning what a bill's breakfast dishes come to after discounts."""
        section_id = self._policy.breakfast_section
        plan = store.terms(tx, stay.id).plan
        if not (section_id and self._policy.breakfast_allowance_minor and plan in MORNING):
            return {}
        dishes = menu.items_of_section(tx, section_id)
        bill = content.load(tx, bill_id, self._tariff)
        found: dict[str, int] = {}
        for order, line in bill.sold:
            placed = datetime.fromisoformat(order.placed_at).astimezone(self._zone)
            day = placed.date().isoformat()
            if (line.parent_item_id or line.item_id) in dishes and _slept(stay, day):
                found[day] = found.get(day, 0) + bill.figures.nets.get(line.id, 0)
        return found

    def _day(self, tx: Tx, stay: Stay, charge: dict[str, Any], left: int) -> None:
        """Allow the day's amount of half and full board on what is left of the charge."""
        day, label, folio_id = self._day_of(tx), f"bill {charge['bill_id']}", charge["folio_id"]
        today = _sum(tx, folio_id, label, day)
        mine = sum(
            -int(row["amount_minor"]) for row in _allowed(tx, folio_id) if row["label"] == label
        )
        eaten = _of_stay(tx, stay, day, mornings=False) - today
        most = allowance_minor(stay, store.terms(tx, stay.id), self._policy) - eaten
        # A bill of another day keeps at most what it was given then.
        if mine and not today:
            most = mine
        due = max(0, min(most, left))
        _post(tx, charge, mine - due, day, label, "")


def _slept(stay: Stay, day: str) -> bool:
    return stay.arrival < day <= stay.departure


def _post(
    tx: Tx, charge: dict[str, Any], amount_minor: int, day: str, label: str, mark: str
) -> None:
    lines.put(
        tx,
        charge["folio_id"],
        kind="allowance",
        amount_minor=amount_minor,
        night=day,
        label=label,
        key=f"allowance:{charge['charge']}{mark}",
    )


def _allowed(tx: ReadTx, folio_id: int) -> list[dict[str, Any]]:
    return [row for row in lines.rows_of(tx, folio_id) if row["kind"] == "allowance"]


def _sum(tx: ReadTx, folio_id: int, label: str, day: str) -> int:
    """Return what a bill was given for a day on a folio."""
    found = [row for row in _allowed(tx, folio_id) if (row["label"], row["night"]) == (label, day)]
    return -sum(int(row["amount_minor"]) for row in found)


def _of_stay(tx: ReadTx, stay: Stay, day: str, *, mornings: bool) -> int:
    """Return what allowances of a day, or of its breakfast, took off on all folios of a stay."""
    if stay.folio_id is None:
        return 0
    found = [row for one in sharing.every_of(tx, stay.folio_id) for row in _allowed(tx, one)]
    return -sum(
        int(row["amount_minor"])
        for row in found
        if row["night"] == day and row["label"].startswith(MORNINGS) == mornings
    )
