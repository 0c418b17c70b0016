"""A venue file's people: names and roles. A PIN is never in a file; a manager gives it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from venue.core.tx import ReadTx, Row, Tx
from venue.staff import service as staff
from venue.staff.access import roles_of
from venue.venuefile.changes import Around, Change
from venue.venuefile.model import Own, Problem


def problems(tx: ReadTx, around: Around, own: Own) -> list[Problem]:
    """Name roles that this venue has not, and names that two people share."""
    roles = roles_of(around.services.settings.text("venue.kind"))
    shared = Counter(one["name"] for one in staff.index(tx)["items"] if not one["disabled"])
    found = []
    for one in own.staff:
        if one.role not in roles:
            words = f"{one.name}: a role is one of {', '.join(roles)}"
            found.append(Problem(0, words))
        if shared[_plain(one.name)] > 1:
            words = f"two people here are called {_plain(one.name)}: a file cannot tell them apart"
            found.append(Problem(0, words))
    return found


def changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return who differs; with ``replace`` who is not named is let in no more."""
    there = _known(tx)
    found = []
    for one in own.staff:
        name, known = _plain(one.name), there.get(_plain(one.name))
        if known is None:
            act, undo = _adding(name, one.role), ("person.disable", name)
            found.append(Change("staff", name, "added", [], act, undo))
            continue
        differ = [] if known["role"] == one.role else ["role"]
        differ += ["enabled"] if known["disabled"] else []
        if differ:
            old = ("person.set", name, known["role"], known["disabled"])
            found.append(Change("staff", name, "changed", differ, _setting(around, name, one.role),
                                old))  # fmt: skip
    named = {_plain(one.name) for one in own.staff}
    for name, known in there.items():
        if around.replace and named and name not in named and not known["disabled"]:
            old = ("person.set", name, known["role"], False)
            found.append(Change("staff", name, "removed", [], _ending(around, name), old))
    return found


def without_pin(tx: ReadTx, own: Own) -> list[str]:
    """Return who of the file cannot sign in yet, and what a manager does about it."""
    there = _known(tx)
    found = [there[_plain(one.name)] for one in own.staff if _plain(one.name) in there]
    return [
        f"{one['name']} has no PIN yet: venue staff pin {one['id']}"
        for one in found
        if not one["has_pin"] and not one["disabled"]
    ]


def disable(tx: Tx, around: Around, name: str) -> str | None:
    """Let a person in no more whom a file added."""
    known = _known(tx).get(name)
    if known is None or known["disabled"]:
        return None
    staff.disable(tx, known["id"])
    _put_out(tx, around, known["id"])
    return f"{name} stays in the list of people, disabled"


def set_person(tx: Tx, around: Around, name: str, role: str, disabled: bool) -> None:
    """Give a person the role of before, and let them in or not as before."""
    known = _known(tx).get(name)
    if known is None:
        return
    _make(tx, around, known, role)
    if disabled:
        staff.disable(tx, known["id"])


def exported(tx: ReadTx, _around: Around) -> dict[str, Any]:
    """Return who works here as a file names them."""
    people = [one for one in staff.index(tx)["items"] if not one["disabled"]]
    return {"staff": [{"name": one["name"], "role": one["role"]} for one in people]}


def _known(tx: ReadTx) -> dict[str, Row]:
    """Return people by name; who may sign in stands before a namesake who may not."""
    people = sorted(staff.index(tx)["items"], key=lambda one: not one["disabled"])
    return {one["name"]: one for one in people}


def _plain(name: str) -> str:
    return " ".join(name.split())


def _adding(name: str, role: str) -> Callable[[Tx], Any]:
    return lambda tx: staff.add(tx, name=name, role=role, pin_hash=None)


def _setting(around: Around, name: str, role: str) -> Callable[[Tx], Any]:
    return lambda tx: _make(tx, around, _known(tx)[name], role)


def _make(tx: Tx, around: Around, known: Row, role: str) -> None:
    if known["role"] != role:
        staff.change(tx, known["id"], name=known["name"], role=role)
        _put_out(tx, around, known["id"])
    if known["disabled"]:
        staff.enable(tx, known["id"])


def _ending(around: Around, name: str) -> Callable[[Tx], Any]:
    return lambda tx: disable(tx, around, name)


def _put_out(tx: Tx, around: Around, staff_id: int) -> None:
    """End the live connections of a person whose sessions ended."""
    services = around.services

    def drop() -> None:
        services.drop(lambda one: one.kind == "staff" and one.id == staff_id)

    tx.after_commit(lambda: services.runtime.post(drop))
