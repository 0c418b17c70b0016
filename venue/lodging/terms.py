"""Use cases of a stay's terms: meal plan, diets, ages of children, who pays no city tax."""

from typing import Any

from venue.bookings import reads
from venue.core.errors import Invalid
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Tx
from venue.lodging import store
from venue.lodging.model import PLANS, Terms

MOST_DIETS = 12


def of_stay(tx: ReadTx, stay_id: int) -> Terms:
    """Return a stay's terms.

    Raises:
        NotFound: ``bookings.unknown_stay``.
    """
    reads.known_stay(tx, stay_id)
    return store.terms(tx, stay_id)


def change(tx: Tx, booking_id: str, stay_id: int | None, wanted: Terms) -> dict[str, Any]:
    """Agree on a stay's terms; return them.

    Nights on the folio already stay as they are.

    Raises:
        NotFound: ``bookings.unknown``, ``bookings.unknown_stay``.
        Conflict: ``bookings.which_room``.
        Invalid: ``lodging.bad_terms`` - an unknown plan, more exempt than adults, no reason.
    """
    stay = reads.one_stay(tx, booking_id, stay_id)
    reason = clean_text(wanted.exempt_reason, field="the reason", longest=120)
    fits = (
        wanted.plan in PLANS
        and wanted.exempt <= stay.adults
        and len(wanted.child_ages) <= stay.children
        and len(wanted.diets) <= MOST_DIETS
        and (bool(reason) or not wanted.exempt)
    )
    if not fits:
        raise Invalid("lodging.bad_terms", "these terms do not fit the stay")
    diets = tuple(clean_text(one, field="a diet", longest=40) for one in wanted.diets)
    agreed = Terms(
        plan=wanted.plan,
        child_ages=wanted.child_ages,
        exempt=wanted.exempt,
        exempt_reason=reason,
        diets=tuple(one for one in diets if one),
    )
    store.set_terms(tx, stay.id, agreed)
    facts = {"stay": stay.id, "plan": agreed.plan, "exempt": agreed.exempt}
    tx.journal("stay.terms_set", facts)
    tx.tell("desk", "booking", {"id": stay.reservation_id})
    return view(agreed)


def view(agreed: Terms) -> dict[str, Any]:
    """Return the terms as the API shows them."""
    return {
        "plan": agreed.plan,
        "child_ages": list(agreed.child_ages),
        "city_tax_exempt": agreed.exempt,
        "exempt_reason": agreed.exempt_reason,
        "diets": list(agreed.diets),
    }
