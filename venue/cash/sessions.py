"""Use cases of drawers and purses: opened, fed by payments, counted blind, closed."""

from collections.abc import Mapping
from typing import Any

from venue.cash import store
from venue.cash.model import MOVES, counted, denominations, moved
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.menu import places
from venue.menu import queries as menu_queries
from venue.orders.books import billing
from venue.payments.model import COUNTS, Tender
from venue.staff import service as staff
from venue.tables.owners import staff_id_of

NAME_LONGEST = 40
MOST_LIVE = 200


def open_session(
    tx: Tx,
    *,
    kind: str,
    name: str,
    staff_id: int | None,
    float_minor: int,
    currency: str,
    outlet_id: int | None = None,
) -> dict[str, Any]:
    """Open a drawer by its name, or a person's purse; return the SESSION.

    Args:
        outlet_id: The outlet whose cash goes to this drawer; None: any.

    Raises:
        Conflict: ``cash.already_open``. Invalid: ``cash.bad_name``.
        NotFound: ``menu.unknown_outlet``.
    """
    if outlet_id is not None:
        places.require_outlet(tx, outlet_id)
    live = store.live(tx)
    if kind == "purse" and staff_id is not None:
        name = str(staff.require(tx, staff_id)["name"])
    if not name or len(name) > NAME_LONGEST:
        raise Invalid("cash.bad_name", f"a drawer's name has 1 to {NAME_LONGEST} letters")
    same = [one for one in live if (one["kind"], one["staff_id"]) == (kind, staff_id)]
    if any(one["name"] == name or kind == "purse" for one in same) or len(live) >= MOST_LIVE:
        raise Conflict("cash.already_open", f"{name} is open already; count it first", name=name)
    session_id = store.insert_session(tx, {
        "kind": kind,
        "name": name,
        "staff_id": staff_id,
        "float_minor": float_minor,
        "outlet_id": outlet_id if kind == "drawer" else None,
        "business_day": billing.business_day(tx),
    })  # fmt: skip
    facts = {"session": session_id, "kind": kind, "staff": staff_id, "float_minor": float_minor}
    tx.journal("cash_session.opened", facts)
    opener = staff_id_of(tx.actor)
    if kind == "drawer" and opener is not None:
        store.set_hand(tx, opener, session_id)
    return told(tx, session_id, currency)


def work_at(tx: Tx, session_id: int, currency: str) -> dict[str, Any]:
    """Let a person's cash go to this drawer from now on; return the SESSION.

    Raises:
        NotFound: ``cash.unknown_session``. Conflict: ``cash.not_allowed``.
    """
    row, person = require(tx, session_id), staff_id_of(tx.actor)
    if row["kind"] != "drawer" or row["state"] != "open" or person is None:
        raise Conflict("cash.not_allowed", "one works at an open drawer", state=row["state"])
    store.set_hand(tx, person, session_id)
    tx.journal("cash_session.joined", {"session": session_id, "staff": person})
    return told(tx, session_id, currency)


def follow(tx: Tx, before: str, tender: Tender, *, required: bool) -> None:
    """Put a cash payment, or cash given back, where the person who took it keeps cash.

    Args:
        required: The venue takes no cash outside a drawer or purse.

    Raises:
        Conflict: ``cash.no_session``.
    """
    is_new = tender.state in COUNTS and before not in COUNTS
    if tender.method != "cash" or tender.training or not is_new:
        return
    session_id = place_of(tx, tx.actor, outlet_id=store.outlet_of(tx, tender.bill_id))
    if session_id is None and required:
        raise Conflict("cash.no_session", "open your purse or choose a drawer first")
    amount = tender.amount_minor + tender.tip_minor + tender.rounding_minor
    store.insert_entry(tx, tender.id, session_id, amount)
    facts = {"tender": tender.id, "session": session_id, "amount_minor": amount}
    tx.journal("cash.moved", facts)


def place_of(tx: ReadTx, actor: str, *, outlet_id: int | None = None) -> int | None:
    """Return where a person's cash goes: the own purse, the chosen drawer, the outlet's, the only.

    None where nobody can know; such cash stands on the Z under its own name. A drawer of another
    outlet is never guessed.
    """
    person = staff_id_of(actor)
    live = [one for one in store.live(tx) if one["state"] == "open"]
    purses = [one["id"] for one in live if person is not None and one["staff_id"] == person]
    if purses:
        return int(purses[0])
    chosen = store.hand_of(tx, person) if person is not None else None
    drawers = [one for one in live if one["kind"] == "drawer"]
    own = [one for one in drawers if outlet_id is not None and one["outlet_id"] == outlet_id]
    common = [one for one in drawers if one["outlet_id"] is None]
    fitting = own or common
    return chosen or (int(fitting[0]["id"]) if len(fitting) == 1 else None)


def move(
    tx: Tx,
    session_id: int,
    *,
    kind: str,
    amount_minor: int,
    reason: str,
    approved_by: str,
    currency: str,
) -> dict[str, Any]:
    """Put cash in or take it out; return ``{session, movement}``.

    Raises:
        NotFound: ``cash.unknown_session``.
        Conflict: ``cash.not_allowed`` unless open; ``cash.not_there`` - more than it holds.
    """
    row = require(tx, session_id)
    if row["state"] != "open":
        raise Conflict("cash.not_allowed", "this session is not open", state=row["state"])
    if kind != "paid_in" and amount_minor > store.drawer(tx, row).expected_minor:
        raise Conflict("cash.not_there", "there is not so much in it")
    movement = store.insert_movement(tx, {
        "session_id": session_id,
        "kind": kind,
        "amount_minor": amount_minor,
        "reason": reason,
        "approved_by": approved_by,
    })  # fmt: skip
    facts = {"session": session_id, "movement": movement, "kind": kind}
    tx.journal(f"cash.{kind}", facts | {"amount_minor": amount_minor, "approved_by": approved_by})
    return {"session": told(tx, session_id, currency), "movement": movement}


def count(tx: Tx, session_id: int, currency: str, *, begin: bool) -> dict[str, Any]:
    """Begin a count, so that no more cash goes there meanwhile, or give it up; the SESSION.

    Raises:
        NotFound: ``cash.unknown_session``. Conflict: ``cash.not_allowed``.
    """
    row = require(tx, session_id)
    state = moved(row["state"], "counting" if begin else "open")
    store.set_state(tx, session_id, state)
    tx.journal(f"cash_session.{state}", {"session": session_id})
    return told(tx, session_id, currency)


def close(
    tx: Tx,
    session_id: int,
    currency: str,
    *,
    pieces: Mapping[str, int],
    reason: str,
    free_minor: int,
) -> dict[str, Any]:
    """Close a session by its count; return the SESSION with what should have been there.

    The count is blind: what is expected is told only once the count stands.

    Args:
        free_minor: A difference up to this needs no reason.

    Raises:
        NotFound: ``cash.unknown_session``. Invalid: ``cash.bad_count``.
        Conflict: ``cash.not_allowed`` unless counting; ``cash.reason_needed``, which does not say
            by how much the count differs.
    """
    row = require(tx, session_id)
    moved(row["state"], "closed")
    found, expected = counted(pieces, currency), store.drawer(tx, row).expected_minor
    if abs(found - expected) > free_minor and not reason:
        raise Conflict("cash.reason_needed", "the count differs: count again, or say why")
    kept = {value: number for value, number in pieces.items() if number}
    store.close(
        tx, session_id,
        expected_minor=expected, counted_minor=found, counts=kept, reason=reason,
    )  # fmt: skip
    facts = {"session": session_id, "expected_minor": expected, "counted_minor": found}
    tx.journal("cash_session.closed", facts | {"counts": kept})
    return told(tx, session_id, currency)


def require(tx: ReadTx, session_id: int) -> Row:
    """Return a session's row.

    Raises:
        NotFound: ``cash.unknown_session``.
    """
    found = store.session(tx, session_id)
    if found is None:
        raise NotFound("cash.unknown_session", "there is no such cash session")
    return found


def told(tx: Tx, session_id: int, currency: str) -> dict[str, Any]:
    """Tell the screens of a changed session; return the SESSION."""
    tx.tell("floor", "cash", {"session": session_id})
    return view(tx, require(tx, session_id), currency) | {"seq": tx.seq}


def view(tx: ReadTx, row: Row, currency: str) -> dict[str, Any]:
    """Return the SESSION of the API; what is expected is not told before it was counted."""
    shown = (
        "id",
        "kind",
        "name",
        "staff_id",
        "outlet_id",
        "state",
        "opened_at",
        "closed_at",
        "reason",
    )
    known = {name: row[name] for name in shown} | {"float": wire(row["float_minor"], currency)}
    known["allowed"] = sorted(MOVES[row["state"]])
    if row["state"] == "closed":
        over = row["counted_minor"] - row["expected_minor"]
        known |= {
            "expected": wire(row["expected_minor"], currency),
            "counted": wire(row["counted_minor"], currency),
            "difference": wire(over, currency),
            "counts": row["counts"],
        }
    return known


def index(tx: ReadTx, currency: str, actor: str) -> dict[str, Any]:
    """Return the live sessions and those closed since the last Z.

    ``{items, mine, denominations, outlets, seq}``; ``mine`` is where the caller's cash goes.
    """
    rows = [*store.live(tx), *store.closed_since_z(tx)]
    return {
        "items": [view(tx, row, currency) for row in rows],
        "mine": place_of(tx, actor),
        "denominations": list(denominations(currency)),
        "outlets": [{"id": one["id"], "name": one["name"]} for one in menu_queries.outlets(tx)],
        "seq": tx.seq,
    }


def inside(tx: ReadTx, session_id: int, currency: str) -> dict[str, Any]:
    """Return what went through a session so far: an X of one drawer, for the manager."""
    row = require(tx, session_id)
    known = store.drawer(tx, row)
    moves = [
        {
            "id": one["id"],
            "kind": one["kind"],
            "amount": wire(one["amount_minor"], currency),
            "reason": one["reason"],
            "at": one["made_at"],
        }
        for one in store.movements(tx, session_id)
    ]
    return view(tx, row, currency) | {
        "cash": wire(known.cash_minor, currency),
        "desk": wire(known.desk_minor, currency),
        "expected": wire(known.expected_minor, currency),
        "moved": {kind: wire(minor, currency) for kind, minor in known.moved.items()},
        "movements": moves,
        "seq": tx.seq,
    }
