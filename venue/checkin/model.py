"""A guest's form: its fields, who must give what, its states; pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from venue.core.errors import Conflict
from venue.core.parse import clean_text

# domain.md: not_started -> draft -> submitted -> verified -> used; rejected(fields) -> draft.
ACTIONS: Mapping[str, Mapping[str, str]] = {
    "save": {"not_started": "draft", "draft": "draft", "rejected": "draft"},
    "submit": {"draft": "submitted", "not_started": "submitted", "rejected": "submitted"},
    "verify": {"submitted": "verified"},
    "use": {"verified": "used"},
    "send_back": {"submitted": "rejected", "verified": "rejected"},
}  # fmt: skip
FIELDS = (
    "family_name", "given_names", "birth_date", "sex", "nationality", "residence",
    "document_kind", "document_number", "document_country", "document_expires",
    "phone", "car_plate", "signature",
)  # fmt: skip
EVERYBODY = ("family_name", "given_names", "birth_date", "nationality")
ADULTS = ("residence", "document_kind", "document_number", "document_country")
DATES = ("birth_date", "document_expires")
COUNTRIES = ("nationality", "document_country")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "sex": ("f", "m", "x"),
    "document_kind": ("passport", "id_card", "residence_permit", "other"),
}
COUNTRY = re.compile(r"[A-Z]{1,3}")
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 /-]{2,23}")
# The path of an SVG, as everywhere where guests sign: moves and lines between whole numbers.
SIGNATURE = re.compile(r"(?:[ML]\d{1,4} \d{1,4} ?){2,3000}")
PAPER = "paper"  # signed by hand on the printed card
LONGEST = 80
OLDEST_YEARS = 130
STATUSES = ("pending", "incomplete", "sent_back", "ready", "verified")
DONE = frozenset({"submitted", "verified", "used", "purged"})


def after(state: str, action: str) -> str:
    """Return a form's state after an action.

    Raises:
        Conflict: ``checkin.wrong_state`` - names the state and what allows the action.
    """
    allowed = ACTIONS[action]
    if state not in allowed:
        raise Conflict(
            "checkin.wrong_state",
            f"a form that is {state.replace('_', ' ')} cannot be changed this way",
            state=state,
            action=action,
            allowed=sorted(allowed),
        )
    return allowed[state]


def cleaned(entered: Mapping[str, str]) -> dict[str, str]:
    """Return the form's own fields without control characters; those left empty are left out.

    Raises:
        Invalid: ``request.text_too_long``.
    """
    kept = {}
    for name in FIELDS:
        longest = 40_000 if name == "signature" else LONGEST
        value = " ".join(clean_text(entered.get(name, ""), field=name, longest=longest).split())
        if name in COUNTRIES or name == "document_number":
            value = value.upper()
        if value:
            kept[name] = value
    return kept


def age_on(birth: str, day: str) -> int | None:
    """Return a person's age on a day; None without a birth date that can be read."""
    try:
        born, then = date.fromisoformat(birth), date.fromisoformat(day)
    except ValueError:
        return None
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def problems(
    form: Mapping[str, str], *, child: bool, arrival: str, adult_age: int, document: bool
) -> dict[str, str]:
    """Return what is missing or wrong, as a word by field; empty when the form is whole.

    A guest of ``adult_age`` on arrival gives residence, document and signature, whatever place
    was booked; a younger one gives a name, a birth date and a nationality.
    """
    age = age_on(form.get("birth_date", ""), arrival)
    adult = not child if age is None else age >= adult_age
    wanted = [*EVERYBODY]
    if adult:
        wanted += [name for name in ADULTS if document or name == "residence"] + ["signature"]
    found = {name: "missing" for name in wanted if not form.get(name)}
    found |= {name: "wrong" for name in form if not _is_well_formed(name, form[name], arrival)}
    if age is not None and not child and age < adult_age:
        found["birth_date"] = "not_adult"
    expires = form.get("document_expires", "")
    if expires and "document_expires" not in found and expires < arrival:
        found["document_expires"] = "expired"
    return found


def status_of(states: Sequence[str]) -> str:
    """Return a booking's status from the states of its guests' forms."""
    if "rejected" in states:
        return "sent_back"
    if states and all(state in ("verified", "used", "purged") for state in states):
        return "verified"
    if states and all(state in DONE for state in states):
        return "ready"
    return "pending" if all(state == "not_started" for state in states) else "incomplete"


def _is_well_formed(name: str, value: str, arrival: str) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if name in COUNTRIES:
        return COUNTRY.fullmatch(value) is not None
    if name == "document_number":
        return NUMBER.fullmatch(value) is not None
    if name == "signature":
        return value == PAPER or SIGNATURE.fullmatch(value) is not None
    if name == "birth_date":
        age = age_on(value, arrival)
        return age is not None and 0 <= age <= OLDEST_YEARS
    if name == "document_expires":
        return age_on(value, arrival) is not None
    return True
